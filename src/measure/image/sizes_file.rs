//! The sizes file: what was measured once, with digest and day, so that a run elsewhere need not measure again. It is
//! meant to be committed, and read as suspiciously as any other file.

use super::{BIGGEST, Certainty, Image, Reference, Total};
use crate::model::Size;
use crate::source::Source;
use crate::syntax::{self, Node};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where it is looked for, relative to the root.
pub const SIZES_FILE: &str = "plimsoll-sizes.yaml";

const HEAD: &str = "\
# Sizes of container images in bytes, as `plimsoll sizes` measured them. plimsoll reads this file; commit it, and measure
# again when images change.
";

/// One image of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Entry {
    image: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compressed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unpacked: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    at_least: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    biggest_compressed: BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    biggest_unpacked: BTreeMap<String, u64>,
    measured: String,
}

#[derive(Serialize)]
struct Whole {
    images: Vec<Entry>,
}

/// Reads a sizes file. The error points at what is wrong.
pub(super) fn read(source: &Arc<Source>) -> Result<Vec<Image>, String> {
    Ok(entries(source)?.into_iter().filter_map(image).collect())
}

fn image(entry: Entry) -> Option<Image> {
    let name = Reference::parse(&entry.image)?;
    let digests = [entry.digest, name.digest.clone()];
    let total = |bytes: u64, biggest| Total {
        size: Size::from_bytes(bytes),
        biggest: largest(biggest),
        certainty: Certainty::Counted,
    };
    let compressed = entry.compressed;
    let compressed = compressed.map(|bytes| total(bytes, &entry.biggest_compressed));
    let unpacked = entry.unpacked.map(|bytes| Total {
        certainty: if entry.at_least {
            Certainty::AtLeast
        } else {
            Certainty::Counted
        },
        ..total(bytes, &entry.biggest_unpacked)
    });
    Some(Image {
        // What is pinned says nothing of what its tag is now.
        names: if name.digest.is_some() {
            Vec::new()
        } else {
            vec![name]
        },
        digests: digests.into_iter().flatten().collect(),
        compressed,
        unpacked,
    })
}

/// Layers by their size, the biggest first.
fn largest(layers: &BTreeMap<String, u64>) -> Vec<(String, Size)> {
    let mut layers: Vec<(&String, &u64)> = layers.iter().collect();
    layers.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let layers = layers.into_iter().take(BIGGEST);
    let layers = layers.map(|(name, bytes)| (name.clone(), Size::from_bytes(*bytes)));
    layers.collect()
}

fn entries(source: &Arc<Source>) -> Result<Vec<Entry>, String> {
    let tree = syntax::parse_yaml(source);
    if let Some(error) = tree.errors().first() {
        let line = error.at.first().line;
        return Err(format!("line {line}: {}", error.message));
    }
    // Nothing in it is written twice; aliases could repeat a list without end.
    if tree.has_aliases() {
        return Err("a sizes file has no aliases".to_owned());
    }
    let Some(document) = tree.documents().next() else {
        return Ok(Vec::new());
    };
    let Some(images) = document.root.get("images") else {
        return Err("a sizes file is a map with `images`".to_owned());
    };
    images.items().map(entry).collect()
}

fn entry(node: Node<'_>) -> Result<Entry, String> {
    let line = node.span().first().line;
    let text = |key: &str| node.str_at(&[key]).map(str::to_owned);
    let bytes = |key: &str| match node.get(key) {
        None => Ok(None),
        Some(value) => value
            .as_u64()
            .map(Some)
            .ok_or_else(|| format!("line {line}: `{key}` is a number of bytes")),
    };
    let layers = |key: &str| {
        let entries = node.get(key).into_iter().flat_map(Node::entries);
        let layer =
            |entry: syntax::Entry<'_>| Some((entry.name().to_owned(), entry.value.as_u64()?));
        entries.filter_map(layer).collect::<BTreeMap<_, _>>()
    };
    let image = text("image").filter(|image| Reference::parse(image).is_some());
    Ok(Entry {
        image: image.ok_or_else(|| format!("line {line}: `image` is the name of an image"))?,
        digest: text("digest"),
        compressed: bytes("compressed")?,
        unpacked: bytes("unpacked")?,
        at_least: node
            .get("at-least")
            .and_then(Node::as_bool)
            .unwrap_or(false),
        biggest_compressed: layers("biggest-compressed"),
        biggest_unpacked: layers("biggest-unpacked"),
        measured: text("measured").unwrap_or_default(),
    })
}

/// One image as it was measured now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The digest of its manifest, where the source has one.
    pub digest: Option<String>,
    /// Bytes that are fetched.
    pub compressed: Option<u64>,
    /// Bytes that lie on the disk.
    pub unpacked: Option<u64>,
    /// Whether the unpacked bytes are a lower bound.
    pub at_least: bool,
    /// The layers that most of the compressed bytes are in.
    pub biggest_compressed: Vec<(String, Size)>,
    /// The layers that most of the unpacked bytes are in.
    pub biggest_unpacked: Vec<(String, Size)>,
}

/// The text of a sizes file: what was measured now, and of the file before what `kept` says and was not.
pub fn write(
    measured: BTreeMap<String, Recorded>,
    before: Option<&Arc<Source>>,
    kept: &dyn Fn(&str) -> bool,
    today: &str,
) -> Result<String, String> {
    let mut all: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in before.map_or(Ok(Vec::new()), entries)? {
        if kept(&entry.image) {
            all.insert(entry.image.clone(), entry);
        }
    }
    let bytes = |layers: Vec<(String, Size)>| {
        let layers = layers.into_iter();
        layers.map(|(name, size)| (name, size.as_bytes())).collect()
    };
    for (image, recorded) in measured {
        let entry = Entry {
            image: image.clone(),
            digest: recorded.digest,
            compressed: recorded.compressed,
            unpacked: recorded.unpacked,
            at_least: recorded.at_least,
            biggest_compressed: bytes(recorded.biggest_compressed),
            biggest_unpacked: bytes(recorded.biggest_unpacked),
            measured: today.to_owned(),
        };
        all.insert(image, entry);
    }
    let images = all.into_values().collect();
    let text = serde_yaml::to_string(&Whole { images }).map_err(|error| error.to_string())?;
    Ok(format!("{HEAD}{text}"))
}
