//! The matrix of `fit`, on the threads that the run itself was given.

use super::on_threads;
use crate::fit::Fit;
use crate::model::Platform;
use crate::report::Outcome;
use rayon::prelude::*;

/// Asks each workload of a run about each platform, several at once.
pub fn fit<'w>(outcome: &'w Outcome, platforms: &[Platform], threads: usize) -> Fit<'w> {
    let (workloads, grounds) = (&outcome.workloads, &outcome.grounds);
    Fit::by(workloads, platforms, grounds, |work, row| {
        on_threads(threads, || work.into_par_iter().map(row).collect())
    })
}
