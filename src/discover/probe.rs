//! Build output beside a source: looked for although ignore files name it, since it says what the source leaves open.

use super::walk::{Candidate, Ignores, Walk, is_ignored};
use crate::build_output::{Below, TOOLS, Tool};
use crate::coverage::SkipReason;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

/// A template that a tool built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The file.
    pub candidate: Candidate,
    /// What it may have been built from, by root-relative path.
    pub sources: Vec<String>,
    /// Whether it is read only if one of them is a source indeed: nothing else leads to it.
    pub needs_source: bool,
    /// Whether it is read only if a template above it deploys it as a part of itself: any other is a copy.
    pub needs_parent: bool,
}

/// A tool's folder of output, and what it lies beside.
pub(super) struct Beside {
    pub(super) tool: &'static Tool,
    sources: Vec<String>,
}

impl Walk<'_> {
    /// The tools that have both a source and their output among the entries of a folder.
    pub(super) fn tools(&self, entries: &[DirEntry], ignores: &Ignores) -> Vec<Beside> {
        let has_output =
            |tool: &&Tool| entries.iter().any(|entry| entry.file_name() == tool.folder);
        let tools = TOOLS.iter().filter(has_output).map(|tool| {
            let is_source = |entry: &&DirEntry| {
                let name = entry.file_name();
                let named = tool.sources.iter().any(|source| name == **source);
                named && entry.file_type().is_ok_and(|kind| kind.is_file())
            };
            let sources = entries.iter().filter(is_source).map(DirEntry::path);
            let read = sources.filter(|path| !is_ignored(path, false, ignores));
            let sources = read
                .map(|path| self.relative(&path))
                .filter(|path| self.filter.allows(path))
                .collect();
            Beside { tool, sources }
        });
        tools.filter(|beside| !beside.sources.is_empty()).collect()
    }

    /// Takes the templates of a folder of output that the walk came by, and nothing else of it: the rest is copies.
    pub(super) fn output(&mut self, folder: &Path, beside: &Beside, ignores: &Ignores) {
        self.skip(self.relative(folder), SkipReason::BuildOutput);
        let mut own = self.ignore_files(folder);
        own.extend(ignores.iter().cloned());
        let ignored = is_ignored(folder, true, ignores);
        self.templates(folder, beside, |file| {
            let inner = file.ancestors().skip(1);
            let mut inner = inner.take_while(|above| *above != folder);
            ignored
                || is_ignored(file, false, &own)
                || inner.any(|above| is_ignored(above, true, &own))
        });
    }

    /// Takes the templates beside a file that was named outright.
    pub(super) fn output_beside(&mut self, file: &Path) {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let (Some(name), Some(folder)) = (name, file.parent()) else {
            return;
        };
        for tool in TOOLS {
            let output = folder.join(tool.folder);
            if tool.sources.contains(&name.as_str()) && is_folder(&output) {
                let sources = vec![self.relative(file)];
                self.templates(&output, &Beside { tool, sources }, |_| true);
            }
        }
    }

    /// Symbolic links are followed nowhere: neither to a folder nor to a template.
    fn templates(&mut self, folder: &Path, beside: &Beside, is_ignored: impl Fn(&Path) -> bool) {
        if self.filter.no_build_output {
            return;
        }
        let mut inner = folder.to_path_buf();
        for name in beside.tool.inside {
            inner.push(name);
            if !is_folder(&inner) {
                return;
            }
        }
        self.templates_in(inner, beside, &is_ignored);
    }

    /// The templates of a folder of output, and of those below it that hold templates of their own.
    fn templates_in(&mut self, top: PathBuf, beside: &Beside, is_ignored: &impl Fn(&Path) -> bool) {
        let below = beside.tool.below;
        let mut folders = vec![(top, false)];
        while let Some((folder, needs_parent)) = folders.pop() {
            let entries = match std::fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.unlisted(&folder, &error);
                    continue;
                }
            };
            let (mut inner, mut has_template) = (Vec::new(), false);
            for entry in entries.flatten() {
                let (file, name) = (entry.path(), entry.file_name());
                let name = name.to_string_lossy();
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() && below.enters(&name) {
                    inner.push((file, below == Below::Named));
                } else if kind.is_file() && (beside.tool.is_template)(&name) {
                    has_template = true;
                    let needs_source = is_ignored(&file);
                    self.probe(file, beside, (needs_source, needs_parent));
                }
            }
            // A folder without a template is a package, and nothing in it is deployed as a stack.
            if has_template || below == Below::Assemblies {
                folders.extend(inner);
            }
        }
    }

    fn probe(
        &mut self,
        file: PathBuf,
        beside: &Beside,
        (needs_source, needs_parent): (bool, bool),
    ) {
        let path = self.relative(&file);
        if !self.filter.allows(&path) {
            return self.skip(path, SkipReason::Ignored);
        }
        let candidate = Candidate {
            path: path.clone(),
            file,
            outright: false,
        };
        let probe = self.probes.entry(path).or_insert_with(|| Probe {
            candidate,
            sources: Vec::new(),
            needs_source: true,
            needs_parent: true,
        });
        probe.needs_parent &= needs_parent;
        probe.sources.extend(beside.sources.iter().cloned());
        probe.needs_source &= needs_source;
    }
}

fn is_folder(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
}
