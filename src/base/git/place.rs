//! Where a work tree's repository lies. `.git` may be a file that names a folder anywhere; one in an unpacked archive
//! could name any repository on the machine that unpacks it. So the folder must know this work tree as its own.

use super::{BaseError, small};
use crate::files::Root;
use std::path::{Path, PathBuf};

/// The folders of a repository.
#[derive(Debug)]
pub(super) struct Place {
    /// Of this work tree: `HEAD`, the index.
    pub(super) own: Root,
    /// Of all its work trees: objects and references.
    pub(super) common: Root,
}

/// The longest `.git` file, in bytes.
const LONGEST_LINK: u64 = 1 << 16;

/// The longest configuration, in bytes: 1 MiB.
pub(super) const LONGEST_CONFIG: u64 = 1 << 20;

pub(super) fn find(root: &Path) -> Result<Place, BaseError> {
    let refuse = |why: &str| BaseError::Git(why.to_owned());
    let git = root.join(".git");
    let Ok(about) = git.symlink_metadata() else {
        return Err(refuse("this is no git repository"));
    };
    if about.is_symlink() {
        return Err(refuse("`.git` is a symbolic link, which is not followed"));
    }
    if about.is_dir() {
        let place = Place {
            own: Root::new(&git),
            common: Root::new(&git),
        };
        return sound(place);
    }
    let strange = || refuse("`.git` names a folder that does not know this work tree");
    let text = small(&Root::new(root), ".git", LONGEST_LINK)?.unwrap_or_default();
    let named = text.strip_prefix(b"gitdir:").ok_or_else(strange)?;
    let own = path(root, named).canonicalize();
    let own = own.map_err(|_| refuse("`.git` names a folder that is not there"))?;
    let folder = Root::new(&own);
    let common = match small(&folder, "gitdir", LONGEST_LINK)? {
        // A work tree: the repository lists it, and the entry names its `.git`.
        Some(back) => {
            let listed = own.parent().filter(|list| list.ends_with("worktrees"));
            let common = listed.and_then(Path::parent).ok_or_else(strange)?;
            let back = path(&own, &back).canonicalize().map_err(|_| strange())?;
            let is_ours = git.canonicalize().is_ok_and(|git| git == back);
            is_ours.then(|| common.to_owned()).ok_or_else(strange)?
        }
        // A submodule: its configuration names its work tree.
        None => {
            let config = small(&folder, "config", LONGEST_CONFIG)?.unwrap_or_default();
            let config = String::from_utf8_lossy(&config).into_owned();
            let mut lines = config
                .lines()
                .filter_map(|line| line.trim().split_once('='));
            let tree = lines.find(|(key, _)| key.trim().eq_ignore_ascii_case("worktree"));
            let (_, tree) = tree.ok_or_else(strange)?;
            let tree = own.join(tree.trim().trim_matches('"')).canonicalize();
            if !tree.is_ok_and(|tree| tree == root) {
                return Err(strange());
            }
            own.clone()
        }
    };
    sound(Place {
        own: folder,
        common: Root::new(common),
    })
}

/// Objects and references lie in the repository's own folder, not behind a link.
fn sound(place: Place) -> Result<Place, BaseError> {
    for name in ["objects", "refs", "packed-refs", "reftable"] {
        let about = place.common.path().join(name).symlink_metadata();
        if about.is_ok_and(|about| about.is_symlink()) {
            let why = format!("`.git/{name}` is a symbolic link, which is not followed");
            return Err(BaseError::Git(why));
        }
    }
    Ok(place)
}

/// A path as git writes it into such a file: bytes, to the end of the line.
pub(super) fn path(from: &Path, bytes: &[u8]) -> PathBuf {
    let bytes = bytes.trim_ascii();
    #[cfg(unix)]
    let named = {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
    };
    #[cfg(not(unix))]
    let named = PathBuf::from(String::from_utf8_lossy(bytes).into_owned());
    from.join(named)
}
