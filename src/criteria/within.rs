//! What lies within the platform's limit though it exceeds the framework's threshold: said, so that advice is not taken
//! for a refusal.

use crate::finding::Evidence;
use crate::model::Workload;
use crate::platform::{Bound, Magnitude, Setting};
use crate::rule::Context;

/// One remark per platform the workload may stand on, where the value is within that platform's limit.
pub(super) fn remarks(
    criterion: &'static str,
    (setting, value): (Setting, Magnitude),
    workload: &Workload,
    context: &Context<'_>,
) -> Vec<Evidence> {
    let placement = &workload.placement;
    let remark = |platform: &crate::model::Platform| {
        let limits = context.limits;
        let limit = limits.find(*platform, placement.variant, setting, Bound::Max)?;
        let does = match setting {
            Setting::Timeout => format!("ends a {} at", platform.unit_of_work()),
            _ => "allows up to".to_owned(),
        };
        (value <= limit.value).then(|| {
            let (title, most) = (platform.title(), limit.value.exact());
            let text = format!(
                "within limits: {title} {does} {most} ({})",
                limit.citation()
            );
            Evidence::remark(criterion, text)
        })
    };
    placement.platforms.iter().filter_map(remark).collect()
}

/// Whether any platform it may stand on runs on a cluster: then nobody may tell it to move to Kubernetes.
pub(super) fn on_kubernetes(workload: &Workload) -> bool {
    let mut platforms = workload.placement.platforms.iter();
    platforms.any(|platform| platform.on_kubernetes())
}
