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
    let mut by_root: HashMap<String, Within> = HashMap::new();
    for (position, workload) in all.iter().enumerate() {
        let root = &*workload.scope.root;
        let platforms = &workload.placement.platforms;
        if wanted.contains(root) && platforms.iter().any(|one| one.on_kubernetes()) {
            let within = by_root.entry(root.to_owned()).or_default();
            within.insert(position, workload);
        }
    }
    for one in changing() {
        let roots = bases.get(one.folder.as_str()).into_iter().flatten();
        let within: Vec<&Within> = roots.filter_map(|root| by_root.get(*root)).collect();
        for change in &one.changes {
            let meant = |position: &usize| means(&change.of, &all[*position]);
            let near = within.iter().flat_map(|one| one.near(&change.of));
            let meant: Vec<usize> = near.copied().filter(meant).collect();
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

/// The workloads of one folder, by what changes ask for.
#[derive(Default)]
struct Within {
    all: Vec<usize>,
    names: HashMap<String, Vec<usize>>,
    images: HashMap<String, Vec<usize>>,
}

impl Within {
    fn insert(&mut self, position: usize, workload: &Workload) {
        self.all.push(position);
        let named = self.names.entry(workload.name.clone()).or_default();
        named.push(position);
        for image in images(workload) {
            let same = self.images.entry(image.to_owned()).or_default();
            if same.last() != Some(&position) {
                same.push(position);
            }
        }
    }

    /// Those that a change can mean.
    fn near(&self, of: &Changed) -> &[usize] {
        let found = match of {
            Changed::Image(name) => self.images.get(name),
            Changed::Object { name: None, .. } => Some(&self.all),
            Changed::Object {
                name: Some(name), ..
            } => self.names.get(name),
        };
        found.map_or(&[], Vec::as_slice)
    }
}

/// The images of a workload, without tags.
fn images(workload: &Workload) -> impl Iterator<Item = &str> {
    let images = workload.facts(FactName::Image).filter_map(Fact::text);
    images.map(repository)
}

fn means(of: &Changed, workload: &Workload) -> bool {
    let same = |wanted: &Option<String>, own: &str| wanted.as_ref().is_none_or(|one| one == own);
    match of {
        Changed::Image(name) => images(workload).any(|image| image == name),
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
