//! The calls of a local module: `module "x" { source = "./modules/x" }` in another folder gives its variables values.

use super::module::Module;
use super::resource::first;
use super::setting::Setting;
use super::siblings::{Siblings, is_read};
use crate::formats::given::Parameters;
use crate::model::BOUND;
use crate::repository::{KeptFolder, Repository};
use crate::syntax::Node;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Calls of one module that are looked at.
const MOST_CALLS: usize = 1_000;

/// Calls followed for one file over all levels: where each module calls the next one twice, they double at each level.
pub(super) const MOST_FOLLOWED: usize = 200_000;

/// Modules within modules: a call whose own variables another call gives.
const MOST_LEVELS: usize = 8;

/// The files that call a module.
pub(super) struct Callers {
    files: Vec<File>,
    /// Whether there are more than are looked at.
    is_cut: bool,
    is_called: OnceCell<bool>,
    /// Whether the repository has more files than were searched for calls.
    pub(super) is_search_cut: bool,
}

struct File {
    kept: Arc<KeptFolder>,
    repository: Repository,
    siblings: Siblings,
}

impl Callers {
    pub(super) fn of(called: &Siblings, level: usize, repository: &Repository) -> Self {
        let folder = called.folder();
        let (paths, is_search_cut) = repository.callers(folder);
        let is_cut = paths.len() > MOST_CALLS || (level >= MOST_LEVELS && !paths.is_empty());
        let paths = paths
            .iter()
            .filter(|_| level < MOST_LEVELS)
            .take(MOST_CALLS);
        let files = paths.map(|path| File {
            kept: repository.kept_file(path),
            repository: repository.clone(),
            siblings: called.of_caller(path),
        });
        Self {
            files: files.collect(),
            is_cut,
            is_called: OnceCell::new(),
            is_search_cut,
        }
    }

    /// Whether there is a call at all.
    pub(super) fn is_called(&self, folder: &str) -> bool {
        let any = || {
            let mut files = self.files.iter();
            self.is_cut || files.any(|file| file.calls(folder).next().is_some())
        };
        *self.is_called.get_or_init(any)
    }

    /// What each call gives to a variable, `None` where a call leaves it out; an error where not all calls are known.
    pub(super) fn give<'t>(
        &'t self,
        folder: &str,
        name: &str,
        given: Option<&'t Parameters<'t>>,
    ) -> Result<Vec<Option<Setting<'t>>>, String> {
        if self.is_cut {
            return Err(many());
        }
        let mut found = Vec::new();
        for file in &self.files {
            for (root, call) in file.calls(folder) {
                if found.len() == MOST_CALLS {
                    return Err(many());
                }
                if !file.siblings.follow() {
                    return Err(many());
                }
                let module = Module::new(root, &file.siblings, given);
                let value = call.entry(name).map(|entry| entry.value);
                found.push(value.map(|value| {
                    let setting = Setting::new(value, String::new());
                    if value.is_null() {
                        return setting.null();
                    }
                    module.resolve(setting)
                }));
            }
        }
        Ok(found)
    }

    /// The files that were read for their values, and that no format reads for their own sake.
    pub(super) fn used(&self) -> Vec<String> {
        let own = |file: &File| {
            let mut own = file.kept.files().iter();
            let own = own.find(|one| one.known_tree().is_some() && !is_read(one));
            own.map(|one| one.path().to_owned())
        };
        let files = self.files.iter();
        files
            .flat_map(|file| own(file).into_iter().chain(file.siblings.used()))
            .collect()
    }
}

impl File {
    /// Its blocks that call a folder, each with the root of the document.
    fn calls<'t>(&'t self, folder: &str) -> impl Iterator<Item = (Node<'t>, Node<'t>)> + use<'t> {
        let file = self.kept.files().first();
        let load = |path: &str| self.repository.load(path).ok();
        let tree = file.and_then(|file| file.tree(load));
        let root = tree.and_then(|tree| tree.documents().next());
        let found = file.zip(root).map(|(file, document)| {
            let all = file.calls(|| calls(document.root, self.siblings.folder()));
            let blocks = all.get(folder).map_or(&[][..], Vec::as_slice);
            blocks.iter().filter_map(move |block| {
                let tree = document.root.tree();
                Some((document.root, tree.node(*block)?))
            })
        });
        found.into_iter().flatten()
    }
}

/// Why what a call gives is unknown where there are more of them than are looked at.
fn many() -> String {
    format!(
        "this module has more than the {MOST_CALLS} calls, lies within more than the {MOST_LEVELS} modules, or takes more than the {MOST_FOLLOWED} calls of modules within modules {BOUND}"
    )
}
/// The modules that a file in a folder calls from the repository, by the folder they are in.
fn calls(root: Node<'_>, from: &str) -> BTreeMap<String, Vec<u32>> {
    let mut calls: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let modules = root.get("module").into_iter().flat_map(Node::entries);
    for call in modules.filter_map(|module| first(module.value)) {
        let source = call.str_at(&["source"]).unwrap_or("");
        if let Some(folder) = Repository::folder_of(from, source) {
            calls.entry(folder).or_default().push(call.id());
        }
    }
    calls
}
