//! "Is traffic steady and predictable?" Then capacity that stays is cheaper than capacity that comes when called. Only
//! capacity that somebody pinned says so, or a declaration: bounds of an autoscaler are no traffic.

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Duration, Fact, FactName, Origin, Platform, Side, Workload};
use crate::rule::{Context, Example, Family, Quantity, Rule, Stricter, Threshold};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Traffic is steady and predictable",
    reads: "Strong: traffic that is declared steady (`plimsoll/traffic-pattern: steady`); as many instances at least as at \
            most, and more than one; provisioned concurrency of more than one instance (AWS Lambda); CPU that is \
            allocated outside requests where a minimum of instances stays (Cloud Run, which scales to zero without \
            one); a Dedicated plan (Azure Functions); runs that by their schedule and their declared length fill most of the time. On Kubernetes only \
            a scaler pins: `replicas: 3` is what everybody writes. A single instance that is kept warm is no capacity, \
            and a schedule alone says nothing about how long a run takes.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: Some((&RULE, word)),
    examples: None,
};

const NAME: &str = "steady-traffic";
const FEWEST: &str = "pinned-instances";
const BUSY: &str = "busy-percent";

static RULE: Rule = Rule {
    name: "always-on-capacity",
    family: Family::PreferKubernetes,
    severity: Severity::Note,
    summary: "A serverless workload is given capacity that never goes away",
    why: "Serverless is priced for load that comes and goes: a second of it costs more than a second of a machine that \
          stays. Instances that are pinned, CPU that is allocated outside requests, a plan of one's own, or runs that \
          fill the hour are paid for around the clock at that price.\n\n\
          The file states the capacity, not the traffic: this is a question to whoever knows the bill, and a note.",
    instead: "If the load really is steady, compare the price with a container service (Amazon ECS, Azure Container \
              Apps, Cloud Run worker pools) or with a Kubernetes Deployment. If it is not, let the platform scale: \
              lower the minimum, allocate CPU in requests only, or take a plan that is billed by use.",
    ignore_when: "The price was compared, the capacity is small, or it is there for latency or for work after the \
                  response.",
    thresholds: &[
        Threshold {
            name: FEWEST,
            default: Quantity::Count(2),
            stricter: Stricter::Lower,
            summary: "the fewest pinned instances that count as capacity; one is kept warm for latency",
            source: "the framework",
        },
        Threshold {
            name: BUSY,
            default: Quantity::Count(50),
            stricter: Stricter::Lower,
            summary: "the percentage of the time that runs must fill, by schedule and declared length",
            source: "break-even estimates by practitioners lie between 10 and 50",
        },
    ],
    references: &[
        "https://docs.cloud.google.com/run/docs/configuring/billing-settings",
        "https://learn.microsoft.com/azure/azure-functions/dedicated-plan",
    ],
    bad: Example {
        path: "service.yaml",
        text: "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/minScale: '6'
        autoscaling.knative.dev/maxScale: '6'
    spec:
      containers:
        - image: example.com/shop:1
",
    },
    good: Example {
        path: "service.yaml",
        text: "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/minScale: '1'
        autoscaling.knative.dev/maxScale: '6'
    spec:
      containers:
        - image: example.com/shop:1
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let strong =
        |text: String, fact: &Fact| Evidence::new(NAME, Stance::For, Weight::Strong, text, fact);
    for fact in workload.facts(FactName::TrafficPattern) {
        out.push(match fact.text() {
            Some("steady") => strong("traffic is declared steady".to_owned(), fact),
            // Who declares it knows more than the capacity does.
            Some("spiky") => {
                let text = "traffic is declared spiky";
                Evidence::new(NAME, Stance::Against, Weight::Decisive, text, fact)
            }
            _ => continue,
        });
    }
    if let Some((fact, count)) = pinned(workload, context) {
        let text = format!("always {count} instances, no more and no fewer");
        out.push(strong(text, fact));
    }
    if let Some((fact, count)) = provisioned(workload, context) {
        let text =
            format!("{count} provisioned instances, paid for whether they are called or not");
        out.push(strong(text, fact));
    }
    let stays = keeps_an_instance(workload);
    for fact in workload.facts(FactName::AlwaysOn).filter(|_| stays) {
        let text = fact.text().unwrap_or("capacity that stays");
        out.push(strong(text.to_owned(), fact));
    }
    if let Some((fact, text)) = busy(workload, context) {
        out.push(strong(text, fact));
    }
}

/// The minimum that leaves nothing to scale. A workload's own `replicas` on Kubernetes pins nothing.
fn pinned<'w>(workload: &'w Workload, context: &Context<'_>) -> Option<(&'w Fact, u64)> {
    let on_cluster = workload.placement.platform() == Some(Platform::Kubernetes);
    let counts = |name| {
        let said = move |fact: &&Fact| {
            fact.is_explicit() && (!on_cluster || fact.origin == Origin::Linked)
        };
        let facts = workload.facts(name).filter(said);
        facts.filter_map(|fact| Some((fact, fact.count()?)))
    };
    let (fact, fewest) = counts(FactName::ReplicasMin).min_by_key(|(_, count)| *count)?;
    let (_, most) = counts(FactName::ReplicasMax).max_by_key(|(_, count)| *count)?;
    let counted = fewest >= context.count(&RULE, FEWEST);
    (counted && fewest == most).then_some((fact, fewest))
}

