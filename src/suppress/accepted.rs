//! Which suppressions in manifests the base has: only those hide something where policy is read from the base. It is asked
//! of each finding, not of each comment: an old comment that stands over something new is a new one.

use super::check;
use super::declared::{self, Declared};
use super::rules::SOFTENED;
use crate::config::Locks;
use crate::coverage::Coverage;
use crate::finding::{Finding, Subject};
use crate::model::{Covers, Directive, DirectiveKind, Object, Workload, WorkloadId};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What comments and annotations of the base excuse.
#[derive(Debug, Clone)]
pub struct Accepted {
    revision: String,
    /// The findings, by what they mean.
    fingerprints: BTreeSet<String>,
    /// Whole workloads, by rule.
    workloads: BTreeSet<(WorkloadId, String)>,
    /// The same of files that are no more: whoever renames a file keeps its suppressions.
    vanished: BTreeSet<(String, Object)>,
    /// The files of the base.
    files: BTreeSet<String>,
    /// What its workloads declare of themselves.
    declared: Declared,
}

/// What a run on the base found.
pub struct Before<'a> {
    /// As it was named.
    pub revision: &'a str,
    /// What it looked at.
    pub coverage: &'a Coverage,
    /// Its workloads.
    pub workloads: &'a [Workload],
    /// Its findings, suppressed ones too.
    pub findings: &'a [Finding],
    /// Its suppressions.
    pub directives: &'a [Directive],
}

impl Accepted {
    /// Of a run on the base; `is_gone` tells whether a file of it is no more.
    pub fn of(before: &Before<'_>, is_gone: &dyn Fn(&str) -> bool) -> Self {
        let excused = before
            .findings
            .iter()
            .filter(|finding| in_manifest(finding).is_some());
        let mut accepted = Self {
            revision: before.revision.to_owned(),
            fingerprints: excused
                .clone()
                .map(|finding| finding.fingerprint.clone())
                .collect(),
            workloads: whole(before),
            vanished: BTreeSet::new(),
            files: before.coverage.paths().map(str::to_owned).collect(),
            declared: Declared::of(before.workloads, is_gone),
        };
        let of_findings = excused.flat_map(|finding| {
            let rule = finding.rule.name;
            finding
                .workloads
                .iter()
                .map(move |subject| (&subject.id, rule))
        });
        let of_workloads = accepted
            .workloads
            .iter()
            .map(|(id, rule)| (id, rule.as_str()));
        accepted.vanished = of_findings
            .chain(of_workloads)
            .filter(|(id, _)| is_gone(&id.path))
            .map(|(id, rule)| (rule.to_owned(), id.object()))
            .collect();
        accepted
    }

    /// Takes back what workloads declare of themselves, as far as the base does not have it or it is locked.
    pub fn hold_declarations(
        accepted: Option<&Self>,
        workloads: &mut [Workload],
        locks: &Locks,
    ) -> Vec<Finding> {
        let base = accepted.map(|accepted| (accepted.revision.as_str(), &accepted.declared));
        declared::hold(workloads, locks, base)
    }

    /// Takes back what the base does not excuse; returns what there is to say of each suppression that did it.
    pub fn hold(&self, findings: &mut [Finding]) -> Vec<Finding> {
        let mut refused: BTreeMap<(String, u32), Directive> = BTreeMap::new();
        for finding in findings {
            if let Some(directive) = in_manifest(finding)
                && !self.covers(finding)
            {
                let at = (directive.at.path().to_owned(), directive.at.start);
                refused.insert(at, directive.clone());
                finding.suppressed = None;
            }
        }
        let told = refused.values().map(|directive| {
            let message = format!(
                "this suppression has no effect: policy is read from the base `{}`, which does not have it",
                self.revision
            );
            let help = "fix the finding; the suppression counts once it is merged";
            check::about(directive, SOFTENED, message, help)
        });
        told.collect()
    }

    fn covers(&self, finding: &Finding) -> bool {
        let rule = finding.rule.name;
        let all = |covers: &dyn Fn(&Subject) -> bool| {
            !finding.workloads.is_empty() && finding.workloads.iter().all(covers)
        };
        let is_renamed = |subject: &Subject| {
            let vanished = (rule.to_owned(), subject.id.object());
            !self.files.contains(&subject.id.path) && self.vanished.contains(&vanished)
        };
        self.fingerprints.contains(&finding.fingerprint)
            || all(&|subject| {
                let key = (subject.id.clone(), rule.to_owned());
                self.workloads.contains(&key)
            })
            || all(&is_renamed)
    }
}

/// The comment or annotation that suppresses a finding.
fn in_manifest(finding: &Finding) -> Option<&Directive> {
    let directive = &finding.suppressed.as_ref()?.directive;
    let kinds = [DirectiveKind::Comment, DirectiveKind::Annotation];
    kinds.contains(&directive.kind).then_some(directive)
}

/// The workloads that are excused as a whole.
fn whole(before: &Before<'_>) -> BTreeSet<(WorkloadId, String)> {
    let mut whole = BTreeSet::new();
    let place = |span: &Span| (span.path().to_owned(), span.start, span.end);
    let mut blocks: HashMap<_, Vec<&Workload>> = HashMap::new();
    for workload in before.workloads {
        blocks
            .entry(place(&workload.extent))
            .or_default()
            .push(workload);
    }
    for directive in before.directives {
        let Ok(ignore) = &directive.ignore else {
            continue;
        };
        let ids: Vec<WorkloadId> = match &directive.covers {
            Covers::Workload(id) => vec![id.clone()],
            Covers::Span(span) => {
                let same = blocks.get(&place(span)).into_iter().flatten();
                same.map(|workload| workload.id()).collect()
            }
            Covers::Selector { .. } => Vec::new(),
        };
        for id in ids {
            let rules = ignore.rules.iter().cloned();
            whole.extend(rules.map(|rule| (id.clone(), rule)));
        }
    }
    whole
}
