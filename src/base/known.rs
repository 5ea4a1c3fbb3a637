//! Which finding of the base is which of the change's: the same by its fingerprint, else by rule and object where the
//! object left its file for another one or the value moved within its own. One that the base suppresses is known too.

use crate::finding::{Amount, Finding, Worse, Worsened};
use crate::model::{Object, WorkloadId};
use crate::report::Outcome;
use crate::rule::Family;
use std::collections::{BTreeMap, BTreeSet};

/// Findings of the base that have no counterpart by fingerprint, by rule and object; each serves once.
type Open<'a> = BTreeMap<(&'static str, Object), Vec<(WorkloadId, &'a Finding)>>;

/// What of the base a finding may be.
pub(super) struct Known<'a> {
    by_print: BTreeMap<&'a str, &'a Finding>,
    open: Open<'a>,
    before: Present,
    after: Present,
    /// The fingerprints of those that are found again.
    again: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    /// Of both runs, before anything of the second one is taken out.
    pub(super) fn of(before: &'a Outcome, after: &Outcome) -> Self {
        let by_print: BTreeMap<&str, &Finding> = before
            .findings
            .iter()
            .map(|finding| (finding.fingerprint.as_str(), finding))
            .collect();
        let still: BTreeSet<(&str, WorkloadId)> = after
            .findings
            .iter()
            .flat_map(|finding| {
                let ids = ids(finding).into_iter();
                ids.map(|id| (finding.fingerprint.as_str(), id))
            })
            .collect();
        let mut open = Open::new();
        for finding in &before.findings {
            for id in ids(finding) {
                let key = (finding.fingerprint.as_str(), id);
                if !still.contains(&key) {
                    let (_, id) = key;
                    let key = (finding.rule.name, id.object());
                    open.entry(key).or_default().push((id, finding));
                }
            }
        }
        Self {
            by_print,
            open,
            before: Present::of(before),
            after: Present::of(after),
            again: BTreeSet::new(),
        }
    }

    /// The findings of the base that a finding is; none where it is new.
    pub(super) fn find(&mut self, finding: &Finding) -> Vec<&'a Finding> {
        let same = self.by_print.get(finding.fingerprint.as_str()).copied();
        let found = match same {
            Some(same) => vec![same],
            None => self.moved(finding).unwrap_or_default(),
        };
        let again = found.iter().map(|before| before.fingerprint.as_str());
        self.again.extend(again);
        found
    }

    /// Those of each of its workloads, where every one of them has one.
    fn moved(&mut self, finding: &Finding) -> Option<Vec<&'a Finding>> {
        let rule = finding.rule.name;
        let mut taken: Vec<((&'static str, Object), usize)> = Vec::new();
        for id in ids(finding) {
            let key = (rule, id.object());
            let candidates = self.open.get(&key)?;
            let at = (0..candidates.len()).find(|at| {
                let is_taken = taken.iter().any(|(other, one)| *other == key && one == at);
                !is_taken && self.is_move(&candidates[*at].0, &id, finding)
            })?;
            taken.push((key, at));
        }
        taken.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        let taken = taken.into_iter().filter_map(|(key, at)| {
            let candidates = self.open.get_mut(&key)?;
            Some(candidates.remove(at).1)
        });
        Some(taken.collect())
    }

    /// Whether an object of the base is one of now: the same one, or it is gone where it was and new where it is.
    fn is_move(&self, was: &WorkloadId, is: &WorkloadId, finding: &Finding) -> bool {
        if finding.workloads.is_empty() {
            return !self.after.files.contains(&was.path) && !self.before.files.contains(&is.path);
        }
        let is_gone = || !self.after.has(was) && !self.after.failed.contains(&was.path);
        was == is || is_gone() && !self.before.has(is)
    }

    /// Whether a finding of the base is found again.
    pub(super) fn is_found(&self, before: &Finding) -> bool {
        self.again.contains(before.fingerprint.as_str())
    }

    /// How many findings of the base are not found again and not `carried`: those that were reported there. A suppression of
    /// the change judges the base too, and one that matches nothing there is no fault that the change mends.
    pub(super) fn fixed(&self, before: &Outcome, carried: &[Finding]) -> usize {
        let carried: BTreeSet<&str> = carried
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        let is_fixed = |finding: &&Finding| {
            finding.rule.family != Family::Suppression
                && !self.is_found(finding)
                && !carried.contains(finding.fingerprint.as_str())
        };
        before.live().filter(is_fixed).count()
    }
}

/// What a run saw.
struct Present {
    workloads: BTreeSet<WorkloadId>,
    files: BTreeSet<String>,
    failed: BTreeSet<String>,
}

impl Present {
    fn of(outcome: &Outcome) -> Self {
        let coverage = &outcome.coverage;
        let failed = coverage.failed.iter().map(|failed| failed.path.clone());
        Self {
            workloads: outcome.workloads.iter().map(|one| one.id()).collect(),
            files: coverage.paths().map(str::to_owned).collect(),
            failed: failed.collect(),
        }
    }

    fn has(&self, id: &WorkloadId) -> bool {
        self.workloads.contains(id)
    }
}

/// The workloads of a finding; of one about a suppression its file stands for them.
fn ids(finding: &Finding) -> Vec<WorkloadId> {
    if finding.workloads.is_empty() {
        return vec![WorkloadId {
            path: finding.location.path().to_owned(),
            kind: String::new(),
            namespace: None,
            name: String::new(),
        }];
    }
    let subjects = finding.workloads.iter();
    subjects.map(|subject| subject.id.clone()).collect()
}

/// How a finding is worse than what the base has of it, if it is.
pub(super) fn worsened(before: &[&Finding], after: &Finding) -> Option<Worsened> {
    let severity = before.iter().map(|finding| finding.severity).max()?;
    let mut parts = Vec::new();
    if after.severity > severity {
        parts.push((severity.name().to_owned(), after.severity.name().to_owned()));
    }
    let now = amounts(&[after]);
    let mut then = amounts(before);
    let worse = now.into_iter().find_map(|(key, now)| {
        let then = then.remove(&key)?;
        let mut pairs = then.into_iter().zip(now);
        pairs.find(|(then, now)| now.is_worse_than(then))
    });
    parts.extend(worse.map(|(then, now)| {
        let words = |amount: Amount| amount.value.exact().to_string();
        (words(then), words(now))
    }));
    let (then, now): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    (!then.is_empty()).then(|| Worsened {
        before: then.join(", "),
        after: now.join(", "),
    })
}

/// The numbers that findings rest on, the worst first: by what they are about and which way they get worse.
fn amounts(findings: &[&Finding]) -> BTreeMap<(&'static str, Worse), Vec<Amount>> {
    let mut amounts: BTreeMap<(&'static str, Worse), Vec<Amount>> = BTreeMap::new();
    let evidence = findings.iter().flat_map(|finding| &finding.evidence);
    for evidence in evidence {
        if let Some(amount) = evidence.amount {
            let key = (evidence.criterion, amount.worse);
            amounts.entry(key).or_default().push(amount);
        }
    }
    for ((_, worse), amounts) in &mut amounts {
        amounts.sort_by_key(|amount| amount.value);
        if *worse == Worse::Larger {
            amounts.reverse();
        }
    }
    amounts
}
