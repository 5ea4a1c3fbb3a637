//! A module: what its variables and locals stand for, and which resources its files declare.

use super::plan::{Plan, module_prefix};
use super::reference::{expression, path, resources};
use super::resource::first;
use super::siblings::{Siblings, is_override, locals};
use crate::formats::given::Parameters;
use crate::source::Span;
use crate::syntax::Node;
use std::cell::OnceCell;
use std::collections::HashMap;

/// References followed from one expression to its value.
const MAX_STEPS: usize = 64;

/// One file and, through its siblings, its module; a plan has neither variables nor siblings.
pub(in crate::formats) struct Module<'t> {
    pub(super) own: Option<Node<'t>>,
    pub(super) siblings: Option<&'t Siblings>,
    pub(super) given: Option<&'t Parameters<'t>>,
    plan: Option<Plan<'t>>,
    /// The locals of this file, worked out when one is first asked for.
    locals: OnceCell<HashMap<String, u32>>,
}

impl<'t> Module<'t> {
    pub(super) fn new(
        own: Node<'t>,
        siblings: &'t Siblings,
        given: Option<&'t Parameters<'t>>,
    ) -> Self {
        Self {
            own: Some(own),
            siblings: Some(siblings),
            given,
            plan: None,
            locals: OnceCell::new(),
        }
    }

    /// A plan, in which every value is a literal.
    pub(in crate::formats) fn planned(root: Node<'t>) -> Self {
        Self {
            own: None,
            siblings: None,
            given: None,
            plan: Some(Plan::new(root)),
            locals: OnceCell::new(),
        }
    }

    /// The roots of the other files that have a name in them somewhere, configuration or values.
    fn others(
        &self,
        name: &str,
        values: bool,
    ) -> impl DoubleEndedIterator<Item = Node<'t>> + use<'t> {
        let siblings = self.siblings;
        let trees = siblings.map_or_else(Vec::new, |siblings| siblings.with(name, values));
        trees
            .into_iter()
            .filter_map(|tree| tree.documents().next().map(|document| document.root))
    }

