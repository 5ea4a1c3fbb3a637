//! A path below a root.

use super::name::{name, path_of};
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A path below a root, by its name: relative and without `..`. It says nothing of symbolic links; those are not
/// followed where it is opened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inside(String);

impl Inside {
    /// A name that leads below the root; the empty one is the root itself.
    pub fn named(name: &str) -> Option<Self> {
        is_below(&path_of(name)).then(|| Self(name.to_owned()))
    }

    /// A path below a root, where it is one.
    pub fn of(path: &Path, root: &Path) -> Option<Self> {
        let below = path.strip_prefix(root).ok()?;
        is_below(below).then(|| Self(name(below)))
    }

    /// The name, with `/`.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The path, relative to the root.
    pub fn path(&self) -> PathBuf {
        path_of(&self.0)
    }
}

impl fmt::Display for Inside {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_below(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_below_the_root_is_inside() {
        for (name, expected) in [
            ("", true),
            ("a/b.yaml", true),
            ("..", false),
            ("a/../../b", false),
            ("/etc/passwd", false),
        ] {
            assert_eq!(Inside::named(name).is_some(), expected, "{name}");
        }
        assert!(Inside::of(Path::new("/r/a"), Path::new("/r")).is_some());
        assert!(Inside::of(Path::new("/r/../a"), Path::new("/r")).is_none());
        assert!(Inside::of(Path::new("/other"), Path::new("/r")).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn an_escape_is_no_way_out() {
        assert!(Inside::named(r"\x2E\x2E/a").is_none());
        assert!(Inside::named(r"a\x2F\x2E\x2E\x2F\x2E\x2E\x2Fb").is_none());
        assert!(Inside::named(r"x\..\..\outside").is_some());
    }
}
