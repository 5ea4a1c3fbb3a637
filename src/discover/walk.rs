//! The walk: candidates in sorted order, and why everything else was left out.

use super::inputs::Inputs;
use super::probe::Probe;
use crate::coverage::{SkipReason, Skipped};
use crate::files::{Glob, name, path_of};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders that hold other people's files or none at all; each is one entry of the coverage statement.
const PRUNED: &[&str] = &[".git", "node_modules", ".terraform", "vendor"];
const EXTENSIONS: &[&str] = &[
    "yaml", "yml", "json", "jsonc", "template", "toml", "tf", "tofu",
];
/// Configuration as code: recognised, never run.
const CODE: &[&str] = &[
    "serverless.ts",
    "serverless.js",
    "serverless.mjs",
    "serverless.cjs",
    "sst.config.ts",
    "sst.config.js",
    "vercel.ts",
];
/// The endings of languages that describe infrastructure and have to be compiled.
const LANGUAGES: &[&str] = &["bicep"];
/// In order of precedence.
const IGNORE_FILES: &[&str] = &[".ignore", ".gitignore"];

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Root-relative path with `/`.
    pub path: String,
    /// Where it is.
    pub file: PathBuf,
    /// Whether it was named on the command line: then it is always read.
    pub outright: bool,
}

/// Which paths the configuration lets in.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these, when there are any.
    pub include: Vec<Glob>,
    /// None of these.
    pub exclude: Vec<Glob>,
    /// No build output is looked for.
    pub no_build_output: bool,
    /// Another folder whose ignore files count instead of those of the root.
    pub ignores_of: Option<PathBuf>,
}

/// What there is to read.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Files to read, sorted by path.
    pub candidates: Vec<Candidate>,
    /// Build output to read, sorted by path; none of it is among the candidates.
    pub probes: Vec<Probe>,
    /// Candidates that are not read, sorted by path.
    pub skipped: Vec<Skipped>,
    /// Files that are no candidates.
    pub other: u64,
    /// Folders of the walk that could not be listed, with the reason.
    pub unlisted: Vec<(String, String)>,
    /// `plimsoll.yaml` files below the root, by root-relative path, sorted.
    pub nested_configs: Vec<String>,
    /// What may be a saved image, by root-relative path, sorted: the folder of a layout, an archive.
    pub saved_images: Vec<String>,
}

impl Discovery {
    /// Reads a file like any other one that only has the name of a configuration.
    pub fn read_as_manifest(&mut self, path: &str, root: &Path) {
        self.nested_configs.retain(|config| config != path);
        self.skipped.retain(|skipped| skipped.path != path);
        let candidate = Candidate {
            path: path.to_owned(),
            file: root.join(path_of(path)),
            outright: false,
        };
        let at = self
            .candidates
            .partition_point(|other| other.path < candidate.path);
        self.candidates.insert(at, candidate);
    }
}

impl Filter {
    pub(super) fn allows(&self, path: &str) -> bool {
        let included =
            self.include.is_empty() || self.include.iter().any(|pattern| pattern.matches(path));
        included && !self.exclude.iter().any(|pattern| pattern.matches(path))
    }
}

/// Finds the files. Every order that reaches the output is sorted, so threads, file systems and the working
/// directory change nothing.
pub fn discover(inputs: &Inputs, root: &Path, filter: &Filter) -> Discovery {
    let mut walk = Walk {
        root,
        filter,
        found: BTreeMap::new(),
        probes: BTreeMap::new(),
        skipped: BTreeSet::new(),
        result: Discovery::default(),
    };
    for file in &inputs.files {
        let path = walk.relative(file);
        // The one thing that naming a file does not change: code is not run, and it is no YAML to parse.
        if is_code(path.rsplit('/').next().unwrap_or_default()) {
            walk.skip(path, SkipReason::Code);
            walk.output_beside(file);
            continue;
        }
        walk.found.insert(
            path.clone(),
            Candidate {
                path,
                file: file.clone(),
                outright: true,
            },
        );
        walk.output_beside(file);
    }
    for directory in &inputs.directories {
        let ignores = walk.ignores_above(directory);
        walk.directory(directory, &ignores);
    }
    let Walk {
        found,
        mut probes,
        skipped,
        mut result,
        ..
    } = walk;
    probes.retain(|path, _| !found.contains_key(path));
    result.probes = probes.into_values().collect();
    result.skipped = skipped
        .into_iter()
        .filter(|skip| !found.contains_key(&skip.path))
        .collect();
    result.candidates = found.into_values().collect();
    result.nested_configs.sort();
    result.nested_configs.dedup();
    result.saved_images.sort();
    result.saved_images.dedup();
    result
}

pub(super) struct Walk<'a> {
    root: &'a Path,
    pub(super) filter: &'a Filter,
    found: BTreeMap<String, Candidate>,
    pub(super) probes: BTreeMap<String, Probe>,
    skipped: BTreeSet<Skipped>,
    result: Discovery,
}

/// The ignore files in force, nearest first.
pub(super) type Ignores = Vec<Arc<Gitignore>>;

