//! The layers of a function, counted.

use super::properties::Properties;
use super::setting::Setting;
use crate::model::{Confidence, Fact, FactName, Value};

/// How many layers there are for certain: what a condition decides may be none, and what is repeated counts once each time.
pub(super) fn count(properties: &Properties<'_, '_>) -> Option<Fact> {
    let template = properties.template();
    let items = properties.items(&["Layers"]).into_iter();
    let is_certain = |item: &Setting<'_>| {
        let settled = template.resolve(item.clone());
        let certain = |one: &Setting<'_>| one.confidence == Confidence::High;
        !settled.is_empty() && settled.iter().all(certain)
    };
    let certain: Vec<Setting<'_>> = items.filter(is_certain).collect();
    let last = certain.last()?;
    let last = Setting {
        node: last.node.or(properties.local()),
        at: last.at.first_line(),
        field: "Properties.Layers".to_owned(),
        ..last.clone()
    };
    let count = u64::try_from(certain.len()).ok()?;
    Some(last.fact(FactName::Layers, "", |_| Some(Value::Count(count))))
}
