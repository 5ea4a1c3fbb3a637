//! What the base knows of files that can no longer be read. Consumers that compare whole reports take a result that is
//! missing for fixed, and a typo fixes nothing.

use crate::finding::Finding;
use crate::report::Outcome;
use std::collections::BTreeSet;

/// The findings of the base that stand in a file which cannot be read now, or whose evidence does, and that this run did
/// not come to all the same.
pub(super) fn carried(
    before: &Outcome,
    after: &Outcome,
    is_found: &dyn Fn(&Finding) -> bool,
) -> Vec<Finding> {
    let failed = after.coverage.failed.iter().map(|failed| &*failed.path);
    let failed: BTreeSet<&str> = failed.collect();
    if failed.is_empty() {
        return Vec::new();
    }
    let leans_on_it = |finding: &&Finding| {
        let evidence = finding.evidence.iter();
        let places = evidence.flat_map(|evidence| [&evidence.at, &evidence.via]);
        let mut places = places.flatten().chain([&finding.location]);
        places.any(|at| failed.contains(at.path()))
    };
    let unread = before.live().filter(|finding| !is_found(finding));
    unread.filter(leans_on_it).cloned().collect()
}
