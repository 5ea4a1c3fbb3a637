//! Where could it run instead? Each home is held against the limits table by the code that checks workloads at home, and
//! comes with what would have to change first. Scaling to zero where it is is an answer too.

use crate::criteria::COULD_BE_SERVERLESS;
use crate::finding::{Evidence, Severity, Stance};
use crate::limits::{Breach, LIMITS, Target};
use crate::model::{Fact, FactName, Origin, Platform, Trigger, TriggerKind, Workload};
use crate::platform::{Bound, Magnitude, Setting, function_trigger};
use crate::rule::Context;

/// A serverless home.
struct Home {
    platform: Platform,
    /// With what starts the work: `AWS Lambda with an SQS event source mapping`.
    title: String,
    /// What would have to change first, as the rest of the sentence.
    change: &'static str,
}

/// The homes that fit, in words.
pub(super) struct Homes {
    /// What to do, as a command.
    pub(super) advice: String,
    /// What was held against the limits, and came to what.
    pub(super) remarks: Vec<Evidence>,
}

/// Homes named in one finding.
const NAMED: usize = 2;

/// What it could do instead; `None` when no home has room for it, and it already goes to zero where it is.
pub(super) fn homes(
    workload: &Workload,
    context: &Context<'_>,
    ties: &[Evidence],
) -> Option<Homes> {
    let own_cluster = ties.iter().any(|tie| {
        // Who must be able to move, or to answer for the machines, stays on a cluster.
        tie.is_of_organization() && matches!(tie.criterion, "portability" | "compliance")
    });
    let mut remarks = Vec::new();
    let mut fitting = Vec::new();
    for home in candidates(workload) {
        if own_cluster && !home.platform.on_kubernetes() {
            continue;
        }
        if let Some(breach) = breach(workload, &home, context) {
            let reason = breach.evidence.first();
            let reason =
                reason.map_or_else(String::new, |one| format!("{} {}", one.criterion, one.text));
            let text = format!("no room on {}: {reason}", home.platform.title());
            remarks.push(Evidence::remark(COULD_BE_SERVERLESS.name, text));
        } else if fitting.len() < NAMED {
            remarks.extend(room(workload, &home, context));
            fitting.push(home);
        }
    }
    let stay = stay(workload);
    let moves: Vec<String> = fitting
        .iter()
        .map(|home| format!("{}, {}", home.title, home.change))
        .collect();
    let advice = match (moves.join(", or "), stay) {
        (moves, Some(stay)) if moves.is_empty() => stay.command?.to_owned(),
        (moves, None) if moves.is_empty() => return None,
        (moves, None) => format!("consider {moves}{}", settle(ties)),
        (moves, Some(stay)) => format!("consider {moves}{}; or {}", settle(ties), stay.words()),
    };
    Some(Homes { advice, remarks })
}

/// Homes that what starts the work, or the kind of work, suggests; the closest first.
fn candidates(workload: &Workload) -> Vec<Home> {
    let facts = workload.facts(FactName::Trigger);
    let triggers: Vec<&Trigger> = facts.filter_map(Fact::trigger).collect();
    let mut homes: Vec<Home> = Vec::new();
    let known = triggers
        .iter()
        .filter_map(|one| function_trigger(&one.source));
    for trigger in known {
        let home = Home {
            platform: trigger.platform,
            title: format!("{} with {}", trigger.platform.title(), trigger.name),
            change: match trigger.platform {
                Platform::CloudRunService => "once it takes each message as an HTTP request",
                _ => "once its loop over the messages is a handler of one batch",
            },
        };
        if homes.iter().all(|other| other.title != home.title) {
            homes.push(home);
        }
    }
    if !homes.is_empty() {
        return homes;
    }
    let home = |platform: Platform, title: &str, change| Home {
        platform,
        title: title.to_owned(),
        change,
    };
    if matches!(workload.kind.as_str(), "Job" | "CronJob" | "ScaledJob") {
        let as_it_is = "which runs the image as it is";
        let handler = "once its entry point is a handler";
        if !workload.has(FactName::Schedule) {
            return vec![
                home(Platform::CloudRunJob, "a Cloud Run job", as_it_is),
                home(Platform::AwsLambda, "AWS Lambda", handler),
            ];
        }
        return vec![
            home(Platform::CloudRunJob, "a scheduled Cloud Run job", as_it_is),
            home(
                Platform::AwsLambda,
                "a scheduled AWS Lambda function",
                handler,
            ),
        ];
    }
    let port = "once it listens on `$PORT`";
    let service = "which takes the same image as a Service of its own";
    if triggers.iter().any(|one| one.kind == TriggerKind::Http) {
        return vec![
            home(Platform::CloudRunService, "Cloud Run", port),
            home(Platform::Knative, "Knative on this cluster", service),
        ];
    }
    let unknown = "once requests or messages start its work (nothing here says what does)";
    vec![home(Platform::CloudRunService, "Cloud Run", unknown)]
}

