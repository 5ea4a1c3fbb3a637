//! Variables: `${source:address, fallback}` to the node it stands for, or to why nobody knows.
//!
//! A value counts as known where a deployment without a cloud account would find it: in what the run itself was given
//! (`--stage`, `--param`), in the service's own file, in a file of the repository, or in a fallback.

use super::expression::{self, Alternative, Part};
use super::files::Files;
use super::found::{Found, Outcome, Unknown, Way, elsewhere, is_call, is_same, missing};
use crate::formats::given::Parameters;
use crate::model::BOUND;
use crate::syntax::{Entry, Kind, Node};
use std::cell::Cell;

/// Variables that one setting may pass on its way to a value.
const MAX_STEPS: usize = 256;

/// How deep they may lead into each other.
const MAX_DEPTH: usize = 32;

/// Entries and letters looked at for all settings of a service together; aliases can make a small file a large one.
const MAX_WORK: usize = 50_000_000;

/// What one look for a key counts: a wide map has an index.
const A_LOOK: usize = 16;

/// How long a text may grow that is put together.
const MAX_TEXT: usize = 64 * 1024;

/// The stage of a deployment that names none.
const STAGE: &str = "dev";

/// The variables of one service.
pub(super) struct Variables<'t> {
    root: Node<'t>,
    files: &'t Files<'t>,
    given: &'t Parameters<'t>,
    stage: String,
    /// Whether the run named the stage; else it is the one of a deployment that names none.
    stage_given: bool,
    work: Cell<usize>,
}

impl<'t> Variables<'t> {
    /// The variables of a service, whose stage is what the run says, else the file, else the framework's default.
    pub(super) fn new(root: Node<'t>, files: &'t Files<'t>, given: &'t Parameters<'t>) -> Self {
        let stage = given.stage();
        let mut variables = Self {
            root,
            files,
            given,
            stage: stage.unwrap_or(STAGE).to_owned(),
            stage_given: stage.is_some(),
            work: Cell::new(0),
        };
        if variables.stage_given {
            return variables;
        }
        let stated = variables.lookup("provider.stage", &mut Way::default());
        if let Ok(found) = stated
            && let Some(stage) = found.text()
        {
            stage.clone_into(&mut variables.stage);
        }
        variables
    }

