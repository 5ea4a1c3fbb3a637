//! The files of the repository, read on request and never from outside its root, and what a deployment of it is given.

mod calls;
mod given;
mod kept;

pub use calls::MOST_ENTRIES;
pub use given::Given;
pub use kept::{KeptFile, KeptFolder};

use crate::files::{self, Inside, Root, name, path_of};
use crate::model::Size;
use crate::source::{HIGHEST_FILE_BYTES, MAX_FILE_BYTES, Source};
use calls::Calls;
use kept::Kept;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The most files that are looked at beside one file.
pub const MAX_SIBLINGS: usize = 10_000;

/// The root that paths are relative to.
#[derive(Debug, Clone)]
pub struct Repository {
    root: Root,
    given: Arc<Given>,
    /// The largest file that is read, in bytes.
    most: u64,
    calls: Arc<OnceLock<Calls>>,
    kept: Arc<Kept>,
}

/// Why a file could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is none, or it cannot be read.
    Unreadable(String),
    /// It lies outside the root.
    Outside,
    /// It is larger than this many bytes, the most that is read.
    TooLarge(u64),
    /// Its bytes are not text.
    Decode(crate::source::DecodeError),
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => formatter.write_str(why),
            Self::Outside => formatter.write_str("it lies outside the repository"),
            Self::TooLarge(most) => {
                write!(formatter, "it is larger than {}", Size::from_bytes(*most))
            }
            Self::Decode(error) => formatter.write_str(&error.message),
        }
    }
}

/// Whether a path, as it is shown, lies outside the root.
pub fn is_outside(path: &str) -> bool {
    path.starts_with("../") || Path::new(path).is_absolute()
}

impl Repository {
    /// A repository at a root, which must be absolute and without symbolic links for [`include`](Self::include) to
    /// find anything.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: Root::new(root),
            given: Arc::default(),
            most: MAX_FILE_BYTES,
            calls: Arc::default(),
            kept: Arc::default(),
        }
    }

    /// The same, deployed with a stage and parameters.
    #[must_use]
    pub fn deployed_with(mut self, given: Given) -> Self {
        self.given = Arc::new(given);
        self
    }

    /// The same, with another size up to which files are read, in bytes.
    #[must_use]
    pub fn reading_up_to(mut self, most: u64) -> Self {
        self.most = most.min(HIGHEST_FILE_BYTES);
        self
    }

    /// What a deployment is given.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// The root.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Reads a file by its root-relative path.
    pub fn load(&self, relative: &str) -> Result<Arc<Source>, LoadError> {
        let inside = Inside::named(relative).ok_or(LoadError::Outside)?;
        self.decode(self.open(&inside)?, relative)
    }

    /// Reads a file that another file names relative to itself (`${file(../x.yml)}`); `None` of what is outside the
    /// root, symbolic links followed.
    pub fn include(&self, from: &str, target: &str) -> Result<Arc<Source>, LoadError> {
        let found = self.resolve(from, target)?;
        self.decode(self.open(&found)?, found.name())
    }

    /// Where a file or folder lies that another file names relative to itself, and its root-relative path; never
    /// outside the root, symbolic links followed.
    pub fn locate(&self, from: &str, target: &str) -> Result<(PathBuf, String), LoadError> {
        let found = self.resolve(from, target)?;
        Ok((self.at(found.name()), found.name().to_owned()))
    }

    fn resolve(&self, from: &str, target: &str) -> Result<Inside, LoadError> {
        let from = path_of(from);
        let folder = from.parent().unwrap_or(Path::new(""));
        let found = self.root.resolve(&folder.join(target));
        found.map_err(unreadable)?.ok_or(LoadError::Outside)
    }

    /// Opens a file of the repository to read.
    pub fn open(&self, inside: &Inside) -> Result<File, LoadError> {
        let opened = self.root.open(inside).map_err(unreadable)?;
        opened.ok_or(LoadError::Outside)
    }

    /// Where a file or folder of that name would lie.
    fn at(&self, name: &str) -> PathBuf {
        self.root().join(path_of(name))
    }

    /// The files of a folder whose names have one of these endings: the first [`MAX_SIBLINGS`] and one, sorted by path.
    pub fn kept(&self, folder: &str, endings: &[&str]) -> Arc<KeptFolder> {
        let list = || KeptFolder::of(self.listed(folder, endings));
        self.kept.folder(folder, list)
    }

    /// The one file at a root-relative path, as a folder of its own.
    pub fn kept_file(&self, path: &str) -> Arc<KeptFolder> {
        self.kept.folder(path, || KeptFolder::of([path.to_owned()]))
    }

    fn listed(&self, folder: &str, endings: &[&str]) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.at(folder)) else {
            return Vec::new();
        };
        let mut found: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| name(Path::new(&entry.file_name())))
            .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
            .map(|name| match folder {
                "" => name,
                folder => format!("{folder}/{name}"),
            })
            .collect();
        found.sort();
        found.truncate(MAX_SIBLINGS + 1);
        found
    }

    /// The Terraform files that call a root-relative folder as a module, sorted; and whether there may be more.
    pub fn callers(&self, folder: &str) -> (&[String], bool) {
        let calls = self.calls.get_or_init(|| {
            let text = |path: &str| Some(self.load(path).ok()?.text().to_owned());
            Calls::find(self.root(), text)
        });
        (calls.of(folder), calls.is_cut)
    }

    /// The root-relative folder that a local source (`../modules/x`) names in a file of a folder.
    pub fn folder_of(folder: &str, source: &str) -> Option<String> {
        calls::resolved(folder, source)
    }

    /// Whether a root-relative folder holds a file of that name.
    pub fn holds(&self, folder: &str, name: &str) -> bool {
        self.at(folder).join(name).is_file()
    }

    /// Reads a file that lies at `path` under the name `shown`. One below the root is opened there; one that is not is
    /// the caller's own, such as a configuration of the organisation.
    pub fn load_from(&self, path: &Path, shown: &str) -> Result<Arc<Source>, LoadError> {
        self.decode(self.open_at(path)?, shown)
    }

    /// Opens a file by where it lies, as [`load_from`](Self::load_from) does.
    pub fn open_at(&self, path: &Path) -> Result<File, LoadError> {
        match Inside::of(path, self.root()) {
            Some(inside) => self.open(&inside),
            None => files::regular(path).map_err(unreadable),
        }
    }

    /// The same for what the command line names, where a shell may have put a pipe.
    pub fn load_given(&self, path: &Path, shown: &str) -> Result<Arc<Source>, LoadError> {
        let inside = Inside::of(path, self.root()).filter(|_| !files::is_stream(path));
        match inside {
            Some(inside) => self.decode(self.open(&inside)?, shown),
            None => self.decode(files::given(path).map_err(unreadable)?, shown),
        }
    }

    fn decode(&self, file: File, shown: &str) -> Result<Arc<Source>, LoadError> {
        let mut bytes = Vec::new();
        // Bounded while reading: a file may grow, and a pipe has no length to ask for.
        let mut file = file.take(self.most + 1);
        file.read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > self.most {
            return Err(LoadError::TooLarge(self.most));
        }
        Source::decode(shown, bytes).map_err(LoadError::Decode)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "`map_err` passes a value")]
fn unreadable(error: io::Error) -> LoadError {
    LoadError::Unreadable(error.to_string())
}
