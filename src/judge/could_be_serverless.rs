//! The one verdict that needs several criteria: a workload on Kubernetes that serverless would run as well. Hard to earn:
//! nothing ties it to the cluster, no Kubernetes criterion speaks strongly, two different serverless ones speak, at least
//! one of them strongly, and there is a home whose limits it keeps.

use super::advice::strongest_first;
use super::draft::Draft;
use super::homes::homes;
use super::organization::company;
use super::weigh::weigh;
use crate::criteria::COULD_BE_SERVERLESS;
use crate::finding::{Evidence, Stance, Weight, Wording};
use crate::model::{FactName, Origin, Platform, Side, Workload};
use crate::rule::Context;
use std::collections::BTreeSet;

/// Kinds that can be moved as they are.
const KINDS: &[&str] = &[
    "Deployment",
    "DeploymentConfig",
    "ReplicaSet",
    "Rollout",
    "Job",
    "CronJob",
    "ScaledJob",
    "Pod",
];

/// The verdict, if it is one; `gather` tells what the criteria of a side say.
pub(super) fn draft(
    workload: &Workload,
    context: &Context<'_>,
    gather: impl Fn(Side) -> Vec<Evidence>,
) -> Option<Draft> {
    let on_kubernetes = workload.placement.platform() == Some(Platform::Kubernetes);
    if !on_kubernetes || !KINDS.contains(&workload.kind.as_str()) {
        return None;
    }
    // What never runs costs nothing, and what a bound cut off may speak against it.
    if workload.suspended || workload.cut || is_fixed(workload) {
        return None;
    }
    let ties = gather(Side::Kubernetes);
    let stays = ties
        .iter()
        .filter(|one| !one.is_of_organization())
        .any(|one| one.stance == Stance::For && one.weight >= Weight::Strong);
    if stays {
        return None;
    }
    let mut evidence = gather(Side::Serverless);
    let signals = || evidence.iter().filter(|one| one.stance == Stance::For);
    let different: BTreeSet<&str> = signals().map(|one| one.criterion).collect();
    // What the organisation says is true of every workload: it takes something in this one.
    let own = || signals().filter(|one| !one.is_of_organization());
    let any_strong = own().any(|one| one.weight >= Weight::Strong);
    if different.len() < 2 || !any_strong {
        return None;
    }
    let mut company = company(Side::Serverless, workload, context);
    company.retain(|one| one.stance == Stance::Against);
    evidence.extend(company);
    let weighed = weigh(&evidence)?;
    let homes = homes(workload, context, &ties)?;
    evidence.extend(homes.remarks);
    strongest_first(&mut evidence);
    Some(Draft {
        rule: &COULD_BE_SERVERLESS,
        severity: weighed.severity.min(COULD_BE_SERVERLESS.severity),
        confidence: weighed.confidence,
        wording: Wording {
            message: message(workload, &evidence),
            help: homes.advice,
        },
        evidence,
    })
}

/// So many replicas that nothing scales are steady load, or a share of it each.
const FIXED: u64 = 5;

/// Whether a fixed number of replicas, and a large one, is all that the files state.
fn is_fixed(workload: &Workload) -> bool {
    let counts = || {
        let least = workload.facts(FactName::ReplicasMin);
        least.chain(workload.facts(FactName::ReplicasMax))
    };
    let stated = counts().all(|fact| fact.origin == Origin::Stated);
    let least = counts().filter_map(|fact| fact.count()).min();
    stated && least.is_some_and(|least| least >= FIXED)
}

/// Names the two signs that tipped it.
fn message(workload: &Workload, evidence: &[Evidence]) -> String {
    let mut signs: Vec<&Evidence> = Vec::new();
    let reasons = evidence.iter().filter(|one| one.is_reason());
    for one in reasons.filter(|one| one.stance == Stance::For) {
        if signs.iter().all(|sign| sign.criterion != one.criterion) {
            signs.push(one);
        }
    }
    let signs: Vec<&str> = signs
        .iter()
        .take(2)
        .map(|sign| sign.text.as_str())
        .collect();
    format!(
        "`{}` may be better off on serverless: {}",
        workload.name,
        signs.join("; ")
    )
}
