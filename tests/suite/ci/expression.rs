//! The expressions of workflows as far as the action uses them: contexts, texts, `||`, `&&`, `==`, `!=`. Anything else
//! fails the test, so that no expression is played wrongly in silence.

/// What a name such as `inputs.base` stands for; an absent one is empty.
pub(crate) type Lookup<'a> = &'a dyn Fn(&str) -> String;

/// A text with its `${{ .. }}` filled in.
pub(crate) fn filled(text: &str, lookup: Lookup) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${{") {
        let (expression, after) = behind.split_once("}}").unwrap();
        filled.push_str(before);
        filled.push_str(&value(expression, lookup));
        rest = after;
    }
    filled + rest
}

/// An expression's value as text; what is false is empty or `false`.
pub(crate) fn value(expression: &str, lookup: Lookup) -> String {
    let expression = expression.trim();
    if let Some((left, right)) = expression.split_once("||") {
        let left = value(left, lookup);
        return if holds(&left) {
            left
        } else {
            value(right, lookup)
        };
    }
    if let Some((left, right)) = expression.split_once("&&") {
        let left = value(left, lookup);
        return if holds(&left) {
            value(right, lookup)
        } else {
            left
        };
    }
    for (operator, wanted) in [("==", true), ("!=", false)] {
        if let Some((left, right)) = expression.split_once(operator) {
            return ((value(left, lookup) == value(right, lookup)) == wanted).to_string();
        }
    }
    if let Some(text) = expression
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        assert!(!text.contains('\''), "{expression}");
        return text.to_owned();
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    assert!(
        expression.contains('.') && expression.chars().all(is_name),
        "an expression that the test does not know: {expression}"
    );
    lookup(expression)
}

/// Whether a value counts as true.
pub(crate) fn holds(value: &str) -> bool {
    !value.is_empty() && value != "false"
}

#[test]
fn expressions_are_what_a_runner_makes_of_them() {
    let lookup = |name: &str| match name {
        "inputs.a" => "x".to_owned(),
        _ => String::new(),
    };
    for (text, expected) in [
        ("-${{ inputs.a }}-${{ inputs.b }}-", "-x--"),
        ("${{ inputs.b || inputs.a }}", "x"),
        ("${{ inputs.a == 'x' && inputs.b == '' }}", "true"),
        ("${{ inputs.a != 'x' }}", "false"),
    ] {
        assert_eq!(filled(text, &lookup), expected, "{text}");
    }
}
