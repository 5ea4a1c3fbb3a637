//! The calls of a local module: `module "x" { source = "./modules/x" }` in another folder gives its variables values.

use super::module::Module;
use super::resource::first;
use super::setting::Setting;
use super::siblings::Siblings;
use crate::formats::given::Parameters;
use crate::model::BOUND;
use crate::repository::Repository;
use crate::syntax::{self, Node, Tree};
use std::cell::{Cell, OnceCell};

/// Calls of one module that are looked at.
const MOST_CALLS: usize = 1_000;

/// Module blocks looked at for one file; every variable asks all of them.
const MOST_VISITS: usize = 1_000_000;

/// Modules within modules: a call whose own variables another call gives.
const MOST_LEVELS: usize = 8;

/// The files that call a module.
pub(super) struct Callers {
    files: Vec<File>,
    /// Whether there are more than are looked at.
    is_cut: bool,
    is_called: OnceCell<bool>,
    /// Module blocks that may still be looked at.
    visits: Cell<usize>,
    /// Whether the repository has more files than were searched for calls.
    pub(super) is_search_cut: bool,
}

struct File {
    tree: Tree,
    siblings: Siblings,
}

impl Callers {
    pub(super) fn of(folder: &str, level: usize, repository: &Repository) -> Self {
        let (paths, is_search_cut) = repository.callers(folder);
        let is_cut = paths.len() > MOST_CALLS || (level >= MOST_LEVELS && !paths.is_empty());
        let paths = paths
            .iter()
            .filter(|_| level < MOST_LEVELS)
            .take(MOST_CALLS);
        let files = paths.filter_map(|path| {
            let source = repository.load(path).ok()?;
            Some(File {
                tree: syntax::parse(&source),
                siblings: Siblings::below(path, level + 1, repository),
            })
        });
        Self {
            files: files.collect(),
            is_cut,
            is_called: OnceCell::new(),
            visits: Cell::new(MOST_VISITS),
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
            let Some(left) = self.visits.get().checked_sub(file.modules()) else {
                return Err(many());
            };
            self.visits.set(left);
            for (root, call) in file.calls(folder) {
                if found.len() == MOST_CALLS {
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
            let mut documents = file.tree.documents();
            let is_read = documents.any(|document| super::detect(document.root));
            (!is_read).then(|| file.tree.source().path().to_owned())
        };
        let files = self.files.iter();
        files
            .flat_map(|file| own(file).into_iter().chain(file.siblings.used()))
            .collect()
    }
}

impl File {
    /// How many modules it calls, whichever they are.
    fn modules(&self) -> usize {
        let roots = self.tree.documents().map(|document| document.root);
        let modules = roots.filter_map(|root| root.get("module"));
        modules.map(|modules| modules.entries().count()).sum()
    }

    /// Its blocks that call a folder, each with the root of the document.
    fn calls<'t>(&'t self, folder: &str) -> impl Iterator<Item = (Node<'t>, Node<'t>)> {
        let roots = self.tree.documents().map(|document| document.root);
        let modules = roots.filter_map(|root| Some((root, root.get("module")?)));
        let calls = modules.flat_map(|(root, modules)| {
            let blocks = modules.entries().filter_map(|call| first(call.value));
            blocks.map(move |call| (root, call))
        });
        calls.filter(move |(_, call)| {
            let source = call.str_at(&["source"]).unwrap_or("");
            Repository::folder_of(self.siblings.folder(), source).as_deref() == Some(folder)
        })
    }
}

/// Why what a call gives is unknown where there are more of them than are looked at.
fn many() -> String {
    format!(
        "this module has more than the {MOST_CALLS} calls, or lies within more than the {MOST_LEVELS} modules, {BOUND}"
    )
}
