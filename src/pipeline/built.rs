//! Which build output is read: what lies beside a source, and what that deploys as a part of itself.

use super::read::FileResult;
use crate::coverage::SkipReason;
use crate::discover::{Candidate, Discovery, Probe};
use std::collections::BTreeSet;

/// Reads the build output, with what reads files: what lies beside a source, and then what a template of that deploys as a part of itself.
pub(super) fn read<'a>(
    each: &dyn Fn(&[&Candidate]) -> Vec<FileResult>,
    discovery: &'a Discovery,
    results: &mut Vec<FileResult>,
) -> Vec<&'a Candidate> {
    let mut built = probed(discovery, results);
    let mut new = each(&built);
    while !new.is_empty() {
        let nested = new.iter().flat_map(|result| &result.declarations.nested);
        let named: BTreeSet<&str> = nested.map(|nested| nested.child.as_str()).collect();
        let is_next = |probe: &&Probe| {
            let path = probe.candidate.path.as_str();
            let is_known = built.iter().any(|known| known.path == path);
            probe.needs_parent && named.contains(path) && !is_known
        };
        let probes = discovery.probes.iter().filter(is_next);
        let next: Vec<&Candidate> = probes.map(|probe| &probe.candidate).collect();
        results.append(&mut new);
        new = each(&next);
        built.extend(next);
    }
    built
}

/// The build output that is read: what only the probe can find, if it lies beside a source.
fn probed<'a>(discovery: &'a Discovery, results: &[FileResult]) -> Vec<&'a Candidate> {
    let programs = discovery.skipped.iter();
    let programs = programs.filter(|skipped| skipped.reason == SkipReason::Code);
    let sources: BTreeSet<&str> = results
        .iter()
        .filter(|result| result.status.is_source())
        .map(|result| result.path.as_str())
        .chain(programs.map(|skipped| skipped.path.as_str()))
        .collect();
    let is_read = |probe: &&Probe| {
        let mut beside = probe.sources.iter();
        let is_beside =
            !probe.needs_source || beside.any(|source| sources.contains(source.as_str()));
        is_beside && !probe.needs_parent
    };
    let read = discovery.probes.iter().filter(is_read);
    read.map(|probe| &probe.candidate).collect()
}
