//! What a platform does when nobody says anything: facts too, though never evidence.

use super::limits::{Bound, Limits, Magnitude, Setting};
use crate::model::{Fact, FactName, Origin, Value, Workload};

/// The settings whose default is worth knowing.
const FILLED: &[(FactName, Setting)] = &[
    (FactName::Timeout, Setting::Timeout),
    (FactName::Memory, Setting::Memory),
];

/// Adds the platform's defaults where a workload says nothing and its platform is clear. What people declare about the
/// work itself is not a setting of the platform and does not replace its default.
pub fn fill_defaults(workload: &mut Workload, limits: &Limits) {
    let Some(platform) = workload.placement.platform() else {
        return;
    };
    for (name, setting) in FILLED {
        let is_setting = |fact: &Fact| !matches!(fact.origin, Origin::Declared | Origin::Measured);
        if workload.facts(*name).any(is_setting) {
            continue;
        }
        let variant = workload.placement.variant;
        if let Some(row) = limits.find(platform, variant, *setting, Bound::Default) {
            let value = match row.value {
                Magnitude::Duration(value) => Value::Duration(value),
                Magnitude::Size(value) => Value::Size(value),
            };
            workload.facts.push(Fact::default_of(*name, value));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::model::{Duration, Placement, Platform, Scope};
    use crate::source::Source;

    fn workload(placement: Placement) -> Workload {
        let span = Source::new("t.yaml", "Timeout: 60").span(0, 11);
        Workload::new("f", "function", "test", placement, span, Scope::default())
    }

    fn timeouts(workload: &Workload) -> Vec<(Origin, Option<Duration>)> {
        workload
            .facts(FactName::Timeout)
            .map(|fact| (fact.origin, fact.duration()))
            .collect()
    }

    #[test]
    fn a_clear_platform_fills_in_what_nobody_says() {
        let limits = Limits::builtin().unwrap();
        let mut function = workload(Placement::on(Platform::AwsLambda, Some("zip")));
        fill_defaults(&mut function, &limits);
        let three = Some(Duration::from_secs(3));
        assert_eq!(timeouts(&function), [(Origin::Default, three)]);
        assert!(function.has(FactName::Memory));
    }

    #[test]
    fn what_is_stated_or_unresolved_stays_alone() {
        let limits = Limits::builtin().unwrap();
        let mut function = workload(Placement::on(Platform::AwsLambda, Some("zip")));
        let at = function.at.clone();
        let unresolved = Fact::unresolved(FactName::Timeout, at, "Properties.Timeout");
        function.facts.push(unresolved);
        fill_defaults(&mut function, &limits);
        assert_eq!(timeouts(&function), [(Origin::Unresolved, None)]);
    }

    #[test]
    fn an_ambiguous_platform_has_no_default() {
        let either = Placement::one_of(&[Platform::Knative, Platform::CloudRunService]);
        let mut service = workload(either);
        fill_defaults(&mut service, &Limits::builtin().unwrap());
        assert!(service.facts.is_empty());
    }
}
