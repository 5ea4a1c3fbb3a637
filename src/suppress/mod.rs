//! Suppressions: which findings a comment, an annotation or the configuration takes out, and which of them do nothing.

mod apply;
mod check;
mod comment;
mod list;
mod rules;

pub use apply::{Setup, apply};
pub use comment::comments;
pub use list::{Listed, list};
pub use rules::RULES;
