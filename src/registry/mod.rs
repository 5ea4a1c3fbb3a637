//! Image sizes from registries, over the network, and only where the user asks for it with a flag. Nothing of an image is
//! pulled: its manifest is read, and a few bytes of each layer in which it says what it unpacks to.
//!
//! Registries, manifests and names are somebody else's, so every answer is bounded in length and time, everything that
//! has a digest is held to it, credentials go to the host they are kept for, and what is not https goes to this machine
//! alone.

mod address;
mod cache;
mod credentials;
mod digest;
mod door;
mod http;
mod image;
mod layer;

use crate::measure::{Fetched, ImagePlatform, Reference};
use cache::Cache;
use door::Doors;
use http::{Answer, Ask, Budget, Client, Trouble};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Images that are asked for at once: enough to wait for several, too few to be a burden.
const AT_ONCE: usize = 4;

/// How registries are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long one image may take, with everything that is tried again.
    pub timeout: Duration,
    /// The folder where what never changes is kept; without one, nothing is.
    pub cache: Option<PathBuf>,
}

/// Told before and after each image: how many are done, of how many, and which one it is.
pub type Progress<'a> = &'a (dyn Fn(usize, usize, &Reference) + Sync);

/// What is shared by all images of a run.
struct Registries {
    client: Client,
    doors: Doors,
    cache: Cache,
    /// Registries that answer nobody.
    closed: Mutex<BTreeMap<String, String>>,
}

impl Registries {
    fn ask(&self, name: &Reference, ask: &Ask<'_>, budget: Budget) -> Result<Answer, Trouble> {
        self.doors.ask(&self.client, name, ask, budget)
    }

    fn measure(
        &self,
        name: &Reference,
        platform: &ImagePlatform,
        timeout: Duration,
    ) -> Result<Fetched, String> {
        if !name.can_be_asked_for() {
            return Err("no registry takes such a name, so none was asked".to_owned());
        }
        let closed = || self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = closed().get(&name.registry) {
            return Err(why.clone());
        }
        let measured = image::measure(self, name, platform, Budget::new(timeout));
        if let Err(Trouble::Host(why)) = &measured {
            closed().insert(name.registry.clone(), why.clone());
        }
        measured.map_err(|trouble| trouble.text().to_owned())
    }
}

/// Asks registries for images of a platform: an answer for each, in their order.
pub fn fetch(
    names: &[Reference],
    platform: &ImagePlatform,
    options: &Options,
    progress: Progress<'_>,
) -> Vec<Result<Fetched, String>> {
    if names.is_empty() {
        return Vec::new();
    }
    let registries = Registries {
        client: Client::new(),
        doors: Doors::default(),
        cache: Cache::new(options.cache.clone()),
        closed: Mutex::default(),
    };
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let answers: Mutex<BTreeMap<usize, Result<Fetched, String>>> = Mutex::default();
    let work = || {
        while let Some((at, name)) = names
            .iter()
            .enumerate()
            .nth(next.fetch_add(1, Ordering::SeqCst))
        {
            progress(done.load(Ordering::SeqCst), names.len(), name);
            let answer = registries.measure(name, platform, options.timeout);
            let done = done.fetch_add(1, Ordering::SeqCst) + 1;
            progress(done, names.len(), name);
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.insert(at, answer);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(names.len()) {
            scope.spawn(work);
        }
    });
    let answers = answers.into_inner();
    let answers = answers.unwrap_or_else(PoisonError::into_inner);
    answers.into_values().collect()
}
