//! Lambda@Edge: a CloudFront distribution calls a version of a function, and that decides what the function may do.

use super::Reading;
use super::companion::trigger_at;
use super::properties::Properties;
use super::setting::Setting;
use super::template::{Resource, Template};
use crate::model::{
    Companion, Confidence, Fact, FactName, Link, Trigger, TriggerKind, Value, feature,
};
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// The variant by the type of event: at the viewer's end the limits are stricter.
pub(crate) fn variant(event: &str) -> Option<&'static str> {
    match event {
        "viewer-request" | "viewer-response" => Some("edge-viewer"),
        "origin-request" | "origin-response" => Some("edge-origin"),
        _ => None,
    }
}

/// A trigger at the edge: the viewer waits.
pub(crate) fn trigger(event: &str) -> Trigger {
    Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::Http, format!("cloudfront {event}"))
    }
}

/// What the behaviours of a distribution call at its edge.
fn associations<'t>(resource: &Resource<'t>) -> impl Iterator<Item = Node<'t>> + use<'t> {
    let config = resource.property(&["DistributionConfig"]);
    let default = config.and_then(|config| config.get("DefaultCacheBehavior"));
    let others = config.and_then(|config| config.get("CacheBehaviors"));
    let behaviors = default
        .into_iter()
        .chain(others.into_iter().flat_map(Node::items));
    behaviors.flat_map(|behavior| {
        let listed = behavior.get("LambdaFunctionAssociations");
        listed.into_iter().flat_map(Node::items)
    })
}

/// The functions that the distributions of a template call at their edge.
pub(super) fn functions<'t>(template: &Template<'t>) -> Vec<&'t str> {
    let resources = template.resources().iter();
    let distributions = resources.filter(|one| one.kind == "AWS::CloudFront::Distribution");
    let arns = distributions
        .flat_map(associations)
        .filter_map(|association| association.get("LambdaFunctionARN"));
    arns.flat_map(|arn| template.functions(arn)).collect()
}

/// What Lambda@Edge has not: the words for it, where a function states it, and the text that states it where not every
/// value does.
static FEATURES: &[(&str, &[&str], Option<&str>)] = &[
    (feature::ENVIRONMENT, &["Environment", "Variables"], None),
    (feature::VPC, &["VpcConfig", "SubnetIds"], None),
    (feature::LAYERS, &["Layers"], None),
    (feature::IMAGE, &["PackageType"], Some("Image")),
    (feature::ARM64, &["Architectures"], Some("arm64")),
    (feature::DEAD_LETTERS, &["DeadLetterConfig"], None),
    (feature::DEAD_LETTERS, &["DeadLetterQueue"], None),
];

/// What a function at the edge uses for certain that it cannot have there.
pub(super) fn features(resource: &Resource<'_>, properties: &Properties<'_, '_>) -> Vec<Fact> {
    if !properties.template().is_at_edge(resource.id) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, path, wanted) in FEATURES {
        let settings = properties.get(path).into_iter();
        let mut certain = settings.filter(|one| one.confidence == Confidence::High);
        found.extend(certain.find_map(|setting| {
            let at = shown(setting.node?, *wanted)?;
            let value = Value::Text((*name).to_owned());
            let setting = Setting { at, ..setting };
            Some(setting.fact(FactName::Feature, "", |_| Some(value.clone())))
        }));
    }
    found
}

/// Where a value shows that something is there: its first line that says so, nowhere in an empty list or map.
pub(crate) fn shown(node: Node<'_>, wanted: Option<&str>) -> Option<Span> {
    let is_wanted = |node: &Node<'_>| wanted.is_none_or(|text| node.as_str() == Some(text));
    match node.kind() {
        Kind::Mapping => node.entries().next().map(|entry| entry.key.span()),
        Kind::Sequence => node
            .items()
            .find(is_wanted)
            .map(|item| item.span().first_line()),
        _ => is_wanted(&node).then(|| node.span().first_line()),
    }
}

/// What a distribution says of the functions that it calls.
pub(super) fn distribution<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let mut found = Vec::new();
    for association in associations(resource) {
        let events = reading
            .template
            .follow(&Setting::new(association, ""), &["EventType"]);
        let event = events.first().and_then(Setting::text);
        let (Some(event), Some(arn)) = (event, association.get("LambdaFunctionARN")) else {
            continue;
        };
        let Some(variant) = variant(event) else {
            continue;
        };
        let told = association.get("EventType");
        let field = "DistributionConfig.LambdaFunctionAssociations";
        let fact = trigger_at(resource, &[told], field, trigger(event));
        for mut companion in reading.says(resource, Some(arn), &[fact]) {
            if let Link::Resource(function) = companion.link {
                companion.link = Link::Edge { function, variant };
            }
            found.push(companion);
        }
    }
    found
}
