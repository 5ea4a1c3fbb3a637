//! Expressions that the files settle: texts put together of known values, arithmetic, conditions, and the functions
//! that choose or convert. Whatever needs Terraform is unknown, and so is everything made of it.

use super::module::Module;
use super::reference::expression;
use super::siblings::MOST_STEPS;
use crate::model::BOUND;
use crate::source::Span;
use crate::syntax::{Expression, Node, Scalar, Schema, parse_expression};

/// Parts of expressions looked at for one argument; locals that use one another could ask for any number.
const MAX_STEPS: usize = 5_000;

/// Expressions within expressions, through variables and locals.
const MAX_DEPTH: usize = 40;

/// A value that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known<'t> {
    Null,
    Bool(bool),
    Number(i128),
    Text(String),
    /// A list or a map of the file.
    Node(NodeKey<'t>),
}

/// A node, equal to itself alone.
#[derive(Clone, Copy)]
pub(super) struct NodeKey<'t>(pub(super) Node<'t>);

impl PartialEq for NodeKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0.tree(), other.0.tree()) && self.0.id() == other.0.id()
    }
}
impl Eq for NodeKey<'_> {}
impl std::fmt::Debug for NodeKey<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What became of an expression.
pub(super) enum Outcome<'t> {
    /// It is this. `depends` on a condition that a variable decides: another deployment may have the other value.
    Known {
        value: Known<'t>,
        depends: bool,
    },
    /// It is one of two, and nothing here says which.
    Either(Vec<(Result<Known<'t>, String>, Vec<Span>)>),
    Unknown(String),
}

/// Works out what a text of an expression stands for, and where that was found.
pub(super) fn evaluate<'t>(module: &Module<'t>, text: &str) -> (Outcome<'t>, Vec<Span>) {
    let mut evaluation = Evaluation {
        module,
        via: Vec::new(),
        steps: MAX_STEPS,
        depth: MAX_DEPTH,
    };
    let outcome = match parse_expression(text) {
        Some(expression) => evaluation.outcome(&expression),
        None => Outcome::Unknown(ONLY.to_owned()),
    };
    (outcome, evaluation.via)
}

pub(super) const ONLY: &str = "only Terraform evaluates this expression";
const LONG: &str = "it refers to itself, or takes more than the 5000 steps that plimsoll follows";

struct Evaluation<'a, 't> {
    module: &'a Module<'t>,
    via: Vec<Span>,
    steps: usize,
    depth: usize,
}

type Found<'t> = Result<Known<'t>, String>;

