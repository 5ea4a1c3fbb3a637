//! Saved images: OCI image layouts and the archives of `docker save`, whose own list of images counts where there is one.

use super::layer::{self, Sizes};
use super::reference::{Reference, is_digest};
use super::store::Store;
use super::{Certainty, Image, ImagePlatform, Layer};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The largest list or manifest, in bytes: what registries take.
pub const LARGEST_MANIFEST: u64 = 4 << 20;

/// The most layers of one image; Docker makes 127.
pub const MOST_LAYERS: usize = 1_000;

/// The most images of one source.
const MOST_IMAGES: usize = 200;

/// Lists inside of lists.
const DEEPEST: usize = 3;

/// `manifest.json` of `docker save`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

/// What a list or a manifest points at.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The digest of its bytes; anything may stand there until [`is_digest`] has seen it.
    pub digest: String,
    /// How many bytes it says it has.
    pub size: u64,
    /// What it is.
    #[serde(default)]
    pub media_type: String,
    /// What an image is built for.
    #[serde(default)]
    pub platform: Option<ImagePlatform>,
    /// What else is said of it.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
}

/// A list of manifests, or a manifest: it has the one or the other.
#[derive(Deserialize)]
pub(super) struct Manifest {
    #[serde(default)]
    pub(super) manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    pub(super) layers: Option<Vec<Descriptor>>,
}

/// Where the name of an image stands in a layout's list.
const NAMES: &[&str] = &[
    "io.containerd.image.name",
    "org.opencontainers.image.ref.name",
];

/// Which images are worth inflating, by their names and digests.
pub(super) type Wanted<'a> = &'a dyn Fn(&[Reference], &[String]) -> bool;

/// Measures the images of a folder or an archive that are wanted. `Ok(None)` is a file or folder that holds no images.
pub(super) fn read(
    store: &Store,
    platform: &ImagePlatform,
    wanted: Wanted<'_>,
) -> Result<Option<Vec<Image>>, String> {
    let mut reading = Reading {
        store,
        platform,
        wanted,
        measured: BTreeMap::new(),
    };
    if matches!(store, Store::Archive(..)) && store.has("manifest.json") {
        return reading.listed().map(Some);
    }
    if store.has("oci-layout") {
        return reading.layout().map(Some);
    }
    Ok(None)
}

struct Reading<'a> {
    store: &'a Store,
    platform: &'a ImagePlatform,
    wanted: Wanted<'a>,
    /// Layers that several images share are inflated once.
    measured: BTreeMap<String, Sizes>,
}

