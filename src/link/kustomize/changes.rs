//! What kustomizations change in place: a patch adds what it says to whom it names, and everything else that is not read
//! is noted where somebody would miss it.

use super::{Bases, give};
use crate::model::{Changed, Fact, FactName, Kustomization, Workload};
use std::collections::{HashMap, HashSet};

pub(super) fn apply(kustomizations: &[Kustomization], bases: &Bases<'_>, all: &mut [Workload]) {
    let changing = || kustomizations.iter().filter(|one| !one.changes.is_empty());
    let wanted: HashSet<&str> = changing()
        .filter_map(|one| bases.get(one.folder.as_str()))
        .flatten()
        .copied()
        .collect();
    let mut by_root: HashMap<String, Vec<usize>> = HashMap::new();
    for (position, workload) in all.iter().enumerate() {
        let root = &*workload.scope.root;
        let platforms = &workload.placement.platforms;
        if wanted.contains(root) && platforms.iter().any(|one| one.on_kubernetes()) {
            by_root.entry(root.to_owned()).or_default().push(position);
        }
    }
    for one in changing() {
        let roots = bases.get(one.folder.as_str()).into_iter().flatten();
        let within: Vec<usize> = roots
            .filter_map(|root| by_root.get(*root))
            .flatten()
            .copied()
            .collect();
        for change in &one.changes {
            let meant = |position: &usize| means(&change.of, &all[*position]);
            let meant: Vec<usize> = within.iter().copied().filter(meant).collect();
            // One that only fits a selector may be patched; one that is named is.
            let named = matches!(&change.of, Changed::Object { name: Some(_), .. });
            let only = meant.len() == 1 && named;
            for position in meant {
                let workload = &mut all[position];
                let (path, line) = (change.at.path(), change.at.first().line);
                if let Some(patch) = change.patch.as_ref().filter(|_| only) {
                    give(patch, &format!("patch {path}"), workload);
                }
                // A file that is a patch of this name has been read, and has its own note.
                let file = change.file.as_ref().map(|file| format!("{file}:"));
                if file.is_some_and(|file| workload.notes.iter().any(|one| one.starts_with(&file)))
                {
                    continue;
                }
                let note = format!("{path}:{line} {}", change.words);
                if !workload.notes.contains(&note) {
                    workload.notes.push(note);
                }
            }
        }
    }
}

fn means(of: &Changed, workload: &Workload) -> bool {
    let same = |wanted: &Option<String>, own: &str| wanted.as_ref().is_none_or(|one| one == own);
    match of {
        Changed::Image(name) => {
            let mut images = workload.facts(FactName::Image).filter_map(Fact::text);
            images.any(|image| repository(image) == name)
        }
        Changed::Object { kind, name } => same(kind, &workload.kind) && same(name, &workload.name),
    }
}

/// An image without its tag and its digest.
fn repository(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}
