//! `--timeout` where the run is over its time after the files are read: what was done until then is reported, and the
//! process ends. Nothing else can end it, since a stage cannot be stopped from outside.

use super::CANNOT_CHECK;
use crate::config::Settings;
use crate::coverage::{Coverage, Failed, Unread};
use crate::files;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// The watch over a run.
pub(super) struct Watch {
    /// Whether a thread writes the report: the run, or the watch in its place.
    taken: Arc<AtomicBool>,
}

impl Watch {
    /// Watches a run that has an end. `report` writes what is known when it comes.
    pub(super) fn start(
        settings: &mut Settings,
        report: impl FnOnce(Coverage) + Send + 'static,
    ) -> Self {
        let taken = Arc::new(AtomicBool::new(false));
        let watch = Self {
            taken: Arc::clone(&taken),
        };
        let (Some(end), Some(run)) = (settings.budget.ends(), settings.budget.run) else {
            return watch;
        };
        let seen = Arc::new(Mutex::new(Coverage::default()));
        settings.seen = Some(Arc::clone(&seen));
        let wait = move || {
            thread::sleep(end.saturating_duration_since(Instant::now()));
            if taken.swap(true, Ordering::SeqCst) {
                return;
            }
            let mut coverage = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
            coverage.failed.push(Failed {
                path: ".".to_owned(),
                line: None,
                column: None,
                message: format!(
                    "the run is over its {} s (`--timeout`): what was read is not judged",
                    run.as_secs_f64()
                ),
                more: 0,
                // Of the run, not of a file: no base excuses it.
                what: Unread::Argument,
            });
            coverage.failed.sort();
            report(coverage);
            files::clear();
            end_process();
        };
        // Without a thread there is no end: the files alone are within the budget.
        let _ = thread::Builder::new().spawn(wait);
        watch
    }

    /// Says that the run is done and writes its own report.
    pub(super) fn stop(self) {
        if self.taken.swap(true, Ordering::SeqCst) {
            // The watch was first, and ends the process.
            loop {
                thread::park();
            }
        }
    }
}

#[allow(
    clippy::exit,
    reason = "the thread that would return is the one that is late"
)]
fn end_process() {
    std::process::exit(i32::from(CANNOT_CHECK));
}
