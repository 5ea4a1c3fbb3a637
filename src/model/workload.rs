//! The neutral workload that every format is read into.

use super::artefact::Artefact;
use super::call::{Call, Port};
use super::fact::Fact;
use super::fact_name::FactName;
use super::kinds::TriggerKind;
use super::link::{ObjectRef, Scope};
use super::platform::{Platform, Side};
use crate::source::Span;
use std::collections::BTreeMap;

/// Something that runs, and everything known about it.
#[derive(Debug, Clone)]
pub struct Workload {
    /// The logical id, function key, `metadata.name` or address: never a deployed name.
    pub name: String,
    /// `metadata.namespace`, where it is set.
    pub namespace: Option<String>,
    /// `Deployment`, `Service`, `AWS::Lambda::Function`, `function`.
    pub kind: String,
    /// The API group of a Kubernetes object, empty for the core group and everything else.
    pub group: String,
    /// The format it was read from, by name.
    pub format: &'static str,
    /// What it stands on.
    pub placement: Placement,
    /// Whether an annotation, metadata or the configuration declares the platform.
    pub platform_declared: bool,
    /// Where its own file declares the platform, and what it stands on without that.
    pub undeclared: Option<(Span, Placement)>,
    /// Where its block begins: the first key of a Kubernetes object, the key of a function or resource.
    pub at: Span,
    /// Its whole block.
    pub extent: Span,
    /// Everything known about it.
    pub facts: Vec<Fact>,
    /// The labels of its pods, for selectors.
    pub pod_labels: BTreeMap<String, String>,
    /// Which other documents may speak of it.
    pub scope: Scope,
    /// Logical ids under which its template's other resources know it.
    pub logical_ids: Vec<String>,
    /// Other names that people who measure it may use: the one it is deployed under, an API's with nothing else behind.
    pub aliases: Vec<String>,
    /// Names of the claims its pods mount.
    pub claims: Vec<String>,
    /// The account that its pods present to the cluster's API; `None` when they name none or are given no token.
    pub service_account: Option<String>,
    /// The object whose controller created it, in a dump of a live cluster.
    pub owner: Option<ObjectRef>,
    /// Hosts that it names; what of them its cluster has becomes a fact when documents are linked.
    pub calls: Vec<Call>,
    /// Ports that its pods listen on, as they say themselves or as Services say of them.
    pub ports: Vec<Port>,
    /// Whether it is suspended, so that it never runs.
    pub suspended: bool,
    /// Whether a bound cut off some of what other objects say of it.
    pub cut: bool,
    /// The tool that adds it for its own ends: nothing the repository says is about it.
    pub generated_by: Option<&'static str>,
    /// What it is deployed with that may lie in the repository.
    pub artefacts: Vec<Artefact>,
    /// What else `inspect` says of it: a link that is ambiguous, a reference that dangles.
    pub notes: Vec<String>,
}

/// The note on a workload whose plan decides its limits and is stated nowhere.
pub const PLAN_UNKNOWN: &str =
    "the plan is unknown, and with it how long a function may run; declare it as `platform`";

/// What a workload stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// One platform, or the ones that fit when nothing decides. Empty for containers that have no platform yet.
    pub platforms: Vec<Platform>,
    /// The variant in the limits table, where it is known: `zip`, `image`, `managed-instances`, `durable`.
    pub variant: Option<&'static str>,
}

impl Placement {
    /// On one platform.
    pub fn on(platform: Platform, variant: Option<&'static str>) -> Self {
        Self {
            platforms: vec![platform],
            variant,
        }
    }

    /// On one of several; nothing decides.
    pub fn one_of(platforms: &[Platform]) -> Self {
        Self {
            platforms: platforms.to_vec(),
            variant: None,
        }
    }

    /// The platform, when it is clear.
    pub fn platform(&self) -> Option<Platform> {
        match self.platforms.as_slice() {
            [platform] => Some(*platform),
            _ => None,
        }
    }

