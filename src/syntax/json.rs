//! JSON and JSONC into the same tree.

use super::tree::Tree;
use crate::source::Source;
use std::sync::Arc;

/// Which JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 8259, nothing else.
    Json,
    /// With comments and trailing commas.
    Jsonc,
}

pub(super) fn parse(source: &Arc<Source>, _dialect: Dialect) -> Tree {
    super::yaml::parse(source)
}
