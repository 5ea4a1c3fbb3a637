//! The files that `${file(..)}` names, each parsed once and kept while the service is read.

use crate::model::BOUND;
use crate::repository::Repository;
use crate::syntax::{self, Node, Tree};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

/// Files that one service may include.
const MAX_FILES: usize = 1_000;

/// Bytes of all of them together.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The included files of one service.
pub(super) struct Files<'r> {
    repository: &'r Repository,
    from: &'r str,
    trees: Vec<OnceCell<Tree>>,
    bytes: Cell<usize>,
    /// By root-relative path.
    slots: RefCell<BTreeMap<String, usize>>,
    /// By the text in the parentheses.
    targets: RefCell<BTreeMap<String, Result<usize, String>>>,
}

impl<'r> Files<'r> {
    /// The files that are named relative to `from`, the service's own file, whichever file names them.
    pub(super) fn new(repository: &'r Repository, from: &'r str) -> Self {
        Self {
            repository,
            from,
            trees: (0..MAX_FILES).map(|_| OnceCell::new()).collect(),
            bytes: Cell::new(0),
            slots: RefCell::default(),
            targets: RefCell::default(),
        }
    }

    /// The content of a file, or why there is none.
    pub(super) fn root(&self, target: &str) -> Result<Node<'_>, String> {
        let known = self.targets.borrow().get(target).cloned();
        let slot = known.unwrap_or_else(|| {
            let slot = self.load(target);
            self.targets
                .borrow_mut()
                .insert(target.to_owned(), slot.clone());
            slot
        });
        let tree = self.trees.get(slot?).and_then(OnceCell::get);
        tree.and_then(|tree| tree.documents().next())
            .map(|document| document.root)
            .ok_or_else(|| format!("`{target}` is empty"))
    }

    /// The root-relative paths of the files that were read.
    pub(super) fn included(&self) -> Vec<String> {
        self.slots.borrow().keys().cloned().collect()
    }

    fn load(&self, target: &str) -> Result<usize, String> {
        let name = target.to_ascii_lowercase();
        if ![".yml", ".yaml", ".json"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            return Err(format!("`{target}` is no YAML or JSON file"));
        }
        let source = self
            .repository
            .include(self.from, target)
            .map_err(|error| format!("`{target}` cannot be read: {error}"))?;
        if let Some(slot) = self.slots.borrow().get(source.path()) {
            return Ok(*slot);
        }
        let slot = self.slots.borrow().len();
        let bytes = self.bytes.get() + source.text().len();
        if slot >= MAX_FILES || bytes > MAX_BYTES {
            return Err(format!(
                "`{target}` is more than the {MAX_FILES} files or {} MiB {BOUND}",
                MAX_BYTES >> 20
            ));
        }
        let tree = syntax::parse(&source);
        if let Some(error) = tree.errors().first() {
            let line = error.at.first().line;
            return Err(format!(
                "`{target}` cannot be parsed: line {line}: {}",
                error.message
            ));
        }
        self.bytes.set(bytes);
        self.slots
            .borrow_mut()
            .insert(source.path().to_owned(), slot);
        self.trees[slot].get_or_init(|| tree);
        Ok(slot)
    }
}
