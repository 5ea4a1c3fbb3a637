//! `plimsoll.yaml` as it is written; [`Options::apply`] puts it on top of the defaults.

use super::{Settings, WorkloadDeclaration};
use crate::finding::Severity;
use crate::measure::{ImagePlatform, ImageSource};
use crate::model::{Confidence, Directive, Organization, Platform};
use crate::platform::{Bound, Magnitude, Setting};
use crate::rule::{Quantity, Rule, Threshold};
use glob::Pattern;

/// One file's options; what it does not say stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub(super) fail_on: Option<Level>,
    pub(super) min_severity: Option<Severity>,
    pub(super) min_confidence: Option<Confidence>,
    pub(super) require_workloads: Option<bool>,
    pub(super) threads: Option<usize>,
    pub(super) format: Option<&'static str>,
    pub(super) baseline: Option<String>,
    pub(super) include: Vec<Pattern>,
    pub(super) exclude: Vec<Pattern>,
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
    fn severity(self) -> Option<Severity> {
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
    pub(super) severity: Option<Level>,
    pub(super) thresholds: Vec<(&'static Threshold, Quantity)>,
}

/// A platform limit that is another one here.
#[derive(Debug, Clone)]
pub(super) struct LimitOption {
    pub(super) platform: Platform,
    pub(super) variant: Option<String>,
    pub(super) setting: Setting,
    pub(super) bound: Bound,
    pub(super) value: Magnitude,
}

impl Options {
    /// The output format; not a setting, because it is the command's own.
    pub fn format(&self) -> Option<String> {
        self.format.map(str::to_owned)
    }

    /// The baseline, relative to the root; read by the command that uses it.
    pub fn baseline(&self) -> Option<String> {
        self.baseline.clone()
    }

    /// Puts what the file says on top; lists are appended, so a later file's declarations win.
    pub fn apply(self, settings: &mut Settings) {
        if let Some(level) = self.fail_on {
            settings.fail_on = level.severity();
        }
        settings.min_severity = self.min_severity.unwrap_or(settings.min_severity);
        settings.min_confidence = self.min_confidence.unwrap_or(settings.min_confidence);
        settings.require_workloads = self.require_workloads.unwrap_or(settings.require_workloads);
        settings.threads = self.threads.unwrap_or(settings.threads);
        settings.image_sources.extend(self.image_sources);
        if let Some(platform) = self.image_platform {
            settings.image_platform = platform;
        }
        settings.include.extend(self.include);
        settings.exclude.extend(self.exclude);
        settings.build_output = self.build_output.unwrap_or(settings.build_output);
        for option in self.rules {
            if let Some(level) = option.severity {
                settings.rules.insert(option.rule.name, level.severity());
            }
            for (threshold, value) in option.thresholds {
                settings.thresholds.set(option.rule, threshold, value);
            }
        }
        for limit in self.limits {
            settings.limits.replace(
                limit.platform,
                limit.variant.as_deref(),
                limit.setting,
                limit.bound,
                limit.value,
            );
        }
        if let Some(organization) = self.organization {
            settings.organization = organization;
        }
        settings.declarations.extend(self.workloads);
        settings.ignores.extend(self.ignores);
    }
}
