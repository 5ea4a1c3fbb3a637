//! Small words the tests are written in: objects by hand, and what came of linking them.

use plimsoll::model::{
    Companion, Declarations, Fact, FactName, Link, ObjectRef, Origin, Placement, Platform, Scope,
    Value, Workload,
};
use plimsoll::repository::Repository;
use plimsoll::source::{Source, Span};
use plimsoll::{formats, link, syntax};
use std::collections::BTreeMap;

/// A place in a file; the text of the span does not matter for linking.
fn at(path: &str, line: usize) -> Span {
    Source::new(path, "x\n".repeat(line)).span(2 * (line as u32 - 1), 2 * line as u32 - 1)
}

/// The folder of a file is its source root.
fn scope(path: &str) -> Scope {
    Scope {
        root: path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .into(),
        stack: path.into(),
    }
}

pub(crate) fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// A Deployment whose pods have the label `app: NAME`.
pub(crate) fn deployment(path: &str, name: &str) -> Workload {
    let placement = Placement::on(Platform::Kubernetes, None);
    let mut workload = Workload::new(
        name,
        "Deployment",
        "kubernetes",
        placement,
        at(path, 1),
        scope(path),
    );
    "apps".clone_into(&mut workload.group);
    workload.pod_labels = labels(&[("app", name)]);
    workload
}

pub(crate) fn function(path: &str, id: &str) -> Workload {
    let placement = Placement::on(Platform::AwsLambda, Some("zip"));
    let kind = "AWS::Lambda::Function";
    let mut workload = Workload::new(
        id,
        kind,
        "cloudformation",
        placement,
        at(path, 1),
        scope(path),
    );
    workload.logical_ids = vec![id.to_owned()];
    workload
}

fn companion(path: &str, title: &str, link: Link, fact: FactName, value: u64) -> Companion {
    let at = at(path, 9);
    Companion {
        title: title.into(),
        namespace: None,
        scope: scope(path),
        facts: vec![Fact::stated(
            fact,
            Value::Count(value),
            at.clone(),
            "spec.x",
        )],
        at,
        link,
    }
}

/// An HPA of the Deployment of its own name, with that many replicas at most.
pub(crate) fn hpa(path: &str, name: &str, most: u64) -> Companion {
    let target = ObjectRef {
        group: "apps".to_owned(),
        kind: "Deployment".to_owned(),
        name: name.to_owned(),
    };
    let title = format!("HorizontalPodAutoscaler/{name}");
    companion(
        path,
        &title,
        Link::Scales(target),
        FactName::ReplicasMax,
        most,
    )
}

/// A Service that asks for these labels.
pub(crate) fn service(path: &str, name: &str, selector: &[(&str, &str)]) -> Companion {
    let link = Link::Selects {
        name: name.to_owned(),
        selector: labels(selector),
        ports: Vec::new(),
    };
    companion(
        path,
        &format!("Service/{name}"),
        link,
        FactName::Connection,
        1,
    )
}

pub(crate) fn ingress(path: &str, name: &str, services: &[&str]) -> Companion {
    let link = Link::Routes(services.iter().map(|name| (*name).to_owned()).collect());
    companion(path, &format!("Ingress/{name}"), link, FactName::Trigger, 1)
}

pub(crate) fn route(path: &str, function: &str) -> Companion {
    let link = Link::Resource(function.to_owned());
    companion(
        path,
        "AWS::Lambda::Permission/Allow",
        link,
        FactName::Trigger,
        1,
    )
}

/// Sets the namespace.
pub(crate) trait In {
    fn within(self, namespace: &str) -> Self;
}

impl In for Workload {
    fn within(mut self, namespace: &str) -> Self {
        self.namespace = Some(namespace.to_owned());
        self
    }
}

impl In for Companion {
    fn within(mut self, namespace: &str) -> Self {
        self.namespace = Some(namespace.to_owned());
        self
    }
}

/// Reads these files and links them.
pub(crate) fn read(files: &[(&str, &str)]) -> Vec<Workload> {
    let mut out = declared(files);
    link::link(&out.companions, &mut out.workloads);
    out.workloads
}

/// The same, with what was cut.
pub(crate) fn read_and_cut(files: &[(&str, &str)]) -> (Vec<Workload>, Vec<String>) {
    let mut out = declared(files);
    let cuts = link::link(&out.companions, &mut out.workloads);
    let cuts = cuts.iter().map(ToString::to_string);
    (out.workloads, cuts.collect())
}

/// Reads these files.
pub(crate) fn declared(files: &[(&str, &str)]) -> Declarations {
    let mut out = Declarations::default();
    for (path, text) in files {
        let tree = syntax::parse(&Source::new(*path, *text));
        let root = scope(path).root;
        formats::read(&tree, &root, &Repository::new("/nowhere"), &mut out);
    }
    link::kustomize(&mut out);
    link::drop_owned(&mut out.workloads);
    out
}

/// The same, and lists what each workload got, with the text at its place.
pub(crate) fn dump(files: &[(&str, &str)]) -> String {
    told(&read(files))
}

/// What each of these got, with the text at its place.
pub(crate) fn told(workloads: &[Workload]) -> String {
    let is_linked = |fact: &&Fact| fact.origin == Origin::Linked;
    let text = |fact: &Fact| {
        let at = fact.at.as_ref().map_or("", |at| at.text());
        format!("{} `{at}`", line(fact))
    };
    listed(workloads, |facts| {
        facts.iter().filter(is_linked).map(text).collect()
    })
}

/// Links, and lists what each workload got: `web: replicas-max 5 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:9`.
pub(crate) fn linked(companions: &[Companion], mut workloads: Vec<Workload>) -> String {
    link::link(companions, &mut workloads);
    listed(&workloads, |facts| facts.iter().map(line).collect())
}

fn listed(workloads: &[Workload], facts: impl Fn(&[Fact]) -> Vec<String>) -> String {
    let mut lines = Vec::new();
    for workload in workloads {
        let name = &workload.name;
        let facts = facts(&workload.facts);
        lines.extend(facts.iter().map(|fact| format!("{name}: {fact}")));
        let notes = workload.notes.iter();
        lines.extend(notes.map(|note| format!("{name}: note: {note}")));
    }
    lines.join("\n")
}

fn line(fact: &Fact) -> String {
    let place = fact.at.as_ref().map_or(String::new(), |at| {
        format!("{}:{}", at.path(), at.first().line)
    });
    format!(
        "{} {} {} by {} at {place}",
        fact.name.name(),
        fact.value.as_ref().map_or("?".to_owned(), Value::to_string),
        fact.origin.name(),
        fact.owner.as_deref().unwrap_or("nobody"),
    )
}
