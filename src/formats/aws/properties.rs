//! The properties of one function: its own, and under them those that `Globals` gives to all. SAM's merge: maps merge
//! deeply and the local value wins, lists concatenate with the global items first.

use super::setting::Setting;
use super::template::Template;
use crate::syntax::intrinsic::Intrinsic;
use crate::syntax::{Kind, Node};

/// The owner of what `Globals` declares.
const GLOBALS: &str = "Globals.Function";

/// The properties of one function.
pub(crate) struct Properties<'a, 't> {
    template: &'a Template<'t>,
    local: Option<Node<'t>>,
    global: Option<Node<'t>>,
    ignored: Option<Node<'t>>,
}

/// The two places where a property may be written.
struct Sides<'t> {
    local: Option<Setting<'t>>,
    global: Option<Setting<'t>>,
    /// How much of the path is behind them.
    depth: usize,
}

impl<'a, 't> Properties<'a, 't> {
    /// A resource's own properties.
    pub(crate) fn new(template: &'a Template<'t>, local: Option<Node<'t>>) -> Self {
        Self {
            template,
            local,
            global: None,
            ignored: None,
        }
    }

    /// The same over `Globals.Function`, without what `IgnoreGlobals` names.
    #[must_use]
    pub(crate) fn over(mut self, globals: Option<Node<'t>>, ignored: Option<Node<'t>>) -> Self {
        self.global = globals;
        self.ignored = ignored;
        self
    }

    /// The template that resolves them.
    pub(crate) fn template(&self) -> &'a Template<'t> {
        self.template
    }

    /// The properties that the resource itself has.
    pub(crate) fn local(&self) -> Option<Node<'t>> {
        self.local
    }

    /// The properties that `Globals` gives to all.
    pub(crate) fn global(&self) -> Option<Node<'t>> {
        self.global
    }

    /// Whether something beside the properties adds to them at deployment.
    pub(crate) fn transform(&self) -> Option<&'t str> {
        let included = self.local?.get("Fn::Transform")?;
        Some(included.str_at(&["Name"]).unwrap_or("Fn::Transform"))
    }

    /// Everything that may stand at a path; nothing where it is unset.
    pub(crate) fn get(&self, path: &[&str]) -> Vec<Setting<'t>> {
        let sides = self.sides(path);
        match sides.local.or(sides.global) {
            Some(setting) => self.template.follow(&setting, &path[sides.depth..]),
            None => Vec::new(),
        }
    }

    /// Whether something stands there, known or not.
    pub(crate) fn has(&self, path: &[&str]) -> bool {
        !self.get(path).is_empty()
    }

    /// The items of the list at a path.
    pub(crate) fn items(&self, path: &[&str]) -> Vec<Setting<'t>> {
        let sides = self.sides(path);
        let both = [sides.global, sides.local];
        both.iter()
            .flatten()
            .flat_map(|setting| self.template.follow(setting, &path[sides.depth..]))
            .flat_map(|list| self.template.items(&list))
            .collect()
    }

    /// Walks down both sides while both are plain maps. A local value of another type stands alone, except a list
    /// over a list.
    fn sides(&self, path: &[&str]) -> Sides<'t> {
        let mut local = self.local.map(|node| Setting::new(node, "Properties"));
        let mut global = self.global.filter(|_| !self.is_ignored(path)).map(globals);
        let mut depth = 0;
        for key in path {
            let plain = [&local, &global]
                .into_iter()
                .flatten()
                .all(|setting| setting.node.is_some_and(is_plain_map));
            if !plain {
                break;
            }
            local = local.and_then(|setting| step(&setting, key));
            global = global.and_then(|setting| step(&setting, key));
            depth += 1;
            if let (Some(over), Some(under)) = (&local, &global)
                && !merges(over.node, under.node)
            {
                global = None;
            }
        }
        Sides {
            local,
            global,
            depth,
        }
    }

    fn is_ignored(&self, path: &[&str]) -> bool {
        let named = |node: Node<'_>| {
            let text = node.as_str();
            text == Some("*") || (text.is_some() && text == path.first().copied())
        };
        self.ignored
            .is_some_and(|ignored| named(ignored) || ignored.items().any(named))
    }
}

fn globals(node: Node<'_>) -> Setting<'_> {
    Setting {
        owner: Some(GLOBALS),
        ..Setting::new(node, "")
    }
}

fn step<'t>(setting: &Setting<'t>, key: &str) -> Option<Setting<'t>> {
    let node = setting.node?.get(key)?;
    let field = if setting.field.is_empty() {
        key.to_owned()
    } else {
        format!("{}.{key}", setting.field)
    };
    Some(Setting {
        owner: setting.owner,
        ..Setting::new(node, field)
    })
}

fn is_plain_map(node: Node<'_>) -> bool {
    node.kind() == Kind::Mapping && Intrinsic::of(node).is_none()
}

fn merges(over: Option<Node<'_>>, under: Option<Node<'_>>) -> bool {
    let (Some(over), Some(under)) = (over, under) else {
        return false;
    };
    let plain_list = |node| {
        let node: Node<'_> = node;
        node.kind() == Kind::Sequence && Intrinsic::of(node).is_none()
    };
    (is_plain_map(over) && is_plain_map(under)) || (plain_list(over) && plain_list(under))
}
