//! Which files call which folder as a local Terraform module: one walk of the repository, made when it is first asked.

use crate::files::{name, path_of};
use std::collections::BTreeMap;
use std::path::Path;

/// Files and folders looked at.
pub const MOST_ENTRIES: usize = 1_000_000;

/// Folders that hold other people's code, copies, or no code at all.
const PRUNED: &[&str] = &[
    ".git",
    ".terraform",
    ".terragrunt-cache",
    "node_modules",
    "vendor",
];

/// Folders whose calls show how a module may be used, not how it is.
const EXAMPLES: &[&str] = &["examples", "example", "tests", "test", "fixtures"];

/// Files by the folder that they call.
#[derive(Debug, Default)]
pub(super) struct Calls {
    callers: BTreeMap<String, Vec<String>>,
    /// Whether there was more than is looked at.
    pub(super) is_cut: bool,
}

impl Calls {
    pub(super) fn find(root: &Path, load: impl Fn(&str) -> Option<String>) -> Self {
        let mut calls = Self::default();
        let mut folders = vec![String::new()];
        let mut left = MOST_ENTRIES;
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(root.join(path_of(&folder))) else {
                continue;
            };
            for entry in entries.flatten() {
                let Some(fewer) = left.checked_sub(1) else {
                    calls.is_cut = true;
                    return calls;
                };
                left = fewer;
                let name = name(Path::new(&entry.file_name()));
                let path = joined(&folder, &name);
                // A link is followed by nobody, so that no walk goes in circles.
                let kind = entry.file_type();
                if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
                    if !PRUNED.contains(&name.as_str()) {
                        folders.push(path);
                    }
                } else if kind.is_ok_and(|kind| kind.is_file()) && is_configuration(&name) {
                    calls.read(&path, &load(&path).unwrap_or_default());
                }
            }
        }
        for callers in calls.callers.values_mut() {
            callers.sort();
            callers.dedup();
        }
        calls
    }

    /// Notes the local sources of a file, by the look of their lines; whoever reads the file looks closer.
    fn read(&mut self, path: &str, text: &str) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for line in text.lines() {
            let value = line.trim().strip_prefix("source");
            let value = value.and_then(|rest| rest.trim_start().strip_prefix('='));
            let Some(source) = value.and_then(|rest| rest.trim().split('"').nth(1)) else {
                continue;
            };
            if let Some(called) = resolved(folder, source)
                && !shows_use_of(folder, &called)
            {
                self.callers
                    .entry(called)
                    .or_default()
                    .push(path.to_owned());
            }
        }
    }

    pub(super) fn of(&self, folder: &str) -> &[String] {
        self.callers.get(folder).map_or(&[], Vec::as_slice)
    }
}

/// Whether a folder is an example of another one's use: it lies among examples that the other one is not among.
fn shows_use_of(folder: &str, called: &str) -> bool {
    let (folder, called) = (folder.split('/'), called.split('/'));
    let common = folder
        .clone()
        .zip(called)
        .take_while(|(a, b)| a == b)
        .count();
    folder.skip(common).any(|part| EXAMPLES.contains(&part))
}

fn is_configuration(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("tf" | "tofu"))
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// The folder that a local source names; `None` for one outside the root, or in a registry.
pub(super) fn resolved(folder: &str, source: &str) -> Option<String> {
    if !source.starts_with("./") && !source.starts_with("../") {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_of_a_module_is_no_call_of_it() {
        for (folder, called, shows) in [
            ("examples/basic", "", true),
            ("modules/fn/test", "modules/fn", true),
            ("envs/prod", "modules/fn", false),
            ("examples/all", "examples/all/fn", false),
            ("examples/all/tests", "examples/all/fn", true),
        ] {
            assert_eq!(shows_use_of(folder, called), shows, "{folder} {called}");
        }
    }

    #[test]
    fn local_sources_are_folders_below_the_root() {
        for (folder, source, expected) in [
            ("", "./modules/fn", Some("modules/fn")),
            ("envs/prod", "../../modules/fn/", Some("modules/fn")),
            ("a", "../../b", None),
            ("a", "hashicorp/consul/aws", None),
            ("examples/all", "../../", Some("")),
        ] {
            assert_eq!(resolved(folder, source).as_deref(), expected, "{source}");
        }
    }
}
