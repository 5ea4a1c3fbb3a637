//! What starts a function, as a resource beside it says.

use super::companion::{trigger_at, unknown_route};
use super::lambda::url_trigger;
use super::setting::Setting;
use super::template::Resource;
use super::{Reading, queue};
use crate::formats::schedule;
use crate::model::{Companion, Fact, FactName, Trigger, TriggerKind, Value};
use crate::syntax::{Kind, Node};

/// A stream or a queue that Lambda polls.
pub(super) fn source_mapping<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let source = resource.property(&["EventSourceArn"]);
    let trigger = Trigger::event(polled(reading, resource), resource.kind);
    let fact = trigger_at(resource, &[source], "EventSourceArn", trigger);
    let function = resource.property(&["FunctionName"]);
    let mut companions = reading.says(resource, function, &[fact]);
    let off = reading.text(resource, &["Enabled"]) == Some("false");
    let queue = source.filter(|_| !off);
    let queue = queue.and_then(|arn| queue::named(reading.template, arn));
    if let Some(queue) = queue {
        let hides = queue::visibility(reading.template, queue);
        companions.extend(reading.says(queue, function, &hides));
    }
    companions
}

/// What the types of event sources are; the second name is the service in an ARN.
static POLLED: &[(&str, &str, TriggerKind)] = &[
    ("AWS::SQS::Queue", ":sqs:", TriggerKind::Queue),
    ("AWS::Kinesis::Stream", ":kinesis:", TriggerKind::Stream),
    ("AWS::DynamoDB::Table", ":dynamodb:", TriggerKind::Stream),
    (
        "AWS::DynamoDB::GlobalTable",
        ":dynamodb:",
        TriggerKind::Stream,
    ),
    (
        "AWS::Serverless::SimpleTable",
        ":dynamodb:",
        TriggerKind::Stream,
    ),
    ("AWS::MSK::Cluster", ":kafka:", TriggerKind::Stream),
    (
        "AWS::MSK::ServerlessCluster",
        ":kafka:",
        TriggerKind::Stream,
    ),
    ("AWS::DocDB::DBCluster", ":rds:", TriggerKind::Stream),
    ("AWS::AmazonMQ::Broker", ":mq:", TriggerKind::Queue),
];

/// What kind of source it is: by the resource it names, by its ARN's text, by the settings that only one kind has.
fn polled<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> TriggerKind {
    if let Some(arn) = resource.property(&["EventSourceArn"]) {
        let text = arn.span();
        let known = POLLED.iter().find(|(kind, service, _)| {
            !reading.template.referenced(arn, kind).is_empty() || text.text().contains(service)
        });
        if let Some((_, _, kind)) = known {
            return *kind;
        }
    }
    let has = |key| resource.property(&[key]).is_some();
    match () {
        () if has("Queues") => TriggerKind::Queue,
        () if has("SelfManagedEventSource") || has("Topics") || has("StartingPosition") => {
            TriggerKind::Stream
        }
        () => TriggerKind::Event,
    }
}

/// An EventBridge rule: a pattern, a schedule, or both.
pub(super) fn rule<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    if reading.text(resource, &["State"]) == Some("DISABLED") {
        return Vec::new();
    }
    let mut facts = timer(
        &reading.settings(resource, &["ScheduleExpression"]),
        resource.kind,
    );
    if resource.property(&["EventPattern"]).is_some() {
        let trigger = Trigger::event(TriggerKind::Event, resource.kind);
        facts.push(trigger_at(resource, &[], "", trigger));
    }
    let targets = resource.property(&["Targets"]);
    targets
        .into_iter()
        .flat_map(Node::items)
        .flat_map(|target| reading.says(resource, target.get("Arn"), &facts))
        .collect()
}

/// An EventBridge Scheduler schedule.
pub(super) fn scheduler<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    if reading.text(resource, &["State"]) == Some("DISABLED") {
        return Vec::new();
    }
    let facts = timer(
        &reading.settings(resource, &["ScheduleExpression"]),
        resource.kind,
    );
    reading.says(resource, resource.property(&["Target", "Arn"]), &facts)
}

