//! What the organisation says of itself, for the criteria that hear it. It holds for every workload alike, so it never makes
//! a finding: it tips what stands on the edge.

use crate::model::{Says, Statement};
use crate::rule::Context;

/// The statements of a kind.
pub(super) fn said<'a>(
    context: &Context<'a>,
    wanted: impl Fn(Says) -> bool,
) -> impl Iterator<Item = &'a Statement> {
    let statements = context.organization.statements.iter();
    statements.filter(move |statement| wanted(statement.says))
}
