//! What a kustomization changes without a file of its own for it: patches written out in place or aimed at a selector,
//! images and replicas.

use super::within;
use crate::formats::{Input, kubernetes};
use crate::model::{Change, Changed, Declarations, Workload};
use crate::source::{Source, Span};
use crate::syntax::{Kind, Node, Style, parse_yaml};

const ADDS: &str = "patches it in place; what the patch replaces is not read";
const UNREAD: &str = "patches it; what the patch says is not read";
const IMAGE: &str = "sets its image; the one that the base names is judged";
const REPLICAS: &str = "sets its replicas; those that the base names are judged";

pub(super) fn read(input: &Input<'_>, folder: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let items = |key: &str| {
        let list = input.object.get(key).into_iter();
        list.flat_map(|list| list.items()).collect::<Vec<_>>()
    };
    for text in items("patchesStrategicMerge") {
        merged(input, text, None, &mut changes);
    }
    for key in ["patches", "patchesJson6902"] {
        for patch in items(key) {
            let target = patch.get("target").map(selected);
            match patch.get("patch") {
                Some(text) => merged(input, text, target, &mut changes),
                None => changes.extend(target.map(|of| {
                    Change {
                        file: patch
                            .str_at(&["path"])
                            .and_then(|path| within(folder, path)),
                        ..change(patch, of, UNREAD)
                    }
                })),
            }
        }
    }
    for (key, words) in [("images", IMAGE), ("replicas", REPLICAS)] {
        for one in items(key) {
            let Some(name) = one.str_at(&["name"]).map(str::to_owned) else {
                continue;
            };
            let of = if key == "images" {
                Changed::Image(name)
            } else {
                Changed::Object {
                    kind: None,
                    name: Some(name),
                }
            };
            changes.push(change(one, of, words));
        }
    }
    changes
}

fn change(at: Node<'_>, of: Changed, words: &'static str) -> Change {
    Change {
        at: at.span().first_line(),
        of,
        words,
        patch: None,
        file: None,
    }
}

/// Whom a selector means. Kind and name are regular expressions there: what is more than a plain word may be anybody.
fn selected(target: Node<'_>) -> Changed {
    let plain = |key| {
        let text: &str = target.str_at(&[key])?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        text.chars().all(is_name).then(|| text.to_owned())
    };
    Changed::Object {
        kind: plain("kind"),
        name: plain("name"),
    }
}

/// Reads a patch written out in place, or tells whom it is for where it is none that is read.
fn merged(input: &Input<'_>, text: Node<'_>, target: Option<Changed>, out: &mut Vec<Change>) {
    let before = out.len();
    if text.kind() == Kind::Scalar(Style::Block) {
        let tree = parse_yaml(&Source::new(input.path, alone(&text.content_span())));
        for document in tree.documents() {
            out.extend(patches(input, document.root, target.as_ref()));
        }
    }
    if out.len() == before
        && let Some(of) = target
    {
        out.push(change(text, of, UNREAD));
    }
}

/// The file with everything blank but a block, so that what is read of it has the lines and columns of the file.
fn alone(block: &Span) -> String {
    let whole = block.source().text();
    let (start, end) = (block.start as usize, block.end as usize);
    let header = block.text().starts_with(['|', '>']);
    let body = match block.text().find('\n') {
        Some(line) if header => start + line,
        _ => start,
    };
    let blank = |c: char| match c {
        '\n' => "\n".to_owned(),
        c => " ".repeat(c.len_utf8()),
    };
    let before: String = whole[..body].chars().map(blank).collect();
    before + &whole[body..end]
}

/// The workloads that a patch names, with what it adds to them.
fn patches(input: &Input<'_>, object: Node<'_>, target: Option<&Changed>) -> Vec<Change> {
    if object.kind() != Kind::Mapping || !(kubernetes::FORMAT.detect)(object) {
        return Vec::new();
    }
    let mut read = Declarations::default();
    let inner = Input {
        object,
        scope: input.scope.clone(),
        path: input.path,
        repository: input.repository,
    };
    (kubernetes::FORMAT.read)(&inner, &mut read);
    let workloads = read.workloads.into_iter();
    let change = |patch: Workload| {
        let own = || Changed::Object {
            kind: Some(patch.kind.clone()),
            name: Some(patch.name.clone()),
        };
        Change {
            at: patch.at.first_line(),
            of: target.cloned().unwrap_or_else(own),
            words: ADDS,
            patch: Some(patch),
            file: None,
        }
    };
    workloads.map(change).collect()
}
