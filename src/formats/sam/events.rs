//! The events that a SAM function names itself.

use crate::formats::aws::companion::{stated_wait, wait};
use crate::formats::aws::events::timer;
use crate::formats::aws::setting::Setting;
use crate::formats::aws::template::{Resource, Template};
use crate::formats::aws::{callers, endpoint, queue};
use crate::model::{
    Api, Confidence, Endpoint, Fact, FactName, Origin, Trigger, TriggerKind, Value,
};
use crate::syntax::{Entry, Node};

/// What the types of events are to a function. Schedules and APIs have more to say.
static TYPES: &[(&str, TriggerKind)] = &[
    ("SQS", TriggerKind::Queue),
    ("MQ", TriggerKind::Queue),
    ("SNS", TriggerKind::Topic),
    ("S3", TriggerKind::Storage),
    ("Kinesis", TriggerKind::Stream),
    ("DynamoDB", TriggerKind::Stream),
    ("DocumentDB", TriggerKind::Stream),
    ("MSK", TriggerKind::Stream),
    ("SelfManagedKafka", TriggerKind::Stream),
];

/// One event of a function.
struct Event<'a, 't> {
    template: &'a Template<'t>,
    block: Node<'t>,
    kind: Node<'t>,
    field: String,
}

/// The triggers of a function, where its `Events` are written out.
pub(super) fn read<'t>(template: &Template<'t>, resource: &Resource<'t>) -> Vec<Fact> {
    let events = resource.property(&["Events"]);
    events
        .into_iter()
        .flat_map(Node::entries)
        .flat_map(|entry| facts(template, entry))
        .collect()
}

fn facts<'t>(template: &Template<'t>, entry: Entry<'t>) -> Vec<Fact> {
    let kind = entry.value.get("Type");
    let Some((kind, name)) = kind.and_then(|kind| Some((kind, kind.as_str()?))) else {
        return Vec::new();
    };
    let event = Event {
        template,
        block: entry.value,
        kind,
        field: format!("Properties.Events.{}", entry.name()),
    };
    if event.is_disabled() {
        return Vec::new();
    }
    match name {
        "Api" => vec![event.route(name, "rest")],
        "HttpApi" => {
            let mut facts = vec![event.route(name, "http")];
            facts.extend(stated_wait(&event.get("TimeoutInMillis")));
            facts
        }
        "Schedule" | "ScheduleV2" => event.schedule(name),
        "AlexaSkill" => vec![event.fact(callers::alexa(name))],
        "Cognito" => event.cognito(name),
        _ => {
            let known = TYPES.iter().find(|(known, _)| *known == name);
            let kind = known.map_or(TriggerKind::Event, |(_, kind)| *kind);
            let mut facts = vec![event.fact(Trigger::event(kind, name))];
            if name == "SQS" {
                facts.extend(event.queue());
            }
            facts
        }
    }
}

impl<'t> Event<'_, 't> {
    fn get(&self, key: &str) -> Vec<Setting<'t>> {
        let block = Setting::new(self.block, &self.field);
        self.template.follow(&block, &["Properties", key])
    }

    fn fact(&self, trigger: Trigger) -> Fact {
        let at = self.kind.span().first_line();
        Fact::stated(
            FactName::Trigger,
            Value::Trigger(trigger),
            at,
            self.field.as_str(),
        )
    }

    fn route(&self, name: &str, variant: &'static str) -> Fact {
        let mode = self.get("ResponseTransferMode");
        let mode = mode.first().and_then(Setting::text);
        let api = Api::new(variant)
            .waiting(wait(&self.get("TimeoutInMillis")))
            .transferring(mode)
            .at(self.endpoint(variant));
        self.fact(Trigger::route(name, api))
    }

    /// The endpoint of the REST API that it names, or of the one that SAM makes.
    fn endpoint(&self, variant: &str) -> Option<Endpoint> {
        if variant != "rest" {
            return None;
        }
        match self.block.at(&["Properties", "RestApiId"]) {
            Some(named) => endpoint::named(self.template, named),
            None => endpoint::of_implicit(self.template),
        }
    }

    /// A user pool calls it for one trigger or several; of some of them it waits for the answer.
    fn cognito(&self, name: &str) -> Vec<Fact> {
        let listed = self.get("Trigger");
        let items = listed.iter().flat_map(|one| self.template.items(one));
        let keys: Vec<Option<&str>> = match listed.first().and_then(Setting::text) {
            Some(key) => vec![Some(key)],
            None => items.map(|item| item.text()).collect(),
        };
        let triggers = keys.into_iter().map(|key| match key {
            Some(key) => callers::cognito(key, name),
            None => callers::some_cognito(name),
        });
        // The one that is waited for says more than the others.
        let strictest = triggers.max_by_key(|trigger| trigger.synchronous);
        let trigger = strictest.unwrap_or_else(|| callers::some_cognito(name));
        vec![self.fact(trigger)]
    }

    /// The expression that the event states; without one only that it is a timer.
    fn schedule(&self, name: &str) -> Vec<Fact> {
        let mut expressions = self.get("Schedule");
        expressions.extend(self.get("ScheduleExpression"));
        if expressions.is_empty() {
            return vec![self.fact(Trigger::event(TriggerKind::Schedule, name))];
        }
        timer(&expressions, name)
    }

    /// What the queue says, where it is in the template.
    fn queue(&self) -> Vec<Fact> {
        let arn = self.block.at(&["Properties", "Queue"]);
        let Some(queue) = arn.and_then(|arn| queue::named(self.template, arn)) else {
            return Vec::new();
        };
        let facts = queue::visibility(self.template, queue).into_iter();
        facts
            .map(|fact| fact.from_owner(Origin::Linked, queue.title()))
            .collect()
    }

    /// Whether it is switched off for certain.
    fn is_disabled(&self) -> bool {
        let literal = |key| {
            let first = self.get(key).into_iter().next();
            first
                .filter(|one| one.confidence == Confidence::High && one.via.is_empty())
                .and_then(|one| one.node)
        };
        literal("Enabled").is_some_and(|node| node.as_bool() == Some(false))
            || literal("State").is_some_and(|node| node.as_str() == Some("DISABLED"))
    }
}
