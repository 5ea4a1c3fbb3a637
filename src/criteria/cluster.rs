//! What ties a workload to a cluster, whatever else speaks: host access, devices, the cluster's own parts, a size that no
//! serverless platform gives.

use super::Criterion;
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Platform, Side, Workload};
use crate::platform::{Bound, Magnitude, Setting};
use crate::rule::Context;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It needs the cluster itself: hosts, devices, the Kubernetes API",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
};

const NAME: &str = "cluster";

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::Blocker) {
        // A blocker whose value only another tool fills in is one all the same.
        let text = fact.blocker().map_or_else(
            || "needs the cluster".to_owned(),
            |blocker| format!("{} {}", blocker.kind.replace('-', " "), blocker.detail),
        );
        out.push(Evidence::new(
            NAME,
            Stance::For,
            Weight::Decisive,
            text,
            fact,
        ));
    }
    let Some(largest) = largest_memory(context) else {
        return;
    };
    for fact in workload.facts(FactName::Memory) {
        let size = fact.size().map(Magnitude::Size);
        if let Some(size) = size.filter(|size| *size > largest) {
            let text = format!("{size} of memory, serverless platforms give {largest}");
            out.push(Evidence::new(
                NAME,
                Stance::For,
                Weight::Decisive,
                text,
                fact,
            ));
        }
    }
}

/// The most memory any serverless platform of the table gives one instance.
fn largest_memory(context: &Context<'_>) -> Option<Magnitude> {
    let serverless = Platform::ALL
        .iter()
        .filter(|platform| platform.side() == Side::Serverless);
    let most = serverless.filter_map(|platform| {
        let limits = context.limits;
        let limit = limits.find(*platform, None, Setting::Memory, Bound::Max)?;
        Some(limit.value)
    });
    most.max()
}
