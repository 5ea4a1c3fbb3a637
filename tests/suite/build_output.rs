//! What a tool built beside its source: probed despite ignore files, joined to the source, called stale where they
//! disagree.

mod join;
mod probe;
mod stale;
mod support;
