//! "Is a p99 latency under 50 ms required?" The objective is declared, or a document of the monitoring states it, or an
//! alert on the p99 tells it. A timeout never does.

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Asked, Duration, Fact, FactName, Origin, Percentile, Priority, Side, Workload};
use crate::platform::Magnitude;
use crate::rule::{Context, Example, Family, Quantity, Rule, Stricter, Threshold};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "A p99 latency under 50 ms is required",
    reads: "A p99 objective under the threshold is decisive, declared (`plimsoll/p99-latency`) or stated by a document of the \
            monitoring; an alert on the p99 is strong, because alerts are often looser than the objective. An organisation \
            that puts latency first is a hint. Timeouts, probes and priorities are no objectives. What keeps instances \
            warm speaks against, strongly.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: Some((&RULE, word)),
    examples: None,
};

const NAME: &str = "latency";
const TIGHTEST: &str = "tightest-objective";

static RULE: Rule = Rule {
    name: "latency-slo",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "The p99 objective is tighter than a cold start allows",
    why: "A request that meets no warm instance waits for one to start: from some ten milliseconds for compiled code to \
          more than a second. With little traffic, or in bursts, more than one request in a hundred meets a cold start, \
          and the p99 is the cold start.\n\n\
          The objective is read from `plimsoll/p99-latency: 40ms`, from an SLO of the service (OpenSLO, Sloth, Pyrra and \
          others: a percentile of at least 99, or as large a share of the requests, with a unit that is certain), or \
          from an alert on its p99. Provisioned concurrency, SnapStart or a minimum of instances make the finding a note: then only bursts beyond them \
          meet a cold start.",
    instead: "Keep instances warm: provisioned concurrency, SnapStart, min instances. Or serve it from processes that \
              stay: a container service or a Kubernetes Deployment. Or loosen the objective.",
    ignore_when: "The measured p99 holds, cold starts included.",
    thresholds: &[Threshold {
        name: TIGHTEST,
        default: Quantity::Duration(Duration::from_millis(50)),
        stricter: Stricter::Higher,
        summary: "the tightest p99 objective that cold starts leave room for",
        source: "the framework",
    }],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        p99-latency: 40ms
    Properties:
      Handler: price.handler
      Runtime: python3.13
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        p99-latency: 250ms
    Properties:
      Handler: price.handler
      Runtime: python3.13
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    objectives(workload, context, out);
    let first = context.organization.priority(Priority::Latency);
    let text = "latency comes first in this organisation";
    out.extend(first.map(|statement| {
        Evidence::of_organization(NAME, Stance::For, Weight::Weak, text, statement)
    }));
}

fn objectives(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let tightest = context.duration(&RULE, TIGHTEST);
    let threshold = Magnitude::Duration(tightest).exact();
    let before = out.len();
    for fact in workload.facts(FactName::Latency) {
        let Some(latency) = fact.duration().filter(|latency| *latency < tightest) else {
            continue;
        };
        let value = Magnitude::Duration(latency).exact();
        let (weight, what) = asked(fact);
        let text = format!("{what} {value}, threshold {threshold}");
        let reason = Evidence::new(NAME, Stance::For, weight, text, fact);
        out.push(reason.of_amount(Magnitude::Duration(latency), Worse::Smaller));
    }
    if out.len() == before {
        return;
    }
    for fact in warm(workload) {
        let text = format!("{} keeps instances warm", warmer(fact));
        out.push(Evidence::new(
            NAME,
            Stance::Against,
            Weight::Strong,
            text,
            fact,
        ));
    }
}

/// How much the asking counts, and how it is put: what alerts somebody is looser than what is promised.
fn asked(fact: &Fact) -> (Weight, String) {
    let (asked, percentile) = match (fact.latency(), fact.origin) {
        (Some(latency), _) => (latency.asked, latency.percentile),
        (None, Origin::Linked) => (Asked::Alert, Percentile::P99),
        (None, _) => (Asked::Objective, Percentile::P99),
    };
    match asked {
        Asked::Objective => (Weight::Decisive, format!("{percentile} objective")),
        Asked::Alert => (Weight::Strong, format!("an alert on the {percentile} at")),
    }
}

/// What keeps instances warm.
fn warm(workload: &Workload) -> impl Iterator<Item = &Fact> {
    let provisioned = workload
        .facts(FactName::ProvisionedConcurrency)
        .filter(|fact| fact.text().is_some() || fact.count().is_some_and(|count| count > 0));
    let minimum = workload
        .facts(FactName::ReplicasMin)
        .filter(|fact| fact.count().is_some_and(|count| count > 0));
    provisioned.chain(minimum).filter(|fact| fact.is_explicit())
}

fn warmer(fact: &Fact) -> String {
    match (fact.name, fact.text(), fact.count()) {
        (_, Some(text), _) => text.to_owned(),
        (FactName::ReplicasMin, _, Some(count)) => format!("a minimum of {count}"),
        _ => "provisioned concurrency".to_owned(),
    }
}

fn word(workload: &Workload, _evidence: &[Evidence], context: &Context<'_>) -> Wording {
    let name = &workload.name;
    let latencies = workload
        .facts(FactName::Latency)
        .filter_map(|fact| fact.duration());
    let strictest = latencies.min().unwrap_or(context.duration(&RULE, TIGHTEST));
    let warm: Option<&Fact> = warm(workload).next();
    let message = match warm {
        Some(fact) => format!(
            "`{name}` may miss its p99 of {strictest} only in bursts, as {} keeps instances warm",
            warmer(fact)
        ),
        None => format!(
            "`{name}` may miss its p99 of {strictest}: a cold start on serverless takes longer"
        ),
    };
    let help = match warm {
        Some(_) => "measure the p99 in bursts, cold starts included",
        None if within::on_kubernetes(workload) => {
            "keep a minimum of instances warm, or run it as a Deployment"
        }
        None => {
            "keep instances warm (provisioned concurrency, SnapStart, min instances), or serve it from a container service or Kubernetes"
        }
    };
    Wording {
        message,
        help: help.to_owned(),
    }
}
