//! The other files of a module's folder, read when a value first needs them.

use super::callers::{Callers, MOST_FOLLOWED};
use crate::repository::{KeptFile, KeptFolder, MAX_SIBLINGS, Repository};
use crate::source::Source;
use crate::syntax::{self, Dialect, Kind, Node, Tree};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
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
    /// Calls of modules that may still be followed, over all levels.
    followed: Rc<Cell<usize>>,
    callers: OnceCell<Callers>,
    files: OnceCell<Arc<KeptFolder>>,
    /// The files in which a name was looked for.
    asked: RefCell<BTreeSet<usize>>,
    literals: Vec<OnceCell<Box<Literal>>>,
    made: Cell<usize>,
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
pub(super) const MOST_LITERALS: usize = 2_000;

/// Chains of values, so that one is found among many without a look at all of them.
const BUCKETS: usize = 64;

impl Siblings {
    pub(super) fn new(path: &str, repository: &Repository) -> Self {
        Self::below(path, 0, Rc::new(Cell::new(MOST_FOLLOWED)), repository)
    }

    /// The same for a file that calls this module.
    pub(super) fn of_caller(&self, path: &str) -> Self {
        Self::below(
            path,
            self.level + 1,
            self.followed.clone(),
            &self.repository,
        )
    }

    fn below(path: &str, level: usize, followed: Rc<Cell<usize>>, repository: &Repository) -> Self {
        Self {
            path: path.to_owned(),
            repository: repository.clone(),
            level,
            followed,
            callers: OnceCell::new(),
            files: OnceCell::new(),
            asked: RefCell::default(),
            literals: std::iter::repeat_with(OnceCell::new)
                .take(BUCKETS)
                .collect(),
            made: Cell::new(0),
            steps: Cell::new(MOST_STEPS),
        }
    }

    /// Takes one of the calls left that may be followed; whether there was one.
    pub(super) fn follow(&self) -> bool {
        let left = self.followed.get();
        self.followed.set(left.saturating_sub(1));
        left > 0
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
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let bucket = usize::try_from(hasher.finish() % BUCKETS as u64).unwrap_or_default();
        let mut place = self.literals.get(bucket)?;
        while let Some(made) = place.get() {
            if made.tree.source().text() == text {
                return made.tree.documents().next().map(|document| document.root);
            }
            place = &made.next;
        }
        if self.made.get() == MOST_LITERALS {
            return None;
        }
        self.made.set(self.made.get() + 1);
        let made = place.get_or_init(|| {
            let tree = syntax::parse_json(&Source::new("", text), Dialect::Json);
            Box::new(Literal {
                tree,
                next: OnceCell::new(),
            })
        });
        made.tree.documents().next().map(|document| document.root)
    }

    /// The files that call this module.
    pub(super) fn callers(&self) -> &Callers {
        self.callers
            .get_or_init(|| Callers::of(self, self.level, &self.repository))
    }

    /// Whether the folder was looked into, and has more files than are.
    pub(super) fn is_cut(&self) -> bool {
        let files = self.files.get().map(|folder| folder.files().len());
        files.is_some_and(|files| files > MAX_SIBLINGS)
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

    /// The other files that declare something of a name, sorted by path: variable files, or the others. One that does not
    /// parse says nothing.
    pub(super) fn with(&self, name: &str, values: bool) -> Vec<&Tree> {
        let files = self.parsed(name, |path| is_values(path) == values);
        files.into_iter().map(|(_, tree)| tree).collect()
    }

    /// The other files that declare something of a name and change what this one declares, the one that counts most first.
    pub(super) fn overriding(&self, name: &str) -> Vec<&Tree> {
        let files = self.parsed(name, is_override).into_iter().rev();
        files.map(|(_, tree)| tree).collect()
    }

    /// A local of the other files: of an override file, else of the first that has it.
    pub(super) fn local(&self, name: &str, overriding: bool) -> Option<Node<'_>> {
        let mut files = self.parsed(name, |path| {
            if overriding {
                is_override(path)
            } else {
                !is_values(path)
            }
        });
        if overriding {
            files.reverse();
        }
        files.into_iter().find_map(|(file, tree)| {
            let root = tree.documents().next()?.root;
            let locals = file.locals(|| locals(root));
            tree.node(*locals.get(name)?)
        })
    }

    fn parsed(&self, name: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<(&KeptFile, &Tree)> {
        let files = self
            .files
            .get_or_init(|| self.repository.kept(self.folder(), ENDINGS))
            .files();
        let others = files.iter().enumerate();
        let others = others.filter(|(_, file)| file.path() != self.path);
        let load = |path: &str| self.repository.load(path).ok();
        let wanted = others
            .take(MAX_SIBLINGS)
            .filter(|(_, file)| is_wanted(file.path()) && file.mentions(name, load));
        wanted
            .filter_map(|(at, file)| {
                self.asked.borrow_mut().insert(at);
                let declares = file.declares(name, load, any_is_read);
                Some((file, declares.then(|| file.tree(load)).flatten()?))
            })
            .collect()
    }

    /// The files that were read and that no format reads for their own sake: variables, locals, values.
    pub(super) fn used(&self) -> Vec<String> {
        let asked = self.asked.borrow();
        let files = self.files.get().map_or(&[][..], |folder| folder.files());
        let asked = asked.iter().filter_map(|at| files.get(*at));
        asked
            .filter(|file| !is_read(file))
            .map(|file| file.path().to_owned())
            .chain(self.callers.get().into_iter().flat_map(Callers::used))
            .collect()
    }
}

/// Whether a format reads a file for its own sake, once it was parsed.
pub(super) fn is_read(file: &KeptFile) -> bool {
    file.is_read(|| file.known_tree().is_some_and(any_is_read))
}

fn any_is_read(tree: &Tree) -> bool {
    let mut documents = tree.documents();
    documents.any(|document| super::detect(document.root))
}

/// The nodes of a file's locals by name: `locals` may occur many times; of two of one name the first counts.
pub(super) fn locals(root: Node<'_>) -> HashMap<String, u32> {
    let locals = root.get("locals");
    let list = locals.into_iter().flat_map(Node::items);
    let map = locals.filter(|node| node.kind() == Kind::Mapping);
    let mut found = HashMap::new();
    for block in list.chain(map) {
        for entry in block.entries() {
            if let Some(value) = block.get(entry.name()) {
                found.entry(entry.name().to_owned()).or_insert(value.id());
            }
        }
    }
    found
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
