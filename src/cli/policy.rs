//! Reading `plimsoll.yaml`: the repository's own one with all that it extends, and those deeper in the tree.

use super::Failure;
use super::options::ScanArgs;
use crate::base::Base;
use crate::config::{self, ConfigError, Options, Settings};
use crate::discover::plain;
use crate::files::{Inside, name, path_of};
use crate::judge;
use crate::report::safe;
use crate::repository::Repository;
use crate::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the files of a policy are read from: the tree, or for those of the repository a base. What lies outside of the
/// repository is the caller's, and no commit has another one of it.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    /// What paths are shown relative to.
    pub(super) root: &'a Path,
    /// The commit that files of the repository are read from.
    pub(super) base: Option<&'a Base>,
}

impl Files<'_> {
    /// Its path in the repository, of a file that lies in it.
    fn inside(self, file: &Path) -> Option<Inside> {
        let real = || Inside::of(&file.canonicalize().ok()?, self.root);
        Inside::of(file, self.root).or_else(real)
    }

    /// Whether there is such a file.
    pub(super) fn has(self, file: &Path) -> bool {
        match (self.base, self.inside(file)) {
            (Some(base), Some(path)) => base.file(&path).is_ok_and(|file| file.is_some()),
            _ => file.exists(),
        }
    }

    /// A file by where it lies, and the name it is shown by where that is outside of the root.
    pub(super) fn load(self, file: &Path, shown: &str) -> Result<Arc<Source>, String> {
        let inside = self.inside(file);
        let shown = inside.as_ref().map_or(shown, Inside::name);
        let there = match (self.base, &inside) {
            (Some(base), Some(path)) => base.file(path).map_err(|error| error.to_string())?,
            _ => file.exists().then(|| file.to_owned()),
        };
        let Some(there) = there else {
            return Err(match self.base {
                Some(base) => format!("{} has no such file", base.called()),
                None => "there is no such file".to_owned(),
            });
        };
        let source = Repository::new(self.root).load_from(&there, shown);
        source.map_err(|error| error.to_string())
    }

    /// Puts the repository's configuration, and what it extends, on top of the settings; returns the format that it
    /// names, and the file.
    pub(super) fn root_config(
        self,
        arguments: &ScanArgs,
        settings: &mut Settings,
    ) -> Result<Option<(PathBuf, Option<String>)>, Vec<ConfigError>> {
        let Some(file) = self.file(arguments)? else {
            return Ok(None);
        };
        let given = name(&file);
        let full = absolute(&file);
        let source = self.load(&full, &given);
        let source = source.map_err(|why| {
            let shown = full.strip_prefix(self.root).unwrap_or(&full);
            of_file(name(shown), why)
        })?;
        let load = |file: &Path, shown: &str| self.load(file, shown);
        let mut format = None;
        for options in config::chain(&full, &source, &judge::rules(), &load)? {
            format = options.format().or(format);
            options.apply(settings);
        }
        Ok(Some((file, format)))
    }

    fn file(self, arguments: &ScanArgs) -> Result<Option<PathBuf>, Vec<ConfigError>> {
        if arguments.no_config {
            return Ok(None);
        }
        if let Some(file) = &arguments.config {
            // In the tree it is told with the flag's own words.
            if self.base.is_none() && !file.is_file() {
                let why = "no such configuration file".to_owned();
                return Err(of_file(name(file), why));
            }
            return Ok(Some(file.clone()));
        }
        let Some(base) = self.base else {
            return Ok(config::discover(self.root));
        };
        let there = base.root();
        let found = config::discover(there);
        let found = found.and_then(|file| Some(self.root.join(file.strip_prefix(there).ok()?)));
        Ok(found)
    }

    /// A `plimsoll.yaml` deeper in the tree speaks for its own folder. `paths` are relative to the root.
    pub(super) fn nested_configs(
        self,
        paths: &[String],
        settings: &mut Settings,
    ) -> Result<(), Vec<ConfigError>> {
        for path in paths {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if matches!(folder, "" | ".github") {
                continue;
            }
            let options = self.nested(path, folder)?;
            options.apply(settings);
        }
        Ok(())
    }

    fn nested(self, path: &str, folder: &str) -> Result<Options, Vec<ConfigError>> {
        let source = self.load(&self.root.join(path_of(path)), path);
        let source = source.map_err(|why| of_file(path.to_owned(), why))?;
        config::parse_nested(&source, &judge::rules(), folder)
    }
}

/// Where a path of an argument leads.
pub(super) fn absolute(file: &Path) -> PathBuf {
    plain(&std::path::absolute(file).unwrap_or_else(|_| file.to_owned()))
}

/// An error about a file as a whole.
fn of_file(path: String, message: String) -> Vec<ConfigError> {
    vec![ConfigError {
        at: None,
        path,
        message,
    }]
}

impl From<Vec<ConfigError>> for Failure {
    fn from(errors: Vec<ConfigError>) -> Self {
        // One error is one line, whatever a key of a configuration holds.
        let line = |error: &ConfigError| safe::prose(&error.to_string());
        let lines: Vec<String> = errors.iter().map(line).collect();
        Self::new(lines.join("\n"))
    }
}
