//! What a property may be: a literal, a default it refers to, either branch of `!If`, or unknown until deployment.

use super::template::Template;
use crate::model::{BOUND, Confidence, Fact, FactName, Origin, Value};
use crate::source::Span;
use crate::syntax::intrinsic::{Intrinsic, placeholders};
use crate::syntax::{Kind, Node};

/// Steps that one expression may take to its values; aliases can make a small file a large one.
const MAX_STEPS: usize = 1_000;

/// One value that a property may have, and how it came to it.
#[derive(Clone)]
pub(crate) struct Setting<'t> {
    /// The value; `None` where only the deployment knows.
    pub(crate) node: Option<Node<'t>>,
    /// Where the expression stands; for a branch of `!If`, the branch.
    pub(crate) at: Span,
    /// Where a value reached by reference was found.
    pub(crate) via: Vec<Span>,
    /// Medium where a condition decides.
    pub(crate) confidence: Confidence,
    /// Why it is unknown.
    pub(crate) note: Option<String>,
    /// The key path inside the object that declares it.
    pub(crate) field: String,
    /// The block that serves several functions, where it stands there.
    pub(crate) owner: Option<&'static str>,
}

impl<'t> Setting<'t> {
    /// The value as written, not yet resolved.
    pub(crate) fn new(node: Node<'t>, field: impl Into<String>) -> Self {
        Self {
            node: Some(node),
            at: node.span(),
            via: Vec::new(),
            confidence: Confidence::High,
            note: None,
            field: field.into(),
            owner: None,
        }
    }

    /// The same with something inside it.
    fn child(&self, node: Node<'t>, key: &str) -> Self {
        Self {
            node: Some(node),
            at: node.span(),
            field: format!("{}.{key}", self.field),
            ..self.clone()
        }
    }

    fn unknown(mut self, note: impl Into<String>) -> Self {
        self.node = None;
        self.note = Some(note.into());
        self
    }

    /// The text of a literal.
    pub(crate) fn text(&self) -> Option<&'t str> {
        self.node?.as_str()
    }

    /// The fact that it states: `read` makes the value, `wanted` says what it should have been.
    pub(crate) fn fact(
        &self,
        name: FactName,
        wanted: &str,
        read: impl Fn(Node<'t>) -> Option<Value>,
    ) -> Fact {
        let mut fact = match self.node.map(|node| (node, read(node))) {
            Some((_, Some(value))) => {
                Fact::stated(name, value, self.at.clone(), self.field.as_str())
            }
            Some((node, None)) => Fact::unresolved(name, self.at.clone(), self.field.as_str())
                .with_note(refused(node, wanted)),
            None => Fact::unresolved(name, self.at.clone(), self.field.as_str()),
        };
        fact.via.clone_from(&self.via);
        fact.confidence = self.confidence;
        fact.note = fact.note.or_else(|| self.note.clone());
        match self.owner {
            Some(owner) => fact.from_owner(Origin::Inherited, owner),
            None => fact,
        }
    }
}

fn refused(node: Node<'_>, wanted: &str) -> String {
    match node.as_str() {
        Some(_) if node.is_placeholder() => "another tool fills it in".to_owned(),
        Some(text) if text.len() <= 40 => format!("`{text}` is not {wanted}"),
        _ => format!("this is not {wanted}"),
    }
}

