//! A policy that a pull request cannot weaken: `extends`, `locked`, `--config-from-base`, and what a summary tells of it.
//! On real files, and on real git histories.

mod extends;
mod from_base;
mod locked;
mod summary;
mod support;
mod weaken;
