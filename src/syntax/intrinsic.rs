//! CloudFormation's intrinsic functions as one view: the short tag `!Ref x`, the map `Ref: x` and its JSON form read
//! alike, so no format ever asks which of them a template was written in.

use super::{Kind, Node};

/// A call of an intrinsic function.
#[derive(Debug, Clone, Copy)]
pub enum Intrinsic<'t> {
    /// `!Ref Name`.
    Ref(&'t str),
    /// `!GetAtt Resource.Attribute`.
    GetAtt {
        /// The logical id.
        resource: &'t str,
        /// What of it.
        attribute: &'t str,
    },
    /// `!Sub "text ${Name}"`, alone or with variables of its own.
    Sub {
        /// The text.
        template: Node<'t>,
        /// The variables.
        variables: Option<Node<'t>>,
    },
    /// `!Join [separator, [part, ...]]`.
    Join {
        /// The parts, a list or an expression that gives one.
        parts: Node<'t>,
    },
    /// `!If [condition, then, otherwise]`.
    If {
        /// The condition's name.
        condition: Option<&'t str>,
        /// The value where the condition holds.
        then: Node<'t>,
        /// The value where it does not.
        otherwise: Node<'t>,
    },
    /// `!FindInMap [map, first, second]`.
    FindInMap {
        /// The map's name.
        map: Node<'t>,
        /// The key on the first level.
        first: Node<'t>,
        /// The key on the second level.
        second: Node<'t>,
        /// The value where no mapping has the keys: `DefaultValue` of `AWS::LanguageExtensions`.
        default: Option<Node<'t>>,
    },
    /// Any other function, a macro, or one of the above with arguments it does not take.
    Other {
        /// Its name without `!` or `Fn::`.
        name: &'t str,
        /// What it is given.
        arguments: Node<'t>,
    },
}

impl<'t> Intrinsic<'t> {
    /// The call that a node is; `None` for a plain value. A tag nobody knows is a call too: its value is not the text.
    pub fn of(node: Node<'t>) -> Option<Self> {
        if let Some(name) = node.tag().and_then(short_name) {
            return Some(Self::call(name, node));
        }
        if node.kind() != Kind::Mapping {
            return None;
        }
        let mut entries = node.entries();
        let (Some(entry), None) = (entries.next(), entries.next()) else {
            return None;
        };
        let name = match entry.name() {
            "Ref" if entry.value.as_str().is_some() => "Ref",
            "Condition" if entry.value.as_str().is_some() => "Condition",
            key => key.strip_prefix("Fn::")?,
        };
        Some(Self::call(name, entry.value))
    }

    fn call(name: &'t str, arguments: Node<'t>) -> Self {
        let known = match name {
            "Ref" => arguments.as_str().map(Self::Ref),
            "GetAtt" => get_att(arguments),
            "Sub" => sub(arguments),
            "Join" => match items(arguments).as_slice() {
                [_, parts] => Some(Self::Join { parts: *parts }),
                _ => None,
            },
            "If" => match items(arguments).as_slice() {
                [condition, then, otherwise] => Some(Self::If {
                    condition: condition.as_str(),
                    then: *then,
                    otherwise: *otherwise,
                }),
                _ => None,
            },
            "FindInMap" => match items(arguments).as_slice() {
                [map, first, second, rest @ ..] => Some(Self::FindInMap {
                    map: *map,
                    first: *first,
                    second: *second,
                    default: rest.first().and_then(|rest| rest.get("DefaultValue")),
                }),
                _ => None,
            },
            _ => None,
        };
        known.unwrap_or(Self::Other { name, arguments })
    }
}

/// The function a local tag names; YAML's own tags (`!!str`, `!<tag:..>`) name none.
fn short_name(tag: &str) -> Option<&str> {
    tag.strip_prefix('!')
        .filter(|name| !name.is_empty() && !name.starts_with(['!', '<']))
}