    /// The first value at a path of the configuration, in this file or a sibling.
    pub(super) fn declared(&self, path: &[&str]) -> Option<Node<'t>> {
        let own = self.own.and_then(|root| root.at(path));
        let name = path.last().copied().unwrap_or_default();
        own.or_else(|| self.others(name, false).find_map(|root| root.at(path)))
    }

    /// A resource's body; of a plan the one in the module of the address `beside`.
    pub(super) fn resource(&self, beside: &str, kind: &str, name: &str) -> Option<Node<'t>> {
        match self.plan {
            Some(plan) => plan.resource(beside, kind, name),
            None => first(self.declared(&["resource", kind, name])?),
        }
    }

    /// The roots of the override files that have a name in them, the one that counts most first.
    fn overriding(&self, name: &str) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let siblings = self.siblings;
        let trees = siblings.map_or_else(Vec::new, |siblings| siblings.overriding(name));
        let documents = trees.into_iter().filter_map(|tree| tree.documents().next());
        documents.map(|document| document.root)
    }

    /// What override files say of a resource, the one that counts most first.
    pub(super) fn overrides(&self, kind: &str, name: &str) -> Vec<Node<'t>> {
        let files = self.overriding(name);
        files
            .filter_map(|root| first(root.at(&["resource", kind, name])?))
            .collect()
    }

    /// Whether the other files of the folder declare a resource that this one only changes.
    pub(super) fn is_changed_only(&self, kind: &str, name: &str) -> bool {
        let mut files = self.others(name, false);
        self.siblings.is_some_and(Siblings::is_override)
            && files.any(|root| {
                !is_override(root.tree().source().path())
                    && root.at(&["resource", kind, name]).is_some()
            })
    }

    /// Every resource of some types with its address, in this file and its siblings; `None` of a plan.
    pub(super) fn all_of(&self, kinds: &[&str]) -> Option<Vec<(String, Node<'t>)>> {
        if self.plan.is_some() {
            return None;
        }
        let mut found = Vec::new();
        for kind in kinds {
            for root in self.own.into_iter().chain(self.others(kind, false)) {
                let named = root.at(&["resource", kind]).into_iter();
                for entry in named.flat_map(Node::entries) {
                    let address = format!("{kind}.{}", entry.name());
                    found.extend(first(entry.value).map(|body| (address, body)));
                }
            }
        }
        Some(found)
    }

    /// What a data source says.
    pub(super) fn data(&self, kind: &str, name: &str) -> Option<Node<'t>> {
        self.declared(&["data", kind, name])
    }

    /// What a variable is given: by the run, by the last of the automatic files, by `terraform.tfvars`, or its default.
    pub(super) fn variable(&self, name: &str) -> Option<(Node<'t>, Span)> {
        let given = self.given.and_then(|given| given.get(name));
        given.or_else(|| {
            let node = self.filed(name)?;
            Some((node, node.span().first_line()))
        })
    }

    fn filed(&self, name: &str) -> Option<Node<'t>> {
        let automatic = |root: &Node<'t>| root.tree().source().path().contains(".auto.tfvars");
        let given = |auto: bool| {
            let mut files = self.others(name, true).rev();
            files.find_map(|root| (automatic(&root) == auto).then(|| root.get(name)).flatten())
        };
        given(true)
            .or_else(|| given(false))
            .or_else(|| self.default(name))
    }

    /// Whether a variable's value may not be shown.
    pub(super) fn is_sensitive(&self, name: &str) -> bool {
        let variable = self.declared(&["variable", name]).and_then(first);
        variable
            .is_some_and(|variable| variable.get("sensitive").and_then(Node::as_bool) == Some(true))
    }

    /// A local: `locals` may occur many times in every file.
    pub(super) fn local(&self, name: &str) -> Option<Node<'t>> {
        let own = || {
            let root = self.own?;
            let own = self.locals.get_or_init(|| locals(root));
            root.tree().node(*own.get(name)?)
        };
        let others = |overriding| self.siblings?.local(name, overriding);
        others(true).or_else(own).or_else(|| others(false))
    }

    /// What a variable is where nobody gives it a value.
    pub(super) fn default(&self, name: &str) -> Option<Node<'t>> {
        self.overriding(name)
            .find_map(|root| first(root.at(&["variable", name])?)?.get("default"))
            .or_else(|| first(self.declared(&["variable", name])?)?.get("default"))
    }

    /// The resources and modules that an argument of a resource mentions, locals followed, as type and name.
    pub(super) fn mentions(
        &self,
        address: &str,
        body: Node<'t>,
        path: &[&str],
    ) -> Vec<(&'t str, &'t str)> {
        if let Some(plan) = self.plan {
            return plan.mentions(address, path);
        }
        let written = path
            .iter()
            .try_fold(body, |node, key| first(node)?.get(key));
        let Some(mut node) = written else {
            return Vec::new();
        };
        for _ in 0..MAX_STEPS {
            let Some(text) = expression(node) else {
                return Vec::new();
            };
            match path_of(text).as_slice() {
                ["local", name] => match self.local(name) {
                    Some(found) => node = found,
                    None => return Vec::new(),
                },
                _ => return resources(text),
            }
        }
        Vec::new()
    }

    /// The address of the function that an argument mentions, directly or through its alias.
    pub(super) fn function(&self, address: &str, body: Node<'t>, path: &[&str]) -> Option<String> {
        let within = self.plan.map_or("", |_| module_prefix(address));
        let named = |(kind, name): &(&str, &str)| format!("{within}{kind}.{name}");
        let mentioned = self.mentions(address, body, path);
        mentioned.into_iter().find_map(|one| match one {
            ("aws_lambda_function" | "module", _) => Some(named(&one)),
            ("aws_lambda_alias", name) => {
                let alias = format!("{within}aws_lambda_alias.{name}");
                let body = self.resource(address, "aws_lambda_alias", name)?;
                let functions = self.mentions(&alias, body, &["function_name"]);
                let function = functions
                    .iter()
                    .find(|(kind, _)| *kind == "aws_lambda_function")?;
                Some(named(function))
            }
            _ => None,
        })
    }
}

fn path_of(text: &str) -> Vec<&str> {
    path(text).unwrap_or_default()
}
