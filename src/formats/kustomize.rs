//! The kustomization: which files of a folder are patches and no objects of their own, and what the folder does to the
//! names and the namespace of the others.

mod changes;

use super::{Format, Input, Marks, kubernetes, object};
use crate::model::{Declarations, Kustomization};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "kustomize",
    title: "Kustomize",
    files: "`kustomization.yaml`: patches, namespace and name prefixes of the manifests beside it",
    marks: Marks {
        names: &["kustomization.yaml", "kustomization.yml"],
        keys: Marks::OBJECT.keys,
    },
    hint: |raw| raw.contains("kustomize.config.k8s.io") || raw.text.lines().any(begins_list),
    detect: is_kustomization,
    read,
};

/// What a kustomization lists. Group and kind may be left out, so these tell it, and no other key may stand beside them.
const LISTS: &[&str] = &[
    "resources",
    "bases",
    "components",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
];

/// What else stands in one.
const OTHERS: &[&str] = &[
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "configMapGenerator",
    "configurations",
    "crds",
    "generatorOptions",
    "generators",
    "helmCharts",
    "helmGlobals",
    "images",
    "labels",
    "metadata",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "openapi",
    "replacements",
    "replicas",
    "secretGenerator",
    "sortOptions",
    "transformers",
    "validators",
    "vars",
];

fn begins_list(line: &str) -> bool {
    let key = line.split_once(':').map(|(key, _)| key);
    key.is_some_and(|key| LISTS.contains(&key))
}

fn is_kustomization(object: Node<'_>) -> bool {
    if let Some((group, _)) = object::group_kind(object) {
        return group == "kustomize.config.k8s.io";
    }
    let mut entries = object.entries().peekable();
    let lists = |key: &str| {
        let list = object.get(key);
        list.is_some_and(|list| list.kind() == Kind::Sequence)
    };
    entries.peek().is_some()
        && LISTS.iter().any(|key| lists(key))
        && entries.all(|entry| LISTS.contains(&entry.name()) || OTHERS.contains(&entry.name()))
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = input.object;
    let folder = input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let texts = |key: &str| {
        let list = object.get(key).into_iter().flat_map(|list| list.items());
        list.filter_map(|item| item.as_str()).collect::<Vec<_>>()
    };
    let mut resources = Vec::new();
    for key in ["resources", "bases", "components"] {
        resources.extend(texts(key).iter().filter_map(|text| within(folder, text)));
    }
    let mut patches: Vec<&str> = texts("patchesStrategicMerge");
    for key in ["patches", "patchesJson6902"] {
        let list = object.get(key).into_iter().flat_map(|list| list.items());
        patches.extend(list.filter_map(|patch| patch.str_at(&["path"])));
    }
    let text = |key| object.str_at(&[key]).unwrap_or_default().to_owned();
    out.kustomizations.push(Kustomization {
        at: object.span().first_line(),
        folder: folder.to_owned(),
        namespace: object.str_at(&["namespace"]).map(str::to_owned),
        prefix: text("namePrefix"),
        suffix: text("nameSuffix"),
        resources,
        patches: patches
            .iter()
            .filter_map(|text| within(folder, text))
            .collect(),
        changes: changes::read(input, folder),
        facts: kubernetes::infrastructure(object).into_iter().collect(),
    });
}

/// A path beside a folder as a path from the root; `None` of what lies outside, of addresses and of patches written out
/// in place.
fn within(folder: &str, path: &str) -> Option<String> {
    if path.contains("://") || path.contains('\n') || path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn paths_are_followed_inside_the_repository_only() {
        for (folder, path, expected) in [
            ("apps/web", "web.yaml", Some("apps/web/web.yaml")),
            ("apps/web", "./../base/", Some("apps/base")),
            ("apps", "..", Some("")),
            ("apps", "../..", None),
            ("", "web.yaml", Some("web.yaml")),
            ("apps", "https://example.com/base", None),
            ("apps", "/etc/passwd", None),
        ] {
            assert_eq!(within(folder, path).as_deref(), expected, "{folder} {path}");
        }
    }
}