/// The first few arguments: no function here takes more.
fn items(arguments: Node<'_>) -> Vec<Node<'_>> {
    arguments.items().take(5).collect()
}

fn get_att(arguments: Node<'_>) -> Option<Intrinsic<'_>> {
    let (resource, attribute) = match arguments.as_str() {
        Some(text) => text.split_once('.')?,
        None => match items(arguments).as_slice() {
            [resource, attribute] => (resource.as_str()?, attribute.as_str().unwrap_or("")),
            _ => return None,
        },
    };
    Some(Intrinsic::GetAtt {
        resource,
        attribute,
    })
}

fn sub(arguments: Node<'_>) -> Option<Intrinsic<'_>> {
    if arguments.as_str().is_some() {
        return Some(Intrinsic::Sub {
            template: arguments,
            variables: None,
        });
    }
    match items(arguments).as_slice() {
        [template, variables] if template.as_str().is_some() => Some(Intrinsic::Sub {
            template: *template,
            variables: Some(*variables),
        }),
        [template] if template.as_str().is_some() => Some(Intrinsic::Sub {
            template: *template,
            variables: None,
        }),
        _ => None,
    }
}

/// The names that a `!Sub` text fills in, in order: `A` and `F.Arn` of `${A}-${F.Arn}`. `${!A}` is text.
pub fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template
        .split("${")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.starts_with('!'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn show(text: &str) -> String {
        let tree = crate::syntax::parse_yaml(&Source::new("x.yaml", text));
        let Some(document) = tree.documents().next() else {
            return "nothing".to_owned();
        };
        let text = |node: Node<'_>| node.as_str().unwrap_or("[..]").to_owned();
        match Intrinsic::of(document.root) {
            None => "plain".to_owned(),
            Some(Intrinsic::Ref(name)) => format!("ref {name}"),
            Some(Intrinsic::GetAtt {
                resource,
                attribute,
            }) => format!("get {resource} {attribute}"),
            Some(Intrinsic::Sub {
                template,
                variables,
            }) => format!("sub {} {}", text(template), variables.is_some()),
            Some(Intrinsic::Join { parts }) => format!("join {}", parts.items().count()),
            Some(Intrinsic::If {
                then, otherwise, ..
            }) => {
                format!("if {} {}", text(then), text(otherwise))
            }
            Some(Intrinsic::FindInMap {
                map, first, second, ..
            }) => {
                format!("find {} {} {}", text(map), text(first), text(second))
            }
            Some(Intrinsic::Other { name, .. }) => format!("other {name}"),
        }
    }

    #[test]
    fn short_tags_and_long_maps_are_the_same_call() {
        for (short, long, expected) in [
            ("!Ref A", "Ref: A", "ref A"),
            ("!GetAtt F.Arn", "Fn::GetAtt: [F, Arn]", "get F Arn"),
            ("!GetAtt [F, Arn]", "Fn::GetAtt: F.Arn", "get F Arn"),
            (
                "!Sub 'a${B}'",
                "{\"Fn::Sub\": \"a${B}\"}",
                "sub a${B} false",
            ),
            ("!Sub ['a', {B: c}]", "Fn::Sub: [a, {B: c}]", "sub a true"),
            ("!Join ['', [a, b]]", "Fn::Join: ['', [a, b]]", "join 2"),
            ("!If [c, 1, 2]", "Fn::If: [c, 1, 2]", "if 1 2"),
            (
                "!FindInMap [m, a, b]",
                "Fn::FindInMap: [m, a, b]",
                "find m a b",
            ),
            ("!ImportValue x", "Fn::ImportValue: x", "other ImportValue"),
            ("!Condition x", "Condition: x", "other Condition"),
        ] {
            assert_eq!(show(short), expected, "{short}");
            assert_eq!(show(long), expected, "{long}");
        }
    }

    #[test]
    fn wrong_arguments_are_no_known_call_and_plain_values_are_none() {
        for text in ["!If [c]", "!GetAtt F", "!Join x", "!Sub {a: b}", "!Mine 5"] {
            assert!(show(text).starts_with("other "), "{text}");
        }
        for text in [
            "a",
            "!!str a",
            "{Ref: [a]}",
            "{Ref: a, B: c}",
            "Condition: {a: b}",
            "[]",
            "",
        ] {
            assert_ne!(show(text), "other", "{text}");
            assert!(matches!(show(text).as_str(), "plain" | "nothing"), "{text}");
        }
    }

    #[test]
    fn placeholders_are_names_and_never_escapes() {
        let names: Vec<&str> =
            placeholders("a ${A}/${F.Arn} ${!Literal} ${AWS::Region} ${open").collect();
        assert_eq!(names, ["A", "F.Arn", "AWS::Region"]);
    }
}
