//! `plimsoll.yaml`: options as written, settings resolved. It is read through our own tree, so that every error points
//! at the key or the value, and all errors of a file are told at once.

mod apply;
mod budget;
mod declare;
mod error;
mod extends;
mod foreign;
mod keys;
mod lock;
mod options;
mod organization;
mod overrides;
mod reader;
mod selectors;
mod stated;

pub use budget::{Budget, FILE_SECONDS};
pub use declare::declare;
pub use error::{ConfigError, nearest};
pub use extends::{Load, chain};
pub use foreign::{Named, named};
pub(crate) use keys::{KEYS, Shape};
pub use lock::{Locks, Refusal};
pub use options::Options;
pub(crate) use organization::{STATEMENTS, Wanted};
pub use stated::Stated;

use crate::coverage::Coverage;
use crate::finding::Severity;
use crate::measure::{ImagePlatform, ImageSource};
use crate::model::{Confidence, Declared, Directive, Organization, Size};
use crate::platform::{Limits, Prices};
use crate::rule::{Grounds, Rule, Thresholds};
use crate::source::{Source, Span};
use crate::suppress::{Accepted, Baseline};
use crate::syntax::{self, Kind};
use jiff::civil::Date;
use reader::Reader;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Where the repository's configuration is looked for, the first one counts.
const PLACES: &[&str] = &[
    ".github/plimsoll.yaml",
    ".github/plimsoll.yml",
    "plimsoll.yaml",
    "plimsoll.yml",
];

/// The repository's configuration, if it has one.
pub fn discover(root: &Path) -> Option<PathBuf> {
    PLACES
        .iter()
        .map(|place| root.join(place))
        .find(|file| file.is_file())
}

