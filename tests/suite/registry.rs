//! Sizes that registries tell. Every registry in here is a thread of the test on this machine; `tests/registry/run.sh`
//! does the same with a real one.

#![cfg(feature = "registry")]

mod cache;
mod doors;
mod hostile;
mod images;
mod real;
mod stub;

use crate::sizes::{archives, support};
