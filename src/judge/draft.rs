//! From a verdict to a finding: its one line, and its fingerprint.

use super::fingerprint::fingerprint;
use crate::finding::{Evidence, Finding, Severity, Subject, Wording};
use crate::model::{Confidence, Fact, Origin, Workload, WorkloadId};
use crate::rule::Rule;
use crate::source::Span;

/// A verdict about one workload.
pub struct Draft {
    /// The rule.
    pub rule: &'static Rule,
    /// Its severity after evidence.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Its words.
    pub wording: Wording,
    /// The one to change first; never empty.
    pub evidence: Vec<Evidence>,
}

impl Draft {
    /// The finding.
    pub(super) fn finding(mut self, workload: &Workload) -> Finding {
        let first = self.evidence.first();
        let fact = first.and_then(|first| fact(workload, first));
        // What the configuration declares is changed there, but it is about the workload's own lines.
        let elsewhere = fact.is_some_and(|fact| {
            let at = fact.at.as_ref();
            let same_file = at.is_some_and(|at| at.path() == workload.at.path());
            fact.origin == Origin::Declared && !same_file
        });
        let inherited = fact.is_some_and(|fact| fact.origin == Origin::Inherited);
        self.put_on_one_line();
        let at = self.evidence.first().and_then(|first| first.at.clone());
        let location = at.filter(|_| !elsewhere);
        let origin = fact.and_then(|fact| fact.via.last()).cloned();
        let origin = origin.map(|at| found_at(&self.evidence[0], at));
        self.evidence.splice(1..1, origin);
        let mut finding = Finding {
            rule: self.rule,
            severity: self.severity,
            confidence: self.confidence,
            workloads: vec![Subject::of(workload)],
            message: self.wording.message,
            help: format!(
                "{}; see `plimsoll explain {}`",
                self.wording.help, self.rule.name
            ),
            location: location.unwrap_or_else(|| workload.at.first_line()),
            evidence: self.evidence,
            fingerprint: String::new(),
            suppressed: None,
            worse: None,
        };
        finding.fingerprint = identity(&finding, inherited, workload);
        finding
    }

    /// The first of its evidence on one line, with the key there.
    pub(super) fn put_on_one_line(&mut self) {
        if let Some(first) = self.evidence.first_mut() {
            first.at = first.at.as_ref().map(|at| at.first_line().with_key());
        }
    }
}

/// The fingerprint: of the workload, or of the object that its value is inherited from.
fn identity(finding: &Finding, inherited: bool, workload: &Workload) -> String {
    let (mut object, mut field) = (workload.id(), String::new());
    if let Some(first) = finding.evidence.first() {
        field = first.field.to_string();
        match &first.owner {
            Some(owner) if inherited => {
                object = WorkloadId {
                    path: finding.location.path().to_owned(),
                    kind: owner.to_string(),
                    namespace: None,
                    name: owner.to_string(),
                };
            }
            Some(owner) => field = format!("{owner}:{field}"),
            None => {}
        }
    }
    fingerprint(finding.rule.name, &object, &field)
}

/// Where a value stands that is written elsewhere than where it is used.
fn found_at(first: &Evidence, at: Span) -> Evidence {
    let flag = at.source().is_argument();
    let text = if flag {
        format!("the value is set by `{}`", at.path())
    } else {
        "the value is set here".to_owned()
    };
    Evidence {
        at: (!flag).then_some(at),
        ..Evidence::remark(first.criterion, text)
    }
}

/// The fact behind a piece of evidence.
fn fact<'w>(workload: &'w Workload, evidence: &Evidence) -> Option<&'w Fact> {
    let is_it = |fact: &&Fact| {
        // One place may have several values: either branch of a condition, what each call of a module gives.
        fact.at == evidence.at
            && fact.via.last() == evidence.via.as_ref()
            && fact.field == evidence.field
            && fact.owner == evidence.owner
    };
    workload.facts.iter().find(is_it)
}
