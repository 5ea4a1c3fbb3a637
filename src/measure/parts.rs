//! Which parts of a package have most of its bytes.

use crate::model::Size;
use std::collections::BTreeMap;

/// How deep folders are told apart.
const DEEPEST: usize = 7;

/// A file of this size is a part of its own.
const BIG_FILE: u64 = 1 << 20;

/// The most parts that are told apart; what comes after only counts.
const MOST: usize = 50_000;

/// How often the biggest folder is looked into.
const LOOKS: usize = 12;

/// Bytes by folder.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    total: u64,
    sizes: BTreeMap<String, u64>,
}

impl Parts {
    /// All bytes.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Counts a file by its path with `/` inside the package.
    pub(super) fn add(&mut self, path: &str, size: u64) {
        self.total = self.total.saturating_add(size);
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let itself = (size >= BIG_FILE).then_some(path);
        for part in folders.take(DEEPEST).chain(itself) {
            if let Some(known) = self.sizes.get_mut(part) {
                *known = known.saturating_add(size);
            } else if !part.is_empty() && self.sizes.len() < MOST {
                self.sizes.insert(part.to_owned(), size);
            }
        }
    }

    /// The biggest parts, the biggest first. A folder that is nearly all of what is there says nothing
    /// (`node_modules`), so what is in it is named instead.
    pub(super) fn biggest(&self, count: usize) -> Vec<(String, Size)> {
        let mut shown = self.inside("");
        for _ in 0..LOOKS {
            sort(&mut shown);
            let Some((name, size)) = shown.first().copied() else {
                break;
            };
            let inner = self.inside(name);
            let named = inner
                .iter()
                .fold(0_u64, |sum, (_, size)| sum.saturating_add(*size));
            // Only where its parts explain it, and it stands for most of everything.
            if size < self.total / 5 * 4 || named < size / 2 {
                break;
            }
            shown.remove(0);
            shown.extend(inner);
        }
        sort(&mut shown);
        let named = shown.into_iter().filter(|(_, size)| *size > 0).take(count);
        named
            .map(|(name, size)| (name.to_owned(), Size::from_bytes(size)))
            .collect()
    }

    /// What stands directly in a folder.
    fn inside(&self, folder: &str) -> Vec<(&str, u64)> {
        let prefix = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let from = self.sizes.range(prefix.clone()..);
        from.take_while(|(name, _)| name.starts_with(&prefix))
            .filter(|(name, _)| !name[prefix.len()..].contains('/'))
            .map(|(name, size)| (name.as_str(), *size))
            .collect()
    }
}

fn sort(parts: &mut [(&str, u64)]) {
    parts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn biggest(files: &[(&str, u64)]) -> Vec<String> {
        let mut parts = Parts::default();
        for (path, mib) in files {
            parts.add(path, mib << 20);
        }
        let parts = parts.biggest(3).into_iter();
        parts.map(|(name, size)| format!("{name} {size}")).collect()
    }

    #[test]
    fn folders_at_the_top_are_named() {
        let files = [
            ("torch/lib/a.so", 120),
            ("torch/lib/b.so", 60),
            ("numpy/core.so", 90),
            ("pandas/x.so", 40),
            ("app.py", 1),
        ];
        assert_eq!(
            biggest(&files),
            ["torch 180 MiB", "numpy 90 MiB", "pandas 40 MiB"]
        );
    }

    #[test]
    fn a_folder_that_holds_nearly_everything_is_looked_into() {
        let files = [
            ("node_modules/aws-sdk/a.js", 80),
            ("node_modules/@scope/big/b.js", 50),
            ("node_modules/left/c.js", 30),
            ("node_modules/right/d.js", 2),
            ("index.js", 1),
        ];
        assert_eq!(
            biggest(&files),
            [
                "node_modules/aws-sdk 80 MiB",
                "node_modules/@scope 50 MiB",
                "node_modules/left 30 MiB"
            ]
        );
    }

    #[test]
    fn a_big_file_is_a_part() {
        assert_eq!(
            biggest(&[("model.bin", 200), ("a/b", 3)]),
            ["model.bin 200 MiB", "a 3 MiB"]
        );
    }

    #[test]
    fn endless_folders_only_count() {
        let mut parts = Parts::default();
        for number in 0..60_000 {
            parts.add(&format!("{number}/x"), 1);
        }
        assert_eq!(parts.total(), 60_000);
        assert!(parts.sizes.len() <= MOST);
    }
}
