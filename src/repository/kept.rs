//! The configuration files of Terraform's folders, kept while files near them are read: what a folder declares is
//! looked up by each of its files, and what a file calls by each module that it calls. Each is read once, and parsed
//! once if a name that it holds is asked for.

use crate::source::Source;
use crate::syntax::{self, Tree};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes of files that are kept after the file that asked for them was read. Where folders need more, the one that was
/// asked for longest ago is read again: at least as many bytes of other files lie between.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A file that is kept.
pub struct KeptFile {
    path: String,
    words: OnceLock<Words>,
    tree: OnceLock<Option<Tree>>,
    is_read: OnceLock<bool>,
    calls: OnceLock<BTreeMap<String, Vec<u32>>>,
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
            tree: OnceLock::new(),
            is_read: OnceLock::new(),
            calls: OnceLock::new(),
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

    /// Whether every word of a name is among its words; if not, it says nothing of the name. A file that cannot be read
    /// has no words.
    pub fn mentions(&self, name: &str, load: impl FnOnce(&str) -> Option<Arc<Source>>) -> bool {
        let read = || load(&self.path).map_or_else(Words::default, |source| Words::of(&source));
        let known = self.words.get_or_init(read);
        words(name).all(|word| known.hashes.contains(&hash(word)))
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
}

impl Words {
    fn of(source: &Source) -> Self {
        Self {
            bytes: source.text().len(),
            hashes: words(source.text()).map(hash).collect(),
        }
    }
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

/// The folders that are kept, the one that was asked for last at the end.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<(String, Slot)>>);

impl Kept {
    pub(super) fn folder(&self, path: &str, read: impl FnOnce() -> KeptFolder) -> Arc<KeptFolder> {
        let slot = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let found = kept.iter().position(|(kept, _)| kept == path);
            let entry = match found {
                Some(at) => kept.remove(at),
                None => (path.to_owned(), Slot::default()),
            };
            let slot = Arc::clone(&entry.1);
            kept.push(entry);
            slot
        };
        let folder = Arc::clone(slot.get_or_init(|| Arc::new(read())));
        self.shrink();
        folder
    }

    fn shrink(&self) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = |(_, slot): &(String, Slot)| slot.get().map_or(0, |folder| folder.bytes());
        let mut left = MOST_BYTES;
        // A few folders at most: each is looked at, and one of many small files weighs more than its text.
        let first = kept.iter().rev().take(MOST_FOLDERS).position(|entry| {
            let weighs = bytes(entry);
            let fits = weighs <= left;
            left = left.saturating_sub(weighs);
            !fits
        });
        let keep = first.unwrap_or(MOST_FOLDERS).clamp(1, kept.len());
        let gone = kept.len() - keep;
        kept.drain(..gone);
    }
}

/// Folders that are kept.
const MOST_FOLDERS: usize = 64;

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Kept")
    }
}
