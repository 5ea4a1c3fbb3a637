//! What starts a Lambda function besides HTTP: event sources, rules, schedules, topics, buckets, permissions.

use super::argument::Argument;
use super::reference::{expression, resources};
use super::resource::Resource;
use super::setting::Setting;
use crate::formats::aws::callers;
use crate::formats::schedule;
use crate::formats::step_functions::{MAX_NODES, Step};
use crate::model::{Companion, Declarations, Fact, FactName, Trigger, TriggerKind, Value};
use crate::syntax::Node;
use std::collections::BTreeMap;

/// How an ARN or the type of the resource it is of names an event source.
static SOURCES: &[(&str, &str, TriggerKind)] = &[
    ("sqs", "aws_sqs", TriggerKind::Queue),
    ("kinesis", "aws_kinesis", TriggerKind::Stream),
    ("dynamodb", "aws_dynamodb", TriggerKind::Stream),
    ("kafka", "aws_msk", TriggerKind::Stream),
    ("mq", "aws_mq", TriggerKind::Queue),
    ("rds", "aws_docdb", TriggerKind::Stream),
];

pub(super) fn read_mapping(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(function) = resource.function(&["function_name"]) else {
        return;
    };
    let source = resource.get(&["event_source_arn"]);
    let own = resource.get(&["self_managed_event_source"]);
    let kafka = ("kafka", TriggerKind::Stream);
    let found = match (&source, own) {
        (Some(source), _) => (source.clone(), source_of(resource, source)),
        (None, Some(own)) => (own, kafka),
        (None, None) => return,
    };
    let (setting, (word, kind)) = found;
    let fact = triggers(&setting, Trigger::event(kind, word));
    out.companions.extend(hidden(resource, &function));
    out.companions
        .push(resource.companion(function, vec![fact]));
}

/// How long the queue behind a mapping hides a message that it handed out, where the module holds the queue.
fn hidden(resource: &Resource<'_, '_>, function: &str) -> Option<Companion> {
    const QUEUE: &str = "aws_sqs_queue";
    const TIMEOUT: Argument = Argument::seconds(FactName::VisibilityTimeout);
    let mentioned = resource.mentions(&["event_source_arn"]);
    if mentioned.len() != 1 || resource.text(&["enabled"]) == Some("false") {
        return None;
    }
    let queue = resource.named(&["event_source_arn"], QUEUE)?;
    let facts = match resource.get_in(queue.body, "", &["visibility_timeout_seconds"]) {
        Some(setting) => setting.facts(&TIMEOUT),
        None => vec![Fact::left_to_default(FactName::VisibilityTimeout)],
    };
    let mut companion = resource.companion(function.to_owned(), facts);
    companion.title = queue.address.into();
    Some(companion)
}

fn source_of(resource: &Resource<'_, '_>, source: &Setting<'_>) -> (&'static str, TriggerKind) {
    let mentioned = resource.mentions(&["event_source_arn"]);
    let kinds: Vec<&str> = mentioned.into_iter().map(|(kind, _)| kind).collect();
    let service = source.text().and_then(|arn| arn.split(':').nth(2));
    let known = SOURCES.iter().find(|(word, prefix, _)| {
        service == Some(word) || kinds.iter().any(|kind| kind.starts_with(prefix))
    });
    known.map_or(
        ("event-source-mapping", TriggerKind::Event),
        |(word, _, kind)| (*word, *kind),
    )
}

/// A rule is a timer or a pattern; its target says which function it starts.
pub(super) fn read_rule_target(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(function) = resource.function(&["arn"]) else {
        return;
    };
    let rule = resource.named(&["rule"], "aws_cloudwatch_event_rule");
    let expression = rule.and_then(|rule| resource.get_in(rule.body, "", &["schedule_expression"]));
    let facts = match (expression, resource.get(&["rule"])) {
        (Some(expression), _) => timer(&expression, "aws_cloudwatch_event_rule"),
        (None, Some(rule)) => {
            let trigger = Trigger::event(TriggerKind::Event, "aws_cloudwatch_event_rule");
            vec![triggers(&rule, trigger)]
        }
        (None, None) => return,
    };
    out.companions.push(resource.companion(function, facts));
}

pub(super) fn read_schedule(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let expression = resource.get(&["schedule_expression"]);
    if let (Some(function), Some(expression)) = (resource.function(&["target", "arn"]), expression)
    {
        let facts = timer(&expression, "aws_scheduler_schedule");
        out.companions.push(resource.companion(function, facts));
    }
}

