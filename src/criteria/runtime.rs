//! "Does the unit of work take longer than 15 minutes?" A timeout is what the author allows, never what was seen, so the
//! words say "may run".

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Duration, Fact, FactName, Origin, Platform, Side, Workload};
use crate::platform::{Magnitude, Setting};
use crate::rule::{Context, Example, Family, Quantity, Rule, Stricter, Threshold};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "A unit of work takes longer than 15 minutes",
    reads: "A timeout or deadline over the threshold is decisive, whoever wrote it; so is a declared longest run \
            (`plimsoll/max-runtime`), and one under the threshold speaks decisively against. A platform's default is no \
            statement. Batch platforms and durable functions are made for long work and say nothing; on Kubernetes the \
            deadline of a Job, of a Pod or of the route in front is a hint: Cloud Run jobs, AWS Batch, ECS and Container \
            Apps jobs take work that ends late, AWS Lambda does not.",
    side: Side::Kubernetes,
    settings: &[Setting::Timeout],
    evaluate,
    rule: Some((&RULE, word)),
    examples: None,
};

const NAME: &str = "runtime";
const LONGEST: &str = "longest-run";

static RULE: Rule = Rule {
    name: "long-runtime",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "Work may run longer than request-driven serverless is good at",
    why: "Request-driven platforms are built for short work: an instance may be taken away, a caller waits on an open \
          connection, a retry starts from the beginning, and every second is paid at a high rate. Some platforms allow \
          long requests all the same; the finding then says that it is within limits.\n\n\
          The timeout is the longest run that the author allows, not one that was seen.",
    instead: "Make it a batch job (a Cloud Run job, AWS Batch, a Kubernetes Job), split it into steps with Step \
              Functions or Workflows, make it a durable function, or run it in a container service. If the work is \
              short, lower the timeout.",
    ignore_when: "The timeout is only a safety net and runs are known to be short: better still, declare the longest \
                  run with `plimsoll/max-runtime: 4m`. Or the platform was chosen for long requests on purpose.",
    thresholds: &[Threshold {
        name: LONGEST,
        default: Quantity::Duration(Duration::from_secs(900)),
        stricter: Stricter::Lower,
        summary: "the longest run that still suits request-driven serverless",
        source: "the framework; also AWS Lambda's longest invocation",
    }],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        "https://docs.cloud.google.com/run/docs/configuring/request-timeout",
    ],
    bad: Example {
        path: "service.yaml",
        text: "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containerConcurrency: 1
      timeoutSeconds: 3600
      containers:
        - image: example.com/report:1
",
    },
    good: Example {
        path: "service.yaml",
        text: "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containerConcurrency: 1
      timeoutSeconds: 900
      containers:
        - image: example.com/report:1
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    // Long work is what batch platforms are for, and a durable function's is split into short invocations.
    if workload.placement.is_batch() || workload.placement.variant == Some("durable") {
        return;
    }
    let longest = context.duration(&RULE, LONGEST);
    let threshold = Magnitude::Duration(longest).exact();
    for fact in workload
        .facts(FactName::Timeout)
        .filter(|fact| fact.is_explicit())
    {
        let Some(duration) = fact.duration() else {
            continue;
        };
        let value = Magnitude::Duration(duration);
        let about_work = matches!(fact.origin, Origin::Declared | Origin::Measured);
        let verb = if about_work { "runs" } else { "allowed" };
        let mut text = format!("{verb} {}, threshold {threshold}", value.exact());
        if duration > longest && is_a_deadline(workload, fact) {
            if workload.ends() {
                text.push_str(
                    "; Cloud Run jobs and other batch platforms take that, AWS Lambda does not",
                );
            }
            out.push(Evidence::new(NAME, Stance::For, Weight::Weak, text, fact));
        } else if duration > longest {
            let reason = Evidence::new(NAME, Stance::For, Weight::Decisive, text, fact);
            out.push(reason.of_amount(value, Worse::Larger));
            out.extend(within::remarks(
                NAME,
                (Setting::Timeout, value),
                workload,
                context,
            ));
        } else if about_work {
            // Who declares the longest run knows more than the timeout does.
            out.push(Evidence::new(
                NAME,
                Stance::Against,
                Weight::Decisive,
                text,
                fact,
            ));
        }
    }
}

/// Whether a number on Kubernetes only says when work is given up that serverless *jobs* take as well: the deadline of what
/// ends by itself, or of the route in front. What a Deployment is declared to run for is the work itself.
fn is_a_deadline(workload: &Workload, fact: &Fact) -> bool {
    let on_kubernetes = workload.placement.platform() == Some(Platform::Kubernetes);
    on_kubernetes && (workload.ends() || workload.kind == "Pod" || fact.origin == Origin::Linked)
}

fn word(workload: &Workload, evidence: &[Evidence], context: &Context<'_>) -> Wording {
    let first = evidence.first();
    let said = workload
        .facts(FactName::Timeout)
        .filter(|fact| first.is_some_and(|first| first.at == fact.at));
    // Either branch of a condition stands in one place; the long one is what this is about.
    let runs = match said.filter_map(Fact::duration).max() {
        Some(Duration::UNLIMITED) => "without any bound".to_owned(),
        Some(duration) => format!("for {duration}"),
        None => "long".to_owned(),
    };
    let longest = context.duration(&RULE, LONGEST);
    let does_not_suit = match workload.placement.platform() {
        Some(platform) if platform.on_kubernetes() => "does not suit the serverless model",
        _ => "does not suit request-driven serverless",
    };
    Wording {
        message: format!(
            "`{}` may run {runs}; work over {longest} {does_not_suit}",
            workload.name
        ),
        help: format!("{}, or lower the timeout", third_answer(workload)),
    }
}

fn third_answer(workload: &Workload) -> &'static str {
    let platforms = &workload.placement.platforms;
    if platforms.iter().any(|platform| platform.on_kubernetes()) {
        return "make the long part a batch job beside the service, or a Deployment that takes it from a queue";
    }
    match platforms.first() {
        Some(Platform::AwsLambda) if workload.is_step() => {
            "split this step of its workflow into shorter ones, or let the workflow run it as a batch job or an ECS task"
        }
        Some(Platform::AwsLambda) => {
            "split it with Step Functions or a durable function, or make it a batch job (AWS Batch, a Kubernetes Job) or a container service"
        }
        Some(Platform::CloudRunService) => {
            "make it a Cloud Run job, a workflow or a Kubernetes Job"
        }
        _ => "make it a batch job, a workflow, a Kubernetes Job or a container service",
    }
}
