//! The SQS queue behind an event source, where it stands in the same template.

use super::properties::Properties;
use super::template::{Resource, Template};
use crate::model::{Duration, Fact, FactName, Value};
use crate::syntax::Node;

/// The queue that an expression names; several are a choice that nobody knows here.
pub(crate) fn named<'a, 't>(template: &'a Template<'t>, arn: Node<'t>) -> Option<&'a Resource<'t>> {
    match template.referenced(arn, "AWS::SQS::Queue").as_slice() {
        [queue] => Some(*queue),
        _ => None,
    }
}

/// How long it hides a message that it handed out.
pub(crate) fn visibility(template: &Template<'_>, queue: &Resource<'_>) -> Vec<Fact> {
    let properties = Properties::new(template, queue.properties());
    let settings = properties.get(&["VisibilityTimeout"]);
    if settings.is_empty() && properties.transform().is_none() {
        return vec![Fact::left_to_default(FactName::VisibilityTimeout)];
    }
    let seconds = |node: Node<'_>| {
        let seconds = node.as_u64()?;
        Some(Value::Duration(Duration::from_secs(seconds)))
    };
    let fact = |one: &super::setting::Setting<'_>| {
        one.fact(FactName::VisibilityTimeout, "a number of seconds", seconds)
    };
    settings.iter().map(fact).collect()
}