impl Walk<'_> {
    pub(super) fn relative(&self, path: &Path) -> String {
        name(path.strip_prefix(self.root).unwrap_or(path))
    }

    /// The ignore files of the folders from the root down to, and without, a directory.
    fn ignores_above(&self, directory: &Path) -> Ignores {
        let above = directory
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(self.root));
        above.flat_map(|folder| self.ignore_files(folder)).collect()
    }

    /// The ignore files that hold for a folder of the tree.
    pub(super) fn ignore_files(&self, folder: &Path) -> Ignores {
        let inside = folder.strip_prefix(self.root).unwrap_or(Path::new(""));
        let written = match &self.filter.ignores_of {
            Some(other) => other.join(inside),
            None => folder.to_owned(),
        };
        let present = IGNORE_FILES
            .iter()
            .map(|name| written.join(name))
            // git follows no link to such a file either.
            .filter(|file| file.symlink_metadata().is_ok_and(|about| about.is_file()));
        let read = present.filter_map(|file| {
            let mut builder = GitignoreBuilder::new(folder);
            // A pattern that cannot be read is left out and the others count, as git does it.
            let _ = builder.add(file);
            builder.build().ok().map(Arc::new)
        });
        read.collect()
    }

    fn directory(&mut self, directory: &Path, above: &Ignores) {
        // Depth-first with an own stack: a deep tree is no deep recursion.
        let mut stack = vec![(directory.to_path_buf(), above.clone())];
        while let Some((directory, above)) = stack.pop() {
            let entries = match std::fs::read_dir(&directory) {
                Ok(entries) => entries,
                Err(error) => {
                    self.unlisted(&directory, &error);
                    continue;
                }
            };
            let entries: Vec<_> = entries.flatten().collect();
            let mut ignores = self.ignore_files(&directory);
            ignores.extend(above);
            let tools = self.tools(&entries, &ignores);
            for entry in entries {
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                let output = tools
                    .iter()
                    .find(|beside| entry.file_name() == beside.tool.folder);
                if let Some(beside) = output.filter(|_| kind.is_dir()) {
                    self.output(&entry.path(), beside, &ignores);
                } else if kind.is_dir() {
                    if self.enters(&entry.path(), &ignores) {
                        stack.push((entry.path(), ignores.clone()));
                    }
                } else if kind.is_file() {
                    self.file(&entry.path(), &ignores);
                } else {
                    // Symbolic links are not followed: what they name is read where it lies.
                    self.result.other += 1;
                }
            }
        }
    }

    fn enters(&mut self, directory: &Path, ignores: &Ignores) -> bool {
        let name = directory
            .file_name()
            .map(|own| name(Path::new(own)))
            .unwrap_or_default();
        let reason = if PRUNED.contains(&name.as_str()) {
            SkipReason::Pruned
        } else if is_ignored(directory, true, ignores) {
            SkipReason::Ignored
        } else {
            return true;
        };
        self.skip(self.relative(directory), reason);
        false
    }

    fn file(&mut self, file: &Path, ignores: &Ignores) {
        let name = file
            .file_name()
            .map(|own| name(Path::new(own)))
            .unwrap_or_default();
        let code = is_code(&name);
        if !code && !EXTENSIONS.contains(&extension(&name)) {
            self.result.other += 1;
            self.saved_image(file, &name, ignores);
            return;
        }
        let path = self.relative(file);
        if is_ignored(file, false, ignores) || !self.filter.allows(&path) {
            return self.skip(path, SkipReason::Ignored);
        }
        if code {
            return self.skip(path, SkipReason::Code);
        }
        if matches!(name.as_str(), "plimsoll.yaml" | "plimsoll.yml") && !is_of_a_tool(&path) {
            self.result.nested_configs.push(path.clone());
            return self.skip(path, SkipReason::NotAManifest);
        }
        let candidate = Candidate {
            path: path.clone(),
            file: file.to_path_buf(),
            outright: false,
        };
        self.found.entry(path).or_insert(candidate);
    }

    /// Notes what may be a saved image; nothing is opened here.
    fn saved_image(&mut self, file: &Path, name: &str, ignores: &Ignores) {
        let is_layout = name == "oci-layout";
        if !(is_layout || extension(name) == "tar") || is_ignored(file, false, ignores) {
            return;
        }
        let path = self.relative(file);
        if !self.filter.allows(&path) {
            return;
        }
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let saved = if is_layout { folder } else { path.as_str() };
        self.result.saved_images.push(saved.to_owned());
    }

    pub(super) fn unlisted(&mut self, folder: &Path, error: &std::io::Error) {
        self.result
            .unlisted
            .push((self.relative(folder), error.to_string()));
    }

    pub(super) fn skip(&mut self, path: String, reason: SkipReason) {
        self.skipped.insert(Skipped {
            path,
            reason,
            chart: None,
        });
    }
}

/// Whether what a file of this name holds can matter, as a candidate or as an ignore file.
pub fn is_content(name: &str) -> bool {
    EXTENSIONS.contains(&extension(name)) || IGNORE_FILES.contains(&name)
}

/// Whether a file belongs to a tool's own folder: `.github/workflows/plimsoll.yml` is a workflow, no configuration of its
/// folder.
fn is_of_a_tool(path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder != ".github" && folder.split('/').any(|name| name.starts_with('.'))
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn is_code(name: &str) -> bool {
    CODE.contains(&name) || LANGUAGES.contains(&extension(name))
}

/// Whether the text of an ignore file hides a path below its folder.
pub fn hides(text: &str, path: &str) -> bool {
    let mut builder = GitignoreBuilder::new("");
    for line in text.lines() {
        // A pattern that is none hides nothing, here as in the walk.
        let _ = builder.add_line(None, line);
    }
    let matches = |is_directory| {
        let ignore = builder.build();
        ignore.is_ok_and(|ignore| ignore.matched(path, is_directory).is_ignore())
    };
    matches(false) || matches(true)
}

pub(super) fn is_ignored(path: &Path, is_directory: bool, ignores: &Ignores) -> bool {
    for ignore in ignores {
        let verdict = ignore.matched(path, is_directory);
        if !verdict.is_none() {
            return verdict.is_ignore();
        }
    }
    false
}
