//! The platforms' documented limits: dated data with a source, never code.

mod limits;

pub use limits::{Bound, Limit, Limits, Magnitude, Setting, TableError};