/// The first limit of a home that the workload would break.
fn breach(workload: &Workload, home: &Home, context: &Context<'_>) -> Option<Breach> {
    let target = Target {
        platform: home.platform,
        variant: None,
    };
    let mut breaches = Vec::new();
    for check in LIMITS {
        (check.check)(workload, target, context, &mut breaches);
    }
    let breaks = |breach: &Breach| breach.severity > Severity::Note;
    breaches.into_iter().find(breaks)
}

/// What is compared when a workload is said to fit.
const COMPARED: &[(FactName, Setting)] = &[
    (FactName::Memory, Setting::Memory),
    (FactName::Timeout, Setting::Timeout),
    (FactName::EphemeralStorage, Setting::EphemeralStorage),
];

/// How much room a home leaves, for the numbers that are known.
fn room(workload: &Workload, home: &Home, context: &Context<'_>) -> Option<Evidence> {
    let mut known = Vec::new();
    let mut pages = Vec::new();
    for (name, setting) in COMPARED {
        let facts = workload.facts(*name).filter(|fact| fact.is_explicit());
        let values = facts.filter_map(|fact| {
            let duration = fact.duration().map(Magnitude::Duration);
            duration.or_else(|| fact.size().map(Magnitude::Size))
        });
        let limits = context.limits;
        let limit = limits.find(home.platform, None, *setting, Bound::Max);
        if let (Some(value), Some(limit)) = (values.max(), limit) {
            let (value, most) = (value.exact(), limit.value.exact());
            known.push(format!("{} {value} of {most}", setting.name()));
            pages.push(limit.citation().to_owned());
        }
    }
    let title = home.platform.title();
    pages.dedup();
    (!known.is_empty()).then(|| {
        let text = format!(
            "room on {title}: {} ({})",
            known.join(", "),
            pages.join("; ")
        );
        Evidence::remark(COULD_BE_SERVERLESS.name, text)
    })
}

/// The answer that moves nothing.
struct Stay {
    /// What to change; `None` where it already takes nothing while it sleeps.
    command: Option<&'static str>,
    already: &'static str,
}

impl Stay {
    fn words(&self) -> &'static str {
        self.command.unwrap_or(self.already)
    }
}

fn stay(workload: &Workload) -> Option<Stay> {
    let linked = |name| {
        let facts = workload.facts(name);
        facts.filter(|fact: &&Fact| fact.origin == Origin::Linked)
    };
    let already = |already| {
        Some(Stay {
            command: None,
            already,
        })
    };
    if linked(FactName::ReplicasMin).any(|fact| fact.count() == Some(0)) {
        return already("keep the scaler, which takes it to zero where it is");
    }
    match workload.kind.as_str() {
        "CronJob" => return already("keep the CronJob, which takes nothing between its runs"),
        "ScaledJob" => {
            return already("keep the ScaledJob, which takes nothing between its events");
        }
        _ => {}
    }
    let keda = |fact: &Fact| {
        let owner = fact.owner.as_deref();
        owner.is_some_and(|owner| owner.starts_with("ScaledObject/"))
    };
    linked(FactName::Trigger).any(keda).then_some(Stay {
        command: Some("scale it to zero where it is with `minReplicaCount: 0`"),
        already: "",
    })
}

/// Hints that it needs the cluster: settled first, whatever the home.
fn settle(ties: &[Evidence]) -> String {
    let own = ties.iter().filter(|tie| !tie.is_of_organization());
    let mut hints: Vec<&str> = own
        .filter(|tie| tie.stance == Stance::For && tie.is_reason())
        .map(|tie| tie.text.as_str())
        .collect();
    hints.dedup();
    if hints.is_empty() {
        return String::new();
    }
    format!(" (first settle: {})", hints.join("; "))
}
