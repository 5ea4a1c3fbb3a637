//! Suppressions: which findings a comment, an annotation or the configuration takes out, and which of them do nothing.

use crate::finding::Finding;
use crate::model::{Directive, Workload};
use crate::syntax::Tree;
use jiff::civil::Date;

/// The suppression comments of a file. `workloads` are those of the file: a comment on an object's first key, or
/// directly above it, covers the object.
pub fn comments(_tree: &Tree, _workloads: &[Workload]) -> Vec<Directive> {
    Vec::new()
}

/// What applying needs to know.
pub struct Setup<'a> {
    /// The day on which `until=` is read.
    pub today: Date,
    /// Shows everything: no suppression applies, and none is called unused.
    pub no_ignores: bool,
    /// Whether a rule is switched on: an ignore of one that is off is not unused.
    pub enabled: &'a dyn Fn(&str) -> bool,
}

/// Marks suppressed findings and adds the findings about suppressions themselves. Findings are still one per workload.
pub fn apply(
    findings: Vec<Finding>,
    _directives: &[Directive],
    _setup: &Setup<'_>,
) -> Vec<Finding> {
    findings
}
