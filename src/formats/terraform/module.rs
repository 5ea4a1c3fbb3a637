//! A module: what its variables and locals stand for, and which resources its files declare.

use super::evaluate::{self, Known, Outcome};
use super::plan::{Plan, module_prefix};
use super::reference::{expression, path, resources};
use super::resource::first;
use super::setting::Setting;
use super::siblings::Siblings;
use crate::formats::given::Parameters;
use crate::model::Confidence;
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// References followed from one expression to its value.
const MAX_STEPS: usize = 16;

/// One file and, through its siblings, its module; a plan has neither variables nor siblings.
pub(in crate::formats) struct Module<'t> {
    own: Option<Node<'t>>,
    siblings: Option<&'t Siblings<'t>>,
    given: Option<&'t Parameters<'t>>,
    plan: Option<Plan<'t>>,
}

impl<'t> Module<'t> {
    pub(super) fn new(
        own: Node<'t>,
        siblings: &'t Siblings<'t>,
        given: &'t Parameters<'t>,
    ) -> Self {
        Self {
            own: Some(own),
            siblings: Some(siblings),
            given: Some(given),
            plan: None,
        }
    }

    /// A plan, in which every value is a literal.
    pub(in crate::formats) fn planned(root: Node<'t>) -> Self {
        Self {
            own: None,
            siblings: None,
            given: None,
            plan: Some(Plan::new(root)),
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
    fn declared(&self, path: &[&str]) -> Option<Node<'t>> {
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

    /// What a variable is given: by the run, by the last of the automatic files, by `terraform.tfvars`, or its default.
    fn variable(&self, name: &str) -> Option<(Node<'t>, Span)> {
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
        given(true).or_else(|| given(false)).or_else(|| {
            let variable = first(self.declared(&["variable", name])?)?;
            variable.get("default")
        })
    }

    /// Whether a variable's value may not be shown.
    fn is_sensitive(&self, name: &str) -> bool {
        let variable = self.declared(&["variable", name]).and_then(first);
        variable
            .is_some_and(|variable| variable.get("sensitive").and_then(Node::as_bool) == Some(true))
    }

    /// A local: `locals` may occur many times in every file.
    fn local(&self, name: &str) -> Option<Node<'t>> {
        let blocks = |root: Node<'t>| {
            let locals = root.get("locals");
            let list = locals.into_iter().flat_map(Node::items);
            let map = locals.filter(|node| node.kind() == Kind::Mapping);
            let mut all = list.chain(map);
            all.find_map(|block| block.get(name))
        };
        let own = self.own.and_then(blocks);
        own.or_else(|| self.others(name, false).find_map(blocks))
    }

    /// What a name stands for and where that was found; nothing where it is null.
    pub(super) fn named(&self, names: &[&str]) -> Result<Option<(Node<'t>, Span)>, String> {
        let (found, rest) = match names {
            ["var", name, ..] if self.is_sensitive(name) => {
                return Err(format!("variable `{name}` is sensitive"));
            }
            ["var", name, rest @ ..] => match self.variable(name) {
                Some(found) if rest.is_empty() => return Ok(Some(found)),
                Some((found, _)) => (found, rest),
                None if self.is_null(name) => return Ok(None),
                None => return Err(format!("variable `{name}` has no default here")),
            },
            ["local", name, rest @ ..] => match self.local(name) {
                Some(found) => (found, rest),
                None => return Err(format!("local `{name}` is not in this module")),
            },
            ["each" | "count", ..] => {
                let name = names.join(".");
                return Err(format!("`{name}` differs between the copies"));
            }
            _ => return Err(evaluate::ONLY.to_owned()),
        };
        let node = inside(found, rest).ok_or(evaluate::ONLY)?;
        Ok(Some((node, node.span().first_line())))
    }

    /// Whether a variable is null unless somebody gives it a value.
    fn is_null(&self, name: &str) -> bool {
        let variable = self.declared(&["variable", name]).and_then(first);
        variable
            .and_then(|variable| variable.entry("default"))
            .is_some_and(|default| default.value.is_null())
    }

    /// What a setting stands for.
    pub(super) fn resolve(&self, mut setting: Setting<'t>) -> Setting<'t> {
        if self.own.is_none() {
            return setting;
        }
        for _ in 0..MAX_STEPS {
            let Some(text) = setting.node.and_then(expression) else {
                return setting;
            };
            let Some(names) = path(text) else {
                return self.evaluated(setting, text);
            };
            match self.named(&names) {
                Ok(Some((node, at))) => {
                    setting.via.push(at);
                    setting.node = Some(node);
                }
                Ok(None) => return setting.unknown(format!("`{text}` is null here")),
                Err(why) => return setting.unknown(why),
            }
        }
        setting.unknown("it refers to itself, or takes too many steps")
    }

    /// What more than a name stands for, as far as the files settle it.
    fn evaluated(&self, mut setting: Setting<'t>, text: &str) -> Setting<'t> {
        let (outcome, via) = evaluate::evaluate(self, text);
        match outcome {
            Outcome::Known { value, depends } => {
                setting.via.extend(via);
                if depends {
                    setting.confidence = setting.confidence.min(Confidence::Medium);
                }
                self.holding(setting, value)
            }
            Outcome::Either(branches) => {
                let branch = |(value, via)| {
                    let mut branch = setting.clone();
                    branch.via.extend::<Vec<Span>>(via);
                    branch.confidence = branch.confidence.min(Confidence::Medium);
                    match value {
                        Ok(value) => self.holding(branch, value),
                        Err(why) => branch.unknown(why),
                    }
                };
                let branches = branches.into_iter().map(branch).collect();
                let setting = setting.unknown("a condition that is not known here decides it");
                Setting {
                    branches,
                    ..setting
                }
            }
            Outcome::Unknown(why) => setting.unknown(why),
        }
    }

    /// A setting with a value that was worked out.
    fn holding(&self, setting: Setting<'t>, value: Known<'t>) -> Setting<'t> {
        let literal = match value {
            Known::Node(key) => Some(key.0),
            Known::Null => return setting.unknown("it is null here"),
            Known::Bool(value) => self.literal(&value.into()),
            Known::Text(text) => self.literal(&text.into()),
            Known::Number(number) => match i64::try_from(number) {
                Ok(number) => self.literal(&number.into()),
                Err(_) => None,
            },
        };
        match literal {
            Some(node) => Setting {
                node: Some(node),
                ..setting
            },
            None => setting.unknown(evaluate::ONLY),
        }
    }

    /// Takes one step of those that a file's expressions may take; whether there was one left.
    pub(super) fn spend(&self) -> bool {
        self.siblings.is_some_and(Siblings::spend)
    }

    fn literal(&self, value: &serde_json::Value) -> Option<Node<'t>> {
        self.siblings?.literal(value)
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

/// The value at a path inside a literal list or map.
pub(super) fn inside<'t>(node: Node<'t>, names: &[&str]) -> Option<Node<'t>> {
    names.iter().try_fold(node, |node, name| match node.kind() {
        Kind::Mapping => node.get(name),
        Kind::Sequence => node.items().nth(name.parse().ok()?),
        _ => None,
    })
}
