//! How many threads work, and what happens where there are none to be had.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The most threads for each processor. More of them only wait, and a number from a pull request may be any.
const MOST_A_PROCESSOR: usize = 4;

/// The threads that work where so many are asked for; 0 is one a processor.
fn allowed(threads: usize) -> usize {
    threads.min(MOST_A_PROCESSOR * processors())
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A sentence about threads that were asked for and are not used.
pub(super) fn clamped(threads: usize) -> Option<String> {
    let used = allowed(threads);
    (used < threads).then(|| {
        format!("{threads} threads are asked for and {used} are used: at most {MOST_A_PROCESSOR} a processor")
    })
}

/// Works on that many threads; 0 is one a processor.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = ThreadPoolBuilder::new()
        .num_threads(allowed(threads))
        .build();
    on(pool.ok(), work)
}

/// Works on a pool, else on this thread alone. Without a pool of its own, rayon would make one for the whole process,
/// and there it panics if it cannot.
fn on<T: Send>(pool: Option<ThreadPool>, work: impl FnOnce() -> T + Send) -> T {
    let alone = || {
        ThreadPoolBuilder::new()
            .num_threads(1)
            .use_current_thread()
            .build()
            .ok()
    };
    match pool.or_else(alone) {
        Some(pool) => pool.install(work),
        // This thread is a pool of one already.
        None => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn a_number_without_sense_is_cut_and_told() {
        for asked in [5_000_000, 100_000_000, usize::MAX] {
            let used = allowed(asked);
            assert_eq!(used, 4 * processors());
            let told = clamped(asked).unwrap_or_default();
            assert!(told.contains(&format!("{used} are used")), "{told}");
        }
        assert_eq!((allowed(0), allowed(1)), (0, 1));
        assert_eq!((clamped(0), clamped(4)), (None, None));
    }

    #[test]
    fn where_no_thread_is_to_be_had_the_work_is_done_on_this_one() {
        // What a pool says when its threads cannot be made.
        let refused = ThreadPoolBuilder::new()
            .num_threads(3)
            .spawn_handler(|_| Err(std::io::Error::from(std::io::ErrorKind::WouldBlock)))
            .build();
        assert!(refused.is_err());
        let here = std::thread::current().id();
        for _ in 0..3 {
            let work = || {
                let threads = (0..1_000).into_par_iter();
                threads
                    .map(|_| std::thread::current().id())
                    .collect::<Vec<_>>()
            };
            assert!(on(None, work).iter().all(|thread| *thread == here));
        }
    }
}
