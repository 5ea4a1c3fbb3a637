//! What a change moves: the same analysis of the commit it starts from, and the difference. A line filter would miss
//! that an autoscaler edited in one file moves the verdict on a Deployment in another; the difference does not.

mod git;
mod policy;

pub use git::{Base, BaseError};
pub use policy::{Change, Policy, changes};

use crate::finding::{Finding, Severity, Subject};
use crate::model::{Workload, WorkloadId};
use crate::report::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// How a run differs from that of its base.
#[derive(Debug, Clone)]
pub struct Since {
    /// The base as it was named.
    pub revision: String,
    /// Findings that the base has too. People are not told of them; formats whose consumer compares two whole reports
    /// itself are.
    pub known: Vec<Finding>,
    /// The fingerprints of those among the new ones that the base has less severe.
    pub worse: BTreeSet<String>,
    /// Findings of the base that are gone.
    pub gone: usize,
    /// Workloads whose verdict is another one, sorted by identity.
    pub moved: Vec<Moved>,
    /// What of the policy is another one, in the order of the files.
    pub policy: Vec<Change>,
    /// Whether the policy is the base's, so that what is changed of it counts once it is merged.
    pub held: bool,
}

/// A workload that is judged differently.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The workload as it is now.
    pub subject: Subject,
    /// What the base's run says of it.
    pub before: Verdict,
    /// What this run says.
    pub after: Verdict,
}

/// What is said of a workload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Where it stands.
    pub placement: String,
    /// The rules that fire, the worst severity of each.
    pub findings: BTreeMap<&'static str, Severity>,
}

/// Compares with the run on the base and keeps only the findings that are new or worse.
pub fn compare(revision: &str, before: &Outcome, after: &mut Outcome) {
    let moved = moved(before, after);
    let print = |finding: &Finding| (finding.fingerprint.clone(), finding.severity);
    let prints: BTreeMap<String, Severity> = before.live().map(print).collect();
    let (files_before, files_after) = (files(before), files(after));
    // A file that is renamed takes its findings with it.
    let vanished = before
        .live()
        .filter(|finding| !files_after.contains(finding.location.path()));
    let vanished: BTreeSet<Key> = vanished.map(Key::of).collect();
    let is_known = |finding: &Finding| {
        let is_renamed = || {
            !files_before.contains(finding.location.path()) && vanished.contains(&Key::of(finding))
        };
        // One that got worse is news.
        match prints.get(&finding.fingerprint) {
            Some(severity) => *severity >= finding.severity,
            None => is_renamed(),
        }
    };
    let (known, fresh): (Vec<Finding>, Vec<Finding>) = std::mem::take(&mut after.findings)
        .into_iter()
        .partition(|finding| finding.suppressed.is_none() && is_known(finding));
    let broken = before.coverage.failed.len();
    if broken > 0 {
        after.coverage.warnings.push(format!(
            "{broken} of the files could not be read in the base `{revision}`: what is found in them now counts as new"
        ));
    }
    let live = fresh.iter().filter(|finding| finding.suppressed.is_none());
    let worse: Vec<&Finding> = live
        .filter(|finding| prints.contains_key(&finding.fingerprint))
        .collect();
    let still = known.len() + worse.len();
    let gone = before.live().count().saturating_sub(still);
    let worse = worse
        .iter()
        .map(|finding| finding.fingerprint.clone())
        .collect();
    after.findings = fresh;
    after.since = Some(Since {
        revision: revision.to_owned(),
        known,
        worse,
        gone,
        moved,
        policy: Vec::new(),
        held: false,
    });
}

/// What a finding is about without its file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rule: &'static str,
    objects: Vec<(String, Option<String>, String)>,
}

impl Key {
    fn of(finding: &Finding) -> Self {
        let objects = finding
            .workloads
            .iter()
            .map(|Subject { id, .. }| (id.kind.clone(), id.namespace.clone(), id.name.clone()));
        Self {
            rule: finding.rule.name,
            objects: objects.collect(),
        }
    }
}

/// Every file that a run saw.
fn files(outcome: &Outcome) -> BTreeSet<String> {
    let coverage = &outcome.coverage;
    let skipped = coverage.skipped.iter().map(|skipped| &skipped.path);
    let failed = coverage.failed.iter().map(|failed| &failed.path);
    coverage
        .read
        .iter()
        .chain(skipped)
        .chain(failed)
        .cloned()
        .collect()
}

/// The workloads that both runs know and judge differently. One that is new speaks through its findings.
fn moved(before: &Outcome, after: &Outcome) -> Vec<Moved> {
    let (old, new) = (verdicts(before), verdicts(after));
    let subjects: BTreeMap<WorkloadId, Subject> = after
        .workloads
        .iter()
        .map(|workload| (workload.id(), Subject::of(workload)))
        .collect();
    let moved = subjects.into_iter().filter_map(|(id, subject)| {
        let (before, after) = (old.get(&id)?, new.get(&id)?);
        (before != after).then(|| Moved {
            subject,
            before: before.clone(),
            after: after.clone(),
        })
    });
    moved.collect()
}

fn verdicts(outcome: &Outcome) -> BTreeMap<WorkloadId, Verdict> {
    let placed = |workload: &Workload| {
        let verdict = Verdict {
            placement: workload.placement.names(),
            ..Verdict::default()
        };
        (workload.id(), verdict)
    };
    let mut verdicts: BTreeMap<WorkloadId, Verdict> =
        outcome.workloads.iter().map(placed).collect();
    for finding in outcome.live() {
        for subject in &finding.workloads {
            if let Some(verdict) = verdicts.get_mut(&subject.id) {
                let worst = verdict
                    .findings
                    .entry(finding.rule.name)
                    .or_insert(finding.severity);
                *worst = finding.severity.max(*worst);
            }
        }
    }
    verdicts
}
