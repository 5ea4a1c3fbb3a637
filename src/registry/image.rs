//! One image: from its name to a manifest to the sizes of its layers. Nothing is believed that its digest does not prove,
//! except what only the registry can know: the digest of a name, and what a layer says of itself.

use super::Registries;
use super::address::Address;
use super::cache::Unpacked;
use super::digest;
use super::http::{Answer, Ask, Budget, Trouble};
use super::layer::{self, Packed};
use crate::measure::{
    Certainty, Descriptor, Fetched, Image, ImagePlatform, LARGEST_MANIFEST, Layer, MOST_LAYERS,
    Reference, chosen, is_digest,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use ureq::http::Method;

/// Lists inside of lists.
const DEEPEST: usize = 3;

/// What no layer has, whatever a manifest says: 1 TiB.
const LARGEST_LAYER: u64 = 1 << 40;

/// The manifests that are understood. Those of the first schema have no sizes.
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, \
                         application/vnd.oci.image.manifest.v1+json, \
                         application/vnd.docker.distribution.manifest.list.v2+json, \
                         application/vnd.docker.distribution.manifest.v2+json";

/// What an image's configuration is called; other things lie in registries too.
const CONFIGURATIONS: &[&str] = &[
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
];

/// A list of manifests, or a manifest.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    #[serde(default)]
    schema_version: u64,
    #[serde(default)]
    config: Option<Configuration>,
    #[serde(default)]
    manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    layers: Option<Vec<Descriptor>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Configuration {
    #[serde(default)]
    media_type: String,
}

/// Measures one image.
pub(super) fn measure(
    registries: &Registries,
    name: &Reference,
    platform: &ImagePlatform,
    budget: Budget,
) -> Result<Fetched, Trouble> {
    let asking = Asking {
        registries,
        name,
        budget,
    };
    let mut digest = match &name.digest {
        Some(digest) => digest.clone(),
        None => asking.resolve(name.tag.as_deref().unwrap_or("latest"))?,
    };
    let (mut digests, mut of) = (Vec::new(), String::new());
    for _ in 0..DEEPEST {
        digests.push(digest.clone());
        let manifest = asking.manifest(&digest)?;
        if let Some(layers) = manifest.layers {
            let is_image = |configuration: &Configuration| {
                let kind = configuration.media_type.as_str();
                kind.is_empty() || CONFIGURATIONS.contains(&kind)
            };
            if !manifest.config.as_ref().is_none_or(is_image) {
                return Err(Trouble::image("it is no container image"));
            }
            let layers = asking.layers(&layers)?;
            let short: String = digests[0].chars().take(19).collect();
            return Ok(Fetched {
                image: Image::of_layers(Vec::new(), digests, &layers),
                from: format!("registry `{}` ({of}{short})", name.registry),
            });
        }
        let entries = manifest.manifests.unwrap_or_default();
        let next = chosen(&entries, platform).into_iter().next();
        let next = next.ok_or_else(|| Trouble::Image(others(&entries, platform)))?;
        of = format!("{platform}, ");
        digest.clone_from(&next.digest);
    }
    Err(Trouble::image("its lists lie too deep in each other"))
}

/// What there is instead.
fn others(entries: &[Descriptor], wanted: &ImagePlatform) -> String {
    let platforms = entries.iter().filter_map(|entry| entry.platform.as_ref());
    let mut names: Vec<String> = platforms
        .filter(|platform| platform.os != "unknown")
        .map(|platform| platform.to_string().chars().take(40).collect())
        .collect();
    names.sort();
    names.dedup();
    names.truncate(8);
    match names.as_slice() {
        [] => format!("it has no image for {wanted}"),
        names => format!(
            "it has no image for {wanted}, only for {}",
            names.join(", ")
        ),
    }
}

/// One image that is asked about.
struct Asking<'a> {
    registries: &'a Registries,
    name: &'a Reference,
    budget: Budget,
}

