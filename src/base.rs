//! What a change moves: the same analysis of the commit it starts from, and the difference. A line filter would miss
//! that an autoscaler edited in one file moves the verdict on a Deployment in another; the difference does not.

mod blob;
mod carried;
mod git;
mod hiding;
mod known;
mod lay_out;
mod policy;
mod start;
mod unread;

pub use git::{BaseError, Git};
pub use hiding::hiding;
pub use lay_out::Base;
pub use policy::{Change, Policy, changes};
pub use start::Start;

use crate::finding::{Finding, Severity, Subject};
use crate::model::{Workload, WorkloadId};
use crate::report::Outcome;
use std::collections::BTreeMap;

/// How a run differs from that of its base.
#[derive(Debug, Clone)]
pub struct Since {
    /// The base as it was named.
    pub revision: String,
    /// The full name of the commit that is compared with.
    pub commit: String,
    /// Which commit that is.
    pub start: Start,
    /// Findings that the base has too. People are not told of them; formats whose consumer compares two whole reports
    /// itself are.
    pub known: Vec<Finding>,
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
pub fn compare(base: &Base, before: &Outcome, after: &mut Outcome) {
    let revision = base.revision();
    let moved = moved(before, after);
    let mut matches = known::Known::of(before, after);
    let (mut known, mut fresh) = (Vec::new(), Vec::new());
    for mut finding in std::mem::take(&mut after.findings) {
        let was = matches.find(&finding);
        finding.worse = known::worsened(&was, &finding);
        if finding.suppressed.is_none() && !was.is_empty() && finding.worse.is_none() {
            known.push(finding);
        } else {
            fresh.push(finding);
        }
    }
    let unread = carried::carried(before, after, &|finding| matches.is_found(finding));
    let gone = matches.fixed(before, &unread);
    known.extend(unread);
    unread::mark_known(&before.coverage, &mut after.coverage);
    let repaired = unread::repaired(&before.coverage, &after.coverage).map(|path| {
        format!("{path} could not be read in the base `{revision}`: what is found in it now counts as new")
    });
    let repaired: Vec<String> = repaired.collect();
    after.coverage.warnings.extend(repaired);
    after.findings = fresh;
    after.since = Some(Since {
        revision: revision.to_owned(),
        commit: base.commit().to_owned(),
        start: base.start(),
        known,
        gone,
        moved,
        policy: Vec::new(),
        held: false,
    });
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
