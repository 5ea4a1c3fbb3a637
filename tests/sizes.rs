//! Sizes that are measured: what a build left behind, what an image archive holds, what a registry says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "sizes/support.rs"]
mod support;

#[path = "sizes/hostile_packages.rs"]
mod hostile_packages;
#[path = "sizes/packages.rs"]
mod packages;
