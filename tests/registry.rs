//! Sizes that registries tell. Every registry in here is a thread of the test on this machine; `tests/registry/run.sh`
//! does the same with a real one.

#![cfg(feature = "registry")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "shared with the sizes that are measured offline")]
#[path = "sizes/archives.rs"]
mod archives;
#[allow(dead_code, reason = "shared with the sizes that are measured offline")]
#[path = "sizes/support.rs"]
mod support;

#[path = "registry/stub.rs"]
mod stub;

#[path = "registry/cache.rs"]
mod cache;
#[path = "registry/doors.rs"]
mod doors;
#[path = "registry/hostile.rs"]
mod hostile;
#[path = "registry/images.rs"]
mod images;
#[path = "registry/real.rs"]
mod real;
