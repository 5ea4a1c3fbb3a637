//! The configuration files of Terraform's folders, kept while files near them are read: what a folder declares is
//! looked up by each of its files, and what a file calls by each module that it calls. Each is read once, and parsed
//! once if a name that it holds is asked for.

use crate::source::Source;
use crate::syntax::{self, Node, Tree};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes of files that are kept after the file that asked for them was read. Where folders need more, the one that was
/// asked for longest ago is read again: at least as many bytes of other files lie between.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Files whose trees are held as soon as they were parsed, in bytes.
const SMALL: usize = 32 * 1024;

/// A file that is kept.
pub struct KeptFile {
    path: String,
    words: OnceLock<Words>,
    declared: OnceLock<HashSet<u64>>,
    tree: OnceLock<Option<Tree>>,
    is_read: OnceLock<bool>,
    calls: OnceLock<BTreeMap<String, Vec<u32>>>,
    locals: OnceLock<HashMap<String, u32>>,
}

/// The words of a file and its length: enough to tell what it says nothing of.
#[derive(Default)]
struct Words {
    bytes: usize,
    hashes: HashSet<u64>,
}

/// The configuration files of a folder, sorted by path.
pub struct KeptFolder {
    files: Vec<KeptFile>,
}

impl KeptFolder {
    /// The files at these paths; none is read yet.
    pub(super) fn of(paths: impl IntoIterator<Item = String>) -> Self {
        let file = |path: String| KeptFile {
            path,
            words: OnceLock::new(),
            declared: OnceLock::new(),
            tree: OnceLock::new(),
            is_read: OnceLock::new(),
            calls: OnceLock::new(),
            locals: OnceLock::new(),
        };
        Self {
            files: paths.into_iter().map(file).collect(),
        }
    }

    /// Its files.
    pub fn files(&self) -> &[KeptFile] {
        &self.files
    }

    /// What it weighs: the text of the files that were asked for stays, of the others a few words.
    fn bytes(&self) -> usize {
        let known = self.files.iter().filter_map(|file| file.words.get());
        known.map(|words| words.bytes).sum()
    }
}

impl KeptFile {
    /// The root-relative path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether every word of a name is among its words; if not, it says nothing of the name. One that cannot be read has
    /// no words.
    pub fn mentions(&self, name: &str, load: impl Fn(&str) -> Option<Arc<Source>>) -> bool {
        let read = || load(&self.path).map_or_else(Words::default, |source| Words::of(&source));
        let known = self.words.get_or_init(read);
        words(name).all(|word| known.hashes.contains(&hash(word)))
    }

    /// Whether it declares something of a name: a variable, a local, a value, an object of any type. `is_read` tells of
    /// its tree whether a format reads it for its own sake.
    pub fn declares(
        &self,
        name: &str,
        load: impl Fn(&str) -> Option<Arc<Source>>,
        is_read: impl Fn(&Tree) -> bool,
    ) -> bool {
        let declared = self.declared.get_or_init(|| {
            let of = |tree: &Tree| {
                self.is_read.get_or_init(|| is_read(tree));
                names(tree)
            };
            let bytes = self.words.get().map_or(0, |words| words.bytes);
            if bytes <= SMALL {
                return self.tree(load).map(of).unwrap_or_default();
            }
            // A large one is parsed again where it is of use: the others are not held.
            load(&self.path).map_or_else(HashSet::new, |source| of(&syntax::parse(&source)))
        });
        declared.contains(&hash(name))
    }

    /// Its tree; nothing where it cannot be read.
    pub fn tree(&self, load: impl FnOnce(&str) -> Option<Arc<Source>>) -> Option<&Tree> {
        let parsed = || Some(syntax::parse(&load(&self.path)?));
        self.tree.get_or_init(parsed).as_ref()
    }

    /// Its tree, if it was asked for before.
    pub fn known_tree(&self) -> Option<&Tree> {
        self.tree.get()?.as_ref()
    }

