//! `--fetch-image-sizes`: who asks registries, and what a terminal shows meanwhile.

use super::Failure;
use super::options::ScanArgs;
use crate::measure::{Fetched, ImagePlatform, Reference};

type Answers = Vec<Result<Fetched, String>>;

/// Who asks registries, where the user wants it.
#[cfg(feature = "registry")]
pub(super) fn with(
    arguments: &ScanArgs,
) -> Result<Option<impl Fn(&[Reference], &ImagePlatform) -> Answers + Sync>, Failure> {
    use crate::registry::{self, Options};
    use std::time::Duration;

    let fetch = &arguments.fetch;
    if !fetch.fetch_image_sizes {
        return Ok(None);
    }
    let cache = (!fetch.no_fetch_cache).then(|| fetch.fetch_cache.clone().or_else(cache_folder));
    let cache = cache.flatten();
    if let Some(folder) = &cache {
        std::fs::create_dir_all(folder).map_err(|error| {
            let folder = folder.display();
            Failure::new(format!(
                "cannot keep anything in {folder}: {error}; --fetch-cache names another folder, --no-fetch-cache none"
            ))
        })?;
    }
    let options = Options {
        timeout: Duration::from_secs(fetch.fetch_timeout),
        cache,
    };
    let quiet = arguments.output.quiet;
    Ok(Some(
        move |names: &[Reference], platform: &ImagePlatform| {
            let bar = Bar::new(quiet);
            let progress = |done, all, name: &Reference| bar.show(done, all, name);
            registry::fetch(names, platform, &options, &progress)
        },
    ))
}

/// A build without the network.
#[cfg(not(feature = "registry"))]
pub(super) fn with(
    arguments: &ScanArgs,
) -> Result<Option<impl Fn(&[Reference], &ImagePlatform) -> Answers + Sync>, Failure> {
    if arguments.fetch.fetch_image_sizes {
        return Err(Failure::new(
            "--fetch-image-sizes: this plimsoll was built without the feature `registry`",
        ));
    }
    Ok(None::<fn(&[Reference], &ImagePlatform) -> Answers>)
}

/// Where the user's programs keep what can be had again.
#[cfg(feature = "registry")]
fn cache_folder() -> Option<std::path::PathBuf> {
    let folder = |name: &str| {
        let path = std::env::var_os(name).map(std::path::PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let of_home = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    let windows = cfg!(windows).then(|| folder("LOCALAPPDATA")).flatten();
    folder("XDG_CACHE_HOME")
        .or(windows)
        .or_else(|| folder("HOME").map(|home| home.join(of_home)))
        .map(|caches| caches.join("plimsoll"))
}

/// One line on a terminal that is written over and over, and gone at the end.
#[cfg(feature = "registry")]
struct Bar {
    width: Option<usize>,
}

#[cfg(feature = "registry")]
impl Bar {
    fn new(quiet: bool) -> Self {
        use std::io::IsTerminal;
        let stderr = std::io::stderr();
        let shown = !quiet && stderr.is_terminal();
        let width = terminal_size::terminal_size_of(&stderr);
        let width = width.map_or(80, |(width, _)| usize::from(width.0));
        Self {
            width: shown.then_some(width),
        }
    }

    fn show(&self, done: usize, all: usize, name: &Reference) {
        let Some(width) = self.width else { return };
        let full = done * 10 / all.max(1);
        let bar = "█".repeat(full) + &"░".repeat(10 - full);
        let line = format!("{bar} {done} of {all} images · {name}");
        let line: String = line.chars().take(width.saturating_sub(1)).collect();
        Self::write(&format!("\r\x1b[2K{line}"));
    }

    fn write(text: &str) {
        use std::io::Write;
        let mut stderr = std::io::stderr().lock();
        let _ = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
    }
}

#[cfg(feature = "registry")]
impl Drop for Bar {
    fn drop(&mut self) {
        if self.width.is_some() {
            Self::write("\r\x1b[2K");
        }
    }
}
