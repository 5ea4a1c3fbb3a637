//! What a document says besides its workloads, before it is joined to them.

use super::call::DataHost;
use super::directive::Directive;
use super::fact::Fact;
use super::not_rendered::NotRendered;
use super::platform::Platform;
use super::workload::Workload;
use crate::source::Span;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Everything one file says.
#[derive(Debug, Default)]
pub struct Declarations {
    /// The workloads.
    pub workloads: Vec<Workload>,
    /// What it says about workloads that may stand in other documents.
    pub companions: Vec<Companion>,
    /// What becomes of the objects of a folder before they reach a cluster.
    pub kustomizations: Vec<Kustomization>,
    /// Suppressions: comments, annotations, metadata.
    pub directives: Vec<Directive>,
    /// Other files of the repository that were read on the way (`${file(..)}`), by root-relative path.
    pub included: Vec<String>,
    /// The templates of the repository that it deploys as parts of itself.
    pub nested: Vec<Nested>,
    /// Files whose workloads are more than they list, because only a build or a deployment knows the others.
    pub open: Vec<String>,
    /// Deployments that it only names.
    pub not_rendered: Vec<NotRendered>,
    /// What a reader has to know of a place, and what stops nothing.
    pub warnings: Vec<Problem>,
    /// What could not be understood although plimsoll owns the notation (a malformed `plimsoll/...` annotation).
    pub problems: Vec<Problem>,
    /// Where a bound cut something off that other objects may say of the workloads.
    pub cuts: Vec<Cut>,
}

/// A bound that cut something off: the rest of what stands there is not read or not joined. The report warns of each, and
/// [`Workload::cut`] marks the workloads of which less is known for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// Where.
    pub at: Span,
    /// What is cut, with the number.
    pub message: String,
}

impl fmt::Display for Cut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.at.first().line;
        write!(formatter, "{}:{line}: {}", self.at.path(), self.message)
    }
}

/// Something that could not be read, and where.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The value.
    pub at: Span,
    /// What is wrong with it.
    pub message: String,
}

/// What a kustomization changes in an object that stands elsewhere, where it says so itself.
#[derive(Debug, Clone)]
pub struct Change {
    /// Where it says so.
    pub at: Span,
    /// Whose.
    pub of: Changed,
    /// What it does, and what of that is not read, as the rest of a sentence.
    pub words: &'static str,
    /// What a patch written out in place adds.
    pub patch: Option<Workload>,
    /// The file that says what it does, from the root.
    pub file: Option<String>,
}

/// Whom a kustomization changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Whoever runs an image of this name.
    Image(String),
    /// Objects of a kind and a name; `None` is any.
    Object {
        /// Its kind.
        kind: Option<String>,
        /// Its name.
        name: Option<String>,
    },
}

/// What a kustomization makes of the objects it lists.
#[derive(Debug, Clone)]
pub struct Kustomization {
    /// Where it begins.
    pub at: Span,
    /// Its folder, from the root.
    pub folder: String,
    /// The namespace it gives them.
    pub namespace: Option<String>,
    /// What it puts before their names.
    pub prefix: String,
    /// What it puts behind their names.
    pub suffix: String,
    /// The files and folders it lists, from the root.
    pub resources: Vec<String>,
    /// The files that are patches of other objects, from the root.
    pub patches: Vec<String>,
    /// What it changes in objects without a file of its own for it.
    pub changes: Vec<Change>,
    /// What it says of every workload of its folder.
    pub facts: Vec<Fact>,
}

/// Where a name means one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Scope {
    /// The source root: the nearest folder above with a kustomization or a chart, else the file's own folder.
    pub root: Arc<str>,
    /// The template or service a logical id belongs to: the file and the document's number. Empty for Kubernetes.
    pub stack: Arc<str>,
}

/// A template that another one deploys as a part of itself: a nested stack, a nested application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nested {
    /// The root-relative path of the template that deploys it.
    pub parent: String,
    /// The logical id it has there.
    pub id: String,
    /// The root-relative path of the nested template.
    pub child: String,
}

/// An object that speaks of a workload: a scaler, a Service, a claim, a route, an alarm.
#[derive(Debug, Clone)]
pub struct Companion {
    /// How it is called in evidence: `HorizontalPodAutoscaler/web`.
    pub title: Arc<str>,
    /// The namespace in which its names are looked up, where it is set: its own, or the one that a reference names.
    pub namespace: Option<String>,
    /// Where its names are looked up.
    pub scope: Scope,
    /// Where it begins.
    pub at: Span,
    /// How it names the workload.
    pub link: Link,
    /// What it says of it; joined, their origin becomes [`Origin::Linked`](super::Origin::Linked).
    pub facts: Vec<Fact>,
}

/// How a companion names the workloads it speaks of.
#[derive(Debug, Clone)]
pub enum Link {
    /// An HPA, a ScaledObject or a Canary, by `scaleTargetRef` or `targetRef`.
    Scales(ObjectRef),
    /// A Service, by label selector. Its facts reach the workload; its name lets an Ingress reach it.
    Selects {
        /// The Service's name.
        name: String,
        /// The labels a pod must have; never empty.
        selector: BTreeMap<String, String>,
        /// Its ports, and those of the pods behind it where they have numbers.
        ports: Vec<(u16, Span)>,
    },
    /// A Service without a selector, by its own name: one whose endpoints something else keeps, or, where it leads out, a
    /// name for a host outside of the cluster.
    Stands {
        /// The Service's name.
        name: String,
        /// Whether it is an ExternalName.
        leads_out: bool,
    },
    /// A ConfigMap, by its own name, and the hosts that its data names.
    Data {
        /// The ConfigMap's name.
        name: String,
        /// What it names.
        hosts: Vec<DataHost>,
        /// The first script of it that calls a tool of the cluster: the tool, its key, and where that stands.
        tool: Option<(String, String, Span)>,
    },
    /// A policy, by the labels of the pods it is for; never empty.
    Pods(BTreeMap<String, String>),
    /// An Ingress, by the names of the Services behind it.
    Routes(Vec<String>),
    /// A Service that is configured by another object.
    Uses {
        /// The Service's name.
        service: String,
        /// The name of what configures it.
        config: String,
    },
    /// What configures Services, by its own name.
    Configures(String),
    /// A RoleBinding or ClusterRoleBinding, by the account that is given a role.
    Binds {
        /// The account's name, in the companion's namespace.
        account: String,
        /// The role. What it allows is the role's to say; the companion's own facts count where it is not to be found.
        role: ObjectRef,
    },
    /// A Role or ClusterRole: what it lets those do whom a binding gives it to.
    Grants(ObjectRef),
    /// A PersistentVolumeClaim, by its own name.
    Claims(String),
    /// A latency objective, by what it calls the service it is for.
    Service(ServiceRef),
    /// A resource of a template (route, alarm, permission, event source), by the function's logical id.
    Resource(String),
    /// A CDN that calls a function at its edge, by the function's logical id: what it runs as is decided there.
    Edge {
        /// The logical id.
        function: String,
        /// The variant in the limits table: `edge-viewer` or `edge-origin`.
        variant: &'static str,
    },
    /// A deployment command, by what it deploys to and the name it gives there.
    Deploys {
        /// The platform.
        platform: Platform,
        /// The service's name.
        name: String,
    },
}

/// A reference to an object by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectRef {
    /// The API group, empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// A service as people who measure it call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRef {
    /// Its names, the surest first.
    pub names: Vec<String>,
    /// The namespace that a query asks for. Where the objective itself stands says little: many are kept in a namespace
    /// of the monitoring.
    pub namespace: Option<String>,
}
