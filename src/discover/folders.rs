//! Where a glob can match at all: what is looked up by folder need not be tried on every path.

/// The folder that every path which matches a glob lies in; empty for the root.
pub fn fixed_folder(glob: &str) -> &str {
    let fixed = glob.find(['*', '?', '[']).unwrap_or(glob.len());
    glob[..fixed].rfind('/').map_or("", |end| &glob[..end])
}

/// The folders that a path lies in, the root's empty name among them.
pub fn folders(path: &str) -> impl Iterator<Item = &str> {
    let inner = path.match_indices('/').map(|(at, _)| &path[..at]);
    std::iter::once("").chain(inner.filter(|folder| !folder.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_is_looked_for_in_the_folders_of_a_path() {
        for (glob, folder) in [
            ("a/b/*.yaml", "a/b"),
            ("a/b*/c", "a"),
            ("**/x", ""),
            ("a/b.yaml", "a"),
            ("[ab]/c", ""),
        ] {
            assert_eq!(fixed_folder(glob), folder, "{glob}");
        }
        assert_eq!(folders("a/b/c.yaml").collect::<Vec<_>>(), ["", "a", "a/b"]);
    }
}
