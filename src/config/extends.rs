//! `extends:`: a configuration that starts from others. They are read depth first, so that of two files that say
//! something else of one key the one nearer to the reader counts: what `extends` lists comes before the file itself,
//! the later of a list before the file and after the earlier. A file that is reached twice counts where it is reached first.

use super::error::ConfigError;
use super::options::Options;
use super::reader::{Reader, place};
use crate::files::{name, path_of};
use crate::rule::Rule;
use crate::source::{Source, Span};
use crate::syntax::{Entry, Kind};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The most files one configuration may be made of; more is an error, not a cut.
const MAX_FILES: usize = 32;

/// Reads a file by where it lies and the name it is shown by; the error says why there is none.
pub type Load<'a> = &'a dyn Fn(&Path, &str) -> Result<Arc<Source>, String>;

/// One file that another starts from, as it is written.
#[derive(Debug, Clone)]
pub(super) struct Extended {
    pub(super) path: String,
    pub(super) at: Span,
}

pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let nodes = if entry.value.kind() == Kind::Sequence {
        reader.texts(entry)
    } else {
        reader
            .text(entry)
            .map(|_| entry.value)
            .into_iter()
            .collect()
    };
    for node in nodes {
        let path = node.as_str().unwrap_or_default().trim().to_owned();
        if path.contains("://") {
            let message = "plimsoll fetches nothing: bring the file here first and name its path";
            reader.error(&node.span(), message);
        } else if path.starts_with("~/") || path.contains('$') {
            let message = "a path is taken as it is written: `~` and variables are not expanded";
            reader.error(&node.span(), message);
        } else {
            options.extends.push(Extended {
                path,
                at: node.span(),
            });
        }
    }
    if let Some(entry) = Some(entry).filter(|entry| entry.value.kind() == Kind::Mapping) {
        reader.error(&place(entry), "`extends` is a path or a list of paths");
    }
}

/// The options of a configuration and of all files that it extends, in the order in which they are applied. `file` is
/// absolute, `source` its text.
pub fn chain(
    file: &Path,
    source: &Arc<Source>,
    rules: &[&'static Rule],
    load: Load<'_>,
) -> Result<Vec<Options>, Vec<ConfigError>> {
    let mut chain = Chain {
        rules,
        load,
        open: Vec::new(),
        seen: BTreeSet::new(),
        options: Vec::new(),
        errors: Vec::new(),
    };
    chain.visit(&plain(file), source);
    if chain.errors.is_empty() {
        Ok(chain.options)
    } else {
        Err(chain.errors)
    }
}

struct Chain<'a> {
    rules: &'a [&'static Rule],
    load: Load<'a>,
    /// The files that lead here, and how they are shown.
    open: Vec<(PathBuf, String)>,
    seen: BTreeSet<PathBuf>,
    options: Vec<Options>,
    errors: Vec<ConfigError>,
}

impl Chain<'_> {
    fn visit(&mut self, file: &Path, source: &Arc<Source>) {
        self.seen.insert(file.to_owned());
        let options = match super::parse(source, self.rules) {
            Ok(options) => options,
            Err(errors) => return self.errors.extend(errors),
        };
        self.open.push((file.to_owned(), source.path().to_owned()));
        for extended in &options.extends {
            self.follow(file, source.path(), extended);
        }
        self.open.pop();
        self.options.push(options);
    }

    fn follow(&mut self, from: &Path, shown: &str, extended: &Extended) {
        let mut fail = |message: String| self.errors.push(ConfigError::new(&extended.at, message));
        let target = beside(from, &extended.path);
        if let Some(first) = self.open.iter().position(|(file, _)| *file == target) {
            let circle = self.open[first..].iter().map(|(_, shown)| shown.as_str());
            let circle: Vec<&str> = circle.chain([self.open[first].1.as_str()]).collect();
            return fail(format!(
                "this leads back here: {}",
                circle.join(" extends ")
            ));
        }
        if self.seen.contains(&target) {
            return;
        }
        if self.seen.len() == MAX_FILES {
            return fail(format!(
                "a configuration is made of {MAX_FILES} files at most"
            ));
        }
        let shown = beside(&path_of(shown), &extended.path);
        let shown = name(&shown);
        match (self.load)(&target, &shown) {
            Ok(source) => self.visit(&target, &source),
            Err(why) => fail(format!("`{}` cannot be read: {why}", extended.path)),
        }
    }
}

/// Where a path leads that a file names.
fn beside(file: &Path, path: &str) -> PathBuf {
    plain(&file.parent().unwrap_or(Path::new("")).join(path))
}

/// A path without `.`, and without `..` as far as something stands in front of it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        let last = plain.components().next_back();
        match (component, last) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                plain.pop();
            }
            (component, _) => plain.push(component),
        }
    }
    plain
}
