//! One workload on one platform: what breaks there, what speaks against it, what nobody knows, and how far it is from
//! each limit.

use super::distance::{Distance, LIMITED, distances, is_about_work, limit, magnitude};
use super::put::Place;
use crate::finding::{Evidence, Stance, Weight, Worse};
use crate::judge::{Draft, Heard};
use crate::model::{
    Confidence, Duration, Fact, FactName, Known, Origin, Platform, Side, TriggerKind, Workload,
};
use crate::platform::{Limit, Magnitude};
use crate::rule::{Context, Family};
use crate::source::Span;
use std::borrow::Cow;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fits {
    /// Nothing known stands in the way.
    Yes,
    /// One or two settings have to change.
    If,
    /// A fact is missing that decides.
    Unknown,
    /// A limit or a need of the work itself stands in the way.
    No,
}

impl Fits {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "fits",
            Self::If => "fits-if",
            Self::Unknown => "unknown",
            Self::No => "does-not-fit",
        }
    }
}

/// One workload on one platform.
#[derive(Debug, Clone)]
pub struct Cell<'l> {
    /// The platform.
    pub platform: Platform,
    /// Whether it stands there today.
    pub home: bool,
    /// The answer.
    pub fits: Fits,
    /// What stands in the way, what cannot be changed first.
    pub reasons: Vec<Reason<'l>>,
    /// What nobody knows.
    pub missing: Vec<Missing>,
    /// How far each number is from its limit, the nearest first.
    pub distances: Vec<Distance<'l>>,
}

/// One thing that stands in the way.
#[derive(Debug, Clone)]
pub struct Reason<'l> {
    /// A clause without a full stop: `timeout 1200 s, at most 900 s`.
    pub text: String,
    /// What to change, where something can be.
    pub change: Option<String>,
    /// Whether it lies in the work itself rather than in a setting.
    pub fixed: bool,
    /// The rule or the criterion that says so.
    pub says: &'static str,
    /// Where it stands.
    pub at: Option<Span>,
    /// The limit behind the number, with its page and date.
    pub limit: Option<&'l Limit>,
}

/// A fact that decides and that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which fact.
    pub fact: FactName,
    /// Why it is unknown.
    pub why: Cow<'static, str>,
    /// How to tell.
    pub how: &'static str,
}

/// Settings that may change for a workload to still count as fitting.
const MOST_CHANGES: usize = 2;

/// Asks.
pub(super) fn cell<'l>(place: Place<'_>, context: &Context<'l>) -> Cell<'l> {
    let Place {
        workload: there,
        known,
        platform,
        home,
        heard,
    } = place;
    let distances = distances((there, known), platform, context);
    // What asks for less than the least there is given more.
    let is_floor = |draft: &Draft| {
        let first = draft.evidence.first().and_then(|first| first.amount);
        draft.rule.family == Family::PlatformLimit
            && first.is_some_and(|one| one.worse == Worse::Smaller)
    };
    let against = heard.against(there, context).into_iter();
    let against = against.filter(|draft| home || !is_floor(draft));
    let mut reasons: Vec<Reason<'l>> = against
        .filter_map(|draft| of_draft(draft, there, &distances))
        .collect();
    reasons.extend(distances.iter().filter_map(of_work));
    reasons.extend(ties((there, home), platform, heard));
    reasons.extend(shape(there, platform));
    reasons.sort_by_key(|reason| !reason.fixed);
    reasons.dedup_by(|one, other| one.text == other.text);
    let missing = missing((there, known), platform, home, context);
    let fits = match reasons.as_slice() {
        [first, ..] if first.fixed => Fits::No,
        all if all.len() > MOST_CHANGES => Fits::No,
        _ if !missing.is_empty() => Fits::Unknown,
        [] => Fits::Yes,
        _ => Fits::If,
    };
    Cell {
        platform,
        home,
        fits,
        reasons,
        missing,
        distances,
    }
}

/// What `check` would say of it there.
fn of_draft<'l>(draft: Draft, there: &Workload, distances: &[Distance<'l>]) -> Option<Reason<'l>> {
    let is_limit = draft.rule.family == Family::PlatformLimit;
    let is_advice = draft.rule.family == Family::PreferKubernetes;
    if !(is_limit || is_advice) {
        return None;
    }
    let first = draft.evidence.first()?;
    let over = distances
        .iter()
        .find(|one| is_limit && one.percent > 100 && one.setting.name() == first.criterion);
    let setting = setting(there, first);
    let text = match (over, setting) {
        (Some(over), _) => over.excess(),
        (None, Some(name)) => format!("{} {}", name.name(), first.text),
        (None, None) => clause(&draft).to_owned(),
    };
    Some(Reason {
        text,
        fixed: is_advice && setting.is_none() && draft.confidence == Confidence::High,
        says: draft.rule.name,
        at: first.at.clone(),
        limit: over.map(|over| over.limit),
        change: Some(draft.wording.help),
    })
}

/// The setting that a piece of evidence is about; `None` for what lies in the work itself.
fn setting(there: &Workload, evidence: &Evidence) -> Option<FactName> {
    let is_it = |fact: &&Fact| {
        let same = fact.field == evidence.field && fact.owner == evidence.owner;
        same && !is_about_work(fact) && LIMITED.iter().any(|(name, ..)| *name == fact.name)
    };
    there.facts.iter().find(is_it).map(|fact| fact.name)
}

