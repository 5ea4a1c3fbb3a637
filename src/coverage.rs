//! What was looked at: `seen = read + skipped + failed`, and everything else as one number; and what it deploys without
//! showing it.

use crate::model::NotRendered;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The coverage statement.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Files that were read, by root-relative path, sorted.
    pub read: Vec<String>,
    /// Those of `read` that a tool built, found beside their source though it is ignored; sorted.
    pub built: Vec<String>,
    /// Candidates that were not, sorted by path.
    pub skipped: Vec<Skipped>,
    /// Files with something that could not be read, sorted by path; their good documents count all the same.
    pub failed: Vec<Failed>,
    /// Files that are no candidates.
    pub other: u64,
    /// Deployments that were not looked into, sorted by kind and place. They are counted by object: a file may hold
    /// several beside workloads that were read.
    pub not_rendered: Vec<NotRendered>,
    /// Things the reader of the report must know about the whole run: no workload recognised, a bound that cut.
    pub warnings: Vec<String>,
}

/// Why a candidate was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// A Helm, Jinja or similar template: not YAML until it is rendered.
    Template,
    /// Holds nothing a format recognises.
    NotAManifest,
    /// Holds objects of a notation that is read, and none of them runs anything (a ConfigMap, variables of Terraform).
    NoWorkload,
    /// Deploys what stands elsewhere or has to be rendered first (a HelmRelease, a chart, a module of a registry).
    NotRendered,
    /// An ignore file or the configuration excludes it.
    Ignored,
    /// A directory that is never entered (`.git`, `node_modules`, `.terraform`, `vendor`).
    Pruned,
    /// Larger than `max-file-size`, and nothing in it looks like a workload.
    TooLarge,
    /// Configuration as code (`serverless.ts`): only running it tells.
    Code,
    /// Of a tool that plimsoll knows and does not analyse (`fly.toml`).
    NotAnalysed,
    /// A folder of build output beside its source: of it only the templates are read.
    BuildOutput,
}

impl SkipReason {
    /// Every reason, in the order in which reports list them.
    pub const ALL: [Self; 10] = [
        Self::Template,
        Self::NotRendered,
        Self::NotAManifest,
        Self::NoWorkload,
        Self::Ignored,
        Self::Pruned,
        Self::TooLarge,
        Self::Code,
        Self::NotAnalysed,
        Self::BuildOutput,
    ];

    /// Whether the file was looked into and holds nothing to check.
    pub fn is_empty(self) -> bool {
        matches!(self, Self::NotAManifest | Self::NoWorkload)
    }

    /// Whether the file was parsed and its values can be used, although it holds nothing to check itself.
    pub fn was_looked_into(self) -> bool {
        self.is_empty() || self == Self::NotRendered
    }

    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::NotAManifest => "not-a-manifest",
            Self::NoWorkload => "no-workload",
            Self::NotRendered => "not-rendered",
            Self::Ignored => "ignored",
            Self::Pruned => "pruned",
            Self::TooLarge => "too-large",
            Self::Code => "code",
            Self::NotAnalysed => "not-analysed",
            Self::BuildOutput => "build-output",
        }
    }
}

/// A candidate that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Root-relative path.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
    /// The chart a template belongs to, by its folder.
    pub chart: Option<String>,
}

/// What could not be checked, which decides how much it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// A file of the tree.
    File,
    /// A file of the tree that could not be read in the base either, for the same reason: no fault of the change.
    Known,
    /// An argument or an option that names nothing.
    Argument,
    /// A configuration.
    Configuration,
}

/// A file with something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failed {
    /// Root-relative path.
    pub path: String,
    /// 1-based line of the first error; `None` when the file could not be opened.
    pub line: Option<u32>,
    /// 1-based column.
    pub column: Option<u32>,
    /// The first error.
    pub message: String,
    /// How many more errors the file has.
    pub more: usize,
    /// What it is.
    pub what: Unread,
}

impl Failed {
    /// Something as a whole, without a line.
    pub fn whole(path: String, message: String, what: Unread) -> Self {
        Self {
            path,
            line: None,
            column: None,
            message,
            more: 0,
            what,
        }
    }

    /// Whether the base has it too.
    pub fn is_known(&self) -> bool {
        self.what == Unread::Known
    }

    /// The first error, and how many more there are.
    pub fn errors(&self) -> Cow<'_, str> {
        let message = &self.message;
        match self.more {
            0 => Cow::Borrowed(message),
            1 => format!("{message} (and 1 more error in this file)").into(),
            more => format!("{message} (and {more} more errors in this file)").into(),
        }
    }

    /// The same; of one that the base has too, that it has.
    pub fn reason(&self) -> String {
        if self.is_known() {
            format!("could not be read before either: {}", self.errors())
        } else {
            self.errors().into_owned()
        }
    }
}

impl Coverage {
    /// Every candidate, and the folders that were skipped as a whole.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let skipped = self.skipped.iter().map(|skipped| &skipped.path);
        let failed = self.failed.iter().map(|failed| &failed.path);
        self.read
            .iter()
            .chain(skipped)
            .chain(failed)
            .map(String::as_str)
    }

    /// The deployments that were not looked into, by kind.
    pub fn unseen(&self) -> BTreeMap<&'static str, Vec<&NotRendered>> {
        let mut by_kind: BTreeMap<&'static str, Vec<&NotRendered>> = BTreeMap::new();
        for one in &self.not_rendered {
            by_kind.entry(one.kind).or_default().push(one);
        }
        by_kind
    }

    /// Whether what could not be checked makes the run incomplete. A run that no finding fails is stopped by no file
    /// either, only by what it was called with.
    pub fn is_incomplete(&self, forgives_unread: bool) -> bool {
        self.failed.iter().any(|failed| match failed.what {
            Unread::Known => false,
            Unread::File => !forgives_unread,
            Unread::Argument | Unread::Configuration => true,
        })
    }

    /// How many candidates there were.
    pub fn seen(&self) -> usize {
        self.read.len() + self.skipped.len() + self.failed.len()
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.path)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(formatter, ":{line}:{column}")?;
        }
        write!(formatter, ": {}", self.reason())
    }
}