/// The fewest instances that are provisioned for a function, from as many on as count as capacity.
fn provisioned<'w>(workload: &'w Workload, context: &Context<'_>) -> Option<(&'w Fact, u64)> {
    let facts = workload.facts(FactName::ProvisionedConcurrency);
    let stated = facts.filter(|fact| fact.is_explicit());
    let counts = stated.filter_map(|fact| Some((fact, fact.count()?)));
    let fewest = counts.min_by_key(|(_, count)| *count)?;
    (fewest.1 >= context.count(&RULE, FEWEST)).then_some(fewest)
}

/// Whether capacity that is on for the life of an instance has an instance to be on for: a Cloud Run service without a
/// minimum scales to zero whatever its CPU does between requests.
fn keeps_an_instance(workload: &Workload) -> bool {
    let is_service = workload
        .placement
        .platforms
        .contains(&Platform::CloudRunService);
    let mut least = workload.facts(FactName::ReplicasMin);
    !is_service || least.any(|fact| fact.count().is_some_and(|count| count > 0))
}

/// A schedule whose runs, as long as they are declared or measured to be, fill most of the time.
fn busy<'w>(workload: &'w Workload, context: &Context<'_>) -> Option<(&'w Fact, String)> {
    let known = |fact: &&Fact| matches!(fact.origin, Origin::Declared | Origin::Measured);
    let runs = workload.facts(FactName::Timeout).filter(known);
    let run = runs.filter_map(Fact::duration).max()?;
    let gaps = workload.facts(FactName::Schedule);
    let (fact, gap) = gaps
        .filter_map(|fact| Some((fact, fact.duration()?)))
        .min_by_key(|(_, gap)| *gap)?;
    let percent = context.count(&RULE, BUSY);
    let filled = |run: Duration| run.as_millis().saturating_mul(100);
    let busy = filled(run) >= gap.as_millis().saturating_mul(percent);
    busy.then(|| (fact, format!("runs {run} of every {gap}")))
}

fn word(workload: &Workload, evidence: &[Evidence], _context: &Context<'_>) -> Wording {
    let name = &workload.name;
    let first = evidence.first().map_or("", |first| first.text.as_str());
    let help = match workload.placement.platform() {
        Some(Platform::AzureFunctions) => {
            "compare the bill with Flex Consumption if traffic pauses, and with a container service or Kubernetes if it does not"
        }
        _ if within::on_kubernetes(workload) => {
            "make it a Deployment with as many replicas if the load is steady, and let it scale down if it is not"
        }
        _ => {
            "compare the bill with a container service or Kubernetes if the load is steady, and let it scale down if it is not"
        }
    };
    Wording {
        message: format!("`{name}` may be cheaper on capacity that stays: {first}"),
        help: help.to_owned(),
    }
}
