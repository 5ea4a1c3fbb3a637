//! Sizes that are measured: what a build left behind, what an image archive holds, what a registry says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "sizes/support.rs"]
mod support;

#[path = "sizes/archives.rs"]
mod archives;
#[path = "sizes/basis.rs"]
mod basis;
#[path = "sizes/hostile_images.rs"]
mod hostile_images;
#[path = "sizes/hostile_packages.rs"]
mod hostile_packages;
#[path = "sizes/images.rs"]
mod images;
#[path = "sizes/packages.rs"]
mod packages;
#[path = "sizes/recorded.rs"]
mod recorded;
