//! "Is it stateful: a database, a queue, a cache, files that must survive?" A client of a database is not.

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Confidence, Fact, FactName, Platform, Side, State, StateKind, Workload};
use crate::platform::server_image;
use crate::rule::{Context, Example, Family, Rule};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "The workload is stateful: a database, a message queue, a cache",
    reads: "A claim per replica is decisive. A durable volume, a shared file system or the image of a database, queue or cache \
            server is strong; a mount that is only read, or a stable identity without a volume, is a hint. Using a database \
            over the network is no state, and neither is a server's image in a job, beside the main \
            container or with a client's command.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: Some((&RULE, word)),
    examples: None,
};

const NAME: &str = "state";

static RULE: Rule = Rule {
    name: "stateful-workload",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "A serverless workload keeps state that must survive",
    why: "Serverless instances come and go, several at once, and none is the same twice. A database, a queue or a cache \
          inside one loses its data; a shared file system keeps it, but puts a network, a mount at every cold start and \
          concurrent writers between the code and its files. What a workload only reads is a hint, no more.\n\n\
          Using a database over the network is no state of the workload's own, and is not reported.",
    instead: "Keep the state in a managed service: a managed database, queue or cache, or object storage. Servers that \
              keep their own data belong where disks stay with them: a container service with volumes, or a Kubernetes \
              StatefulSet.",
    ignore_when: "The mount holds what can be lost or is only read (models, libraries), or several instances are known \
                  to share it safely.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html",
        "https://github.com/docker-library/docs",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Ledger:
    Type: AWS::Serverless::Function
    Properties:
      Handler: ledger.handler
      Runtime: python3.13
      FileSystemConfigs:
        - Arn: arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d4e5f67890
          LocalMountPath: /mnt/ledger
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Ledger:
    Type: AWS::Serverless::Function
    Properties:
      Handler: ledger.handler
      Runtime: python3.13
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d]
        SecurityGroupIds: [sg-0a1b2c3d]
",
    },
};

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::State) {
        if let Some(state) = fact.state() {
            let text = said(state);
            out.push(Evidence::new(NAME, Stance::For, weight(state), text, fact));
        }
    }
    for (fact, kind) in servers(workload) {
        let text = format!("the image of a {} server", kind.name());
        out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
    }
}

fn weight(state: &State) -> Weight {
    if state.read_only {
        return Weight::Weak;
    }
    match state.kind {
        StateKind::ClaimTemplate => Weight::Decisive,
        StateKind::Identity => Weight::Weak,
        _ => Weight::Strong,
    }
}

fn said(state: &State) -> String {
    let read_only = if state.read_only { ", read only" } else { "" };
    let detail = &state.detail;
    match state.kind {
        StateKind::ClaimTemplate => format!("a volume claim per replica: {detail}"),
        StateKind::Volume => format!("a durable volume: {detail}{read_only}"),
        StateKind::SharedFileSystem => format!("a shared file system: {detail}{read_only}"),
        StateKind::Identity => format!("a stable identity per replica: {detail}"),
        StateKind::Database | StateKind::Queue | StateKind::Cache => {
            format!("a {} server: {detail}", state.kind.name())
        }
    }
}

/// Kinds that run work to its end: there the image of a server is a client, a backup, a migration.
const JOBS: &[&str] = &[
    "Job",
    "CronJob",
    "ScaledJob",
    "Workflow",
    "CronWorkflow",
    "WorkflowTemplate",
    "ClusterWorkflowTemplate",
];

/// The main container, when it runs a server which keeps state. Before it starts, and in a job, the same image is a
/// client; what runs beside it is a helper of its own. An image of low confidence runs something else.
fn servers(workload: &Workload) -> impl Iterator<Item = (&Fact, StateKind)> {
    let is_client = JOBS.contains(&workload.kind.as_str()) || workload.placement.is_batch();
    let images = workload
        .facts(FactName::Image)
        .filter(move |fact| !is_client && !fact.field.contains("initContainers"));
    // The first is the one that `kubectl` takes for the main container, too.
    let main = images.take(1);
    main.filter(|fact| fact.confidence > Confidence::Low)
        .filter_map(|fact| Some((fact, server_image(fact.text()?)?)))
}

fn word(workload: &Workload, evidence: &[Evidence], _context: &Context<'_>) -> Wording {
    let name = &workload.name;
    let first = evidence.first();
    let what = first.map_or("", |first| first.text.as_str());
    // A server may have a volume, too: then that is what the finding is about.
    let runs_server = servers(workload).any(|(fact, _)| first.is_some_and(|it| it.at == fact.at));
    let message = if runs_server {
        format!("`{name}` may lose its data: it runs {what}, and serverless instances come and go")
    } else {
        format!(
            "`{name}` may keep state in {what}; serverless instances come and go, several at once"
        )
    };
    let help = match workload.placement.platform() {
        Some(Platform::AwsLambda) => {
            "keep the state in a managed database, cache or object storage, or run it in a container service or on Kubernetes with a volume"
        }
        _ if within::on_kubernetes(workload) => {
            "keep the state in a managed service or object storage, or run it as a StatefulSet"
        }
        _ => {
            "keep the state in a managed database, cache or object storage, or run it in a container service with volumes or a Kubernetes StatefulSet"
        }
    };
    Wording {
        message,
        help: help.to_owned(),
    }
}
