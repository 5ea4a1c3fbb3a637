//! What the API server calls: admission and conversion webhooks, and API servers that extend it. The workload behind
//! the Service is a part of the cluster's control plane.

use super::element::Element;
use super::{blockers, companion};
use crate::formats::Input;
use crate::model::{Declarations, Link};
use std::collections::BTreeSet;

/// Reads a ValidatingWebhookConfiguration or a MutatingWebhookConfiguration.
pub(super) fn admission(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let webhooks = object.items("webhooks");
    let services = webhooks
        .iter()
        .filter_map(|webhook| webhook.at(&["clientConfig", "service"]));
    called(input, "admission-webhook", services, out);
    object.report_cut(out);
}

/// Reads the webhook that converts between the versions of a CustomResourceDefinition.
pub(super) fn conversion(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let paths: [&[&str]; 2] = [
        &["spec", "conversion", "webhook", "clientConfig", "service"],
        &["spec", "conversion", "webhookClientConfig", "service"],
    ];
    let services = paths.iter().filter_map(|path| object.at(path));
    called(input, "conversion-webhook", services, out);
}

/// Reads an APIService.
pub(super) fn api(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let service = object.at(&["spec", "service"]);
    called(input, "api-service", service.into_iter(), out);
}

/// One companion for each Service that is called, however many webhooks lead to it.
fn called<'t>(
    input: &Input<'_>,
    kind: &str,
    services: impl Iterator<Item = Element<'t>>,
    out: &mut Declarations,
) {
    let mut seen = BTreeSet::new();
    for service in services {
        let Some(name) = service.at(&["name"]) else {
            continue;
        };
        let text = name.text().unwrap_or_default();
        let namespace = service.node.str_at(&["namespace"]);
        if text.is_empty() || !seen.insert((namespace, text)) {
            continue;
        }
        let fact = blockers::fact(&name, kind, companion::name(input.object));
        let link = Link::Routes(vec![text.to_owned()]);
        let mut companion = companion::of(input, link, vec![fact]);
        companion.namespace = namespace.map(str::to_owned);
        out.companions.push(companion);
    }
}