    /// Whether a format reads it for its own sake; worked out once.
    pub fn is_read(&self, work_out: impl FnOnce() -> bool) -> bool {
        *self.is_read.get_or_init(work_out)
    }

    /// The nodes of the calls in it by the folder they name; worked out once.
    pub fn calls(
        &self,
        work_out: impl FnOnce() -> BTreeMap<String, Vec<u32>>,
    ) -> &BTreeMap<String, Vec<u32>> {
        self.calls.get_or_init(work_out)
    }

    /// The nodes of the locals in it by name; worked out once.
    pub fn locals(&self, work_out: impl FnOnce() -> HashMap<String, u32>) -> &HashMap<String, u32> {
        self.locals.get_or_init(work_out)
    }
}

impl Words {
    fn of(source: &Source) -> Self {
        Self {
            bytes: source.text().len(),
            hashes: words(source.text()).map(hash).collect(),
        }
    }
}

/// The keys of the first three levels of a file, lists left out: `resource`, its type, its name.
fn names(tree: &Tree) -> HashSet<u64> {
    let mut names = HashSet::new();
    let mut waiting: Vec<(Node<'_>, usize)> = tree.documents().map(|one| (one.root, 0)).collect();
    while let Some((node, level)) = waiting.pop() {
        for entry in node.entries() {
            names.insert(hash(entry.name()));
            if level < 2 {
                waiting.push((entry.value, level + 1));
            }
        }
        waiting.extend(node.items().map(|item| (item, level)));
    }
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    words.filter(|word| !word.is_empty())
}

fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// A folder by its path, made once however many ask.
type Slot = Arc<OnceLock<Arc<KeptFolder>>>;

/// The folders that are kept, each with the number of the time it was last asked for.
#[derive(Default)]
pub(super) struct Kept(Mutex<Slots>);

#[derive(Default)]
struct Slots {
    asked: u64,
    folders: HashMap<String, (u64, Slot)>,
}

/// After so many questions it is seen what is kept.
const OFTEN: u64 = 64;

impl Kept {
    pub(super) fn folder(&self, path: &str, read: impl FnOnce() -> KeptFolder) -> Arc<KeptFolder> {
        let slot = {
            let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            slots.asked += 1;
            let now = slots.asked;
            if now.is_multiple_of(OFTEN) {
                slots.shrink();
            }
            if !slots.folders.contains_key(path) {
                slots
                    .folders
                    .insert(path.to_owned(), (now, Slot::default()));
            }
            slots
                .folders
                .get_mut(path)
                .map_or_else(Slot::default, |kept| {
                    kept.0 = now;
                    Arc::clone(&kept.1)
                })
        };
        Arc::clone(slot.get_or_init(|| Arc::new(read())))
    }
}

impl Slots {
    /// Lets go of what was asked for longest ago, as far as all of it is too large.
    fn shrink(&mut self) {
        let weight = |slot: &Slot| slot.get().map_or(0, |folder| folder.bytes()) + A_FOLDER;
        let mut weights: Vec<(u64, usize)> = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "sorted before it is used")]
        for (asked, slot) in self.folders.values() {
            weights.push((*asked, weight(slot)));
        }
        weights.sort_unstable_by(|one, other| other.cmp(one));
        let mut left = MOST_BYTES;
        let first_gone = weights.iter().find(|(_, weight)| {
            let fits = *weight <= left;
            left = left.saturating_sub(*weight);
            !fits
        });
        let newest = weights.first().map_or(0, |(asked, _)| *asked);
        if let Some(oldest) = first_gone.map(|(asked, _)| *asked) {
            self.folders
                .retain(|_, (asked, _)| *asked > oldest || *asked == newest);
        }
    }
}

/// What a folder weighs beside its text, in bytes.
const A_FOLDER: usize = 1024;

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Kept")
    }
}