/// What is said, without the workload's name.
pub(super) fn clause(draft: &Draft) -> &str {
    let message = &draft.wording.message;
    let rest = message.split_once("` ").map(|(_, rest)| rest);
    rest.unwrap_or(message)
}

/// A limit that the work itself exceeds, whatever the settings say.
fn of_work<'l>(distance: &Distance<'l>) -> Option<Reason<'l>> {
    (distance.about_work && distance.percent > 100).then(|| Reason {
        text: distance.excess(),
        change: None,
        fixed: true,
        says: distance.setting.name(),
        at: None,
        limit: Some(distance.limit),
    })
}

/// What ties it to a cluster: criteria that report nothing alone.
fn ties<'l>(
    (there, home): (&Workload, bool),
    platform: Platform,
    heard: &Heard,
) -> Vec<Reason<'l>> {
    if platform.on_kubernetes() {
        return Vec::new();
    }
    let least = match platform.side() {
        Side::Serverless => Weight::Strong,
        _ => Weight::Decisive,
    };
    let ties = heard.quiet.iter().filter(|one| {
        one.stance == Stance::For
            && one.weight >= least
            && one.is_reason()
            && !one.is_of_organization()
            // A number over a limit is told with the platform's own limit.
            && setting(there, one).is_none()
    });
    let has_gpu = |one: &Evidence| platform.gives_gpus() && asks_for_gpu(there, one);
    // Where it stands it was given its GPU; elsewhere there are some, of certain types.
    ties.filter(|one| !(home && has_gpu(one)))
        .map(|one| Reason {
            text: one.text.clone(),
            change: has_gpu(one).then(|| "ask for a type of GPU that the platform has".to_owned()),
            fixed: one.weight == Weight::Decisive && !has_gpu(one),
            says: one.criterion,
            at: one.at.clone(),
            limit: None,
        })
        .collect()
}

/// Whether a piece of evidence is about a GPU.
fn asks_for_gpu(there: &Workload, evidence: &Evidence) -> bool {
    let mut blockers = there.facts(FactName::Blocker);
    blockers.any(|fact| {
        let is_gpu = fact.blocker().is_some_and(crate::model::Blocker::is_gpu);
        is_gpu && fact.at == evidence.at
    })
}

/// Kinds whose pods stay until somebody stops them.
const STAYS: &[&str] = &[
    "Deployment",
    "DeploymentConfig",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
    "DaemonSet",
    "Rollout",
];

/// A job ends, a worker pool takes no requests, and one pod on each node is the cluster's own.
fn shape<'l>(there: &Workload, platform: Platform) -> Option<Reason<'l>> {
    let answers = there.facts(FactName::Trigger).find(|fact| {
        let kind = fact.trigger().map(|trigger| trigger.kind);
        matches!(
            kind,
            Some(TriggerKind::Http | TriggerKind::FunctionUrl | TriggerKind::WebSocket)
        )
    });
    let kind = there.kind.as_str();
    let stays = STAYS.contains(&kind);
    let no_requests = platform.is_batch() || platform == Platform::CloudRunWorkerPool;
    let text = match answers {
        _ if kind == "DaemonSet" && platform != Platform::Kubernetes => {
            "it runs once on each node of a cluster".to_owned()
        }
        Some(_) if no_requests => "it answers requests, and none arrive there".to_owned(),
        None if stays && platform.is_batch() => {
            format!("a {kind} stays up, jobs end")
        }
        _ => return None,
    };
    Some(Reason {
        text,
        change: None,
        fixed: true,
        says: "shape",
        at: answers.and_then(|fact| fact.at.clone()),
        limit: None,
    })
}

fn missing(
    (there, known): (&Workload, Known),
    platform: Platform,
    home: bool,
    context: &Context<'_>,
) -> Vec<Missing> {
    let mut found = Vec::new();
    for (name, setting, how) in LIMITED {
        let most = limit(there, platform, *setting, context);
        let facts = || there.facts(*name);
        let silent = *name == FactName::Timeout && !home && platform.side() != Side::Kubernetes;
        let why = match known.has(*name) {
            false if silent => "nothing says how long one run takes".into(),
            false => continue,
            // An image without a known size is the ordinary case and breaks no platform that takes images.
            true if *name == FactName::ImageSize => continue,
            true if over_by_default(facts(), most) && !home => {
                "nothing says how long one run takes; the default where it is exceeds what is allowed".into()
            }
            true if facts().any(|fact| magnitude(fact).is_some()) => continue,
            true => unresolved(there.fact(*name)),
        };
        let bounded =
            most.is_some_and(|limit| limit.value != Magnitude::Duration(Duration::UNLIMITED));
        if !bounded {
            continue;
        }
        found.push(Missing {
            fact: *name,
            why,
            how,
        });
    }
    found
}

/// Whether a default of home lets it run longer than the platform allows: the work itself may take less.
fn over_by_default<'w>(facts: impl Iterator<Item = &'w Fact>, most: Option<&Limit>) -> bool {
    let mut defaults = facts.filter(|fact| fact.origin == Origin::Default);
    defaults.any(|fact| magnitude(fact) > most.map(|most| most.value) && most.is_some())
}

/// Why a value is not known.
fn unresolved(fact: Option<&Fact>) -> Cow<'static, str> {
    let note = fact.and_then(|fact| fact.note.clone());
    Cow::Owned(note.unwrap_or_else(|| {
        let text = fact.and_then(|fact| fact.at.as_ref());
        let text = text.map_or("", |at| at.text());
        format!("`{text}` is known only at deployment")
    }))
}