/// A schedule expression: how often, and that a timer starts it. `at(...)` is once, which is no interval.
pub(crate) fn timer(settings: &[Setting<'_>], source: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    for setting in settings {
        if !setting
            .text()
            .is_some_and(|text| text.trim_start().starts_with("at("))
        {
            let read = |node: Node<'_>| node.as_str().and_then(schedule::aws).map(Value::Duration);
            facts.push(setting.fact(FactName::Schedule, "a schedule", read));
        }
        let trigger = Trigger::event(TriggerKind::Schedule, source);
        let mut fact = setting.fact(FactName::Trigger, "", |_| {
            Some(Value::Trigger(trigger.clone()))
        });
        if fact.value.is_none() {
            // When it runs is unknown, that a timer starts it is not.
            let at = setting.at.clone();
            fact = Fact::stated(
                FactName::Trigger,
                Value::Trigger(trigger),
                at,
                setting.field.as_str(),
            );
        }
        facts.push(fact);
    }
    facts
}

/// A resource that names its functions at one path; `*` is every item of a list and every value of a map.
pub(super) struct Plain {
    /// The resource's type.
    pub(super) kind: &'static str,
    /// Where it names the function.
    path: &'static [&'static str],
    /// What it is to the function.
    trigger: fn(&str) -> Trigger,
}

/// Resources that need no more than this.
pub(super) static PLAIN: &[Plain] = &[
    Plain {
        kind: "AWS::Lambda::Url",
        path: &["TargetFunctionArn"],
        trigger: url_trigger,
    },
    Plain {
        kind: "AWS::SNS::Subscription",
        path: &["Endpoint"],
        trigger: |source| Trigger::event(TriggerKind::Topic, source),
    },
    Plain {
        kind: "AWS::SNS::Topic",
        path: &["Subscription", "*", "Endpoint"],
        trigger: |source| Trigger::event(TriggerKind::Topic, source),
    },
    Plain {
        kind: "AWS::S3::Bucket",
        path: &[
            "NotificationConfiguration",
            "LambdaConfigurations",
            "*",
            "Function",
        ],
        trigger: |source| Trigger::event(TriggerKind::Storage, source),
    },
    Plain {
        kind: "AWS::ElasticLoadBalancingV2::TargetGroup",
        path: &["Targets", "*", "Id"],
        trigger: unknown_route,
    },
    Plain {
        kind: "AWS::Logs::SubscriptionFilter",
        path: &["DestinationArn"],
        trigger: |source| Trigger::event(TriggerKind::Event, source),
    },
    Plain {
        kind: "AWS::IoT::TopicRule",
        path: &["TopicRulePayload", "Actions", "*", "Lambda", "FunctionArn"],
        trigger: |source| Trigger::event(TriggerKind::Event, source),
    },
    Plain {
        kind: "AWS::Config::ConfigRule",
        path: &["Source", "SourceIdentifier"],
        trigger: |source| Trigger::event(TriggerKind::Event, source),
    },
    Plain {
        kind: "AWS::Pipes::Pipe",
        path: &["Target"],
        trigger: |source| Trigger::event(TriggerKind::Event, source),
    },
];

impl Plain {
    /// What such a resource says.
    pub(super) fn read<'t>(
        &self,
        reading: &Reading<'_, 't>,
        resource: &Resource<'t>,
    ) -> Vec<Companion> {
        let mut nodes: Vec<(Node<'t>, String)> = Vec::new();
        nodes.extend(resource.properties().map(|node| (node, String::new())));
        for key in self.path {
            nodes = nodes
                .into_iter()
                .flat_map(|(node, field)| inside(node, &field, key))
                .collect();
        }
        nodes
            .into_iter()
            .flat_map(|(node, field)| {
                let trigger = (self.trigger)(resource.kind);
                let fact = trigger_at(resource, &[Some(node)], &field, trigger);
                reading.says(resource, Some(node), &[fact])
            })
            .collect()
    }
}

fn inside<'t>(node: Node<'t>, field: &str, key: &str) -> Vec<(Node<'t>, String)> {
    let dot = if field.is_empty() { "" } else { "." };
    match (key, node.kind()) {
        ("*", Kind::Sequence) => {
            let items = node.items().enumerate();
            items
                .map(|(index, item)| (item, format!("{field}[{index}]")))
                .collect()
        }
        ("*", _) => {
            let entries = node.entries();
            entries
                .map(|entry| (entry.value, format!("{field}{dot}{}", entry.name())))
                .collect()
        }
        _ => {
            let value = node.get(key).into_iter();
            value
                .map(|value| (value, format!("{field}{dot}{key}")))
                .collect()
        }
    }
}
