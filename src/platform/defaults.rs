//! What a platform does when nobody says anything: facts too, though never evidence.

use super::limits::{Bound, Limits, Magnitude, Setting};
use crate::model::{Fact, FactName, Origin, Placement, Platform, Value, Workload};

/// The settings whose default is worth knowing.
const FILLED: &[(FactName, Setting)] = &[
    (FactName::Timeout, Setting::Timeout),
    (FactName::Memory, Setting::Memory),
];

/// The settings that a document may leave to the default without being silent: a queue that says nothing is a queue.
const LEFT: &[(FactName, Setting)] = &[(FactName::VisibilityTimeout, Setting::VisibilityTimeout)];

/// Adds the platform's defaults where a workload says nothing and all platforms it fits agree. What people declare about the
/// work itself is not a setting of the platform and does not replace its default.
pub fn fill_defaults(workload: &mut Workload, limits: &Limits) {
    settle_left(workload, limits);
    for (name, setting) in FILLED {
        let is_setting = |fact: &Fact| !matches!(fact.origin, Origin::Declared | Origin::Measured);
        if workload.facts(*name).any(is_setting) {
            continue;
        }
        if let Some(default) = default(&workload.placement, *setting, limits) {
            workload.facts.push(Fact::default_of(*name, value(default)));
        } else if has_default_by_plan(&workload.placement, *setting, limits) {
            let at = workload.at.first_line();
            let fact = Fact::unresolved(*name, at, name.name());
            workload
                .facts
                .push(fact.with_note("the plan decides the default, and no file states the plan"));
        }
    }
}

/// Gives what was left to the platform its value; where nobody knows that, there is no fact.
fn settle_left(workload: &mut Workload, limits: &Limits) {
    let is_left = |fact: &Fact| fact.origin == Origin::Default && fact.value.is_none();
    for (name, setting) in LEFT {
        if let Some(default) = default(&workload.placement, *setting, limits) {
            let its = workload.facts.iter_mut();
            for fact in its.filter(|fact| fact.name == *name && is_left(fact)) {
                fact.value = Some(value(default));
            }
        }
    }
    workload.facts.retain(|fact| !is_left(fact));
}

/// Whether a platform whose plan is not known has defaults that differ by plan.
fn has_default_by_plan(placement: &Placement, setting: Setting, limits: &Limits) -> bool {
    let Some(platform) = placement.platform() else {
        return false;
    };
    let row = limits.find(platform, None, setting, Bound::Default);
    placement.variant.is_none() && !platform.plans().is_empty() && row.is_some()
}

fn value(magnitude: Magnitude) -> Value {
    match magnitude {
        Magnitude::Duration(value) => Value::Duration(value),
        Magnitude::Size(value) => Value::Size(value),
        Magnitude::Cpu(value) => Value::Cpu(value),
        Magnitude::Count(value) => Value::Count(value),
    }
}

/// The default that holds wherever the workload may stand.
fn default(placement: &Placement, setting: Setting, limits: &Limits) -> Option<Magnitude> {
    let on = |platform: &Platform| {
        let of = |variant| {
            let row = limits.find(*platform, variant, setting, Bound::Default);
            row.map(|row| row.value)
        };
        let default = of(placement.variant)?;
        // Where the plan is not known, a default holds that every plan has.
        let mut plans = platform.plans().iter().copied();
        let is_open = placement.variant.is_none();
        let differs = is_open && plans.any(|plan| of(Some(plan)) != Some(default));
        (!differs).then_some(default)
    };
    let (first, others) = placement.platforms.split_first()?;
    let default = on(first)?;
    let agree = others.iter().all(|platform| on(platform) == Some(default));
    agree.then_some(default)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::model::{Duration, Scope};
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
    fn what_a_document_leaves_to_the_default_gets_its_value() {
        let limits = Limits::builtin().unwrap();
        let left = || Fact::left_to_default(FactName::VisibilityTimeout);
        let mut function = workload(Placement::on(Platform::AwsLambda, Some("zip")));
        let queue = left().from_owner(Origin::Linked, "AWS::SQS::Queue/Orders");
        function.facts.push(queue);
        fill_defaults(&mut function, &limits);
        let fact = function.fact(FactName::VisibilityTimeout).unwrap();
        assert_eq!(fact.duration(), Some(Duration::from_secs(30)));
        assert_eq!(fact.origin, Origin::Default);
        let mut elsewhere = workload(Placement::on(Platform::Kubernetes, None));
        elsewhere.facts.push(left());
        fill_defaults(&mut elsewhere, &limits);
        assert!(!elsewhere.has(FactName::VisibilityTimeout));
    }

    #[test]
    fn a_default_that_differs_by_plan_is_unresolved_until_the_plan_is_known() {
        let limits = Limits::builtin().unwrap();
        let timeout = |variant| {
            let mut function = workload(Placement::on(Platform::AzureFunctions, variant));
            fill_defaults(&mut function, &limits);
            timeouts(&function)
        };
        assert_eq!(timeout(None), [(Origin::Unresolved, None)]);
        let five_minutes = Some(Duration::from_secs(300));
        let consumption = timeout(Some("consumption"));
        assert_eq!(consumption, [(Origin::Default, five_minutes)]);
        // Every plan of Vercel has the same.
        let mut function = workload(Placement::on(Platform::Vercel, None));
        fill_defaults(&mut function, &limits);
        assert_eq!(timeouts(&function), [(Origin::Default, five_minutes)]);
    }

    #[test]
    fn an_ambiguous_platform_has_the_defaults_that_all_share() {
        let either = Placement::one_of(&[Platform::Knative, Platform::CloudRunService]);
        let mut service = workload(either);
        fill_defaults(&mut service, &Limits::builtin().unwrap());
        let five_minutes = Some(Duration::from_secs(300));
        assert_eq!(timeouts(&service), [(Origin::Default, five_minutes)]);
        assert!(!service.has(FactName::Memory), "only Cloud Run has one");
    }
}
