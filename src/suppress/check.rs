//! Which suppressions hold, and the findings about those that do not do what they say.

use super::apply::Setup;
use super::rules::{EXPIRED, INVALID, SOFTENED, UNUSED};
use crate::config::{Locks, Refusal, nearest};
use crate::finding::Finding;
use crate::judge::fingerprint::fingerprint;
use crate::model::{Confidence, Directive, DirectiveKind, Ignore, WorkloadId};
use crate::repository::is_outside;
use crate::rule::{Family, Rule};
use jiff::civil::Date;

/// What a suppression is on a day.
pub(super) enum State {
    /// It suppresses these rules.
    InForce(Vec<&'static Rule>),
    /// It suppresses these; others it may not, for the reason.
    Refused(Vec<&'static Rule>, String),
    /// Its last day is over.
    Expired(Date),
    /// It says nothing that could hold.
    Invalid(String),
}

impl State {
    pub(super) fn of(directive: &Directive, setup: &Setup<'_>) -> Self {
        let ignore = match &directive.ignore {
            Ok(ignore) => ignore,
            Err(why) => return Self::Invalid(why.clone()),
        };
        let rules: Result<Vec<_>, _> = ignore.rules.iter().map(|name| rule(name, setup)).collect();
        match (rules, ignore.until) {
            (Err(why), _) => Self::Invalid(why),
            (Ok(_), Some(until)) if until < setup.today => Self::Expired(until),
            (Ok(rules), _) => Self::allowed(directive, rules, setup),
        }
    }

    /// As far as nothing is locked against it.
    fn allowed(directive: &Directive, rules: Vec<&'static Rule>, setup: &Setup<'_>) -> Self {
        let holder = |rule: &Rule| holder(directive, rule.name, setup.locks);
        let Some(first) = rules.iter().find_map(|rule| holder(rule)) else {
            return Self::InForce(rules);
        };
        let (locked, free): (Vec<&'static Rule>, Vec<&'static Rule>) =
            rules.iter().partition(|rule| holder(rule).is_some());
        let names: Vec<String> = locked
            .iter()
            .map(|rule| format!("`{}`", rule.name))
            .collect();
        let names = names.join(" and ");
        let why = format!("this suppression of {names} has no effect: `{first}` locks it");
        Self::Refused(free, why)
    }

    /// The rules it suppresses.
    pub(super) fn rules(&self) -> &[&'static Rule] {
        match self {
            Self::InForce(rules) | Self::Refused(rules, _) => rules,
            Self::Expired(_) | Self::Invalid(_) => &[],
        }
    }
}

/// The file that locks a rule against a suppression.
pub(super) fn holder<'a>(directive: &Directive, rule: &str, locks: &'a Locks) -> Option<&'a str> {
    let holder = locks.rule(rule)?;
    // Who locks a rule may make exceptions, in the same file.
    let own = directive.kind == DirectiveKind::Config && directive.at.path() == holder;
    (!own).then_some(holder)
}

