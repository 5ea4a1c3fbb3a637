//! The work of a run, counted where every search goes through: a node that is looked at, a path that is compared, a
//! place that is worked out. `tests/growth` holds that twice the input is at most about twice the work. Builds without
//! debug assertions count nothing.

use std::sync::atomic::{AtomicU64, Ordering};

static STEPS: AtomicU64 = AtomicU64::new(0);

/// Counts one step.
#[inline]
pub(crate) fn step() {
    if cfg!(debug_assertions) {
        STEPS.fetch_add(1, Ordering::Relaxed);
    }
}

/// The steps of this process so far, on all threads; 0 in a build that does not count.
pub fn steps() -> u64 {
    STEPS.load(Ordering::Relaxed)
}
