//! The other files of a module's folder, read when a value first needs them.

use super::callers::Callers;
use crate::repository::Repository;
use crate::source::Source;
use crate::syntax::{self, Dialect, Node, Tree};
use std::cell::{Cell, OnceCell};
use std::sync::Arc;

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
pub(super) struct Siblings {
    path: String,
    repository: Repository,
    /// How many calls lie between this module and the one that is read.
    level: usize,
    callers: OnceCell<Callers>,
    files: OnceCell<Vec<Sibling>>,
    literals: OnceCell<Box<Literal>>,
    steps: Cell<usize>,
}

/// A value that was worked out, as a node like any other, and those that came after it.
struct Literal {
    tree: Tree,
    next: OnceCell<Box<Literal>>,
}

/// Parts of expressions worked out for one file.
pub(super) const MOST_STEPS: usize = 50_000;

/// Values worked out for one file.
const MOST_LITERALS: usize = 2_000;

/// A file whose text was read, and is parsed when a name that it has is asked for.
struct Sibling {
    source: Arc<Source>,
    tree: OnceCell<Tree>,
}

impl Siblings {
    pub(super) fn new(path: &str, repository: &Repository) -> Self {
        Self::below(path, 0, repository)
    }

    /// The same for a file that calls the module which is read, so many calls away.
    pub(super) fn below(path: &str, level: usize, repository: &Repository) -> Self {
        Self {
            path: path.to_owned(),
            repository: repository.clone(),
            level,
            callers: OnceCell::new(),
            files: OnceCell::new(),
            literals: OnceCell::new(),
            steps: Cell::new(MOST_STEPS),
        }
    }

    /// Takes one of the steps left; whether there was one.
    pub(super) fn spend(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }

    /// A value that stands nowhere, as a node; nothing where there are too many of them.
    pub(super) fn literal(&self, value: &serde_json::Value) -> Option<Node<'_>> {
        let text = value.to_string();
        let mut place = &self.literals;
        for _ in 0..MOST_LITERALS {
            let made = place.get_or_init(|| {
                let tree = syntax::parse_json(&Source::new("", text.clone()), Dialect::Json);
                Box::new(Literal {
                    tree,
                    next: OnceCell::new(),
                })
            });
            if made.tree.source().text() == text {
                return made.tree.documents().next().map(|document| document.root);
            }
            place = &made.next;
        }
        None
    }

    /// The files that call this module.
    pub(super) fn callers(&self) -> &Callers {
        self.callers
            .get_or_init(|| Callers::of(self.folder(), self.level, &self.repository))
    }

    /// Whether calls of this module were looked for, and not everywhere.
    pub(super) fn is_search_cut(&self) -> bool {
        self.callers
            .get()
            .is_some_and(|callers| callers.is_search_cut)
    }

    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub(super) fn is_override(&self) -> bool {
        is_override(&self.path)
    }

    /// OpenTofu reads `main.tofu` instead of `main.tf` where both are there.
    pub(super) fn is_replaced(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        let replacement = match name.strip_suffix(".tf") {
            Some(stem) => format!("{stem}.tofu"),
            None => match name.strip_suffix(".tf.json") {
                Some(stem) => format!("{stem}.tofu.json"),
                None => return false,
            },
        };
        self.repository.holds(self.folder(), &replacement)
    }

    /// The other files that have a name in their text, sorted by path: variable files, or the others. One that does
    /// not parse says nothing.
    pub(super) fn with(&self, name: &str, values: bool) -> Vec<&Tree> {
        self.parsed(name, |path| is_values(path) == values)
    }

    /// The other files that have a name in their text and change what this one declares, the one that counts most first.
    pub(super) fn overriding(&self, name: &str) -> Vec<&Tree> {
        let mut found = self.parsed(name, is_override);
        found.reverse();
        found
    }

    fn parsed(&self, name: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<&Tree> {
        let files = self.files.get_or_init(|| {
            let paths = self.repository.siblings(&self.path, ENDINGS);
            let sources = paths
                .iter()
                .filter_map(|path| self.repository.load(path).ok());
            let unparsed = |source| Sibling {
                source,
                tree: OnceCell::new(),
            };
            sources.map(unparsed).collect()
        });
        let wanted = files
            .iter()
            .filter(|file| is_wanted(file.source.path()) && file.source.text().contains(name));
        wanted
            .map(|file| file.tree.get_or_init(|| syntax::parse(&file.source)))
            .collect()
    }

    /// The files that were read and that no format reads for their own sake: variables, locals, values.
    pub(super) fn used(&self) -> Vec<String> {
        let files = self.files.get().into_iter().flatten();
        let trees = files.filter_map(|file| file.tree.get());
        trees
            .filter(|tree| {
                !tree
                    .documents()
                    .any(|document| super::detect(document.root))
            })
            .map(|tree| tree.source().path().to_owned())
            .chain(self.callers.get().into_iter().flat_map(Callers::used))
            .collect()
    }
}

/// Whether a file changes what the other files of its folder declare.
pub(super) fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".json").unwrap_or(name);
    let stem = name
        .strip_suffix(".tf")
        .or_else(|| name.strip_suffix(".tofu"));
    stem.is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// Whether a file gives values to variables.
pub(super) fn is_values(path: &str) -> bool {
    path.strip_suffix(".json")
        .unwrap_or(path)
        .ends_with(".tfvars")
}
