//! From arguments to an outcome: the part `check` and `inspect` share.

mod staged;

use super::options::ScanArgs;
use super::output::message;
use super::policy::{Files, absolute};
use super::{Failure, fetch};
use crate::base::Base;
use crate::config::{self, Named, Settings};
use crate::coverage::{Failed, Unread};
use crate::discover::{self, Discovery, Filter, Inputs, plain};
use crate::files::{Glob, Inside, name, path_of};
use crate::measure::{ImageSource, SourceOrigin};
use crate::model::Size;
use crate::pipeline::{self, Run};
use crate::platform::{Limits, Prices};
use crate::report::Outcome;
use crate::repository::{Given, Repository};
use crate::source::Source;
use crate::suppress::Baseline;
use jiff::civil::Date;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

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
    /// What a path in an argument is relative to.
    working_directory: PathBuf,
    /// A folder whose ignore files count instead of the tree's, and no configuration deeper in the tree.
    ruled_by: Option<PathBuf>,
}

/// What a run found, what it was steered by in the end, and the configurations deeper in the tree that it met.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    pub(super) settings: Settings,
    pub(super) nested: Vec<String>,
}

impl Scan {
    /// Resolves inputs and root, reads the configuration.
    pub(super) fn prepare(arguments: &ScanArgs) -> Result<Self, Failure> {
        Self::locate(arguments)?.configure(arguments, None)
    }

    /// Resolves inputs and root.
    pub(super) fn locate(arguments: &ScanArgs) -> Result<Self, Failure> {
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
        let prices = Prices::builtin().map_err(|error| Failure::new(error.to_string()))?;
        settings.prices = Some(prices);
        settings.budget.run = arguments.timeout.map(Duration::from_secs);
        settings.budget.file = Some(Duration::from_secs(arguments.file_timeout));
        settings.partial = !inputs.directories.contains(&root);
        Ok(Self {
            settings,
            format: None,
            root,
            inputs,
            working_directory,
            ruled_by: None,
        })
    }

    /// Lays out a commit to compare with.
    pub(super) fn base(&self, revision: &str, exact: bool) -> Result<Base, Failure> {
        if self.inputs.stdin {
            let message = "--base: standard input is no file of a commit";
            return Err(Failure::new(message));
        }
        Base::lay_out(&self.root, revision, exact).map_err(|error| Failure::new(error.to_string()))
    }

