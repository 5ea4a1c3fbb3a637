//! From arguments to an outcome: the part `check` and `inspect` share.

use super::options::ScanArgs;
use super::policy::Files;
use super::{Failure, fetch};
use crate::base;
use crate::config::Settings;
use crate::coverage::Failed;
use crate::discover::{self, Filter, Inputs};
use crate::measure::{ImageSource, SourceOrigin};
use crate::pipeline::{self, Run};
use crate::platform::Limits;
use crate::report::Outcome;
use crate::repository::{Given, Repository};
use crate::source::{MAX_FILE_BYTES, Source};
use crate::suppress::Baseline;
use glob::Pattern;
use jiff::civil::Date;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where `plimsoll baseline` writes when nothing says otherwise.
const DEFAULT_BASELINE: &str = "plimsoll.baseline";

/// A scan that is ready to run.
pub(super) struct Scan {
    /// What steers it; flags still have to be put on top.
    pub(super) settings: Settings,
    /// The `format` of the configuration.
    pub(super) format: Option<String>,
    root: PathBuf,
    inputs: Inputs,
}

impl Scan {
    /// Resolves inputs and root, reads the configuration.
    pub(super) fn prepare(arguments: &ScanArgs) -> Result<Self, Failure> {
        let working_directory = std::env::current_dir()
            .and_then(|folder| folder.canonicalize())
            .map_err(|error| Failure::new(format!("cannot tell the current folder: {error}")))?;
        let mut paths = arguments.paths.clone();
        if paths.is_empty() {
            paths.push(".".to_owned());
        }
        let mut inputs = Inputs::resolve(&paths, &working_directory);
        if let Some(name) = arguments.stdin_filename.as_deref().filter(|_| inputs.stdin) {
            inputs.name_stdin(name, &working_directory);
        }
        let root = discover::common_root(&inputs, &working_directory);
        let limits = Limits::builtin().map_err(|error| Failure::new(error.to_string()))?;
        let mut settings = Settings::new(limits, today(arguments.today)?);
        settings.partial = !inputs.directories.contains(&root);
        let files = Files { root: &root };
        let format = files.root_config(arguments, &mut settings)?;
        let named = arguments.image_source.iter();
        let named = named.map(|text| named_source(text, &working_directory, &root));
        // What a flag says counts before what the configuration says.
        settings.image_sources.splice(0..0, named);
        if let Some(platform) = &arguments.image_platform {
            settings.image_platform = platform.clone();
        }
        settings.include.extend(patterns(&arguments.include)?);
        settings.exclude.extend(patterns(&arguments.exclude)?);
        settings.build_output &= !arguments.no_build_output;
        if let Some(threads) = arguments.threads {
            settings.threads = threads;
        }
        Ok(Self {
            settings,
            format,
            root,
            inputs,
        })
    }

    /// What paths are relative to.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The baseline's file: the flag's, the configured one, else the default at the root.
    pub(super) fn baseline_file(&self, flag: Option<&Path>) -> PathBuf {
        let configured = self.settings.baseline_file.as_deref();
        let configured = configured.unwrap_or(DEFAULT_BASELINE);
        flag.map_or_else(|| self.root.join(configured), Path::to_owned)
    }

    /// Reads the baseline that a flag or the configuration names, if one does.
    pub(super) fn use_baseline(&mut self, flag: Option<&Path>) -> Result<(), Failure> {
        if flag.is_some() || self.settings.baseline_file.is_some() {
            let file = self.baseline_file(flag);
            self.settings.baseline = Some(self.read_baseline(&file)?);
        }
        Ok(())
    }

    /// Reads a baseline.
    pub(super) fn read_baseline(&self, file: &Path) -> Result<Baseline, Failure> {
        let shown = self.shown(file);
        if !file.exists() {
            return Err(Failure::new(format!(
                "{shown}: no such baseline; `plimsoll baseline create` writes one"
            )));
        }
        let repository = Repository::new(&self.root);
        let source = repository
            .load_from(file, &shown)
            .map_err(|error| Failure::new(format!("{shown}: {error}")))?;
        Baseline::parse(&source).map_err(|line| {
            Failure::new(format!(
                "{shown}:{line}: this is no entry of a baseline: path, rule, object and fingerprint, with tabs between"
            ))
        })
    }

    /// A file as messages and reports name it: relative to the root where it lies below it.
    pub(super) fn shown(&self, file: &Path) -> String {
        let full = file.canonicalize();
        let full = full.as_deref().unwrap_or(file);
        let shown = full.strip_prefix(&self.root).unwrap_or(file);
        shown.to_string_lossy().replace('\\', "/")
    }

