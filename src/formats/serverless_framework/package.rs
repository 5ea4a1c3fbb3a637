//! Where a function's package lies after `serverless package`: in `.serverless`, or in the artifact that is named.

use super::functions::title;
use super::service::Service;
use super::setting::{PROVIDER, Setting};
use crate::model::{Artefact, Confidence, Place};
use crate::source::Span;
use crate::syntax::intrinsic::Intrinsic;

/// The packages of a function, whose block is `body` and whose key stands at `at`.
pub(super) fn of(
    name: &str,
    at: &Span,
    body: &Setting<'_>,
    service: &Service<'_>,
) -> Vec<Artefact> {
    let Some(code) = code(name, at, body, service) else {
        return Vec::new();
    };
    let variables = &service.variables;
    let own = body.get("layers", variables);
    let layers = own.or_else(|| service.root.at(&["provider", "layers"], variables));
    let layers = layers.map_or_else(Vec::new, |layers| layers.items(variables));
    let layers = layers.iter().map(|layer| {
        let mut artefact = artefact(service, layer);
        artefact.is_code = false;
        artefact.places = layer_places(layer, service);
        artefact
    });
    std::iter::once(code).chain(layers).collect()
}

/// The function's own package, or the service's, which all functions without one share.
fn code(name: &str, at: &Span, body: &Setting<'_>, service: &Service<'_>) -> Option<Artefact> {
    let variables = &service.variables;
    for block in [body, &service.root] {
        if let Some(artifact) = block.at(&["package", "artifact"], variables) {
            let mut found = artefact(service, &artifact);
            let path = artifact.word();
            found.places.extend(path.map(Place::deployed));
            return Some(found);
        }
    }
    let is_alone = [body, &service.root]
        .iter()
        .filter_map(|block| block.at(&["package", "individually"], variables))
        .any(|individually| individually.bool() == Some(true));
    let zipped = |zip: &str| Place::deployed(format!(".serverless/{zip}.zip"));
    if is_alone {
        let mut own = artefact(service, body);
        own.at = at.clone();
        own.field.clear();
        own.places.push(zipped(name));
        return Some(own);
    }
    let shared = service.root.get("service", variables)?;
    // `service: {name: ..}` is the older way.
    let shared = shared.get("name", variables).unwrap_or(shared);
    let mut code = artefact(service, &shared);
    code.owner = Some("service".to_owned());
    code.places.extend(shared.word().map(zipped));
    Some(code)
}

/// A layer of this service, named by its logical id; one of somebody else lies nowhere here.
fn layer_places(layer: &Setting<'_>, service: &Service<'_>) -> Vec<Place> {
    let variables = &service.variables;
    let Some(Intrinsic::Ref(id)) = layer.node().and_then(Intrinsic::of) else {
        return Vec::new();
    };
    let Some(layers) = service.root.get("layers", variables) else {
        return Vec::new();
    };
    let entries = layers.map().into_iter().flat_map(|map| map.entries());
    let mut own = entries.filter(|entry| format!("{}LambdaLayer", title(entry.name())) == id);
    let Some(name) = own.next().map(|entry| entry.name()) else {
        return Vec::new();
    };
    let path = layers.at(&[name, "path"], variables);
    let folder = path.as_ref().and_then(Setting::word);
    let built = Place::deployed(format!(".serverless/{name}.zip"));
    std::iter::once(built)
        .chain(folder.map(Place::deployed))
        .collect()
}

fn artefact(service: &Service<'_>, setting: &Setting<'_>) -> Artefact {
    Artefact {
        is_code: true,
        places: Vec::new(),
        from: service.path.to_owned(),
        at: setting.at.clone(),
        field: setting.field.clone(),
        owner: setting.is_inherited().then(|| PROVIDER.to_owned()),
        confidence: Confidence::High,
    }
}