impl Reading<'_> {
    /// The images that `docker save` lists.
    fn listed(&mut self) -> Result<Vec<Image>, String> {
        let listed: Vec<Listed> = self.json("manifest.json")?;
        bounded(listed.len())?;
        let mut images = Vec::new();
        for one in listed {
            let names = one.repo_tags.unwrap_or_default();
            let names = names.iter().filter_map(|name| Reference::parse(name));
            let names: Vec<Reference> = names.collect();
            if !(self.wanted)(&names, &[]) {
                continue;
            }
            let layers = self.layers(one.layers.iter().map(|path| (path.as_str(), None)))?;
            images.push(Image::of_layers(names, Vec::new(), &layers));
        }
        Ok(images)
    }

    /// The images that a layout's index lists.
    fn layout(&mut self) -> Result<Vec<Image>, String> {
        let index: Manifest = self.json("index.json")?;
        let entries = index.manifests.unwrap_or_default();
        bounded(entries.len())?;
        let mut images = Vec::new();
        for entry in chosen(&entries, self.platform) {
            let names = NAMES.iter().filter_map(|key| entry.annotations.get(*key));
            // The tag alone, which some tools write, is no name.
            let whole = names.filter(|name| name.contains(['/', ':']));
            let names: Vec<Reference> = whole.filter_map(|name| Reference::parse(name)).collect();
            let mut digests = vec![entry.digest.clone()];
            let layers = self.manifest(entry, &names, &mut digests)?;
            images.extend(layers.map(|layers| Image::of_layers(names, digests, &layers)));
        }
        Ok(images)
    }

    /// The layers of the manifest that a descriptor points at, through lists; `None` where it is no image, or none that is
    /// wanted.
    fn manifest(
        &mut self,
        entry: &Descriptor,
        names: &[Reference],
        digests: &mut Vec<String>,
    ) -> Result<Option<Vec<Layer>>, String> {
        let mut path = self.blob(entry)?;
        for _ in 0..DEEPEST {
            let manifest: Manifest = self.json(&path)?;
            if let Some(layers) = manifest.layers {
                if !(self.wanted)(names, digests) {
                    return Ok(None);
                }
                let paths: Vec<(String, u64)> = layers
                    .iter()
                    .map(|layer| Ok((self.blob(layer)?, layer.size)))
                    .collect::<Result<_, String>>()?;
                let paths = paths
                    .iter()
                    .map(|(path, size)| (path.as_str(), Some(*size)));
                return self.layers(paths).map(Some);
            }
            let entries = manifest.manifests.unwrap_or_default();
            bounded(entries.len())?;
            let Some(next) = chosen(&entries, self.platform).into_iter().next() else {
                return Ok(None);
            };
            digests.push(next.digest.clone());
            path = self.blob(next)?;
        }
        Err("its lists lie too deep in each other".to_owned())
    }

    fn layers<'p>(
        &mut self,
        paths: impl ExactSizeIterator<Item = (&'p str, Option<u64>)>,
    ) -> Result<Vec<Layer>, String> {
        let count = paths.len();
        if count > MOST_LAYERS {
            return Err(format!("an image has more than {MOST_LAYERS} layers"));
        }
        let mut layers = Vec::new();
        for (path, stated) in paths {
            let sizes = match self.measured.get(path) {
                Some(known) => *known,
                None => {
                    let length = self.store.part(path)?.length;
                    if let Some(stated) = stated.filter(|stated| *stated != length) {
                        return Err(format!(
                            "a manifest says that a layer has {stated} bytes, and it has {length}"
                        ));
                    }
                    let sizes = layer::measure(self.store, path)?;
                    self.measured.insert(path.to_owned(), sizes);
                    sizes
                }
            };
            layers.push(Layer {
                id: path.to_owned(),
                compressed: sizes.compressed,
                unpacked: Some(sizes.unpacked),
                certainty: Certainty::Counted,
            });
        }
        Ok(layers)
    }

    /// Where a descriptor's bytes lie.
    #[allow(clippy::unused_self, reason = "a blob is one of this store's")]
    fn blob(&self, descriptor: &Descriptor) -> Result<String, String> {
        let digest = &descriptor.digest;
        match digest.split_once(':').filter(|_| is_digest(digest)) {
            Some((algorithm, digits)) => Ok(format!("blobs/{algorithm}/{digits}")),
            None => Err("a digest in it is broken".to_owned()),
        }
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let bytes = self.store.text(name, LARGEST_MANIFEST)?;
        let short: String = name.chars().take(40).collect();
        serde_json::from_slice(&bytes).map_err(|error| format!("`{short}` cannot be read: {error}"))
    }
}

fn bounded(images: usize) -> Result<(), String> {
    if images > MOST_IMAGES {
        return Err(format!("it lists more than {MOST_IMAGES} images"));
    }
    Ok(())
}

/// The entries of a list for the platform that is asked for; those without one count, attestations do not.
pub fn chosen<'d>(entries: &'d [Descriptor], wanted: &ImagePlatform) -> Vec<&'d Descriptor> {
    let is_wanted = |entry: &&Descriptor| {
        let platform = entry.platform.as_ref();
        platform.is_none_or(|platform| wanted.admits(platform))
    };
    entries.iter().filter(is_wanted).collect()
}
