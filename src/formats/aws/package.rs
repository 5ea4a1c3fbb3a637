//! Where a function's code and layers lie: a local `CodeUri` or `Code`, what `sam build` made of it, and CDK's assets.

use super::Reading;
use super::properties::Properties;
use super::setting::Setting;
use super::template::Resource;
use crate::formats::Input;
use crate::model::{Artefact, Confidence, Place};
use crate::syntax::intrinsic::Intrinsic;
use crate::syntax::{self, Tree};

/// Where `sam build` writes, relative to the template.
const BUILT: &str = ".aws-sam/build";

/// Languages whose source is what runs; of others a build makes something else.
const COPIED: &[&str] = &["python", "nodejs", "ruby"];

/// The packages of one template.
pub(crate) struct Packages<'a> {
    /// The template's root-relative path.
    path: &'a str,
    /// The template that `sam build` wrote, which says where each function's build lies.
    built: Option<Tree>,
}

impl<'a> Packages<'a> {
    /// Of a template that nothing builds.
    pub(crate) fn new(path: &'a str) -> Self {
        Self { path, built: None }
    }

    /// Of a SAM template.
    pub(crate) fn built(input: &Input<'a>) -> Self {
        let template = format!("{BUILT}/template.yaml");
        let built = input.repository.include(input.path, &template).ok();
        Self {
            path: input.path,
            built: built.map(|source| syntax::parse_yaml(&source)),
        }
    }

    /// What a function is deployed with.
    pub(crate) fn of(
        &self,
        reading: &Reading<'_, '_>,
        resource: &Resource<'_>,
        properties: &Properties<'_, '_>,
    ) -> Vec<Artefact> {
        let key = match resource.kind {
            "AWS::Lambda::Function" => "Code",
            _ => "CodeUri",
        };
        let runtime = properties.get(&["Runtime"]);
        let runtime = runtime.first().and_then(Setting::text);
        let Some(code) = self.artefact(resource, properties, key, runtime) else {
            return Vec::new();
        };
        let mut all = vec![code];
        for layer in properties.items(&["Layers"]) {
            let id = layer.node.and_then(|node| match Intrinsic::of(node) {
                Some(Intrinsic::Ref(id)) => Some(id),
                _ => None,
            });
            let own = id.and_then(|id| reading.template.resource(id));
            let found = own.and_then(|own| {
                let key = match own.kind {
                    "AWS::Serverless::LayerVersion" => "ContentUri",
                    "AWS::Lambda::LayerVersion" => "Content",
                    _ => return None,
                };
                let properties = Properties::new(reading.template, own.properties());
                let method = own.entry.value.str_at(&["Metadata", "BuildMethod"]);
                self.artefact(own, &properties, key, method)
            });
            let mut artefact = found.unwrap_or_else(|| self.at(&layer));
            artefact.is_code = false;
            all.push(artefact);
        }
        all
    }

    /// What lies behind a property that names code; `None` where there is no package at all.
    fn artefact(
        &self,
        resource: &Resource<'_>,
        properties: &Properties<'_, '_>,
        key: &str,
        runtime: Option<&str>,
    ) -> Option<Artefact> {
        let entry = resource.entry;
        if entry.value.str_at(&["Metadata", "aws:asset:property"]) == Some(key) {
            let asset = entry.value.at(&["Metadata", "aws:asset:path"])?;
            let mut artefact = self.at(&Setting::new(asset, "Metadata.aws:asset:path"));
            artefact.places.push(Place::deployed(asset.as_str()?));
            return Some(artefact);
        }
        let settings = properties.get(&[key]);
        let built = self.place_built(resource.id, key);
        let mut artefact = match settings.as_slice() {
            // Which branch is deployed is unknown, and so is what was built.
            [_, _, ..] => return None,
            [setting] => self.at(setting),
            [] => self.at(&Setting::new(entry.key, "")),
        };
        artefact.places.extend(built);
        let written = settings.first().and_then(Setting::text);
        if let Some(path) = written.filter(|path| is_local(path)) {
            let metadata = entry.value.get("Metadata");
            let method = metadata.and_then(|metadata| metadata.str_at(&["BuildMethod"]));
            let copied = runtime.is_some_and(|runtime| {
                COPIED.iter().any(|prefix| runtime.starts_with(prefix))
                    && method.is_none_or(|method| method == runtime)
            });
            let zipped = [".zip", ".jar"].iter().any(|ending| path.ends_with(ending));
            // `aws cloudformation package` zips the folder as it is; `sam build` adds dependencies.
            let as_is = key == "Code" || (key != "CodeUri" && method.is_none());
            if zipped || as_is || self.path.contains(BUILT) {
                artefact.places.push(Place::deployed(path));
            } else if copied {
                artefact.places.push(Place::source(path));
            }
        }
        Some(artefact)
    }

    /// Where `sam build` put it.
    fn place_built(&self, id: &str, key: &str) -> Option<Place> {
        let document = self.built.as_ref()?.documents().next()?;
        let path = document
            .root
            .str_at(&["Resources", id, "Properties", key])?;
        is_local(path).then(|| Place::deployed(format!("{BUILT}/{path}")))
    }

    fn at(&self, setting: &Setting<'_>) -> Artefact {
        Artefact {
            is_code: true,
            places: Vec::new(),
            from: self.path.to_owned(),
            at: setting.at.first_line(),
            field: setting.field.clone(),
            owner: setting.owner.map(str::to_owned),
            confidence: setting.confidence.min(Confidence::High),
        }
    }
}

/// A path of this machine: no bucket, no other address, no text that a deployment fills in.
fn is_local(path: &str) -> bool {
    !path.is_empty() && !path.contains("://") && !path.contains("${") && !path.starts_with("arn:")
}
