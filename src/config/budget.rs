//! How long a run and each of its files may take. Only the command line says so: a pull request that could would have as
//! much time as it likes.

use std::time::{Duration, Instant};

/// What one file may take unless it is told: no file that anybody has takes a tenth of it.
pub const FILE_SECONDS: u64 = 60;

/// The part of a run's time in which files are read: the rest is for judging what was read.
const READING: u32 = 3;
const WHOLE: u32 = 4;

/// The time that there is.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// When the run began.
    pub begun: Instant,
    /// Of one file; none is without end.
    pub file: Option<Duration>,
    /// Of the whole run, comparison with a base included; none is without end.
    pub run: Option<Duration>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            file: Some(Duration::from_secs(FILE_SECONDS)),
            run: None,
        }
    }
}

impl Budget {
    /// When no more files are read: after three quarters of the run's time, so that what was read can be judged.
    pub fn reads_until(&self) -> Option<Instant> {
        Some(self.begun + self.run? / WHOLE * READING)
    }

    /// When the run has to end.
    pub fn ends(&self) -> Option<Instant> {
        Some(self.begun + self.run?)
    }
}