impl Asking<'_> {
    /// The digest that a tag stands for now.
    fn resolve(&self, tag: &str) -> Result<String, Trouble> {
        // Asking for the head alone counts against no quota of pulls.
        let answer = self.ask(Method::HEAD, &format!("manifests/{tag}"), None, 0)?;
        let stated = answer.header("docker-content-digest");
        if let Some(digest) = stated.filter(|digest| is_digest(digest)) {
            return Ok(digest.to_owned());
        }
        let path = format!("manifests/{tag}");
        let answer = self.ask(Method::GET, &path, None, LARGEST_MANIFEST)?;
        let digest = digest::sha256(&answer.body);
        self.registries.cache.keep_manifest(&digest, &answer.body);
        Ok(digest)
    }

    /// A manifest by its digest.
    fn manifest(&self, named: &str) -> Result<Manifest, Trouble> {
        if !is_digest(named) {
            return Err(Trouble::image("a digest in its manifest is broken"));
        }
        let cache = &self.registries.cache;
        let bytes = match cache.manifest(named, LARGEST_MANIFEST) {
            Some(bytes) => bytes,
            None => {
                let path = format!("manifests/{named}");
                let answer = self.ask(Method::GET, &path, None, LARGEST_MANIFEST)?;
                if !digest::holds(named, &answer.body) {
                    return Err(Trouble::image("its manifest does not have its digest"));
                }
                cache.keep_manifest(named, &answer.body);
                answer.body
            }
        };
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| Trouble::image(format!("its manifest cannot be read: {error}")))?;
        if manifest.schema_version == 1 {
            return Err(Trouble::image(
                "its manifest is of Docker's first schema, which states no sizes; push it again",
            ));
        }
        Ok(manifest)
    }

    fn layers(&self, layers: &[Descriptor]) -> Result<Vec<Layer>, Trouble> {
        if layers.len() > MOST_LAYERS {
            let why = format!("it has more than {MOST_LAYERS} layers");
            return Err(Trouble::Image(why));
        }
        for layer in layers {
            if !is_digest(&layer.digest) {
                return Err(Trouble::image("a digest in its manifest is broken"));
            }
            if layer.size > LARGEST_LAYER {
                let why = format!("its manifest states a layer of {} bytes", layer.size);
                return Err(Trouble::Image(why));
            }
        }
        let unpacked = self.unpacked(layers)?;
        let measured = layers.iter().map(|layer| {
            let known = unpacked.get(layer.digest.as_str()).copied();
            Layer {
                id: layer.digest.clone(),
                compressed: Some(layer.size),
                unpacked: known.map(|(bytes, _)| bytes),
                certainty: known.map_or(Certainty::Counted, |(_, certainty)| certainty),
            }
        });
        Ok(measured.collect())
    }

    /// What layers unpack to, by digest; of all, or of those before the first that does not say.
    fn unpacked<'l>(
        &self,
        layers: &'l [Descriptor],
    ) -> Result<BTreeMap<&'l str, (u64, Certainty)>, Trouble> {
        let mut known = BTreeMap::new();
        if layers
            .iter()
            .any(|one| layer::packed(one) == Packed::Otherwise)
        {
            return Ok(known);
        }
        for one in layers {
            if known.contains_key(one.digest.as_str()) {
                continue;
            }
            let found = match layer::packed(one) {
                Packed::Not => Some((one.size, Certainty::Counted)),
                packed => {
                    let found = self.stated(packed, one)?;
                    found.map(|found| (found.unpacked, found.certainty()))
                }
            };
            let Some(found) = found else { break };
            known.insert(one.digest.as_str(), found);
        }
        Ok(known)
    }

    /// What a layer says of itself, where it can be had.
    fn stated(&self, packed: Packed, one: &Descriptor) -> Result<Option<Unpacked>, Trouble> {
        let (cache, registry) = (&self.registries.cache, &self.name.registry);
        let kept = cache.layer(registry, &one.digest);
        if let Some(kept) = kept.filter(|kept| kept.size == one.size) {
            return Ok(Some(kept));
        }
        let Some((first, last)) = layer::range(packed, one.size) else {
            return Ok(None);
        };
        let path = format!("blobs/{}", one.digest);
        let range = format!("bytes={first}-{last}");
        let address = self.address(&path)?;
        let ask = Ask {
            range: Some(range),
            ..Ask::get(address, last - first + 1)
        };
        // Whoever serves no pieces serves the sizes in the manifest all the same.
        let Ok(answer) = self.registries.ask(self.name, &ask, self.budget) else {
            return Ok(None);
        };
        let whole = answer.header("content-range").and_then(whole);
        if let Some(whole) = whole.filter(|whole| *whole != one.size) {
            return Err(Trouble::Image(format!(
                "its manifest states a layer of {} bytes, and the registry keeps {whole}",
                one.size
            )));
        }
        if answer.status != 206 {
            return Ok(None);
        }
        let found = layer::read(packed, one, &answer.body);
        if let Some(found) = found {
            cache.keep_layer(registry, &one.digest, found);
        }
        Ok(found)
    }

    fn address(&self, path: &str) -> Result<Address, Trouble> {
        let path = format!("/v2/{}/{path}", self.name.repository);
        Address::of(&self.name.registry, &path).map_err(Trouble::Image)
    }

    /// Asks for something of the image that must be there.
    fn ask(
        &self,
        method: Method,
        path: &str,
        range: Option<String>,
        most: u64,
    ) -> Result<Answer, Trouble> {
        let ask = Ask {
            method,
            accept: MANIFESTS,
            range,
            ..Ask::get(self.address(path)?, most)
        };
        let answer = self.registries.ask(self.name, &ask, self.budget)?;
        let host = &self.name.registry;
        match answer.status {
            200 => Ok(answer),
            404 => Err(Trouble::image(format!("`{host}` has no such image"))),
            401 | 403 => Err(Trouble::image(format!("`{host}` does not let it be read"))),
            status => Err(Trouble::image(format!("`{host}` answers {status}"))),
        }
    }
}

/// The whole length in `bytes 10-13/14`.
fn whole(content_range: &str) -> Option<u64> {
    content_range.rsplit_once('/')?.1.trim().parse().ok()
}
