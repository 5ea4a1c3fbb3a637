//! What the organisation says of itself, in both directions: beside a finding that its workload's own evidence carries.

use super::gather::gather;
use crate::finding::{Evidence, Stance};
use crate::model::{Side, Workload};
use crate::rule::Context;

/// What the organisation says for one side, and against it where it speaks for the other.
pub(super) fn company(side: Side, workload: &Workload, context: &Context<'_>) -> Vec<Evidence> {
    if context.organization.statements.is_empty() {
        return Vec::new();
    }
    let other = match side {
        Side::Kubernetes => Side::Serverless,
        _ => Side::Kubernetes,
    };
    let own = gather(side, workload, context);
    let opposed = gather(other, workload, context);
    let opposed = opposed.into_iter().filter(|one| one.stance == Stance::For);
    let against = opposed.map(|one| Evidence {
        stance: Stance::Against,
        ..one
    });
    let mut company: Vec<Evidence> = own.into_iter().chain(against).collect();
    company.retain(Evidence::is_of_organization);
    company
}
