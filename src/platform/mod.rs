//! The platforms' documented limits: dated data with a source, never code.

mod limits;

pub use limits::{Bound, Limit, Limits, Magnitude, Setting, TableError};

/// Adds the platform's defaults where a workload says nothing.
pub fn fill_defaults(_workload: &mut crate::model::Workload, _limits: &Limits) {}