impl<'t> Template<'t> {
    /// Everything that a setting may be; nothing where it is `AWS::NoValue`.
    pub(crate) fn resolve(&self, setting: Setting<'t>) -> Vec<Setting<'t>> {
        let mut found = Vec::new();
        let mut steps = MAX_STEPS;
        self.settle(setting, &mut found, &mut steps);
        found
    }

    /// Everything that may stand at a path inside a setting.
    pub(crate) fn follow(&self, setting: &Setting<'t>, path: &[&str]) -> Vec<Setting<'t>> {
        let mut current = self.resolve(setting.clone());
        for key in path {
            let mut next = Vec::new();
            let mut steps = MAX_STEPS;
            for setting in current {
                let Some(node) = setting.node else {
                    next.push(setting);
                    continue;
                };
                if node.kind() != Kind::Mapping {
                    next.push(setting.unknown(format!("this is not a map with `{key}`")));
                } else if let Some(value) = node.get(key) {
                    self.settle(setting.child(value, key), &mut next, &mut steps);
                }
            }
            current = next;
        }
        current
    }

    /// The items of a list that a setting may be, each still to be followed.
    pub(crate) fn items(&self, setting: &Setting<'t>) -> Vec<Setting<'t>> {
        let lists = self.resolve(setting.clone());
        lists
            .iter()
            .flat_map(|list| {
                let items = list.node.into_iter().flat_map(Node::items);
                items.enumerate().map(move |(index, item)| Setting {
                    node: Some(item),
                    at: item.span(),
                    field: format!("{}[{index}]", list.field),
                    ..list.clone()
                })
            })
            .collect()
    }

    fn settle(&self, setting: Setting<'t>, found: &mut Vec<Setting<'t>>, steps: &mut usize) {
        let Some(node) = setting.node else {
            return found.push(setting);
        };
        if *steps == 0 {
            return found.push(
                setting.unknown(format!("it has more than the {MAX_STEPS} branches {BOUND}")),
            );
        }
        *steps -= 1;
        match Intrinsic::of(node) {
            None if node
                .as_str()
                .is_some_and(|text| text.contains("{{resolve:")) =>
            {
                found.push(setting.unknown("a dynamic reference is read at deployment"));
            }
            None => found.push(setting),
            Some(Intrinsic::Ref("AWS::NoValue")) => {}
            Some(Intrinsic::Ref(name)) => found.push(self.referred(setting, name)),
            Some(Intrinsic::If {
                condition,
                then,
                otherwise,
            }) => {
                if let Some(holds) = condition.and_then(|name| self.holds(name)) {
                    let branch = if holds { then } else { otherwise };
                    let branch = Setting {
                        node: Some(branch),
                        at: branch.span(),
                        ..setting
                    };
                    return self.settle(branch, found, steps);
                }
                for branch in [then, otherwise] {
                    let branch = Setting {
                        node: Some(branch),
                        at: branch.span(),
                        confidence: setting.confidence.min(Confidence::Medium),
                        ..setting.clone()
                    };
                    self.settle(branch, found, steps);
                }
            }
            Some(Intrinsic::FindInMap {
                map,
                first,
                second,
                default,
            }) => match self.mapped_to(setting, [map, first, second], default.is_some(), steps) {
                (Some(mapped), _) => found.push(mapped),
                // No mapping has the keys, and the expression says what it is then.
                (None, setting) => {
                    let Some(default) = default else { return };
                    let default = Setting {
                        node: Some(default),
                        ..setting
                    };
                    self.settle(default, found, steps);
                }
            },
            Some(Intrinsic::Sub {
                template,
                variables,
            }) => self.substituted(setting, template, variables, found, steps),
            Some(Intrinsic::GetAtt { resource, .. }) => {
                found.push(setting.unknown(format!("`{resource}` exists only once deployed")));
            }
            Some(Intrinsic::Join { .. }) => {
                found.push(setting.unknown("`Join` is put together at deployment"));
            }
            Some(Intrinsic::Other { name, .. }) => {
                found.push(setting.unknown(format!("`{name}` is known only at deployment")));
            }
        }
    }

    /// What a parameter is given, or its default; anything else that has a name exists only once deployed.
    fn referred(&self, mut setting: Setting<'t>, name: &str) -> Setting<'t> {
        let Some(parameter) = self.parameter(name) else {
            return setting.unknown(format!("`{name}` is known only at deployment"));
        };
        let kind = parameter.str_at(&["Type"]).unwrap_or("");
        if kind.starts_with("AWS::SSM::Parameter::Value") {
            return setting.unknown(format!("parameter `{name}` is read from SSM at deployment"));
        }
        if let Some((value, at)) = self.given(name) {
            setting.via.push(at);
            setting.node = Some(value);
            return setting;
        }
        let Some(default) = parameter.get("Default") else {
            return setting.unknown(format!("parameter `{name}` has no default"));
        };
        setting.via.push(default.span());
        setting.node = Some(default);
        setting
    }

    /// A mapping's value where its keys are literals, or parameters with defaults: then it is what one stage gets. `None`,
    /// and the setting so far, where no mapping has the keys and there is a value for that.
    fn mapped_to(
        &self,
        mut setting: Setting<'t>,
        keys: [Node<'t>; 3],
        has_default: bool,
        steps: &mut usize,
    ) -> (Option<Setting<'t>>, Setting<'t>) {
        let known = |setting: Setting<'t>| (Some(setting.clone()), setting);
        let mut names = Vec::new();
        for key in keys {
            let mut found = Vec::new();
            self.settle(Setting::new(key, ""), &mut found, steps);
            let [only] = found.as_slice() else {
                return known(setting.unknown("the keys of `FindInMap` depend on a condition"));
            };
            let Some(name) = only.text() else {
                let why = "the keys of `FindInMap` are known only at deployment";
                return known(setting.unknown(why));
            };
            let chosen = match Intrinsic::of(key) {
                Some(Intrinsic::Ref(name)) => self.is_chosen(name),
                _ => false,
            };
            if !only.via.is_empty() && !chosen {
                setting.confidence = setting.confidence.min(Confidence::Medium);
            }
            setting.via.extend(only.via.iter().cloned());
            names.push(name);
        }
        match self.mapped(names[0], names[1], names[2]) {
            Some(value) => {
                setting.via.push(value.span());
                setting.node = Some(value);
                known(setting)
            }
            None if has_default => (None, setting),
            None => known(setting.unknown(format!("no mapping has `{}`", names.join(".")))),
        }
    }

    /// `!Sub` without placeholders is its text, and with nothing else than one placeholder what that stands for.
    fn substituted(
        &self,
        mut setting: Setting<'t>,
        template: Node<'t>,
        variables: Option<Node<'t>>,
        found: &mut Vec<Setting<'t>>,
        steps: &mut usize,
    ) {
        let text = template.as_str().unwrap_or("");
        let Some(first) = placeholders(text).next() else {
            if !text.contains("${") {
                setting.node = Some(template);
                return found.push(setting);
            }
            return found.push(setting.unknown("`Sub` is put together at deployment"));
        };
        if text.trim() != format!("${{{first}}}") {
            let names: Vec<String> = placeholders(text)
                .take(3)
                .map(|name| format!("`{name}`"))
                .collect();
            return found.push(setting.unknown(format!("`Sub` fills in {}", names.join(", "))));
        }
        match variables.and_then(|variables| variables.get(first)) {
            Some(value) => {
                setting.node = Some(value);
                self.settle(setting, found, steps);
            }
            None => found.push(self.referred(setting, first)),
        }
    }
}
