//! Reading `plimsoll.yaml`: the repository's own one with all that it extends, and those deeper in the tree.

use super::Failure;
use super::options::ScanArgs;
use super::output::message;
use crate::config::{self, ConfigError, Options, Settings};
use crate::judge;
use crate::repository::{LoadError, Repository};
use crate::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the files of a policy are read from.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    /// What paths are shown relative to.
    pub(super) root: &'a Path,
}

impl Files<'_> {
    /// A file by where it lies, and the name it is shown by where that is outside of the root.
    fn load(self, file: &Path, shown: &str) -> Result<Arc<Source>, LoadError> {
        let inside = file.strip_prefix(self.root).ok();
        let inside = inside.map(|path| path.to_string_lossy().replace('\\', "/"));
        let shown = inside.as_deref().unwrap_or(shown);
        Repository::new(self.root).load_from(file, shown)
    }

    /// Puts the repository's configuration, and what it extends, on top of the settings; returns the format that it
    /// names.
    pub(super) fn root_config(
        self,
        arguments: &ScanArgs,
        settings: &mut Settings,
    ) -> Result<Option<String>, Failure> {
        let Some(file) = self.file(arguments)? else {
            return Ok(None);
        };
        if arguments.output.verbose {
            message("note", &format!("configuration: {}", file.display()));
        }
        let given = file.to_string_lossy().replace('\\', "/");
        let full = std::path::absolute(&file).unwrap_or(file);
        let source = self.load(&full, &given).map_err(|error| {
            let shown = full.strip_prefix(self.root).unwrap_or(&full);
            Failure::new(format!("{}: {error}", shown.display()))
        })?;
        let load = |file: &Path, shown: &str| {
            let source = self.load(file, shown);
            source.map_err(|error| {
                if file.exists() {
                    error.to_string()
                } else {
                    "there is no such file".to_owned()
                }
            })
        };
        let chain = config::chain(&full, &source, &judge::rules(), &load);
        let mut format = None;
        for options in chain.map_err(|errors| failures(&errors))? {
            format = options.format().or(format);
            options.apply(settings);
        }
        Ok(format)
    }

    fn file(self, arguments: &ScanArgs) -> Result<Option<PathBuf>, Failure> {
        if arguments.no_config {
            return Ok(None);
        }
        match &arguments.config {
            Some(file) if file.is_file() => Ok(Some(file.clone())),
            Some(file) => Err(Failure::new(format!(
                "{}: no such configuration file",
                file.display()
            ))),
            None => Ok(config::discover(self.root)),
        }
    }

    /// A `plimsoll.yaml` deeper in the tree speaks for its own folder. `paths` are relative to the root.
    pub(super) fn nested_configs(
        self,
        paths: &[String],
        settings: &mut Settings,
    ) -> Result<(), Failure> {
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

    fn nested(self, path: &str, folder: &str) -> Result<Options, Failure> {
        let source = self.load(&self.root.join(path), path);
        let source = source.map_err(|error| Failure::new(format!("{path}: {error}")))?;
        let options = config::parse_nested(&source, &judge::rules(), folder);
        options.map_err(|errors| failures(&errors))
    }
}

fn failures(errors: &[ConfigError]) -> Failure {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Failure::new(lines.join("\n"))
}
