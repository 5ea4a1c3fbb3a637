//! Two settings that are each legal and that the platform does not take together: refused at deployment.

mod fargate;
mod pairs;

use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Confidence, Fact, FactName, Platform, Workload};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[],
    facts: &[
        FactName::ProvisionedConcurrency,
        FactName::ReplicasMax,
        FactName::Cpu,
    ],
    check,
};

static RULE: Rule = Rule {
    name: "refused-combination",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "Two settings that the platform does not take together",
    why: "Each of the two is legal alone, and the platform refuses the pair at deployment:\n\n\
          - Lambda SnapStart with provisioned concurrency, with a file system, or with more than 512 MB of `/tmp`;\n\
          - more provisioned than reserved concurrency of a Lambda function;\n\
          - CPU and memory of a Fargate task that are none of its sizes;\n\
          - a maximum of replicas or instances below the minimum.\n\n\
          Only what both sides state for certain is compared: the branches of a condition may exclude each other.",
    instead: "Change one of the two. SnapStart and provisioned concurrency are two ways around the same cold start: keep \
              one. A Fargate task takes the next larger size.",
    ignore_when: "Never: the deployment fails.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Quote:
    Type: AWS::Serverless::Function
    Properties:
      Handler: quote.handler
      Runtime: python3.13
      AutoPublishAlias: live
      SnapStart:
        ApplyOn: PublishedVersions
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: 2
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Quote:
    Type: AWS::Serverless::Function
    Properties:
      Handler: quote.handler
      Runtime: python3.13
      AutoPublishAlias: live
      SnapStart:
        ApplyOn: PublishedVersions
",
    },
};

/// A kind of pair that is refused.
struct Pair {
    /// Where.
    platforms: &'static [Platform],
    /// The variant that it is refused on; `None` for every one.
    variant: Option<&'static str>,
    /// Finds the pairs of a workload.
    find: fn(&Workload) -> Vec<Clash<'_>>,
    /// The page that says so, and the month in which it was read.
    source: &'static str,
}

/// Two facts that do not go together.
struct Clash<'w> {
    /// The one to change, and a clause about it.
    change: (&'w Fact, String),
    /// The other one, and a clause about it.
    with: (&'w Fact, String),
    /// What is refused, after `may be refused for`.
    what: String,
    /// What to do.
    help: String,
}

fn check(workload: &Workload, target: Target<'_>, _: &Context<'_>, out: &mut Vec<Breach>) {
    for pair in pairs::PAIRS {
        let here = pair.platforms.contains(&target.platform);
        if here
            && pair
                .variant
                .is_none_or(|variant| target.variant == Some(variant))
        {
            let clashes = (pair.find)(workload).into_iter();
            out.extend(clashes.map(|clash| breach(workload, target, pair, clash)));
        }
    }
}

fn breach(workload: &Workload, target: Target<'_>, pair: &Pair, clash: Clash<'_>) -> Breach {
    const CRITERION: &str = "combination";
    let subject = target.subject();
    let (change, with) = (clash.change, clash.with);
    let evidence = vec![
        Evidence::new(CRITERION, Stance::For, Weight::Decisive, change.1, change.0),
        Evidence::new(CRITERION, Stance::For, Weight::Strong, with.1, with.0),
        Evidence::remark(
            CRITERION,
            format!("{subject} refuses the pair ({})", pair.source),
        ),
    ];
    Breach {
        severity: Severity::Error,
        evidence,
        wording: Wording {
            message: format!("`{}` may be refused for {}", workload.name, clash.what),
            help: clash.help,
        },
    }
}

/// The facts of a name that are certain: what a condition decides may exclude the other side.
fn certain(workload: &Workload, name: FactName) -> impl Iterator<Item = &Fact> {
    let is_certain = |fact: &&Fact| {
        fact.is_explicit() && fact.confidence == Confidence::High && fact.value.is_some()
    };
    workload.facts(name).filter(is_certain)
}
