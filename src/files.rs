//! Names of files, and the one place that opens, lays out and replaces them.
//!
//! A path is bytes. A report is text, so a file has a *name*: text that says which file it is without doubt, and from
//! which its path comes back ([`name`], [`path_of`]). A name is no permission: what a repository names becomes a path again
//! only as [`Inside`], which leads nowhere but below a root, and is opened below that root with no symbolic link
//! followed ([`Root`]).

mod glob;
mod inside;
mod name;
mod open;
mod scratch;
mod whole;

pub use glob::Glob;
pub use inside::Inside;
pub use name::{name, path_of};
pub use open::{Root, given, is_stream, regular};
pub use scratch::{Scratch, clear};
pub use whole::{Whole, replace};
