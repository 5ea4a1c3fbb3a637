//! What runs plimsoll elsewhere is run here: the GitHub action step by step on real git histories, the other systems'
//! snippets as the README shows them, the hooks. Only the services around them are played.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "ci/action.rs"]
mod action;
#[path = "ci/build.rs"]
mod build;
#[path = "ci/expression.rs"]
mod expression;
#[path = "ci/moved.rs"]
mod moved;
#[path = "ci/readme.rs"]
mod readme;
#[path = "ci/runner.rs"]
mod runner;
#[path = "ci/snippets.rs"]
mod snippets;
#[path = "ci/support.rs"]
mod support;
#[path = "ci/trouble.rs"]
mod trouble;
