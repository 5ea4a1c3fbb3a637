//! What an expression of a module stands for: a name's value, what the calls of the module make of it, or what can be
//! worked out of several.

use super::evaluate::{self, Known, Outcome};
use super::module::Module;
use super::reference::{expression, path};
use super::resource::first;
use super::setting::Setting;
use super::siblings::{MOST_LITERALS, Siblings};
use crate::model::{BOUND, Confidence};
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// References followed from one expression to its value.
const MAX_STEPS: usize = 64;

impl<'t> Module<'t> {
    /// What a name stands for and where that was found; nothing where it is null.
    pub(super) fn named(&self, names: &[&str]) -> Result<Option<(Node<'t>, Span)>, String> {
        let (found, rest) = match names {
            ["var", name, ..] if self.is_sensitive(name) => {
                return Err(format!("variable `{name}` is sensitive"));
            }
            ["var", name, rest @ ..] if self.is_called() => {
                let calls = self.called_with(name, rest)?;
                let [only] = calls.as_slice() else {
                    return Err(format!(
                        "the calls of this module give `{name}` different values"
                    ));
                };
                return match only.node {
                    _ if only.is_null => Ok(None),
                    Some(node) => Ok(Some((node, only.via.last().unwrap_or(&only.at).clone()))),
                    None => Err(only
                        .note
                        .clone()
                        .unwrap_or_else(|| evaluate::ONLY.to_owned())),
                };
            }
            ["var", name, rest @ ..] => match self.variable(name) {
                Some(found) if rest.is_empty() => return Ok(Some(found)),
                Some((found, _)) => (found, rest),
                None if self.null_default(name).is_some() => return Ok(None),
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

    /// The default of a variable that is null where nothing gives it a value.
    fn null_default(&self, name: &str) -> Option<Node<'t>> {
        let variable = self.declared(&["variable", name]).and_then(first)?;
        let default = variable.entry("default")?.value;
        default.is_null().then_some(default)
    }

    /// Whether a variable may be null: it may unless it says otherwise.
    fn is_nullable(&self, name: &str) -> bool {
        let variable = self.declared(&["variable", name]).and_then(first);
        let nullable = variable.and_then(|variable| variable.get("nullable"));
        nullable.and_then(Node::as_bool) != Some(false)
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
            if let ["var", name, rest @ ..] = names.as_slice()
                && self.is_called()
                && !self.is_sensitive(name)
            {
                return match self.called_with(name, rest) {
                    Ok(calls) => either(setting, &calls),
                    Err(why) => setting.unknown(why),
                };
            }
            match self.named(&names) {
                Ok(Some((node, at))) => {
                    setting.via.push(at);
                    setting.node = Some(node);
                }
                Ok(None) => return setting.null(),
                Err(why) => return setting.unknown(why),
            }
        }
        setting.unknown(format!(
            "it refers to itself, or takes more than the {MAX_STEPS} steps {BOUND}"
        ))
    }

    /// Whether another folder of the repository calls this one as a module, and so gives its variables their values.
    fn is_called(&self) -> bool {
        self.siblings
            .is_some_and(|siblings| siblings.callers().is_called(siblings.folder()))
    }

    /// What the calls of this module make of a variable, each value once.
    fn called_with(&self, name: &str, rest: &[&str]) -> Result<Vec<Setting<'t>>, String> {
        let Some(siblings) = self.siblings.filter(|siblings| siblings.spend()) else {
            return Err(evaluate::ONLY.to_owned());
        };
        let default = || -> Result<Setting<'t>, String> {
            if let Some(node) = self.default(name) {
                return Ok(Setting::new(node, String::new()));
            }
            let null = self.null_default(name).ok_or_else(|| {
                format!("a call of this module leaves `{name}` out, and it has no default")
            })?;
            Ok(Setting::new(null, String::new()).null())
        };
        let nullable = self.is_nullable(name);
        let calls = siblings
            .callers()
            .give(siblings.folder(), name, self.given)?;
        let mut found: Vec<Setting<'t>> = Vec::new();
        for call in calls {
            // A variable that may not be null has its default where a call gives it null.
            let call = call.filter(|call| nullable || !call.is_null);
            let mut call = call.map_or_else(default, Ok)?;
            if let Some(node) = call.node.filter(|_| !rest.is_empty()) {
                match inside(node, rest) {
                    Some(node) => call.node = Some(node),
                    None => call = call.unknown(evaluate::ONLY),
                }
            }
            let text = |one: &Setting<'t>| one.node.and_then(Node::as_str);
            let is_there = found.iter().any(|one| match text(one) {
                Some(known) => text(&call) == Some(known),
                None => one.is_null && call.is_null,
            });
            if !is_there {
                found.push(call);
            }
        }
        Ok(found)
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
            Known::Null => return setting.null(),
            Known::Bool(value) => self.literal(&value.into()),
            Known::Text(text) => self.literal(&text.into()),
            Known::Number(number) => match i64::try_from(number) {
                Ok(number) => self.literal(&number.into()),
                Err(_) => return setting.unknown(evaluate::ONLY),
            },
        };
        match literal {
            Some(node) => Setting {
                node: Some(node),
                ..setting
            },
            None => setting.unknown(format!(
                "the file has more worked-out values than the {MOST_LITERALS} {BOUND}"
            )),
        }
    }

    /// Takes one step of those that a file's expressions may take; whether there was one left.
    pub(super) fn spend(&self) -> bool {
        self.siblings.is_some_and(Siblings::spend)
    }

    fn literal(&self, value: &serde_json::Value) -> Option<Node<'t>> {
        self.siblings?.literal(value)
    }
}

/// A setting that is what the calls make of it: one value, or several.
fn either<'t>(setting: Setting<'t>, calls: &[Setting<'t>]) -> Setting<'t> {
    let of = |call: &Setting<'t>| {
        let via = [setting.via.clone(), vec![call.at.clone()], call.via.clone()].concat();
        Setting {
            at: setting.at.clone(),
            field: setting.field.clone(),
            via,
            confidence: setting.confidence.min(call.confidence),
            ..call.clone()
        }
    };
    if let [only] = calls {
        return of(only);
    }
    if calls.iter().all(|call| call.is_null) {
        return setting.null();
    }
    let branches = calls.iter().map(|call| {
        let mut branch = of(call);
        branch.confidence = branch.confidence.min(Confidence::Medium);
        branch
    });
    let branches = branches.collect();
    let unknown = setting.unknown("the calls of this module give it different values");
    Setting {
        branches,
        ..unknown
    }
}

/// The value at a path inside a literal list or map.
pub(super) fn inside<'t>(node: Node<'t>, names: &[&str]) -> Option<Node<'t>> {
    names.iter().try_fold(node, |node, name| match node.kind() {
        Kind::Mapping => node.get(name),
        Kind::Sequence => node.items().nth(name.parse().ok()?),
        _ => None,
    })
}
