//! Every key of `plimsoll.yaml`: read by the parser, listed by the schema, so neither can know one more.

use super::options::{Level, Options};
use super::reader::{Reader, Words};
use super::{extends, lock, organization, overrides, selectors};
use crate::finding::Severity;
use crate::measure::{ImageSource, SourceOrigin};
use crate::model::Confidence;
use crate::report::REPORTERS;
use crate::syntax::Entry;

/// A key at the top of the file.
pub(crate) struct Key {
    /// The key; the flag's name where there is a flag.
    pub(crate) name: &'static str,
    /// What it does, for the schema.
    pub(crate) summary: &'static str,
    /// What its value looks like, for the schema.
    pub(crate) shape: Shape,
    /// Whether a folder's own configuration may have it.
    pub(crate) nested: bool,
    /// Whether `locked` may name it.
    pub(crate) lockable: bool,
    /// Reads it.
    pub(super) read: fn(&mut Reader<'_>, Entry<'_>, &mut Options),
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `note`, `warning`, `error`, and another word.
    Severity(Option<&'static str>),
    /// `low`, `medium`, `high`.
    Confidence,
    /// `true` or `false`.
    Switch,
    /// A whole number.
    Count,
    /// A number of bytes with its unit.
    Size,
    /// The name of an output format.
    Format,
    /// A path, relative to the repository's root.
    File,
    /// A path or several, relative to the file.
    Files,
    /// Names of keys of this file.
    Keys,
    /// A list of globs.
    Globs,
    /// A list of paths.
    Paths,
    /// A text.
    Text,
    /// Rule names, each with a severity or a map.
    Rules,
    /// A list of limits.
    Limits,
    /// What the organisation says of itself.
    Organization,
    /// A list of selectors with declared facts.
    Workloads,
    /// A list of selectors with rules and a reason.
    Ignores,
}

/// The keys at the top of the file.
pub(crate) static KEYS: &[Key] = &[
    Key {
        name: "extends",
        summary: "Configurations to start from, relative to this file; what stands here comes on top of them",
        shape: Shape::Files,
        nested: false,
        lockable: false,
        read: extends::read,
    },
    Key {
        name: "locked",
        summary: "Keys that no file which extends this one, and none deeper in the tree, may soften; `rules` locks every rule",
        shape: Shape::Keys,
        nested: false,
        lockable: false,
        read: lock::read,
    },
    Key {
        name: "fail-on",
        summary: "Fail (exit code 1) on findings of this severity or above",
        shape: Shape::Severity(Some("never")),
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.fail_on = reader.word(entry, FAIL_ON),
    },
    Key {
        name: "min-severity",
        summary: "Hide findings below this severity",
        shape: Shape::Severity(None),
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.min_severity = reader.word(entry, SEVERITIES),
    },
    Key {
        name: "min-confidence",
        summary: "Hide findings below this confidence",
        shape: Shape::Confidence,
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.min_confidence = reader.word(entry, CONFIDENCES),
    },
    Key {
        name: "require-workloads",
        summary: "Fail (exit code 2) when no workload is recognised",
        shape: Shape::Switch,
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.require_workloads = reader.switch(entry),
    },
    Key {
        name: "threads",
        summary: "Threads to read with; 0 is one per processor",
        shape: Shape::Count,
        nested: false,
        lockable: false,
        read: |reader, entry, options| options.threads = reader.count(entry),
    },
    Key {
        name: "max-file-size",
        summary: "Read files up to this size (such as `64MiB`; 1 GiB at most); a larger one is reported as too large",
        shape: Shape::Size,
        nested: false,
        lockable: true,
        read: max_file_size,
    },
    Key {
        name: "format",
        summary: "The output format of `plimsoll check`",
        shape: Shape::Format,
        nested: false,
        lockable: false,
        read: format,
    },
    Key {
        name: "baseline",
        summary: "Known findings, which are not reported: the file that `plimsoll baseline create` writes, relative to the repository's root",
        shape: Shape::File,
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.baseline = reader.text(entry).map(str::to_owned),
    },
    Key {
        name: "include",
        summary: "Read only paths that match one of these globs, relative to the repository's root",
        shape: Shape::Globs,
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.include = globs(reader, entry),
    },
    Key {
        name: "exclude",
        summary: "Leave out paths that match one of these globs, relative to the repository's root",
        shape: Shape::Globs,
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.exclude = globs(reader, entry),
    },
    Key {
        name: "image-sources",
        summary: "Where sizes of images are taken from: OCI image layouts, `docker save` archives, node lists, sizes files",
        shape: Shape::Paths,
        nested: false,
        lockable: true,
        read: image_sources,
    },
    Key {
        name: "image-platform",
        summary: "The platform that is measured of an image for several, `linux/amd64` unless stated",
        shape: Shape::Text,
        nested: false,
        lockable: true,
        read: image_platform,
    },
    Key {
        name: "build-output",
        summary: "Whether what a tool built beside its source is read: `.aws-sam/build`, `.serverless`, `cdk.out`",
        shape: Shape::Switch,
        nested: false,
        lockable: true,
        read: |reader, entry, options| options.build_output = reader.switch(entry),
    },
    Key {
        name: "rules",
        summary: "Rules that are off, or have a severity or thresholds of their own",
        shape: Shape::Rules,
        nested: false,
        lockable: true,
        read: overrides::rules,
    },
    Key {
        name: "limits",
        summary: "Platform limits that are others here, such as a raised quota",
        shape: Shape::Limits,
        nested: false,
        lockable: true,
        read: overrides::limits,
    },
    Key {
        name: "organization",
        summary: "What the organisation says of itself; evidence beside what the files say",
        shape: Shape::Organization,
        nested: false,
        lockable: true,
        read: organization::read,
    },
    Key {
        name: "workloads",
        summary: "Facts that no manifest states, declared for the workloads a selector names",
        shape: Shape::Workloads,
        nested: true,
        lockable: true,
        read: selectors::workloads,
    },
    Key {
        name: "ignore",
        summary: "Findings to suppress, each with a reason",
        shape: Shape::Ignores,
        nested: true,
        lockable: true,
        read: selectors::ignores,
    },
];

/// The severities and `never`.
const FAIL_ON: Words<Level> = &[
    ("note", Level::At(Severity::Note)),
    ("warning", Level::At(Severity::Warning)),
    ("error", Level::At(Severity::Error)),
    ("never", Level::Never),
];

/// The severities.
const SEVERITIES: Words<Severity> = &[
    ("note", Severity::Note),
    ("warning", Severity::Warning),
    ("error", Severity::Error),
];

const CONFIDENCES: Words<Confidence> = &[
    ("low", Confidence::Low),
    ("medium", Confidence::Medium),
    ("high", Confidence::High),
];

fn max_file_size(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let Some(text) = reader.text(entry) else {
        return;
    };
    match super::max_file_size(text) {
        Ok(bytes) => options.max_file_bytes = Some(bytes),
        Err(message) => reader.error(&entry.value.span(), message),
    }
}

fn format(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let Some(text) = reader.text(entry) else {
        return;
    };
    options.format = REPORTERS
        .iter()
        .map(|reporter| reporter.name)
        .find(|name| *name == text);
    if options.format.is_none() {
        let names: Vec<&str> = REPORTERS.iter().map(|reporter| reporter.name).collect();
        let message = format!("`format` is one of {}", names.join(", "));
        reader.error(&entry.value.span(), message);
    }
}

fn globs(reader: &mut Reader<'_>, entry: Entry<'_>) -> Vec<crate::files::Glob> {
    let items = reader.list(entry);
    items
        .into_iter()
        .filter_map(|item| reader.glob(item))
        .collect()
}

fn image_sources(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    for item in reader.list(entry) {
        match item.as_str().filter(|text| !text.trim().is_empty()) {
            Some(text) => {
                let source = ImageSource::parse(text, SourceOrigin::Configured);
                options.image_sources.push(source);
            }
            None => reader.error(&item.span(), "a source is a path, or `IMAGE=PATH`"),
        }
    }
}

fn image_platform(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let Some(text) = reader.text(entry) else {
        return;
    };
    match text.parse() {
        Ok(platform) => options.image_platform = Some(platform),
        Err(message) => reader.error(&entry.value.span(), message),
    }
}