    /// Whether it runs work to its end, wherever of its candidates it stands. What has no platform yet says nothing.
    pub fn is_batch(&self) -> bool {
        let mut platforms = self.platforms.iter();
        !self.platforms.is_empty() && platforms.all(|platform| platform.is_batch())
    }

    /// The side, when all candidates agree.
    pub fn side(&self) -> Option<Side> {
        let side = self.platforms.first()?.side();
        self.platforms
            .iter()
            .all(|platform| platform.side() == side)
            .then_some(side)
    }

    /// The platform's name in a listing; `cloud-run-service or knative` when ambiguous.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self
            .platforms
            .iter()
            .map(|platform| platform.name())
            .collect();
        if names.is_empty() {
            "no platform yet".to_owned()
        } else {
            names.join(" or ")
        }
    }

    /// The platform's title for a sentence; `Knative or Cloud Run` when ambiguous.
    pub fn title(&self) -> String {
        let titles: Vec<&str> = self
            .platforms
            .iter()
            .map(|platform| platform.title())
            .collect();
        titles.join(" or ")
    }
}

/// What tells a workload from every other: no lines, no values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkloadId {
    /// The file.
    pub path: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

/// Kind, namespace and name: a workload without its file.
pub type Object = (String, Option<String>, String);

impl WorkloadId {
    /// The workload without its file.
    pub fn object(&self) -> Object {
        (self.kind.clone(), self.namespace.clone(), self.name.clone())
    }
}

impl Workload {
    /// Whether it is a step of a workflow: long work around it is split already.
    pub fn is_step(&self) -> bool {
        let mut triggers = self.facts(FactName::Trigger).filter_map(Fact::trigger);
        triggers.any(|trigger| trigger.kind == TriggerKind::Workflow)
    }

    /// A workload of which nothing is known yet.
    pub fn new(
        name: impl Into<String>,
        kind: impl Into<String>,
        format: &'static str,
        placement: Placement,
        extent: Span,
        scope: Scope,
    ) -> Self {
        Self {
            name: name.into(),
            namespace: None,
            kind: kind.into(),
            group: String::new(),
            format,
            placement,
            platform_declared: false,
            undeclared: None,
            at: extent.first_line(),
            extent,
            facts: Vec::new(),
            pod_labels: BTreeMap::new(),
            scope,
            logical_ids: Vec::new(),
            aliases: Vec::new(),
            claims: Vec::new(),
            service_account: None,
            owner: None,
            calls: Vec::new(),
            ports: Vec::new(),
            suspended: false,
            cut: false,
            generated_by: None,
            artefacts: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Its identity.
    pub fn id(&self) -> WorkloadId {
        WorkloadId {
            path: self.at.path().to_owned(),
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }

    /// Puts it on a platform that somebody declares. The variant that its file states stays, unless a plan is declared.
    pub fn declare(&mut self, platform: Platform, plan: Option<&'static str>) {
        let same = self.placement.platforms.contains(&platform);
        let variant = plan.or(self.placement.variant.filter(|_| same));
        self.placement = Placement::on(platform, variant);
        self.platform_declared = true;
        if plan.is_some() {
            self.notes.retain(|note| note != PLAN_UNKNOWN);
        }
    }

    /// Notes that it is suspended.
    pub fn suspend(&mut self) {
        if !self.suspended {
            self.suspended = true;
            self.notes.push("suspended: it never runs".to_owned());
        }
    }

    /// Whether it runs work to its end and then stops, as its kind says.
    pub fn ends(&self) -> bool {
        matches!(self.kind.as_str(), "Job" | "CronJob" | "ScaledJob")
    }

    /// The facts of one name, in the order they were found.
    pub fn facts(&self, name: FactName) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.name == name)
    }

    /// The first fact of one name.
    pub fn fact(&self, name: FactName) -> Option<&Fact> {
        self.facts(name).next()
    }

    /// Whether any fact of that name is known, unresolved or not.
    pub fn has(&self, name: FactName) -> bool {
        self.fact(name).is_some()
    }
}
