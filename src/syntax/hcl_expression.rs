//! HCL expressions as a small tree, for whoever works out what the file itself settles.

use hcl_edit::expr::{Expression as Hcl, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Element, Template};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Number(i128),
    /// A text without anything to fill in.
    Text(String),
    /// `var.limits.memory`.
    Path(Vec<String>),
    /// `var.timeouts[var.stage]`: what stands in the first under the second.
    Index(Box<Self>, Box<Self>),
    /// `{prod = 900}`.
    Map(Vec<(Self, Self)>),
    /// A text put together: `"${var.timeout}s"`.
    Joined(Vec<Self>),
    /// `coalesce(var.a, 60)`.
    Call(String, Vec<Self>),
    /// `-x`.
    Negative(Box<Self>),
    /// `!x`.
    Not(Box<Self>),
    /// `15 * 60`.
    Operation(Box<Self>, &'static str, Box<Self>),
    /// `condition ? then : otherwise`.
    If(Box<Self>, Box<Self>, Box<Self>),
    /// Anything else.
    Other,
}

/// The longest expression that is looked into.
const MAX_LENGTH: usize = 64 * 1024;

/// Parses an expression, or a text with `${}` as JSON has it; `None` for what is neither. The parser bounds the depth.
pub fn parse_expression(text: &str) -> Option<Expression> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    if let Ok(parsed) = hcl_edit::parser::parse_expr(text) {
        return Some(expression(&parsed));
    }
    if !text.contains("${") {
        return None;
    }
    let template = hcl_edit::parser::parse_template(text).ok()?;
    Some(joined(&template))
}

fn expression(parsed: &Hcl) -> Expression {
    let inner = |one: &Hcl| Box::new(expression(one));
    match parsed {
        Hcl::Null(_) => Expression::Null,
        Hcl::Bool(value) => Expression::Bool(*value.value()),
        Hcl::Number(number) => match number.value().as_i64() {
            Some(number) => Expression::Number(number.into()),
            None => Expression::Other,
        },
        Hcl::String(text) => Expression::Text(text.to_string()),
        Hcl::StringTemplate(template) => joined(template),
        Hcl::Parenthesis(one) => expression(one.inner()),
        Hcl::Variable(name) => Expression::Path(vec![name.to_string()]),
        Hcl::Traversal(traversal) => traversal
            .operators
            .iter()
            .fold(expression(&traversal.expr), |base, operator| {
                step(base, operator.value())
            }),
        Hcl::Object(object) => {
            let entries = object.iter().map(|(key, value)| {
                let key = match key {
                    ObjectKey::Ident(name) => Expression::Text(name.to_string()),
                    ObjectKey::Expression(Hcl::Variable(name)) => {
                        Expression::Text(name.to_string())
                    }
                    ObjectKey::Expression(key) => expression(key),
                };
                (key, expression(value.expr()))
            });
            Expression::Map(entries.collect())
        }
        Hcl::FuncCall(call) if !call.name.is_namespaced() && !call.args.expand_final() => {
            Expression::Call(
                call.name.name.to_string(),
                call.args.iter().map(expression).collect(),
            )
        }
        Hcl::UnaryOp(operation) => match operation.operator.value() {
            UnaryOperator::Neg => Expression::Negative(inner(&operation.expr)),
            UnaryOperator::Not => Expression::Not(inner(&operation.expr)),
        },
        Hcl::BinaryOp(operation) => Expression::Operation(
            inner(&operation.lhs_expr),
            operation.operator.value().as_str(),
            inner(&operation.rhs_expr),
        ),
        Hcl::Conditional(one) => Expression::If(
            inner(&one.cond_expr),
            inner(&one.true_expr),
            inner(&one.false_expr),
        ),
        Hcl::Array(_) | Hcl::HeredocTemplate(_) | Hcl::FuncCall(_) | Hcl::ForExpr(_) => {
            Expression::Other
        }
    }
}

fn step(base: Expression, operator: &TraversalOperator) -> Expression {
    let key = match operator {
        TraversalOperator::GetAttr(name) => Expression::Text(name.to_string()),
        TraversalOperator::Index(index) => expression(index),
        TraversalOperator::LegacyIndex(index) => Expression::Text(index.value().to_string()),
        TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
            return Expression::Other;
        }
    };
    let name = match &key {
        Expression::Text(name) => Some(name.clone()),
        Expression::Number(index) => Some(index.to_string()),
        _ => None,
    };
    match (base, name) {
        (Expression::Path(mut names), Some(name)) => {
            names.push(name);
            Expression::Path(names)
        }
        (base, _) => Expression::Index(Box::new(base), Box::new(key)),
    }
}

fn joined(template: &Template) -> Expression {
    let part = |element: &Element| match element {
        Element::Literal(text) => Expression::Text(text.to_string()),
        Element::Interpolation(one) => expression(&one.expr),
        Element::Directive(_) => Expression::Other,
    };
    let mut parts: Vec<Expression> = template.iter().map(part).collect();
    // `"${var.a}"` is the variable itself, whatever its type.
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            Expression::Joined(parts)
        }
        (_, None) => Expression::Text(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(names: &[&str]) -> Expression {
        Expression::Path(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn expressions_keep_what_can_be_worked_out() {
        let text = |text: &str| Expression::Text(text.to_owned());
        for (written, expected) in [
            ("var.a[\"b\"].c", path(&["var", "a", "b", "c"])),
            ("(15)", Expression::Number(15)),
            (
                "\"${var.a}s\"",
                Expression::Joined(vec![path(&["var", "a"]), text("s")]),
            ),
            (
                "${var.a}s",
                Expression::Joined(vec![path(&["var", "a"]), text("s")]),
            ),
            (
                "var.a[var.b]",
                Expression::Index(Box::new(path(&["var", "a"])), Box::new(path(&["var", "b"]))),
            ),
            (
                "f(1)",
                Expression::Call("f".to_owned(), vec![Expression::Number(1)]),
            ),
            (
                "var.a[*].b",
                Expression::Index(Box::new(Expression::Other), Box::new(text("b"))),
            ),
            ("1.5", Expression::Other),
        ] {
            assert_eq!(parse_expression(written), Some(expected), "{written}");
        }
        assert_eq!(parse_expression("{{"), None);
    }
}
