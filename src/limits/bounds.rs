//! A number outside what the platform accepts for a setting, where no rule of its own speaks of it: refused at deployment.

use super::ceiling::{self, Excess, configured};
use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Fact, FactName, Platform, Wait, Workload};
use crate::platform::{Bound, Limit, Magnitude, Setting};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[
        Setting::Cpu,
        Setting::CpuTime,
        Setting::Concurrency,
        Setting::ReplicasMax,
        Setting::Layers,
        Setting::IntegrationTimeout,
        Setting::Timeout,
        Setting::Memory,
        Setting::EphemeralStorage,
    ],
    facts: &[
        FactName::Cpu,
        FactName::CpuTime,
        FactName::Concurrency,
        FactName::ReplicasMax,
        FactName::Layers,
        FactName::Trigger,
        FactName::Timeout,
        FactName::Memory,
        FactName::EphemeralStorage,
    ],
    check,
};

static RULE: Rule = Rule {
    name: "setting-out-of-bounds",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "A setting is outside the range that the platform accepts",
    why: "A platform accepts a range for each of its settings: Lambda takes a timeout of 1 s or more, 128 MB of memory or \
          more and five layers at most; Cloud Run takes 8 CPUs and 1,000 concurrent requests at most; an HTTP API waits 30 s \
          at most. A deployment with a value outside the range is refused, and often only after the build and the upload.\n\n\
          `plimsoll platforms` lists every bound with its source. More time, memory, scratch disk or package size than a \
          platform gives has a rule of its own.",
    instead: "Set a value within the range. Work that needs more than the most belongs on a platform that gives it: a \
              container service, a batch job, Kubernetes.",
    ignore_when: "Not for a fixed bound. If the bound was moved for you, say so once in `plimsoll.yaml` under `limits`.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html",
        "https://docs.cloud.google.com/run/docs/configuring/services/cpu",
        "https://developers.cloudflare.com/workers/platform/limits/",
    ],
    bad: Example {
        path: "run.yaml",
        text: "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: search
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containerConcurrency: 1200
      containers:
        - image: example.com/search:1
",
    },
    good: Example {
        path: "run.yaml",
        text: "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: search
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containerConcurrency: 1000
      containers:
        - image: example.com/search:1
",
    },
};

/// What has a most that no other rule speaks of, and what it is called before its number.
const CEILINGS: &[(FactName, Setting, &str)] = &[
    (FactName::CpuTime, Setting::CpuTime, "CPU time of"),
    (
        FactName::Concurrency,
        Setting::Concurrency,
        "a concurrency of",
    ),
    (
        FactName::ReplicasMax,
        Setting::ReplicasMax,
        "a scale of instances up to",
    ),
    (FactName::Layers, Setting::Layers, "a number of layers of"),
];

/// What has a least.
const FLOORS: &[(FactName, Setting, &str)] = &[
    (FactName::Timeout, Setting::Timeout, "a timeout of"),
    (FactName::Memory, Setting::Memory, "memory of"),
    (
        FactName::EphemeralStorage,
        Setting::EphemeralStorage,
        "ephemeral storage of",
    ),
];

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    let both = [(CEILINGS, Bound::Max), (FLOORS, Bound::Min)];
    for ((name, setting, noun), bound) in both
        .into_iter()
        .flat_map(|(rows, bound)| rows.iter().map(move |row| (row, bound)))
    {
        let limits = context.limits;
        let Some(limit) = limits.find(target.platform, target.variant, *setting, bound) else {
            continue;
        };
        let outside = |value: Magnitude| match bound {
            Bound::Min => value < limit.value,
            _ => value > limit.value,
        };
        let refused = configured(workload, *name).filter(|(_, value)| outside(*value));
        out.extend(refused.map(|(fact, value)| {
            breach(
                workload,
                target.subject(),
                (*setting, noun),
                (fact, value, limit),
            )
        }));
    }
    let cpu = (FactName::Cpu, Setting::Cpu);
    ceiling::check(cpu, (workload, target), context, cpu_words, out);
    ceiling::check_sum(cpu, (workload, target), context, cpu_words, out);
    if target.platform == Platform::AwsLambda {
        waits(workload, context, out);
    }
}

fn cpu_words(excess: &Excess<'_>) -> Wording {
    let (subject, most) = (excess.target.subject(), excess.limit.value);
    Wording {
        message: format!(
            "`{}` may be refused for {}; {subject} gives an instance at most {most}",
            excess.workload.name, excess.value
        ),
        help: format!("lower the CPU to {most}, or run it in a container service or on Kubernetes"),
    }
}

/// An API in front that states a longer wait than any API of its kind does.
fn waits(workload: &Workload, context: &Context<'_>, out: &mut Vec<Breach>) {
    for trigger in workload.facts(FactName::Trigger) {
        let Some(api) = trigger.trigger().and_then(|trigger| trigger.api) else {
            continue;
        };
        let Wait::Stated(wait) = api.wait else {
            continue;
        };
        let (setting, value) = (Setting::IntegrationTimeout, Magnitude::Duration(wait));
        let limits = context.limits;
        let limit = limits.find(
            Platform::AwsApiGateway,
            Some(api.variant),
            setting,
            Bound::Max,
        );
        // What a quota request raises may have been raised.
        let Some(limit) = limit.filter(|limit| !limit.adjustable && value > limit.value) else {
            continue;
        };
        let states = |fact: &&Fact| fact.duration() == Some(wait);
        let stated = workload.facts(FactName::IntegrationTimeout).find(states);
        let subject = match api.variant {
            "http" => "an HTTP API",
            "websocket" => "a WebSocket API",
            _ => "the API in front",
        };
        let found = (stated.unwrap_or(trigger), value, limit);
        out.push(breach(
            workload,
            subject,
            (setting, "an integration timeout of"),
            found,
        ));
    }
}

fn breach(
    workload: &Workload,
    subject: &str,
    (setting, noun): (Setting, &str),
    (fact, value, limit): (&Fact, Magnitude, &Limit),
) -> Breach {
    let (word, change, worse) = match limit.bound {
        Bound::Min => ("least", "raise", Worse::Smaller),
        _ => ("most", "lower", Worse::Larger),
    };
    let (is, bound) = (value.exact(), limit.value.exact());
    let text = format!("{is}, at {word} {bound}");
    let reason = Evidence::new(setting.name(), Stance::For, Weight::Decisive, text, fact)
        .of_amount(value, worse);
    let mut cited = format!("{subject} accepts at {word} {bound} ({})", limit.citation());
    if let Some(note) = limit.note.as_deref().filter(|_| !limit.overridden) {
        cited = format!("{cited}: {note}");
    }
    Breach {
        severity: ceiling::severity(limit),
        evidence: vec![reason, Evidence::remark(setting.name(), cited)],
        wording: Wording {
            message: format!(
                "`{}` may be refused for {noun} {is}; {subject} accepts at {word} {bound}",
                workload.name
            ),
            help: match setting {
                Setting::Layers => {
                    format!("merge layers until {bound} are left, or deploy a container image")
                }
                _ => format!("{change} it to {bound}"),
            },
        },
    }
}
