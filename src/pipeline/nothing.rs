//! What is said of a run that recognised no workload.

use crate::coverage::{Coverage, SkipReason};

pub(super) fn recognised(coverage: &Coverage) -> String {
    let templates = coverage
        .skipped
        .iter()
        .filter(|skipped| skipped.reason == SkipReason::Template)
        .count();
    if templates > 0 && coverage.read.is_empty() && coverage.failed.is_empty() {
        return format!(
            "no workload recognised: {templates} {} not rendered; render and pipe in, as in `helm template . | plimsoll -`",
            if templates == 1 {
                "template is"
            } else {
                "templates are"
            }
        );
    }
    if let Some(first) = coverage.not_rendered.first() {
        let number = coverage.not_rendered.len();
        return format!(
            "no workload recognised: {number} {} not looked into; render and pipe in, as in `{}`",
            if number == 1 {
                "deployment is"
            } else {
                "deployments are"
            },
            first.command
        );
    }
    "no workload recognised: plimsoll found nothing to check here".to_owned()
}
