//! The sizes file: what was measured once, with digest and day, so that a run elsewhere need not measure again. It is
//! meant to be committed, and read as suspiciously as any other file.

use super::{Certainty, Image, Reference, Total};
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
    let mut name = Reference::parse(&entry.image)?;
    let digests: Vec<String> = [entry.digest, name.digest.clone()]
        .into_iter()
        .flatten()
        .collect();
    name.digest = None;
    let total = |bytes: u64| Total {
        size: Size::from_bytes(bytes),
        biggest: Vec::new(),
        certainty: Certainty::Counted,
    };
    let unpacked = |bytes: u64| Total {
        certainty: if entry.at_least {
            Certainty::AtLeast
        } else {
            Certainty::Counted
        },
        ..total(bytes)
    };
    Some(Image {
        names: vec![name],
        digests,
        compressed: entry.compressed.map(total),
        unpacked: entry.unpacked.map(unpacked),
    })
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
    for (image, recorded) in measured {
        let entry = Entry {
            image: image.clone(),
            digest: recorded.digest,
            compressed: recorded.compressed,
            unpacked: recorded.unpacked,
            at_least: recorded.at_least,
            measured: today.to_owned(),
        };
        all.insert(image, entry);
    }
    let images = all.into_values().collect();
    let text = serde_yaml::to_string(&Whole { images }).map_err(|error| error.to_string())?;
    Ok(format!("{HEAD}{text}"))
}
