//! A resource's body, whether it was written as blocks, as JSON or is what a plan says.

use super::argument::Argument;
use super::module::Module;
use super::plan::{module_prefix, without_index};
use super::reference::expression;
use super::setting::{SENSITIVE, Setting};
use crate::model::{Companion, Confidence, Fact, Link, Placement, Scope, Workload};
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// Why what stands in a `dynamic` block is unknown.
const DYNAMIC: &str = "a `dynamic` block may make it, once, often or never";

/// Where a resource stands.
pub(in crate::formats) struct Owner<'a, 't> {
    pub(in crate::formats) format: &'static str,
    pub(in crate::formats) module: &'a Module<'t>,
    pub(in crate::formats) scope: Scope,
}

/// One resource.
pub(in crate::formats) struct Resource<'a, 't> {
    pub(super) owner: &'a Owner<'a, 't>,
    pub(super) kind: &'t str,
    pub(super) address: String,
    pub(super) body: Node<'t>,
    at: Span,
    extent: Span,
    /// What override files say of it, the one that counts most first.
    overrides: Vec<Node<'t>>,
    /// Of a plan: `true` where a value is sensitive.
    sensitive: Option<Node<'t>>,
}

/// The one block of a kind, or the first of several.
pub(in crate::formats) fn first(node: Node<'_>) -> Option<Node<'_>> {
    match node.kind() {
        Kind::Mapping => Some(node),
        Kind::Sequence => node.items().find(|item| item.kind() == Kind::Mapping),
        _ => None,
    }
}

/// Blocks are a map where there is one and a list where there are more; a plan and JSON may always use the list.
pub(super) fn blocks(node: Node<'_>) -> Vec<Node<'_>> {
    match node.kind() {
        Kind::Mapping => vec![node],
        Kind::Sequence => node
            .items()
            .filter(|item| item.kind() == Kind::Mapping)
            .collect(),
        _ => Vec::new(),
    }
}

/// A `dynamic` block makes any number of blocks of a kind, none among them.
fn dynamic<'t>(parent: Node<'t>, key: &str) -> Option<Setting<'t>> {
    let blocks = first(parent.get("dynamic")?)?.entry(key)?;
    let setting = Setting::new(blocks.key, String::new());
    Some(setting.unknown(DYNAMIC))
}

/// Whether `key`, or a block as a whole, is marked anywhere in a plan's sensitive values.
fn marks_any(marks: Node<'_>, key: &str) -> bool {
    let inside = marks.items().any(|item| marks_any(item, key));
    let named = marks.entries().any(|entry| match entry.value.kind() {
        Kind::Scalar(_) => entry.name() == key && entry.value.as_bool() == Some(true),
        _ => marks_any(entry.value, key),
    });
    inside || named || marks.as_bool() == Some(true)
}

impl<'a, 't> Resource<'a, 't> {
    pub(in crate::formats) fn new(
        owner: &'a Owner<'a, 't>,
        kind: &'t str,
        address: String,
        entry: Entry<'t>,
        body: Node<'t>,
    ) -> Self {
        let overrides = match kind {
            "module" => Vec::new(),
            kind => owner.module.overrides(kind, entry.name()),
        };
        Self {
            owner,
            kind,
            address,
            body,
            overrides,
            at: entry.key.span(),
            extent: entry.span(),
            sensitive: None,
        }
    }

    /// A resource of a plan, whose address stands beside its values.
    pub(in crate::formats) fn planned(
        owner: &'a Owner<'a, 't>,
        kind: &'t str,
        address: Node<'t>,
        whole: Node<'t>,
        body: Node<'t>,
    ) -> Self {
        Self {
            owner,
            kind,
            address: address.as_str().unwrap_or_default().to_owned(),
            body,
            overrides: Vec::new(),
            at: address.span(),
            extent: whole.span(),
            sensitive: whole.get("sensitive_values"),
        }
    }

