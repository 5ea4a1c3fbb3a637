//! One file of a commit, as `git ls-tree` lists it.

use crate::discover::is_content;
use crate::files::name;
use std::path::{Component, Path, PathBuf};

/// A file of the commit.
pub(super) struct Blob {
    pub(super) object: String,
    pub(super) path: PathBuf,
    /// In bytes; `None` where its content is not here.
    pub(super) size: Option<u64>,
    /// Whether its content matters.
    pub(super) is_content: bool,
}

impl Blob {
    /// One record of `ls-tree -l`: mode, type, object, size, path. Symbolic links and submodules are no files, and a
    /// path that leaves the folder is none of a sound repository.
    pub(super) fn parse(record: &[u8]) -> Option<Self> {
        let tab = record.iter().position(|byte| *byte == b'\t')?;
        let head = std::str::from_utf8(&record[..tab]).ok()?;
        let path = native(&record[tab + 1..])?;
        let mut fields = head.split_ascii_whitespace();
        let (mode, kind, object) = (fields.next()?, fields.next()?, fields.next()?);
        let size = fields.next()?.parse().ok();
        let sound = path.components().all(
            |part| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git")),
        );
        if kind != "blob" || !mode.starts_with("100") || !sound {
            return None;
        }
        let own = path.file_name()?;
        Some(Self {
            object: object.to_owned(),
            is_content: is_content(&name(Path::new(own))),
            path,
            size,
        })
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere some paths are none")]
pub(super) fn native(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

/// Elsewhere a backslash separates and a colon names a drive or a stream: git checks such a path out nowhere either.
#[cfg(not(unix))]
pub(super) fn native(bytes: &[u8]) -> Option<PathBuf> {
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.contains(['\\', ':'])).then(|| PathBuf::from(text))
}
