//! A policy that a pull request cannot weaken: `extends`, `locked`, `--config-from-base`, and what a summary tells of it.
//! On real files, and on real git histories.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "policy/support.rs"]
mod support;

#[path = "policy/extends.rs"]
mod extends;

#[path = "policy/locked.rs"]
mod locked;

#[path = "policy/from_base.rs"]
mod from_base;

#[path = "policy/summary.rs"]
mod summary;

#[path = "policy/weaken.rs"]
mod weaken;
