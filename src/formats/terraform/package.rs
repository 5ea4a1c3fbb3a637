//! Where a function's zip lies: the file that `filename` names, or what `archive_file` makes it from.

use super::reference::{expression, resources};
use super::resource::{Resource, first};
use super::setting::Setting;
use crate::model::{Artefact, Place};
use crate::syntax::Node;

/// How an expression names the folder of its own file.
const HERE: &str = "${path.module}/";

/// What an argument of `archive_file` that names one is called.
const ARCHIVE: &str = "data.archive_file.";

/// What a function is deployed with; `key` is the argument that names its zip.
pub(super) fn of(resource: &Resource<'_, '_>, key: &str) -> Vec<Artefact> {
    let Some(setting) = resource.get(&[key]) else {
        return Vec::new();
    };
    let mut all = vec![artefact(resource, &setting, resource.body, key)];
    let layers = resource.get(&["layers"]);
    let listed = layers.as_ref().and_then(|layers| layers.node);
    for item in listed.into_iter().flat_map(Node::items) {
        let layer = Setting::new(item, "layers".to_owned());
        let mentioned = expression(item).map(resources).unwrap_or_default();
        let own = mentioned.iter().find_map(|(kind, name)| {
            let is_layer = *kind == "aws_lambda_layer_version";
            is_layer.then(|| resource.other(kind, name)).flatten()
        });
        let mut found = match own {
            Some(own) => artefact(resource, &layer, own, "filename"),
            None => elsewhere(resource, &layer),
        };
        found.is_code = false;
        all.push(found);
    }
    if let Some(unknown) = layers.filter(|layers| layers.node.is_none()) {
        let mut unknown = elsewhere(resource, &unknown);
        unknown.is_code = false;
        all.push(unknown);
    }
    all
}

/// The artefact that an argument of a block names.
fn artefact(resource: &Resource<'_, '_>, at: &Setting<'_>, block: Node<'_>, key: &str) -> Artefact {
    let mut artefact = elsewhere(resource, at);
    if at.is_sensitive() {
        return artefact;
    }
    let known = at.text().filter(|_| at.node.and_then(expression).is_none());
    if let Some(path) = known.filter(|_| at.field == key) {
        artefact.places.push(Place::deployed(path));
    } else if let Some(node) = block.get(key) {
        artefact.places = places(resource, node);
    }
    artefact
}

/// What an argument names: a literal, a path in the module's folder, or an archive that Terraform makes.
fn places(resource: &Resource<'_, '_>, node: Node<'_>) -> Vec<Place> {
    let Some(text) = expression(node) else {
        return node.as_str().map(Place::deployed).into_iter().collect();
    };
    let text = text.trim().trim_matches('"');
    if let Some(path) = text.strip_prefix(HERE) {
        let known = !path.contains("${") && !path.contains('"');
        return known.then(|| Place::deployed(path)).into_iter().collect();
    }
    let archive = text.strip_prefix(ARCHIVE);
    let name = archive.and_then(|archive| archive.strip_suffix(".output_path"));
    let Some(block) = name.and_then(|name| resource.data("archive_file", name)) else {
        return Vec::new();
    };
    let named = |key| {
        let node = block.get(key).filter(|node| !mentions_archive(*node));
        node.map_or_else(Vec::new, |node| places(resource, node))
    };
    let mut found = named("output_path");
    // What is excluded is not deployed, so the folder would say too much.
    if block.get("excludes").is_none() {
        found.extend(named("source_dir"));
    }
    found
}

/// An archive of itself would be followed without end.
fn mentions_archive(node: Node<'_>) -> bool {
    expression(node).is_some_and(|text| text.contains(ARCHIVE))
}

fn elsewhere(resource: &Resource<'_, '_>, at: &Setting<'_>) -> Artefact {
    let path = resource.body.tree().source().path();
    Artefact {
        is_code: true,
        places: Vec::new(),
        from: path.to_owned(),
        at: at.at.clone(),
        field: at.field.clone(),
        owner: None,
        confidence: at.confidence,
    }
}

impl<'t> Resource<'_, 't> {
    /// The body of another resource of the module.
    fn other(&self, kind: &str, name: &str) -> Option<Node<'t>> {
        self.owner.module.resource(&self.address, kind, name)
    }

    /// The body of a data source of the module.
    fn data(&self, kind: &str, name: &str) -> Option<Node<'t>> {
        self.owner.module.data(kind, name).and_then(first)
    }
}
