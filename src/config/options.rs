//! `plimsoll.yaml` as it is written.

use super::WorkloadDeclaration;
use super::extends::Extended;
use super::stated::Stated;
use crate::files::Glob;
use crate::finding::Severity;
use crate::measure::{ImagePlatform, ImageSource};
use crate::model::{Confidence, Directive, Organization, Platform};
use crate::platform::{Bound, Magnitude, Setting};
use crate::rule::{Quantity, Rule, Threshold};
use crate::source::Span;
use std::collections::BTreeMap;

/// One file's options; what it does not say stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The file, as it is shown.
    pub(super) path: String,
    /// Where the value of each key begins.
    pub(super) at: BTreeMap<&'static str, Span>,
    pub(super) stated: Vec<Stated>,
    pub(super) extends: Vec<Extended>,
    pub(super) locked: Vec<&'static str>,
    pub(super) fail_on: Option<Level>,
    pub(super) min_severity: Option<Severity>,
    pub(super) min_confidence: Option<Confidence>,
    pub(super) require_workloads: Option<bool>,
    pub(super) threads: Option<usize>,
    pub(super) max_file_bytes: Option<u64>,
    pub(super) format: Option<&'static str>,
    pub(super) baseline: Option<String>,
    pub(super) include: Vec<Glob>,
    pub(super) exclude: Vec<Glob>,
    pub(super) image_sources: Vec<ImageSource>,
    pub(super) image_platform: Option<ImagePlatform>,
    pub(super) build_output: Option<bool>,
    pub(super) rules: Vec<RuleOption>,
    pub(super) limits: Vec<LimitOption>,
    pub(super) organization: Option<Organization>,
    pub(super) workloads: Vec<WorkloadDeclaration>,
    pub(super) ignores: Vec<Directive>,
}

/// A severity or none: `off`, `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// None.
    Never,
    /// From this one on.
    At(Severity),
}

impl Level {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Never => None,
            Self::At(severity) => Some(severity),
        }
    }
}

/// What is said of one rule.
#[derive(Debug, Clone)]
pub(super) struct RuleOption {
    pub(super) rule: &'static Rule,
    pub(super) severity: Option<(Level, Span)>,
    pub(super) thresholds: Vec<(&'static Threshold, Quantity, Span)>,
    pub(super) locked: bool,
}

/// A platform limit that is another one here.
#[derive(Debug, Clone)]
pub(super) struct LimitOption {
    pub(super) platform: Platform,
    pub(super) variant: Option<String>,
    pub(super) setting: Setting,
    pub(super) bound: Bound,
    pub(super) value: Magnitude,
    pub(super) at: Span,
}