    /// Reads the configuration, from a base if one is given, and puts the flags on top.
    pub(super) fn configure(
        mut self,
        arguments: &ScanArgs,
        base: Option<&Base>,
    ) -> Result<Self, Failure> {
        let (settings, root) = (&mut self.settings, self.root.as_path());
        if let Some((file, format)) = (Files { root, base }).root_config(arguments, settings)? {
            if arguments.output.verbose {
                let of = base.map_or_else(String::new, |base| format!(" of {}", base.revision()));
                message("note", &format!("configuration: {}{of}", name(&file)));
            }
            self.format = format;
        }
        let named = arguments.image_source.iter();
        let named = named.map(|text| named_source(text, &self.working_directory, root));
        // What a flag says counts before what the configuration says.
        settings.image_sources.splice(0..0, named);
        if let Some(platform) = &arguments.image_platform {
            settings.image_platform = platform.clone();
        }
        settings.include.extend(patterns(&arguments.include)?);
        settings.exclude.extend(patterns(&arguments.exclude)?);
        settings.build_output &= !arguments.no_build_output;
        if let Some(most) = arguments.max_file_size {
            settings.max_file_bytes = most;
        }
        if let Some(threads) = arguments.threads {
            settings.threads = threads;
        }
        Ok(self)
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

    /// Reads the baseline that a flag or the configuration names, if one does. A base that has none yet knows nothing.
    pub(super) fn use_baseline(
        &mut self,
        flag: Option<&Path>,
        base: Option<&Base>,
    ) -> Result<(), Failure> {
        if flag.is_none() && self.settings.baseline_file.is_none() {
            return Ok(());
        }
        let file = self.baseline_file(flag);
        if flag.is_none() && Inside::of(&plain(&file), &self.root).is_none() {
            let shown = self.shown(&file);
            let why = "`baseline` in plimsoll.yaml names a file outside of the repository; `--baseline` may";
            return Err(Failure::new(format!("{shown}: {why}")));
        }
        let Some(base) = base else {
            self.settings.baseline = Some(self.read_baseline(&file)?);
            return Ok(());
        };
        let root = self.root.as_path();
        self.settings.baseline = baseline_of(root, Some(base), &file, &self.shown(&file))?;
        if self.settings.baseline.is_none() {
            let why = format!(
                "{} has no such baseline, so no finding is known",
                base.called()
            );
            message("warning", &format!("{}: {why}", self.shown(&file)));
        }
        Ok(())
    }

    /// Reads a baseline.
    pub(super) fn read_baseline(&self, file: &Path) -> Result<Baseline, Failure> {
        let shown = self.shown(file);
        let missing = || {
            Failure::new(format!(
                "{shown}: no such baseline; `plimsoll baseline create` writes one"
            ))
        };
        baseline_of(&self.root, None, file, &shown)?.ok_or_else(missing)
    }

    /// A file as messages and reports name it: relative to the root where it lies below it.
    pub(super) fn shown(&self, file: &Path) -> String {
        let full = file.canonicalize();
        let full = full.as_deref().unwrap_or(file);
        name(full.strip_prefix(&self.root).unwrap_or(file))
    }

    /// The same on the files of another commit.
    pub(super) fn on_base(&self, base: &Base) -> Self {
        let root = base.root().to_owned();
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
        Self {
            settings: Settings {
                // What a cut run has seen are the files of the tree.
                seen: None,
                ..self.settings.clone()
            },
            format: None,
            root,
            inputs,
            working_directory: self.working_directory.clone(),
            ruled_by: None,
        }
    }

    /// Lets a base say which files are ignored, and no configuration deeper in the tree say anything.
    pub(super) fn rule_by(&mut self, base: &Base) {
        self.ruled_by = Some(base.root().to_owned());
    }

    /// Runs it.
    pub(super) fn run(mut self, arguments: &ScanArgs) -> Result<Ran, Failure> {
        let given = Given::new(
            arguments.stage.clone(),
            arguments.parameters.iter().cloned(),
        );
        let most = self.settings.max_file_bytes;
        let repository = Repository::new(&self.root)
            .deployed_with(given)
            .reading_up_to(most);
        let filter = Filter {
            include: self.settings.include.clone(),
            exclude: self.settings.exclude.clone(),
            no_build_output: !self.settings.build_output,
            ignores_of: self.ruled_by.clone(),
        };
        let mut discovery = discover::discover(&self.inputs, &self.root, &filter);
        let misspelt = take_others(&mut discovery, &self.root);
        let nested = discovery.nested_configs.clone();
        if !arguments.no_config && self.ruled_by.is_none() {
            let files = Files {
                root: &self.root,
                base: None,
            };
            files.nested_configs(&nested, &mut self.settings)?;
        }
        let named = self.inputs.stdin_file.as_deref();
        let stdin = self
            .inputs
            .stdin
            .then(|| read_stdin(named, &self.root, most));
        let missing = std::mem::take(&mut self.inputs.missing);
        let run = Run {
            repository: &repository,
            discovery,
            stdin,
            missing,
            settings: &self.settings,
        };
        let mut outcome = match fetch::with(arguments)? {
            Some(fetch) => pipeline::run_online(run, Some(&fetch)),
            None => pipeline::run(run),
        };
        outcome.coverage.warnings.extend(misspelt);
        Ok(Ran {
            outcome,
            settings: self.settings,
            nested,
        })
    }
}

/// Lets files be read like any other that only have the name of a configuration; returns what there is to say of those that
/// may have been meant as one.
fn take_others(discovery: &mut Discovery, root: &Path) -> Vec<String> {
    let files = Files { root, base: None };
    let mut misspelt = Vec::new();
    for path in discovery.nested_configs.clone() {
        // One that cannot be read is reported when it is read as a configuration.
        let source = files.load(&root.join(path_of(&path)), &path);
        if let Ok(Named::Other(meant)) = source.map(|source| config::named(&source)) {
            discovery.read_as_manifest(&path, root);
            misspelt.extend(meant);
        }
    }
    misspelt
}

/// A baseline in the tree or, where it lies in the repository, in a base; `None` where there is none.
pub(super) fn baseline_of(
    root: &Path,
    base: Option<&Base>,
    file: &Path,
    shown: &str,
) -> Result<Option<Baseline>, Failure> {
    let full = absolute(file);
    let files = Files { root, base };
    if !files.has(&full) {
        return Ok(None);
    }
    let source = files.load(&full, shown);
    let source = source.map_err(|error| Failure::new(format!("{shown}: {error}")))?;
    let baseline = Baseline::parse(&source).map_err(|line| {
        Failure::new(format!(
            "{shown}:{line}: this is no entry of a baseline: path, rule, object and fingerprint, with tabs between"
        ))
    })?;
    Ok(Some(baseline))
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

fn patterns(texts: &[String]) -> Result<Vec<Glob>, Failure> {
    let pattern =
        |text: &String| Glob::new(text).map_err(|error| Failure::new(format!("`{text}`: {error}")));
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

fn read_stdin(file: Option<&Path>, root: &Path, most: u64) -> Result<Arc<Source>, Failed> {
    let relative = |file: &Path| name(file.strip_prefix(root).unwrap_or(file));
    let path = file.map_or_else(|| "-".to_owned(), relative);
    let failed = |line, column, message: String| Failed {
        path: path.clone(),
        line,
        column,
        message,
        more: 0,
        what: Unread::File,
    };
    let mut bytes = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(most + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| failed(None, None, error.to_string()))?;
    if bytes.len() as u64 > most {
        let most = Size::from_bytes(most);
        let message =
            format!("it is larger than {most} and is not read; `max-file-size` raises that");
        return Err(failed(None, None, message));
    }
    Source::decode(path.clone(), bytes)
        .map_err(|error| failed(Some(error.line), Some(error.column), error.message))
}
