//! Lambda@Edge: a CloudFront distribution calls a version of a function, and that decides what the function may do.

use super::Reading;
use super::companion::trigger_at;
use super::setting::Setting;
use super::template::Resource;
use crate::model::{Companion, Link, Trigger, TriggerKind};
use crate::syntax::Node;

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

/// What a distribution says of the functions that it calls.
pub(super) fn distribution<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let Some(config) = resource.property(&["DistributionConfig"]) else {
        return Vec::new();
    };
    let default = config.get("DefaultCacheBehavior").into_iter();
    let others = config
        .get("CacheBehaviors")
        .into_iter()
        .flat_map(Node::items);
    let associations = default.chain(others).flat_map(|behavior| {
        let listed = behavior.get("LambdaFunctionAssociations");
        listed.into_iter().flat_map(Node::items)
    });
    let mut found = Vec::new();
    for association in associations {
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