/// Reads the repository's configuration. Errors come in the order of the file.
pub fn parse(source: &Arc<Source>, rules: &[&'static Rule]) -> Result<Options, Vec<ConfigError>> {
    read(source, rules, None)
}

/// Reads the configuration of a folder deeper in the tree: it may only declare facts and ignore findings, and only of
/// its own subtree. Its globs are relative to the folder, which is given relative to the root.
pub fn parse_nested(
    source: &Arc<Source>,
    rules: &[&'static Rule],
    folder: &str,
) -> Result<Options, Vec<ConfigError>> {
    read(source, rules, Some(folder))
}

fn read(
    source: &Arc<Source>,
    rules: &[&'static Rule],
    folder: Option<&str>,
) -> Result<Options, Vec<ConfigError>> {
    let tree = syntax::parse_yaml(source);
    let mut reader = Reader {
        rules,
        folder,
        errors: Vec::new(),
    };
    if folder.is_none()
        && let Some(foreign::Reason { at, message }) = foreign::reason(&tree)
    {
        reader.error(&at, message);
        return Err(reader.errors);
    }
    for error in tree.errors() {
        reader.error(&error.at, error.message.clone());
    }
    for duplicate in tree.duplicates() {
        let message = format!(
            "`{}` stands here twice, first on line {}",
            duplicate.second.text(),
            duplicate.first.first().line
        );
        reader.error(&duplicate.second, message);
    }
    let mut options = Options {
        path: source.path().to_owned(),
        ..Options::default()
    };
    let mut documents = tree.documents().filter(|document| !document.root.is_null());
    if let Some(document) = documents.next() {
        top(&mut reader, document.root, &mut options);
        options.stated = stated::read(document.root, folder);
    }
    if let Some(second) = documents.next() {
        let message = "a configuration is one document; this is a second one";
        reader.error(&second.root.span(), message);
    }
    let mut errors = reader.errors;
    if errors.is_empty() {
        return Ok(options);
    }
    errors.sort_by(|a, b| a.at.cmp(&b.at));
    Err(errors)
}

fn top(reader: &mut Reader<'_>, root: syntax::Node<'_>, options: &mut Options) {
    if root.kind() != Kind::Mapping {
        return reader.error(&root.span(), "a configuration is a map of options");
    }
    for entry in root.entries() {
        match KEYS.iter().find(|key| key.name == entry.name()) {
            Some(key) if reader.folder.is_some() && !key.nested => {
                let message = format!(
                    "`{}` belongs into the repository's own plimsoll.yaml; one deeper in the tree may only have `workloads` and `ignore`",
                    key.name
                );
                reader.error(&entry.key.span(), message);
            }
            Some(key) => {
                options.at.insert(key.name, reader::place(entry));
                (key.read)(reader, entry, options);
            }
            None => {
                let nested = reader.folder.is_some();
                let known: Vec<&str> = KEYS
                    .iter()
                    .filter(|key| key.nested || !nested)
                    .map(|key| key.name)
                    .collect();
                reader.unknown_key(entry.key, &known);
            }
        }
    }
}

/// Everything that steers a run, after flags and files.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own, as users turn it"
)]
pub struct Settings {
    /// Rules that are off (`None`) or have a severity of their own.
    pub rules: BTreeMap<&'static str, Option<Severity>>,
    /// The framework's numbers.
    pub thresholds: Thresholds,
    /// The platforms' limits, raised quotas applied.
    pub limits: Limits,
    /// What the organisation says of itself.
    pub organization: Organization,
    /// List prices; without them nothing is said of cost.
    pub prices: Option<Prices>,
    /// Facts declared by workload selector, in order; a later one wins.
    pub declarations: Vec<WorkloadDeclaration>,
    /// Suppressions of the configuration.
    pub ignores: Vec<Directive>,
    /// Only paths that match one of these, when there are any.
    pub include: Vec<crate::files::Glob>,
    /// No path that matches one of these.
    pub exclude: Vec<crate::files::Glob>,
    /// Whether what a tool built beside its source is read.
    pub build_output: bool,
    /// Findings below it are not reported.
    pub min_severity: Severity,
    /// Findings below it are not reported.
    pub min_confidence: Confidence,
    /// Findings at or above it make exit code 1; `None` is never.
    pub fail_on: Option<Severity>,
    /// Whether what cannot be read fails no run either, as with `--fail-on never`.
    pub forgives_unread: bool,
    /// What no later file may soften.
    pub locks: Locks,
    /// Attempts to do so.
    pub refused: Vec<Refusal>,
    /// What the configurations state, the one in force of each.
    pub stated: BTreeMap<(String, String), Stated>,
    /// Suppressions in manifests that may hide something; all, where none are named.
    pub accepted: Option<Accepted>,
    /// Where the findings stand that are known, relative to the root.
    pub baseline_file: Option<String>,
    /// Findings that are known.
    pub baseline: Option<Baseline>,
    /// No suppression applies.
    pub no_ignores: bool,
    /// A run without workloads is exit code 2.
    pub require_workloads: bool,
    /// Where sizes of images are taken from, besides what lies at its usual place.
    pub image_sources: Vec<ImageSource>,
    /// The platform of an image that is measured.
    pub image_platform: ImagePlatform,
    /// The day on which `until=` is read.
    pub today: Date,
    /// Threads; 0 is one per processor.
    pub threads: usize,
    /// The largest file that is read, in bytes.
    pub max_file_bytes: u64,
    /// The time that there is.
    pub budget: Budget,
    /// What was seen so far, for a run that may be cut.
    pub seen: Option<Arc<Mutex<Coverage>>>,
    /// Whether there are to be findings; `fit` asks questions of its own.
    pub judges: bool,
    /// Whether only a part of the repository is read, as a pre-commit hook does: then nothing is said of what the
    /// configuration declares or ignores elsewhere.
    pub partial: bool,
}

/// The bytes of a size that `max-file-size` takes: from 1 byte to [`HIGHEST_FILE_BYTES`](crate::source::HIGHEST_FILE_BYTES).
pub(crate) fn max_file_size(text: &str) -> Result<u64, String> {
    let size = Size::parse(text).map_err(|error| error.to_string())?;
    let highest = Size::from_bytes(crate::source::HIGHEST_FILE_BYTES);
    if size.as_bytes() == 0 || size > highest {
        return Err(format!("`{text}` is not between 1 byte and {highest}"));
    }
    Ok(size.as_bytes())
}

/// A declared fact and whom it is about; an absent part of the selector matches everything.
#[derive(Debug, Clone)]
pub struct WorkloadDeclaration {
    /// A glob over root-relative paths.
    pub path: Option<crate::files::Glob>,
    /// The workload's kind.
    pub kind: Option<String>,
    /// The workload's name.
    pub name: Option<String>,
    /// The key.
    pub key: &'static str,
    /// What is declared.
    pub declared: Declared,
    /// The value in the configuration.
    pub at: Span,
    /// Where the entry begins that it stands in.
    pub entry: Span,
}

impl Settings {
    /// The defaults on a day.
    pub fn new(limits: Limits, today: Date) -> Self {
        Self {
            rules: BTreeMap::new(),
            thresholds: Thresholds::default(),
            limits,
            organization: Organization::default(),
            prices: None,
            declarations: Vec::new(),
            ignores: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            build_output: true,
            min_severity: Severity::Note,
            min_confidence: Confidence::Low,
            fail_on: Some(Severity::Error),
            forgives_unread: false,
            locks: Locks::default(),
            refused: Vec::new(),
            stated: BTreeMap::new(),
            accepted: None,
            baseline_file: None,
            baseline: None,
            no_ignores: false,
            require_workloads: false,
            image_sources: Vec::new(),
            image_platform: ImagePlatform::default(),
            today,
            threads: 0,
            max_file_bytes: crate::source::MAX_FILE_BYTES,
            budget: Budget::default(),
            seen: None,
            judges: true,
            partial: false,
        }
    }

    /// What workloads are judged by.
    pub fn grounds(&self) -> Grounds {
        Grounds {
            thresholds: self.thresholds.clone(),
            limits: self.limits.clone(),
            organization: self.organization.clone(),
            prices: self.prices.clone(),
        }
    }

    /// The finding as configured: with its rule's own severity, or not at all.
    pub fn admit(&self, mut finding: crate::finding::Finding) -> Option<crate::finding::Finding> {
        match self.rules.get(finding.rule.name) {
            Some(None) => return None,
            Some(Some(severity)) => finding.severity = *severity,
            None => {}
        }
        Some(finding)
    }

    /// Whether a rule is on.
    pub fn enabled(&self, rule: &str) -> bool {
        !matches!(self.rules.get(rule), Some(None))
    }
}
