//! plimsoll reads Kubernetes manifests and serverless configurations and says which workloads stand on the wrong
//! platform, and why. A ship's Plimsoll line shows how deep the same hull may lie in the waters it sails; this one is
//! for workloads.
//!
//! # The house
//!
//! The modules are the pipeline, in order:
//!
//! ```text
//!  arguments ─► cli ─► config                                   main.rs: arguments in, exit code out
//!                       │ settings
//!                       ▼
//!  files ─► discover ─► source ─► syntax ─► formats ─► link ─► judge ─► suppress ─► report ─► bytes
//!           which       text,     one       facts      facts    │        what is     one file
//!           and why     spans     spanned   with       of other │        excused     a format
//!           not                   tree      places     files    │
//!                                             │                 ├── criteria   the framework: evidence
//!                                           model               ├── limits     facts against the table
//!                                         (Workload,            └── platform   the table: dated data
//!                                          Fact, Origin)
//! ```
//!
//! - [`cli`]: clap; one file per subcommand; nothing else knows clap.
//! - [`config`]: `plimsoll.yaml`; options as written, settings resolved; every error points at the line.
//! - [`pipeline`]: the only file that knows every stage.
//! - [`discover`]: roots, globs, ignore files, standard input; why a file was skipped. [`coverage`] is what it reports.
//! - [`files`]: names of files; the one place that opens, lays out and replaces them.
//! - [`repository`]: files read on request (`${file(..)}`), never from outside the root.
//! - [`build_output`]: what a tool built beside its source: where it lies, and what of it counts for the source.
//! - [`source`]: text and spans; byte offsets become lines and columns here and nowhere else.
//! - [`syntax`]: bytes to one spanned tree; the only place that knows a parser.
//! - [`model`]: workload, fact, origin, platform; knows no format and no rule.
//! - [`formats`]: one file or folder per format: detect and read.
//! - [`link`]: one file per relation between documents.
//! - [`measure`]: sizes of what a build left behind, from bounded looks at hostile archives.
//! - `registry`: sizes of images from registries; the only place that knows a network, asked only by a flag.
//! - [`platform`]: `limits.toml`, the platforms' documented limits, each with source and date.
//! - [`criteria`]: one file per criterion of the framework: facts in, evidence out.
//! - [`limits`]: one file per kind of limit: facts against the table.
//! - [`judge`]: evidence to findings: weighing, vetoes, absorption, fingerprints.
//! - [`fit`]: each workload on each platform in thought, by the same limits and criteria; a row is made when it is shown.
//! - [`base`]: the same run on the commit a change starts from, and the difference.
//! - [`merge`]: the JSON reports of many repositories as one.
//! - [`suppress`]: comments, annotations, configuration.
//! - [`report`]: one file per output format; never filters, never judges.
//! - [`rule`], [`finding`]: what a rule is, and what it tells. [`explain`]: one rule as Markdown, for three places.
//! - [`schema`]: JSON Schemas of what goes in and out.
//!
//! Walls, held by `tests/suite/house.rs`: formats never see criteria, limits, judge or report; criteria and limits
//! never see formats or syntax; reports never see formats. So N formats and M rules cost N + M files. Registries are
//! plain slices of plain structs with fn pointers; adding a format, a criterion or a limit is one file, one fixture
//! folder and two lines in `mod.rs` (`.github/CONTRIBUTING.md` walks through each).
//!
//! # Who owns what
//!
//! A [`source::Source`] is shared; a [`source::Span`] keeps its source alive, so text lives exactly as long as a fact
//! or a finding points into it, and there is no table of files to keep in step. A [`syntax::Tree`] is dropped as soon
//! as its file is read. A [`model::Fact`] owns its value and shares its names. Threads read files, judge workloads and
//! make the rows of [`fit`], each on its own and in the order of the files; what joins them is one thread over sorted
//! data, so that the same input gives the same bytes.
//!
//! # The walk of one value
//!
//! `timeoutSeconds: 3600` in `run.yaml`: [`discover`](discover::discover) finds the file; its bytes hold `apiVersion`,
//! so it is parsed; `cloud-run` detects the object and states `timeout = 3600 s` with the span of `3600`;
//! nothing links to it; the placement is `cloud-run-service`. The limit check finds 3600 s within the table's 3600 s;
//! the criterion `runtime` finds it over 900 s and gives decisive evidence; the judge weighs that to `long-runtime`,
//! a warning of high confidence on that line; no comment excuses it; the report prints line, number, threshold,
//! source and what to do.

pub mod base;
pub mod build_output;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod criteria;
pub mod discover;
pub mod explain;
pub mod files;
pub mod finding;
pub mod fit;
pub mod formats;
pub mod judge;
pub mod limits;
pub mod link;
pub mod measure;
pub mod merge;
pub mod model;
pub mod pipeline;
pub mod platform;
#[cfg(feature = "registry")]
pub mod registry;
pub mod report;
pub mod repository;
pub mod rule;
pub mod schema;
pub mod source;
pub mod suppress;
pub mod syntax;
