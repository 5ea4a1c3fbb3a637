//! What never changes is kept on disk: manifests by their digest, and what layers unpack to by theirs. A name's digest is
//! asked for each time. Whatever in here is not as it was written counts as missing.

use super::digest;
use crate::measure::Certainty;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What is known of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unpacked {
    pub(super) size: u64,
    pub(super) unpacked: u64,
    pub(super) at_least: bool,
}

impl Unpacked {
    pub(super) fn certainty(self) -> Certainty {
        if self.at_least {
            Certainty::AtLeast
        } else {
            Certainty::Stated
        }
    }
}

/// A folder, or nothing.
pub(super) struct Cache(Option<PathBuf>);

impl Cache {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self(folder)
    }

    /// A manifest, if it still has the digest that it is kept under.
    pub(super) fn manifest(&self, named: &str, most: u64) -> Option<Vec<u8>> {
        let path = self.path("manifests", named)?;
        let bytes = read(&path, most)?;
        digest::holds(named, &bytes).then_some(bytes)
    }

    /// Keeps a manifest; one that cannot be kept is fetched again.
    pub(super) fn keep_manifest(&self, named: &str, bytes: &[u8]) {
        if let Some(path) = self.path("manifests", named) {
            write(&path, bytes);
        }
    }

    /// What a layer unpacks to, as one registry told it: another one has to say so itself.
    pub(super) fn layer(&self, registry: &str, named: &str) -> Option<Unpacked> {
        let path = self.layer_path(registry, named)?;
        let text = String::from_utf8(read(&path, 4_096)?).ok()?;
        let (sum, json) = text.split_once('\n')?;
        if sum != digest::sha256(json.as_bytes()) {
            return None;
        }
        serde_json::from_str(json).ok()
    }

    pub(super) fn keep_layer(&self, registry: &str, named: &str, unpacked: Unpacked) {
        let json = serde_json::to_string(&unpacked).unwrap_or_default();
        if let Some(path) = self.layer_path(registry, named) {
            let sum = digest::sha256(json.as_bytes());
            write(&path, format!("{sum}\n{json}").as_bytes());
        }
    }

    fn layer_path(&self, registry: &str, named: &str) -> Option<PathBuf> {
        // No name of a registry is a path: of two that are alike on some disk, each has its own folder.
        let registry = digest::sha256(registry.as_bytes()).replace("sha256:", "");
        self.path(&format!("layers/{}", &registry[..16]), named)
    }

    /// Where something lies; digests are checked before they come here, and again.
    fn path(&self, kind: &str, named: &str) -> Option<PathBuf> {
        let folder = self.0.as_ref()?;
        let (algorithm, digits) = named
            .split_once(':')
            .filter(|_| crate::measure::is_digest(named))?;
        Some(folder.join(kind).join(algorithm).join(digits))
    }
}

fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let file = std::fs::File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

/// Puts a file into its place at once, so that another run never sees a half.
fn write(path: &Path, bytes: &[u8]) {
    let Some(folder) = path.parent() else { return };
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::NamedTempFile::new_in(folder))
        .and_then(|mut file| file.write_all(bytes).map(|()| file));
    if let Ok(file) = written {
        let _ = file.persist(path);
    }
}