impl<'t> Evaluation<'_, 't> {
    /// The whole expression, whose condition may be open.
    fn outcome(&mut self, expression: &Expression) -> Outcome<'t> {
        let Expression::If(condition, then, otherwise) = expression else {
            return match self.value(expression) {
                Ok(value) => Outcome::Known {
                    value,
                    depends: false,
                },
                Err(why) => Outcome::Unknown(why),
            };
        };
        let before = self.via.len();
        match self.value(condition) {
            Ok(Known::Bool(holds)) => {
                let depends = self.via.len() > before;
                match self.outcome(if holds { then } else { otherwise }) {
                    Outcome::Known { value, .. } if depends => Outcome::Known {
                        value,
                        depends: true,
                    },
                    outcome => outcome,
                }
            }
            Ok(_) => Outcome::Unknown("the condition is neither true nor false".to_owned()),
            Err(_) => {
                let mut branch = |branch| {
                    self.via.truncate(before);
                    let value = self.value(branch);
                    (value, self.via.split_off(before))
                };
                let (then, otherwise) = (branch(then), branch(otherwise));
                match (then, otherwise) {
                    // Whatever decides it, it is this.
                    ((Ok(value), via), (Ok(other), _)) if value == other => {
                        self.via.extend(via);
                        Outcome::Known {
                            value,
                            depends: false,
                        }
                    }
                    (then, otherwise) => Outcome::Either(vec![then, otherwise]),
                }
            }
        }
    }

    fn value(&mut self, expression: &Expression) -> Found<'t> {
        if self.steps == 0 || self.depth == 0 {
            return Err(LONG.to_owned());
        }
        if !self.module.spend() {
            return Err(format!(
                "the file has more parts of expressions than the {MOST_STEPS} {BOUND}"
            ));
        }
        self.steps -= 1;
        self.depth -= 1;
        let found = self.settle(expression);
        self.depth += 1;
        found
    }

    fn settle(&mut self, expression: &Expression) -> Found<'t> {
        match expression {
            Expression::Null => Ok(Known::Null),
            Expression::Bool(value) => Ok(Known::Bool(*value)),
            Expression::Number(value) => Ok(Known::Number(*value)),
            Expression::Text(text) => Ok(Known::Text(text.clone())),
            Expression::Path(names) => self.path(names),
            Expression::Index(base, key) => {
                let Known::Node(base) = self.value(base)? else {
                    return Err(ONLY.to_owned());
                };
                let key = self.text(key)?;
                let value = super::resolve::inside(base.0, &[&key]).ok_or(ONLY)?;
                self.node(value)
            }
            Expression::Joined(parts) => {
                let texts: Result<Vec<String>, String> =
                    parts.iter().map(|part| self.text(part)).collect();
                Ok(Known::Text(texts?.concat()))
            }
            Expression::Negative(one) => {
                let number = self.number(one)?.checked_neg().ok_or(ONLY)?;
                Ok(Known::Number(number))
            }
            Expression::Not(one) => Ok(Known::Bool(!self.bool(one)?)),
            Expression::Operation(left, operator, right) => self.operation(left, operator, right),
            Expression::If(condition, then, otherwise) => {
                let holds = self.bool(condition)?;
                self.value(if holds { then } else { otherwise })
            }
            Expression::Call(name, arguments) => self.call(name, arguments),
            Expression::Map(_) | Expression::Other => Err(ONLY.to_owned()),
        }
    }

    fn path(&mut self, names: &[String]) -> Found<'t> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match self.module.named(&names)? {
            None => Ok(Known::Null),
            Some((node, at)) => {
                self.via.push(at);
                self.node(node)
            }
        }
    }

    /// A literal, or what another expression stands for.
    fn node(&mut self, node: Node<'t>) -> Found<'t> {
        if let Some(text) = expression(node) {
            let inner = parse_expression(text).ok_or(ONLY)?;
            return self.value(&inner);
        }
        Ok(match node.scalar(Schema::Core) {
            None => Known::Node(NodeKey(node)),
            Some(Scalar::Null) => Known::Null,
            Some(Scalar::Bool(value)) => Known::Bool(value),
            Some(Scalar::Integer(value)) => Known::Number(value),
            Some(Scalar::Float(_)) => return Err("plimsoll counts in whole numbers".to_owned()),
            Some(Scalar::String(text)) => Known::Text(text.to_owned()),
        })
    }

    fn text(&mut self, expression: &Expression) -> Result<String, String> {
        match self.value(expression)? {
            Known::Text(text) => Ok(text),
            Known::Number(number) => Ok(number.to_string()),
            Known::Bool(value) => Ok(value.to_string()),
            Known::Null | Known::Node(_) => Err(ONLY.to_owned()),
        }
    }

    /// A number, or a text of digits, which Terraform converts.
    fn number(&mut self, expression: &Expression) -> Result<i128, String> {
        match self.value(expression)? {
            Known::Number(number) => Ok(number),
            Known::Text(text) => text.parse().map_err(|_| ONLY.to_owned()),
            _ => Err(ONLY.to_owned()),
        }
    }

    fn bool(&mut self, expression: &Expression) -> Result<bool, String> {
        match self.value(expression)? {
            Known::Bool(value) => Ok(value),
            Known::Text(text) => text.parse().map_err(|_| ONLY.to_owned()),
            _ => Err(ONLY.to_owned()),
        }
    }

    fn operation(&mut self, left: &Expression, operator: &str, right: &Expression) -> Found<'t> {
        match operator {
            "&&" => return Ok(Known::Bool(self.bool(left)? && self.bool(right)?)),
            "||" => return Ok(Known::Bool(self.bool(left)? || self.bool(right)?)),
            "==" => return Ok(Known::Bool(self.value(left)? == self.value(right)?)),
            "!=" => return Ok(Known::Bool(self.value(left)? != self.value(right)?)),
            _ => {}
        }
        let (left, right) = (self.number(left)?, self.number(right)?);
        let number = match operator {
            "<" => return Ok(Known::Bool(left < right)),
            "<=" => return Ok(Known::Bool(left <= right)),
            ">" => return Ok(Known::Bool(left > right)),
            ">=" => return Ok(Known::Bool(left >= right)),
            "+" => left.checked_add(right),
            "-" => left.checked_sub(right),
            "*" => left.checked_mul(right),
            "%" => left.checked_rem(right),
            // What leaves a rest is no whole number.
            "/" if left.checked_rem(right) == Some(0) => left.checked_div(right),
            _ => None,
        };
        number.map(Known::Number).ok_or_else(|| ONLY.to_owned())
    }

    fn call(&mut self, name: &str, arguments: &[Expression]) -> Found<'t> {
        match (name, arguments) {
            ("coalesce", arguments) => {
                for argument in arguments {
                    match self.value(argument)? {
                        Known::Null => {}
                        Known::Text(text) if text.is_empty() => {}
                        value => return Ok(value),
                    }
                }
                Ok(Known::Null)
            }
            ("try", [first, ..]) => self.value(first),
            ("lookup", [map, key, rest @ ..]) => {
                let key = self.text(key)?;
                let found = self.member(map, &key)?;
                match (found, rest) {
                    (Some(found), _) => Ok(found),
                    (None, [default]) => self.value(default),
                    (None, _) => Err(ONLY.to_owned()),
                }
            }
            ("tonumber", [one]) => Ok(Known::Number(self.number(one)?)),
            ("tostring", [one]) => Ok(Known::Text(self.text(one)?)),
            ("tobool", [one]) => Ok(Known::Bool(self.bool(one)?)),
            // Only whole numbers get here.
            ("ceil" | "floor", [one]) => Ok(Known::Number(self.number(one)?)),
            ("min" | "max", [_, ..]) => {
                let numbers: Result<Vec<i128>, String> =
                    arguments.iter().map(|one| self.number(one)).collect();
                let numbers = numbers?.into_iter();
                let found = if name == "min" {
                    numbers.min()
                } else {
                    numbers.max()
                };
                found.map(Known::Number).ok_or_else(|| ONLY.to_owned())
            }
            ("format", [format, arguments @ ..]) => self.format(format, arguments),
            _ => Err(format!("only Terraform evaluates `{name}`")),
        }
    }

    /// What a map, of the file or written in place, has under a key.
    fn member(&mut self, map: &Expression, key: &str) -> Result<Option<Known<'t>>, String> {
        if let Expression::Map(entries) = map {
            for (name, value) in entries {
                if self.text(name)? == key {
                    return self.value(value).map(Some);
                }
            }
            return Ok(None);
        }
        let Known::Node(map) = self.value(map)? else {
            return Err(ONLY.to_owned());
        };
        match map.0.get(key) {
            Some(node) => self.node(node).map(Some),
            None => Ok(None),
        }
    }

    /// `%s`, `%d` and `%v`, each for one argument, and `%%`.
    fn format(&mut self, format: &Expression, arguments: &[Expression]) -> Found<'t> {
        let format = self.text(format)?;
        let (mut text, mut arguments) = (String::new(), arguments.iter());
        let mut rest = format.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            text.push_str(before);
            let mut letters = after.chars();
            match letters.next() {
                Some('%') => text.push('%'),
                Some('s' | 'd' | 'v') => text.push_str(&self.text(arguments.next().ok_or(ONLY)?)?),
                _ => return Err(ONLY.to_owned()),
            }
            rest = letters.as_str();
        }
        text.push_str(rest);
        Ok(Known::Text(text))
    }
}