    /// Runs the same on the files of another commit.
    pub(super) fn on_base(&self, revision: &str, arguments: &ScanArgs) -> Result<Outcome, Failure> {
        if self.inputs.stdin {
            let message = "--base: standard input is no file of a commit";
            return Err(Failure::new(message));
        }
        let folder = base::checked_in(&self.root, revision);
        let folder = folder.map_err(|error| Failure::new(error.to_string()))?;
        let root = folder.path().canonicalize();
        let root = root.map_err(|error| Failure::new(format!("--base: {error}")))?;
        let there = |paths: &[PathBuf]| {
            let paths = paths
                .iter()
                .filter_map(|path| path.strip_prefix(&self.root).ok());
            let paths = paths
                .map(|path| root.join(path))
                .filter(|path| path.exists());
            paths.collect()
        };
        let inputs = Inputs {
            files: there(&self.inputs.files),
            directories: there(&self.inputs.directories),
            ..Inputs::default()
        };
        let scan = Self {
            settings: self.settings.clone(),
            format: None,
            root,
            inputs,
        };
        let ran = scan.run(arguments).map(|(outcome, _)| outcome);
        ran.map_err(|Failure(why)| Failure::new(format!("in the base `{revision}`: {why}")))
    }

    /// Runs it.
    pub(super) fn run(mut self, arguments: &ScanArgs) -> Result<(Outcome, Settings), Failure> {
        let given = Given::new(
            arguments.stage.clone(),
            arguments.parameters.iter().cloned(),
        );
        let repository = Repository::new(&self.root).deployed_with(given);
        let filter = Filter {
            include: self.settings.include.clone(),
            exclude: self.settings.exclude.clone(),
            no_build_output: !self.settings.build_output,
        };
        let discovery = discover::discover(&self.inputs, &self.root, &filter);
        if !arguments.no_config {
            let files = Files { root: &self.root };
            files.nested_configs(&discovery.nested_configs, &mut self.settings)?;
        }
        let named = self.inputs.stdin_file.as_deref();
        let stdin = self.inputs.stdin.then(|| read_stdin(named, &self.root));
        let missing = std::mem::take(&mut self.inputs.missing);
        let run = Run {
            repository: &repository,
            discovery,
            stdin,
            missing,
            settings: &self.settings,
        };
        let outcome = match fetch::with(arguments)? {
            Some(fetch) => pipeline::run_online(run, Some(&fetch)),
            None => pipeline::run(run),
        };
        Ok((outcome, self.settings))
    }
}

/// A source of sizes as the command line names it: relative to the folder one is in, and shown relative to the root.
fn named_source(text: &str, working_directory: &Path, root: &Path) -> ImageSource {
    let mut source = ImageSource::parse(text, SourceOrigin::Argument);
    let path = working_directory.join(&source.path);
    let path = path.canonicalize().unwrap_or(path);
    let relative = path.strip_prefix(root).unwrap_or(&path);
    relative.clone_into(&mut source.path);
    source
}

fn patterns(texts: &[String]) -> Result<Vec<Pattern>, Failure> {
    let pattern = |text: &String| {
        Pattern::new(text).map_err(|error| Failure::new(format!("`{text}`: {error}")))
    };
    texts.iter().map(pattern).collect()
}

/// The day: the flag, else SOURCE_DATE_EPOCH, else today in UTC.
fn today(flag: Option<Date>) -> Result<Date, Failure> {
    if let Some(date) = flag {
        return Ok(date);
    }
    let utc = |timestamp: jiff::Timestamp| timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            let seconds: Option<i64> = text.trim().parse().ok();
            let timestamp = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            let bad = || {
                Failure::new(format!(
                    "SOURCE_DATE_EPOCH: `{text}` is not a number of seconds"
                ))
            };
            timestamp.map(utc).ok_or_else(bad)
        }
        Err(_) => Ok(utc(jiff::Timestamp::now())),
    }
}

fn read_stdin(file: Option<&Path>, root: &Path) -> Result<Arc<Source>, Failed> {
    let relative = |file: &Path| {
        let relative = file.strip_prefix(root).unwrap_or(file);
        relative.to_string_lossy().replace('\\', "/")
    };
    let path = file.map_or_else(|| "-".to_owned(), relative);
    let failed = |line, column, message: String| Failed {
        path: path.clone(),
        line,
        column,
        message,
    };
    let mut bytes = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| failed(None, None, error.to_string()))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(failed(
            None,
            None,
            format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20),
        ));
    }
    Source::decode(path.clone(), bytes)
        .map_err(|error| failed(Some(error.line), Some(error.column), error.message))
}
