//! The PersistentVolumeClaim: whether the data behind a mount belongs to one node or to all of them.

use super::companion;
use super::element::Element;
use crate::formats::Input;
use crate::model::{Declarations, Fact, FactName, Link, State, StateKind, Value};

/// Access modes, the widest first.
const MODES: &[(&str, StateKind, bool)] = &[
    ("ReadWriteMany", StateKind::SharedFileSystem, false),
    ("ReadWriteOnce", StateKind::Volume, false),
    ("ReadWriteOncePod", StateKind::Volume, false),
    ("ReadOnlyMany", StateKind::SharedFileSystem, true),
];

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let name = companion::name(input.object);
    let object = Element::object(input.object);
    let facts = object.at(&["spec", "accessModes"]);
    let facts = facts
        .map(|modes| access(name, &modes))
        .into_iter()
        .collect();
    let link = Link::Claims(name.to_owned());
    out.companions.push(companion::of(input, link, facts));
}

fn access(name: &str, modes: &Element<'_>) -> Fact {
    for (mode, kind, read_only) in MODES {
        let found = modes.node.items().find(|node| node.as_str() == Some(mode));
        if let Some(node) = found {
            let state = State {
                kind: *kind,
                detail: name.to_owned(),
                read_only: *read_only,
            };
            let at = node.span().first_line();
            return Fact::stated(FactName::State, Value::State(state), at, &*modes.field);
        }
    }
    let open = modes.node.items().next().unwrap_or(modes.node);
    Fact::unresolved(FactName::State, open.span().first_line(), &*modes.field)
        .with_note("not an access mode plimsoll knows")
}
