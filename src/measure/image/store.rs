//! Where the parts of a saved image lie: a folder, or a tar archive, read alike and never unpacked.

use super::tar::{Extent, Members, inside};
use crate::files::{Inside, Root};
use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A saved image.
pub(super) enum Store {
    /// The folder.
    Folder(Root),
    Archive(RefCell<File>, Members),
}

/// The contents of one part.
pub(super) struct Part {
    pub(super) length: u64,
    pub(super) reader: Box<dyn Read>,
}

impl Store {
    /// A folder, without symbolic links in its path.
    pub(super) fn folder(path: PathBuf) -> Self {
        Self::Folder(Root::new(path))
    }

    /// An archive; `Ok(None)` for a file that is none.
    pub(super) fn archive(mut file: File) -> Result<Option<Self>, String> {
        let members = Members::read(&mut file)?;
        Ok(members.map(|members| Self::Archive(RefCell::new(file), members)))
    }

    /// One part by its name; an error that says what is wrong with it.
    pub(super) fn part(&self, name: &str) -> Result<Part, String> {
        let missing = || format!("`{}` is not in it", shown(name));
        match self {
            Self::Folder(folder) => {
                let name = inside(name).ok_or_else(|| outside(name))?;
                let part = Inside::of(Path::new(&name), Path::new(""));
                let part = part.ok_or_else(|| outside(&name))?;
                let file = match folder.open(&part) {
                    Ok(Some(file)) => file,
                    Ok(None) => return Err(outside(&name)),
                    Err(error) if error.kind() == ErrorKind::NotFound => return Err(missing()),
                    Err(error) => return Err(format!("`{}`: {error}", shown(&name))),
                };
                let metadata = file.metadata().map_err(|error| error.to_string())?;
                Ok(Part {
                    length: metadata.len(),
                    reader: Box::new(BufReader::new(file)),
                })
            }
            Self::Archive(file, members) => {
                inside(name).ok_or_else(|| outside(name))?;
                let Extent { start, length } = members.find(name).ok_or_else(missing)?;
                let mut file = file
                    .borrow()
                    .try_clone()
                    .map_err(|error| error.to_string())?;
                // The clone shares its place with the original, and parts are read one after the other.
                file.seek(SeekFrom::Start(start))
                    .map_err(|error| error.to_string())?;
                Ok(Part {
                    length,
                    reader: Box::new(BufReader::new(file.take(length))),
                })
            }
        }
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.part(name).is_ok()
    }

    /// A whole part that must be short.
    pub(super) fn text(&self, name: &str, most: u64) -> Result<Vec<u8>, String> {
        let part = self.part(name)?;
        if part.length > most {
            let shown = shown(name);
            return Err(format!("`{shown}` is larger than {} MiB", most >> 20));
        }
        let mut bytes = Vec::new();
        let mut reader = part.reader.take(most);
        reader
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

fn outside(name: &str) -> String {
    format!("`{}` leads outside of it", shown(name))
}

/// A name for a message: a hostile one may be endless.
fn shown(name: &str) -> String {
    name.chars().take(100).collect()
}
