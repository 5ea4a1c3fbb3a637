//! What a tool built beside its source: probed despite ignore files, joined to the source, called stale where they
//! disagree.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "build_output/join.rs"]
mod join;
#[path = "build_output/probe.rs"]
mod probe;
#[path = "build_output/stale.rs"]
mod stale;
#[path = "build_output/support.rs"]
mod support;