    /// The value at a path of the service, for what is no variable itself.
    pub(super) fn lookup(&self, path: &str, way: &mut Way<'t>) -> Outcome<'t> {
        self.walk(self.root, path, way)
    }

    /// Counts work.
    pub(super) fn spend(&self, work: usize) {
        self.work.set(self.work.get().saturating_add(work));
    }

    /// Whether the service asks for more work than any real one does.
    pub(super) fn is_exhausted(&self) -> bool {
        self.work.get() > MAX_WORK
    }

    /// The entry of a key, the last one if it occurs twice.
    pub(super) fn entry(&self, map: Node<'t>, key: &str) -> Option<Entry<'t>> {
        self.spend(A_LOOK);
        let found = map.entry(key);
        found.filter(|entry| !entry.value.is_null())
    }

    /// A node as it is, or what its variables stand for.
    pub(super) fn settle(&self, node: Node<'t>, way: &mut Way<'t>) -> Outcome<'t> {
        if node.is_null() {
            return Ok(Found::Null);
        }
        let text = match node.as_str() {
            Some(text) if text.contains("${") && !is_call(node) => text,
            _ => return Ok(Found::node(node)),
        };
        if way.open.iter().any(|other| is_same(*other, node)) {
            return missing("it refers to itself");
        }
        if way.open.len() >= MAX_DEPTH {
            return missing(format!(
                "its variables lead deeper than the {MAX_DEPTH} levels {BOUND}"
            ));
        }
        way.open.push(node);
        let outcome = self.evaluate(text, way);
        way.open.pop();
        match outcome {
            // Nothing in it was a variable of the framework's.
            Ok(Found::Text(same)) if same == text => Ok(Found::node(node)),
            other => other,
        }
    }

    /// A whole variable keeps the type of what it stands for; with text around it, it is text.
    fn evaluate(&self, text: &str, way: &mut Way<'t>) -> Outcome<'t> {
        self.spend(text.len());
        if text.len() > MAX_TEXT {
            return missing(format!("it is longer than the {MAX_TEXT} bytes {BOUND}"));
        }
        let Some(parts) = expression::parts(text) else {
            return missing("its `${` has no end");
        };
        if let [Part::Variable(alternatives)] = parts.as_slice() {
            return self.first_of(alternatives, way);
        }
        let mut whole = String::new();
        for part in parts {
            match part {
                Part::Text(text) => whole.push_str(text),
                Part::Variable(alternatives) => {
                    let found = self.first_of(&alternatives, way)?;
                    match found.text() {
                        Some(text) => whole.push_str(text),
                        None => return missing("a map or a list does not fit into a text"),
                    }
                }
            }
            if whole.len() > MAX_TEXT {
                return missing(format!(
                    "its variables make a text longer than the {MAX_TEXT} bytes {BOUND}"
                ));
            }
        }
        self.spend(whole.len());
        Ok(Found::Text(whole))
    }

    fn first_of(&self, alternatives: &[&str], way: &mut Way<'t>) -> Outcome<'t> {
        way.steps += 1;
        if way.steps > MAX_STEPS || self.is_exhausted() {
            return missing(format!("it takes more than the {MAX_STEPS} steps {BOUND}"));
        }
        let mut first: Option<Unknown> = None;
        let places = way.via.len();
        for text in alternatives {
            match self.alternative(text, alternatives.len() > 1, way) {
                Ok(found) => {
                    way.guessed |= first.is_some_and(|unknown| unknown.elsewhere);
                    return Ok(found);
                }
                Err(unknown) => {
                    way.via.truncate(places);
                    first.get_or_insert(unknown);
                }
            }
        }
        if alternatives.contains(&"opt:stage") {
            return Ok(Found::Text(self.stage.clone()));
        }
        Err(first.unwrap_or(Unknown {
            why: "it names nothing".to_owned(),
            elsewhere: false,
        }))
    }

    fn alternative(&self, text: &str, has_others: bool, way: &mut Way<'t>) -> Outcome<'t> {
        let filled;
        let mut text = text;
        if text.contains("${") {
            if let Some([Part::Variable(inner)]) = expression::parts(text).as_deref() {
                return self.first_of(inner, way);
            }
            // Where a part of the address was found is not where the value is.
            let places = way.via.len();
            let address = self.evaluate(text, way)?;
            way.via.truncate(places);
            filled = address.text().unwrap_or("").to_owned();
            text = &filled;
        }
        match expression::alternative(text) {
            Alternative::Literal(literal) => Ok(Found::Text(literal.to_owned())),
            Alternative::Null => Ok(Found::Null),
            Alternative::Unknown => missing(format!("`{text}` is no variable")),
            Alternative::Lookup {
                source,
                parameter,
                address,
            } => self.source(source, parameter, address, has_others, way),
        }
    }

    fn source(
        &self,
        source: &str,
        parameter: Option<&str>,
        address: &str,
        has_others: bool,
        way: &mut Way<'t>,
    ) -> Outcome<'t> {
        match (source, parameter) {
            ("self", None) => match self.lookup(address, way) {
                Err(_) if address == "provider.stage" => Ok(Found::Text(STAGE.to_owned())),
                found => found,
            },
            ("opt" | "sls", None) if address == "stage" && self.stage_given => {
                Ok(Found::Text(self.stage.clone()))
            }
            ("opt", None) if address == "stage" => {
                way.guessed = true;
                if has_others {
                    return missing("no `--stage` is given");
                }
                Ok(Found::Text(self.stage.clone()))
            }
            ("sls", None) if address == "stage" => {
                way.guessed = true;
                Ok(Found::Text(self.stage.clone()))
            }
            ("param", None) => self.parameter(address, way),
            ("file", Some(path)) => match self.files.root(path) {
                Ok(root) => self.walk(root, address, way),
                Err(why) => elsewhere(why),
            },
            ("strToBool", Some(text)) => Ok(Found::Text(text.to_owned())),
            // A fallback is what one deployment gets: the one whose machine has no such variable, or that is given no such
            // option.
            ("opt" | "env", None) => elsewhere(format!("`{source}:{address}` has no fallback")),
            _ => elsewhere(format!("`{source}` is known only at deployment")),
        }
    }

    /// A parameter of the run, else of the stage, else of all stages.
    fn parameter(&self, name: &str, way: &mut Way<'t>) -> Outcome<'t> {
        if let Some((node, at)) = self.given.get(name) {
            way.via.push(at);
            return Ok(Found::node(node));
        }
        let stage = &self.stage;
        for (path, of_stage) in [
            (format!("stages.{stage}.params.{name}"), true),
            (format!("params.{stage}.{name}"), true),
            (format!("stages.default.params.{name}"), false),
            (format!("params.default.{name}"), false),
        ] {
            let places = way.via.len();
            match self.lookup(&path, way) {
                Ok(found) => {
                    way.guessed |= of_stage && !self.stage_given;
                    return Ok(found);
                }
                // It is there, and nobody knows what it is.
                Err(unknown) if way.via.len() > places => return Err(unknown),
                Err(_) => {}
            }
        }
        missing(format!("stage `{stage}` has no parameter `{name}`"))
    }

    /// Walks down a path of keys; whatever stands on the way may be a variable too.
    fn walk(&self, root: Node<'t>, path: &str, way: &mut Way<'t>) -> Outcome<'t> {
        let mut current = root;
        let mut entry = None;
        let places = way.via.len();
        for key in path.split('.').filter(|key| !key.is_empty()) {
            let found = self.settle(current, way)?;
            way.via.truncate(places);
            let Found::Node { node, .. } = found else {
                return missing(format!("there is no `{path}`"));
            };
            let next = match node.kind() {
                Kind::Mapping => {
                    entry = self.entry(node, key);
                    entry.map(|entry| entry.value)
                }
                Kind::Sequence => {
                    entry = None;
                    let at: Option<usize> = key.parse().ok();
                    self.spend(at.unwrap_or(0).min(MAX_WORK));
                    at.and_then(|at| node.items().nth(at))
                }
                _ => None,
            };
            match next {
                Some(next) => current = next,
                None => return missing(format!("there is no `{path}`")),
            }
        }
        way.via.push(current.span().first_line());
        match self.settle(current, way)? {
            Found::Node { node, entry: None } if is_same(node, current) => {
                Ok(Found::Node { node, entry })
            }
            found => Ok(found),
        }
    }
}