/// The gap between two runs, where there is one, and the trigger.
fn timer(expression: &Setting<'_>, source: &str) -> Vec<Fact> {
    let trigger = triggers(expression, Trigger::event(TriggerKind::Schedule, source));
    let once = expression
        .text()
        .is_some_and(|text| text.trim_start().starts_with("at("));
    let gap = (!once).then(|| {
        expression.fact(FactName::Schedule, "a schedule", |node| {
            schedule::aws(node.as_str()?).map(Value::Duration)
        })
    });
    gap.into_iter().chain([trigger]).collect()
}

fn triggers(setting: &Setting<'_>, trigger: Trigger) -> Fact {
    setting.shows(FactName::Trigger, Value::Trigger(trigger))
}

pub(super) fn read_subscription(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let told = resource.get(&["protocol"]);
    if let (Some(function), Some(told)) = (resource.function(&["endpoint"]), told) {
        let fact = triggers(&told, Trigger::event(TriggerKind::Topic, "sns"));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

pub(super) fn read_notification(resource: &Resource<'_, '_>, out: &mut Declarations) {
    for block in resource.blocks(&["lambda_function"]) {
        let arn = ["lambda_function_arn"];
        let told = resource.get_in(block, "lambda_function", &["events"]);
        let told = told.or_else(|| resource.get_in(block, "lambda_function", &arn));
        let module = resource.owner.module;
        let function = module.function(&resource.address, block, &arn);
        if let (Some(function), Some(told)) = (function, told) {
            let fact = triggers(&told, Trigger::event(TriggerKind::Storage, "s3"));
            out.companions
                .push(resource.companion(function, vec![fact]));
        }
    }
}

/// The functions that a state machine's definition mentions are its steps.
pub(super) fn read_state_machine(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(definition) = resource.get(&["definition"]) else {
        return;
    };
    let is_express = resource.text(&["type"]) == Some("EXPRESS");
    // A definition that is a file's says nothing here of how it invokes.
    let text = definition.node.filter(|node| match expression(*node) {
        Some(call) => !call.contains("file("),
        None => true,
    });
    let whole = text.map_or(Step::UNSEEN, Step::within);
    let mut mentioned = BTreeMap::new();
    // `jsonencode` is read as what it encodes.
    let mut open: Vec<(Node<'_>, Step)> = definition
        .node
        .map(|node| (node, whole))
        .into_iter()
        .collect();
    let mut budget = MAX_NODES;
    while let Some((node, step)) = open.pop().filter(|_| budget > 0) {
        budget -= 1;
        let step = Step::of(node).unwrap_or(step);
        for named in expression(node).into_iter().flat_map(resources) {
            mentioned.entry(named).or_insert(step);
        }
        open.extend(node.items().take(budget).map(|item| (item, step)));
        let values = node.entries().take(budget).map(|entry| entry.value);
        open.extend(values.map(|value| (value, step)));
    }
    for named in resource.mentions(&["definition"]) {
        mentioned.entry(named).or_insert(whole);
    }
    for ((kind, name), step) in mentioned {
        if !matches!(kind, "aws_lambda_function" | "module") {
            continue;
        }
        let trigger = step.trigger(TriggerKind::Workflow, "aws_sfn_state_machine", is_express);
        let fact = triggers(&definition, trigger);
        out.companions
            .push(resource.companion(format!("{kind}.{name}"), vec![fact]));
    }
}

/// What a service is to a function, by the trigger's source.
type Caller = fn(&str) -> Trigger;

/// Services whose trigger no other resource of Terraform states. Gateways, rules, topics and buckets have their own.
static PRINCIPALS: &[(&str, Caller)] = &[
    ("logs", event),
    ("iot", event),
    ("cognito-idp", callers::some_cognito),
    ("alexa-appkit", callers::alexa),
    ("config", event),
    ("ses", event),
    ("elasticloadbalancing", |source| Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::Http, source)
    }),
];

fn event(source: &str) -> Trigger {
    Trigger::event(TriggerKind::Event, source)
}

pub(super) fn read_permission(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(principal) = resource.get(&["principal"]) else {
        return;
    };
    let service = principal.text().and_then(|text| text.split('.').next());
    let known = PRINCIPALS.iter().find(|(name, _)| Some(*name) == service);
    let function = resource.function(&["function_name"]);
    if let (Some((name, trigger)), Some(function)) = (known, function) {
        let fact = triggers(&principal, trigger(name));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}