fn rule(name: &str, setup: &Setup<'_>) -> Result<&'static Rule, String> {
    let Some(rule) = setup.rules.iter().find(|rule| rule.name == name) else {
        let names: Vec<&str> = setup.rules.iter().map(|rule| rule.name).collect();
        let near = nearest(name, &names)
            .map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        return Err(format!("there is no rule `{name}`{near}"));
    };
    if rule.family == Family::Suppression {
        return Err(format!(
            "`{name}` is about suppressions and cannot be ignored, only switched off"
        ));
    }
    Ok(rule)
}

/// The finding about a suppression, if there is something to say. `is_used` tells whether it suppressed a finding of a
/// rule.
pub(super) fn finding(
    directive: &Directive,
    state: &State,
    is_used: &dyn Fn(&str) -> bool,
    setup: &Setup<'_>,
) -> Option<Finding> {
    match state {
        State::Invalid(why) => Some(about(
            directive,
            INVALID,
            format!("this suppresses nothing: {why}"),
            &format!("write {}", notation(directive.kind)),
        )),
        State::Expired(until) => Some(about(
            directive,
            EXPIRED,
            format!("this suppression ended with {until}; what it covered is reported again"),
            "fix the finding, or give the suppression a new date and a reason that still holds",
        )),
        State::Refused(_, why) => Some(about(
            directive,
            SOFTENED,
            why.clone(),
            "fix the finding, or have it ignored in the file that locks the rule",
        )),
        State::InForce(_) if setup.partial && directive.kind == DirectiveKind::Config => None,
        // A policy that many repositories share is not there for this one alone.
        State::InForce(_) if is_outside(directive.at.path()) => None,
        State::InForce(rules) => {
            let unused: Vec<&str> = rules
                .iter()
                .map(|rule| rule.name)
                .filter(|rule| (setup.enabled)(rule) && !is_used(rule))
                .collect();
            let quoted: Vec<String> = unused.iter().map(|rule| format!("`{rule}`")).collect();
            let what = match unused.len() {
                0 => return None,
                all if all == rules.len() => "it".to_owned(),
                _ => format!("{} from it", quoted.join(" and ")),
            };
            Some(about(
                directive,
                UNUSED,
                format!(
                    "this suppression covers no finding of {}",
                    quoted.join(" or ")
                ),
                &format!("remove {what}"),
            ))
        }
    }
}

/// The finding about a configuration's attempt to soften what another one locks.
pub fn refused(refusal: &Refusal) -> Finding {
    let object = WorkloadId {
        path: refusal.at.path().to_owned(),
        kind: "policy".to_owned(),
        namespace: None,
        name: refusal.key.clone(),
    };
    Finding {
        rule: SOFTENED,
        severity: SOFTENED.severity,
        confidence: Confidence::High,
        workloads: Vec::new(),
        message: refusal.message.clone(),
        help: format!(
            "remove it, or have it changed in the file that locks it; see `plimsoll explain {}`",
            SOFTENED.name
        ),
        location: refusal.at.clone(),
        evidence: Vec::new(),
        fingerprint: fingerprint(SOFTENED.name, &object, ""),
        suppressed: None,
        worse: None,
    }
}

fn notation(kind: DirectiveKind) -> &'static str {
    match kind {
        DirectiveKind::Comment => {
            "`plimsoll: ignore[rule-name] until=2027-01-31: reason`; the date may be left out"
        }
        DirectiveKind::Annotation => {
            "`rule-name until=2027-01-31: reason`; the date may be left out"
        }
        DirectiveKind::Baseline => "it with `plimsoll baseline update`",
        DirectiveKind::Config => "`rules`, `reason` and, where it ends, `until: 2027-01-31`",
    }
}

pub(super) fn about(
    directive: &Directive,
    rule: &'static Rule,
    message: String,
    help: &str,
) -> Finding {
    // The file and the words of it, so that a line more above changes nothing.
    let object = WorkloadId {
        path: directive.at.path().to_owned(),
        kind: "suppression".to_owned(),
        namespace: None,
        name: directive.kind.name().to_owned(),
    };
    Finding {
        rule,
        severity: rule.severity,
        confidence: Confidence::High,
        workloads: Vec::new(),
        message,
        help: format!("{help}; see `plimsoll explain {}`", rule.name),
        location: directive.at.first_line(),
        evidence: Vec::new(),
        fingerprint: fingerprint(rule.name, &object, &words(directive)),
        suppressed: None,
        worse: None,
    }
}

/// What tells a suppression from the others of its file.
fn words(directive: &Directive) -> String {
    let text = directive.at.text().to_owned();
    match &directive.ignore {
        // The first line of an entry need not say which one it is.
        Ok(Ignore { rules, reason, .. }) if directive.kind == DirectiveKind::Config => {
            format!("{}:{reason}", rules.join(","))
        }
        // One finding speaks for all lines that do nothing.
        _ if directive.kind == DirectiveKind::Baseline => String::new(),
        _ => text,
    }
}
