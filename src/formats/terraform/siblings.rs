//! The other files of a module's folder, read when a value first needs them.

use crate::repository::Repository;
use crate::syntax::{self, Tree};
use std::cell::OnceCell;

/// The endings of a module's files.
const ENDINGS: &[&str] = &[
    ".tf",
    ".tofu",
    ".tf.json",
    ".tofu.json",
    ".auto.tfvars",
    ".auto.tfvars.json",
    "terraform.tfvars",
    "terraform.tfvars.json",
];

/// The files next to one file.
pub(super) struct Siblings<'a> {
    path: &'a str,
    repository: &'a Repository,
    trees: OnceCell<Vec<Tree>>,
}

impl<'a> Siblings<'a> {
    pub(super) fn new(path: &'a str, repository: &'a Repository) -> Self {
        Self {
            path,
            repository,
            trees: OnceCell::new(),
        }
    }

    pub(super) fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// OpenTofu reads `main.tofu` instead of `main.tf` where both are there.
    pub(super) fn is_replaced(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        let replacement = match name.strip_suffix(".tf") {
            Some(stem) => format!("{stem}.tofu"),
            None => match name.strip_suffix(".tf.json") {
                Some(stem) => format!("{stem}.tofu.json"),
                None => return false,
            },
        };
        self.repository.holds(self.folder(), &replacement)
    }

    /// Every other file, sorted by name; one that does not parse says nothing.
    pub(super) fn trees(&self) -> &[Tree] {
        self.trees.get_or_init(|| {
            let paths = self.repository.siblings(self.path, ENDINGS);
            let sources = paths
                .iter()
                .filter_map(|path| self.repository.load(path).ok());
            sources.map(|source| syntax::parse(&source)).collect()
        })
    }

    /// The variable files that were read: they are inputs no document of their own stands in.
    pub(super) fn used(&self) -> Vec<String> {
        let trees = self.trees.get().into_iter().flatten();
        trees
            .map(|tree| tree.source().path().to_owned())
            .filter(|path| is_values(path))
            .collect()
    }
}

/// Whether a file gives values to variables.
pub(super) fn is_values(path: &str) -> bool {
    path.strip_suffix(".json")
        .unwrap_or(path)
        .ends_with(".tfvars")
}
