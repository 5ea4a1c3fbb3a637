//! Files are read on threads of their own, within a budget. A parser cannot be stopped from outside: a thread whose file
//! takes too long is left alone, and another one takes its place.

use super::read::{self, FileResult};
use crate::config::Budget;
use crate::coverage::{Failed, Unread};
use crate::discover::Candidate;
use crate::repository::Repository;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How a file is read; a test has another way.
type Read = fn(&Repository, &Candidate) -> FileResult;

/// What the threads share.
struct Shared {
    repository: Repository,
    candidates: Vec<Candidate>,
    next: AtomicUsize,
    /// Whether no more files are begun.
    over: AtomicBool,
    read: Read,
}

enum Message {
    Begun(usize),
    Done(usize, Box<FileResult>),
}

/// Reads the files, in the order of the candidates; what is over a budget is failed and says so.
pub(super) fn each(
    repository: &Repository,
    candidates: &[&Candidate],
    budget: Budget,
    threads: usize,
) -> Vec<FileResult> {
    each_with(repository, candidates, budget, threads, read::file)
}

fn each_with(
    repository: &Repository,
    candidates: &[&Candidate],
    budget: Budget,
    threads: usize,
    read: Read,
) -> Vec<FileResult> {
    let shared = Arc::new(Shared {
        repository: repository.clone(),
        candidates: candidates.iter().copied().cloned().collect(),
        next: AtomicUsize::new(0),
        over: AtomicBool::new(false),
        read,
    });
    let (sender, receiver) = mpsc::channel();
    let threads = threads.clamp(1, candidates.len().max(1));
    let spawned = (0..threads).filter(|_| spawn(&shared, &sender).is_ok());
    if spawned.count() == 0 {
        // No thread is to be had: one file after the other on this one, each to its end.
        let late =
            |result: &Candidate| is_past(budget.reads_until()).then(|| over_run(result, budget));
        let one =
            |candidate: &&Candidate| late(candidate).unwrap_or_else(|| read(repository, candidate));
        return candidates.iter().map(one).collect();
    }
    let mut results = Collected {
        shared: &shared,
        budget,
        results: candidates.iter().map(|_| None).collect(),
        running: BTreeMap::new(),
        left: candidates.len(),
    };
    results.collect(&receiver, sender);
    shared.over.store(true, Ordering::Relaxed);
    let results = results.results.into_iter().zip(candidates);
    results
        .map(|(result, candidate)| result.unwrap_or_else(|| over_run(candidate, budget)))
        .collect()
}

fn spawn(shared: &Arc<Shared>, sender: &Sender<Message>) -> io::Result<()> {
    let (shared, sender) = (Arc::clone(shared), sender.clone());
    let work = move || {
        while !shared.over.load(Ordering::Relaxed) {
            let at = shared.next.fetch_add(1, Ordering::Relaxed);
            let Some(candidate) = shared.candidates.get(at) else {
                return;
            };
            let begun = sender.send(Message::Begun(at));
            let result = (shared.read)(&shared.repository, candidate);
            if begun
                .and_then(|()| sender.send(Message::Done(at, Box::new(result))))
                .is_err()
            {
                return;
            }
        }
    };
    thread::Builder::new().spawn(work).map(drop)
}

struct Collected<'s> {
    shared: &'s Arc<Shared>,
    budget: Budget,
    results: Vec<Option<FileResult>>,
    /// The files that are being read, and since when.
    running: BTreeMap<usize, Instant>,
    left: usize,
}

