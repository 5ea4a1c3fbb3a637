//! From workloads to what is told of them: judged, excused, merged, known.

use super::context;
use crate::config::Settings;
use crate::coverage::Coverage;
use crate::finding::Finding;
use crate::model::{Directive, Workload};
use crate::repository::is_outside;
use crate::{judge, suppress};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Every finding, suppressed ones too, as the settings want them; `held` are those about declarations.
pub(super) fn of(
    workloads: &[Workload],
    directives: &[Directive],
    coverage: &Coverage,
    settings: &Settings,
    held: Vec<Finding>,
) -> Vec<Finding> {
    let context = context(settings);
    let judged: Vec<Finding> = workloads
        .par_iter()
        .flat_map_iter(|workload| judge::judge(workload, &context))
        .filter_map(|finding| settings.admit(finding))
        .collect();
    let setup = suppress::Setup {
        today: settings.today,
        no_ignores: settings.no_ignores,
        partial: settings.partial,
        enabled: &|rule| settings.enabled(rule),
        locks: &settings.locks,
        rules: &judge::rules(),
    };
    let mut findings = suppress::apply(judged, directives, &setup);
    // Of what could not be read, nothing says what an ignore in it is for.
    let failed: BTreeSet<&str> = coverage
        .failed
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    findings.retain(|finding| {
        finding.rule.name != "unused-ignore" || !failed.contains(finding.location.path())
    });
    findings.extend(settings.refused.iter().map(suppress::refused));
    findings.extend(held);
    let findings = findings
        .into_iter()
        .filter_map(|finding| settings.admit(finding))
        .collect();
    let mut findings = judge::merge(findings);
    if let Some(accepted) = &settings.accepted {
        let told = accepted.hold(&mut findings);
        put(&mut findings, told, settings);
    }
    known(&mut findings, (coverage, workloads), settings);
    findings.retain(|finding| {
        finding.severity >= settings.min_severity && finding.confidence >= settings.min_confidence
    });
    findings
}

/// Takes out what the baseline knows. After merging, because its fingerprints are those of reports.
fn known(
    findings: &mut Vec<Finding>,
    (coverage, workloads): (&Coverage, &[Workload]),
    settings: &Settings,
) {
    let Some(baseline) = settings.baseline.as_ref().filter(|_| !settings.no_ignores) else {
        return;
    };
    let seen = suppress::Seen::of(coverage, workloads, settings.partial);
    let context = suppress::BaselineContext {
        enabled: &|rule| settings.enabled(rule),
        locks: &settings.locks,
    };
    let told = baseline.apply(findings, &seen, &context);
    put(findings, told, settings);
}

/// Puts findings where they belong among those that are sorted, after those of the same place.
fn put(findings: &mut Vec<Finding>, more: Vec<Finding>, settings: &Settings) {
    let more = more.into_iter();
    findings.extend(more.filter_map(|finding| settings.admit(finding)));
    let place = |finding: &Finding| (finding.location.path().to_owned(), finding.location.start);
    findings.sort_by_cached_key(place);
}

/// What is wrong with a suppression in a file outside of the repository: no report can point there, so it is told as a
/// warning of the run.
pub(super) fn outside(findings: &mut Vec<Finding>) -> Vec<String> {
    let is_outside =
        |finding: &Finding| finding.is_about_suppression() && is_outside(finding.location.path());
    let (outside, inside): (Vec<Finding>, Vec<Finding>) =
        std::mem::take(findings).into_iter().partition(is_outside);
    *findings = inside;
    let told = outside.iter().map(|finding| {
        let at = finding.location.first();
        let path = finding.location.path();
        format!("{path}:{}:{}: {}", at.line, at.column, finding.message)
    });
    told.collect()
}
