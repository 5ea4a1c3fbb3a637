//! The table of pairs that a platform refuses.

use super::{Clash, Pair, certain, fargate};
use crate::model::{Fact, FactName, Platform, Size, StateKind, Workload};

/// Every kind of pair.
pub(super) static PAIRS: &[Pair] = &[
    Pair {
        platforms: &[Platform::AwsLambda],
        variant: None,
        find: snap_start,
        source: "docs.aws.amazon.com/lambda/latest/dg/snapstart.html, checked 2026-11",
    },
    Pair {
        platforms: &[Platform::AwsLambda],
        variant: None,
        find: provisioned_over_reserved,
        source: "docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html, checked 2026-11",
    },
    Pair {
        platforms: &[Platform::AwsEcs],
        variant: Some("fargate"),
        find: fargate::size,
        source: "docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html, checked 2026-11",
    },
    Pair {
        platforms: &[
            Platform::AwsEcs,
            Platform::CloudRunService,
            Platform::CloudRunWorkerPool,
            Platform::CloudFunctions,
            Platform::AzureContainerApps,
            Platform::Knative,
            Platform::Kubernetes,
        ],
        variant: None,
        find: most_below_least,
        source: "the most must not lie below the least",
    },
];

/// What SnapStart allows of `/tmp`.
const SNAP_START_STORAGE: Size = Size::from_mib(512);

/// SnapStart takes a snapshot of an instance: nothing may be warm beside it, mounted or larger than its disk.
fn snap_start(workload: &Workload) -> Vec<Clash<'_>> {
    let mut warm = certain(workload, FactName::ProvisionedConcurrency);
    let Some(snap_start) = warm.find(|fact| fact.text() == Some("SnapStart")) else {
        return Vec::new();
    };
    let clash = |other, text: String, what: &str, help: &str| Clash {
        change: (other, text),
        with: (snap_start, "SnapStart".to_owned()),
        what: format!("SnapStart with {what}; AWS Lambda takes one or the other"),
        help: help.to_owned(),
    };
    let provisioned = provisioned(workload).map(|(fact, count)| {
        let text = format!("{count} provisioned");
        let help = "keep one of the two: SnapStart where a start of under a second is enough, else provisioned concurrency";
        clash(fact, text, "provisioned concurrency", help)
    });
    let mounts = certain(workload, FactName::State)
        .filter(|fact| {
            let kind = fact.state().map(|state| state.kind);
            kind == Some(StateKind::SharedFileSystem)
        })
        .map(|fact| {
            let help = "drop SnapStart, or keep the data in object storage";
            clash(
                fact,
                "a file system".to_owned(),
                "a mounted file system",
                help,
            )
        });
    let storage = certain(workload, FactName::EphemeralStorage).filter_map(|fact| {
        let size = fact.size().filter(|size| *size > SNAP_START_STORAGE)?;
        let what = format!("{size} of ephemeral storage, over {SNAP_START_STORAGE}");
        let help = "lower the ephemeral storage to 512 MiB, or drop SnapStart";
        Some(clash(fact, format!("{size} of `/tmp`"), &what, help))
    });
    provisioned.chain(mounts).chain(storage).collect()
}

/// Instances that are kept warm, and how many. The bounds of a scaling policy are not compared: it moves within them.
fn provisioned(workload: &Workload) -> impl Iterator<Item = (&Fact, u64)> {
    certain(workload, FactName::ProvisionedConcurrency).filter_map(|fact| {
        let scales = fact.field.to_ascii_lowercase().contains("capacity");
        let count = fact.count().filter(|count| *count > 0 && !scales)?;
        Some((fact, count))
    })
}

/// Provisioned instances are taken from the reserved ones.
fn provisioned_over_reserved(workload: &Workload) -> Vec<Clash<'_>> {
    let reserved =
        certain(workload, FactName::Concurrency).find_map(|fact| Some((fact, fact.count()?)));
    let Some((fact, most)) = reserved else {
        return Vec::new();
    };
    provisioned(workload)
        .filter(|(_, count)| *count > most)
        .map(|(over, count)| Clash {
            change: (over, format!("{count} provisioned")),
            with: (fact, format!("{most} reserved")),
            what: format!(
                "a provisioned concurrency of {count}; it reserves only {most}, and the provisioned instances are among them"
            ),
            help: format!("provision {most} or fewer, or reserve {count} at least"),
        })
        .collect()
}

/// A maximum below the minimum of the same object. A maximum of 0 is no bound in Knative.
fn most_below_least(workload: &Workload) -> Vec<Clash<'_>> {
    let mut clashes = Vec::new();
    for most in certain(workload, FactName::ReplicasMax) {
        let Some(max) = most.count().filter(|max| *max > 0) else {
            continue;
        };
        let together = |least: &&Fact| least.owner == most.owner && block(least) == block(most);
        let least = certain(workload, FactName::ReplicasMin).filter(together);
        clashes.extend(least.filter_map(|least| {
            let min = least.count().filter(|min| *min > max)?;
            Some(Clash {
                change: (most, format!("at most {max}")),
                with: (least, format!("at least {min}")),
                what: format!("a maximum of {max} replicas below its minimum of {min}"),
                help: format!("raise the maximum to {min} at least, or lower the minimum to {max}"),
            })
        }));
    }
    clashes
}

/// The block that a setting stands in.
fn block(fact: &Fact) -> &str {
    fact.field.rsplit_once('.').map_or("", |(block, _)| block)
}