    /// What stands at a path of blocks and arguments.
    pub(super) fn get(&self, path: &[&str]) -> Option<Setting<'t>> {
        // An override file replaces whole arguments, and whole blocks of a type.
        let key = path.first()?;
        let overridden = self.overrides.iter().find(|body| body.get(key).is_some());
        let body = overridden.copied().unwrap_or(self.body);
        let mut setting = self.get_in(body, "", path)?;
        if self.is_sensitive(path) {
            // Nothing may quote the value, so the fact stands where its resource does.
            setting.at = self.at.clone();
            return Some(setting.unknown(SENSITIVE));
        }
        Some(setting)
    }

    /// Whether a plan marks what stands at a path, or what holds it, as sensitive.
    fn is_sensitive(&self, path: &[&str]) -> bool {
        let mut node = self.sensitive;
        for key in path {
            node = node.and_then(first).and_then(|block| block.get(key));
            if node.and_then(Node::as_bool) == Some(true) {
                return true;
            }
        }
        false
    }

    /// The same below a block, whose own path is `prefix`.
    pub(super) fn get_in(
        &self,
        block: Node<'t>,
        prefix: &str,
        path: &[&str],
    ) -> Option<Setting<'t>> {
        let mut field = prefix.to_owned();
        let mut setting = Setting::new(block, String::new());
        for key in path {
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(key);
            let parent = setting.node.and_then(first)?;
            let inner = match parent.get(key) {
                Some(node) => self.owner.module.resolve(Setting::new(node, field.clone())),
                None => dynamic(parent, key)?,
            };
            if inner.is_null {
                // An argument that is null counts as left out.
                return None;
            }
            let via = [setting.via, inner.via.clone()].concat();
            let confidence = setting.confidence.min(inner.confidence);
            setting = Setting {
                via,
                confidence,
                ..inner
            };
            if setting.node.is_none() {
                // The rest of the path is below a value nobody knows.
                break;
            }
        }
        setting.field = [prefix, &path.join(".")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(".");
        setting.confidence = setting.confidence.min(self.confidence());
        if !prefix.is_empty() && self.is_marked(prefix, path) {
            setting.at = self.at.clone();
            return Some(setting.unknown(SENSITIVE));
        }
        Some(setting)
    }

    /// The same below a block, of which there may be several: one mark counts for all of them.
    fn is_marked(&self, prefix: &str, path: &[&str]) -> bool {
        let (Some(marks), Some(key)) = (self.sensitive, path.last()) else {
            return false;
        };
        let block = prefix.split(['.', '[']).next().unwrap_or(prefix);
        marks.get(block).is_some_and(|marks| marks_any(marks, key))
    }

    /// Whether there is something at a path; `None` where a `dynamic` block decides.
    pub(super) fn has(&self, path: &[&str]) -> Option<bool> {
        match self.get(path) {
            Some(setting) if setting.note.as_deref() == Some(DYNAMIC) => None,
            found => Some(found.is_some()),
        }
    }

    /// Every block of a kind, below the block at a path.
    pub(super) fn blocks(&self, path: &[&str]) -> Vec<Node<'t>> {
        let found = self.get(path).and_then(|setting| setting.node);
        found.map(blocks).unwrap_or_default()
    }

    /// The items of the list at a path, what they stand for found.
    pub(super) fn items(&self, path: &[&str]) -> Vec<Setting<'t>> {
        let Some(list) = self.get(path) else {
            return Vec::new();
        };
        let items = list.node.into_iter().flat_map(Node::items);
        items
            .map(|item| {
                let item = self
                    .owner
                    .module
                    .resolve(Setting::new(item, list.field.clone()));
                let at = if list.via.is_empty() {
                    item.at
                } else {
                    list.at.clone()
                };
                let via = [list.via.clone(), item.via].concat();
                Setting {
                    at,
                    via,
                    confidence: list.confidence,
                    ..item
                }
            })
            .collect()
    }

    /// The literal text at a path.
    pub(super) fn text(&self, path: &[&str]) -> Option<&'t str> {
        self.get(path)?.text()
    }

    /// The facts that stand at a path: none, one, or one for each value that a condition chooses from.
    pub(super) fn facts(&self, path: &[&str], kind: &Argument) -> Vec<Fact> {
        let setting = self.get(path);
        setting.map_or_else(Vec::new, |setting| setting.facts(kind))
    }

    /// The same below a block.
    pub(super) fn facts_in(
        &self,
        block: Node<'t>,
        prefix: &str,
        path: &[&str],
        kind: &Argument,
    ) -> Vec<Fact> {
        let setting = self.get_in(block, prefix, path);
        setting.map_or_else(Vec::new, |setting| setting.facts(kind))
    }

    /// `count = 0` deploys nothing.
    pub(in crate::formats) fn is_deployed(&self) -> bool {
        self.get(&["count"]).is_none_or(|count| {
            count.node.is_none_or(|node| node.as_u64() != Some(0)) || !count.via.is_empty()
        })
    }

    /// A count that a condition decides may be zero.
    fn confidence(&self) -> Confidence {
        match self.body.get("count").and_then(expression) {
            Some(_) => Confidence::Medium,
            None => Confidence::High,
        }
    }

    /// A workload without facts.
    pub(super) fn workload(&self, placement: Placement) -> Workload {
        let mut workload = Workload::new(
            &self.address,
            self.kind,
            self.owner.format,
            placement,
            self.extent.clone(),
            self.owner.scope.clone(),
        );
        workload.at = self.at.clone();
        workload.logical_ids = vec![self.address.clone()];
        let deployed = ["function_name", "name"].map(|key| self.text(&[key]));
        let deployed = deployed.into_iter().flatten();
        workload.aliases.extend(deployed.map(str::to_owned));
        let shared = without_index(&self.address);
        if shared != self.address {
            workload.logical_ids.push(shared.to_owned());
        }
        if self.body.get("for_each").is_some() {
            let note = "`for_each` repeats it; what differs between the copies is unknown";
            workload.notes.push(note.to_owned());
        }
        workload
    }

    /// What this resource says of a function.
    pub(super) fn companion(&self, function: String, facts: Vec<Fact>) -> Companion {
        Companion {
            title: self.address.as_str().into(),
            namespace: None,
            scope: self.owner.scope.clone(),
            at: self.at.clone(),
            link: Link::Resource(function),
            facts,
        }
    }

    /// The resources and modules that an argument mentions, as type and name.
    pub(super) fn mentions(&self, path: &[&str]) -> Vec<(&'t str, &'t str)> {
        self.owner.module.mentions(&self.address, self.body, path)
    }

    /// The address of the function that an argument mentions.
    pub(super) fn function(&self, path: &[&str]) -> Option<String> {
        self.owner.module.function(&self.address, self.body, path)
    }

    /// The resource of a type that an argument mentions.
    pub(super) fn named(&self, path: &[&str], kind: &str) -> Option<Named<'t>> {
        let mentioned = self.mentions(path);
        let (kind, name) = mentioned.into_iter().find(|(found, _)| *found == kind)?;
        let body = self.owner.module.resource(&self.address, kind, name)?;
        let within = module_prefix(&self.address);
        Some(Named {
            address: format!("{within}{kind}.{name}"),
            body,
        })
    }
}

/// A resource that another one mentions.
pub(super) struct Named<'t> {
    pub(super) address: String,
    pub(super) body: Node<'t>,
}
