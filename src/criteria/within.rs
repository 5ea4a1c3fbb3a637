//! What lies within the platform's limit though it exceeds the framework's threshold: said, so that advice is not taken
//! for a refusal.

use crate::finding::Evidence;
use crate::model::{Duration, Platform, Workload};
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
    let remark = |platform: &Platform| {
        let limits = context.limits;
        let limit = limits.find(*platform, placement.variant, setting, Bound::Max)?;
        let does = match setting {
            Setting::Timeout => format!("ends a {} at", platform.unit_of_work()),
            _ => "allows up to".to_owned(),
        };
        (value <= limit.value).then(|| {
            let (subject, most) = (platform.subject(), limit.value.exact());
            let citation = limit.citation();
            // Without the variant it is the widest limit there is that the value was held against.
            let known = placement.variant.is_some() || limit.variant.is_none();
            let text = match limit.value {
                Magnitude::Duration(Duration::UNLIMITED) if known => {
                    format!("within limits: {subject} sets no bound here ({citation})")
                }
                Magnitude::Duration(Duration::UNLIMITED) => {
                    let strictest = strictest(context, *platform, setting);
                    format!("within limits on some plans: the plan is unknown here{strictest} ({citation})")
                }
                _ => format!("within limits: {subject} {does} {most} ({citation})"),
            };
            Evidence::remark(criterion, text)
        })
    };
    placement.platforms.iter().filter_map(remark).collect()
}

/// What the strictest variant allows, for a sentence about a variant nobody knows.
fn strictest(context: &Context<'_>, platform: Platform, setting: Setting) -> String {
    let rows = context.limits.rows().iter();
    let ceilings = rows.filter(|row| {
        row.platform == platform && row.setting == setting && row.bound == Bound::Max
    });
    let strictest = ceilings.min_by_key(|row| row.value.raw());
    strictest.map_or_else(String::new, |row| {
        let variant = row.variant.as_deref().unwrap_or("default");
        format!(", and `{variant}` ends at {}", row.value.exact())
    })
}

/// Whether any platform it may stand on runs on a cluster: then nobody may tell it to move to Kubernetes.
pub(super) fn on_kubernetes(workload: &Workload) -> bool {
    let mut platforms = workload.placement.platforms.iter();
    platforms.any(|platform| platform.on_kubernetes())
}
