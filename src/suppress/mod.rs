//! Suppressions: which findings a comment, an annotation, the configuration or the baseline takes out, and which of them do nothing.

mod accepted;
mod anchor;
mod apply;
mod baseline;
mod check;
mod comment;
mod cover;
mod declared;
mod list;
mod rules;

pub use accepted::{Accepted, Before};
pub use anchor::{Anchor, anchors, words};
pub use apply::{Setup, apply};
pub use baseline::{
    Baseline, Change as BaselineChange, Context as BaselineContext, Entry as BaselineEntry, Seen,
    changed, text as baseline_text,
};
pub use check::refused;
pub use comment::comments;
pub use declared::{OwnDeclaration, own_declarations};
pub use list::{Listed, list};
pub use rules::{RULES, SOFTENED};
