//! plimsoll.
pub mod source;
pub mod syntax;