impl Collected<'_> {
    /// Takes the results as they come, until all are there or the time is over.
    fn collect(&mut self, receiver: &Receiver<Message>, sender: Sender<Message>) {
        // Kept for the threads that take the place of others.
        let spare = self.budget.file.is_some().then_some(sender);
        while self.left > 0 {
            let message = match self.wait() {
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(time) => receiver.recv_timeout(time),
            };
            match message {
                Ok(Message::Begun(at)) => drop(self.running.insert(at, Instant::now())),
                Ok(Message::Done(at, result)) => {
                    self.running.remove(&at);
                    self.put(at, *result);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if is_past(self.budget.reads_until()) {
                        return;
                    }
                    self.give_up(spare.as_ref());
                }
                // Every thread has ended, and some without a word.
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// How long to wait for the next message; none is until it comes.
    fn wait(&self) -> Option<Duration> {
        let files = self.budget.file.and_then(|file| {
            let first = self.running.values().min()?;
            Some(*first + file)
        });
        let next = [files, self.budget.reads_until()]
            .into_iter()
            .flatten()
            .min();
        next.map(|next| next.saturating_duration_since(Instant::now()))
    }

    /// Puts a file that is over its budget among the failed ones.
    fn give_up(&mut self, spare: Option<&Sender<Message>>) {
        let Some(most) = self.budget.file else { return };
        let over = |(at, begun): (&usize, &Instant)| (begun.elapsed() >= most).then_some(*at);
        let over: Vec<usize> = self.running.iter().filter_map(over).collect();
        for at in over {
            self.running.remove(&at);
            let seconds = most.as_secs_f64();
            let message = format!("reading it takes longer than {seconds} s (`--file-timeout`)");
            let candidate = &self.shared.candidates[at];
            self.put(at, failed(candidate, message, Unread::File));
            if let Some(sender) = spare {
                // Without another thread the others go on.
                let _ = spawn(self.shared, sender);
            }
        }
    }

    /// The first result of a file counts: one that was given up may come later.
    fn put(&mut self, at: usize, result: FileResult) {
        if let Some(place) = self.results.get_mut(at)
            && place.is_none()
        {
            *place = Some(result);
            self.left -= 1;
        }
    }
}

fn is_past(time: Option<Instant>) -> bool {
    time.is_some_and(|time| Instant::now() >= time)
}

fn over_run(candidate: &Candidate, budget: Budget) -> FileResult {
    let message = match budget.run {
        Some(run) => format!(
            "not read: the run may take {} s (`--timeout`)",
            run.as_secs_f64()
        ),
        None => "reading it broke off, which is a fault of plimsoll".to_owned(),
    };
    // Of the run, not of the file: no base excuses it.
    failed(candidate, message, Unread::Argument)
}

fn failed(candidate: &Candidate, message: String, what: Unread) -> FileResult {
    FileResult::failed(Failed {
        path: candidate.path.clone(),
        line: None,
        column: None,
        message,
        more: 0,
        what,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::{Coverage, SkipReason};

    /// Reads nothing: a file says by its name what happens.
    fn acted(_: &Repository, candidate: &Candidate) -> FileResult {
        match candidate.path.as_str() {
            "slow" => thread::sleep(Duration::from_secs(600)),
            "broken" => std::panic::resume_unwind(Box::new(())),
            _ => {}
        }
        FileResult::skipped(&candidate.path, SkipReason::NotAManifest, None)
    }

    fn told(names: &[&str], budget: Budget, threads: usize) -> Coverage {
        let candidate = |name: &&str| Candidate {
            path: (*name).to_owned(),
            file: name.into(),
            outright: false,
        };
        let candidates: Vec<Candidate> = names.iter().map(candidate).collect();
        let candidates: Vec<&Candidate> = candidates.iter().collect();
        let mut coverage = Coverage::default();
        for result in each_with(&Repository::new("/"), &candidates, budget, threads, acted) {
            result.status.record(result.path, &mut coverage);
        }
        assert_eq!(coverage.seen(), names.len());
        coverage
    }

    fn budget(file: u64, run: Option<u64>) -> Budget {
        Budget {
            file: Some(Duration::from_millis(file)),
            run: run.map(Duration::from_millis),
            ..Budget::default()
        }
    }

    #[test]
    fn a_file_over_its_budget_is_failed_and_the_others_are_read() {
        for threads in [1, 2] {
            let names = ["a", "slow", "b", "slow", "c"];
            let coverage = told(&names, budget(100, None), threads);
            assert_eq!(coverage.skipped.len(), 3);
            let failed = &coverage.failed[0];
            assert_eq!(failed.path, "slow");
            assert!(
                failed.message.contains("--file-timeout"),
                "{}",
                failed.message
            );
        }
    }

    #[test]
    fn a_run_over_its_budget_fails_what_it_has_not_read() {
        let names = ["a", "slow", "b"];
        let coverage = told(&names, budget(600_000, Some(400)), 1);
        assert_eq!(coverage.skipped.len(), 1);
        assert_eq!(coverage.failed.len(), 2);
        for failed in &coverage.failed {
            assert!(failed.message.contains("`--timeout`"), "{}", failed.message);
        }
    }

    #[test]
    fn a_thread_that_breaks_off_is_not_waited_for() {
        let coverage = told(&["broken", "a"], budget(200, None), 2);
        assert_eq!((coverage.skipped.len(), coverage.failed.len()), (1, 1));
    }
}
