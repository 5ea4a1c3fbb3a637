//! Container images: measured from what was saved, from what the nodes of a cluster report, or from what was measured
//! before.

mod catalogue;
mod fetch;
mod layer;
mod nodes;
mod reference;
mod saved;
mod sizes_file;
mod store;
mod tar;

pub use catalogue::{Catalogue, ImageSource, SourceOrigin};
pub use fetch::{Fetch, Fetched};
pub use reference::{Reference, is_digest};
pub use saved::{Descriptor, LARGEST_MANIFEST, MOST_LAYERS, chosen};
pub use sizes_file::{Recorded, SIZES_FILE, write as write_sizes};

use crate::model::{Basis, Size};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// How many of the biggest layers are kept.
const BIGGEST: usize = 3;

/// What an image is built for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ImagePlatform {
    /// `linux`.
    pub os: String,
    /// `amd64`.
    pub architecture: String,
    /// `v8`, where it is asked for.
    #[serde(default)]
    pub variant: Option<String>,
}

impl Default for ImagePlatform {
    fn default() -> Self {
        Self {
            os: "linux".to_owned(),
            architecture: "amd64".to_owned(),
            variant: None,
        }
    }
}

impl ImagePlatform {
    /// Whether an image of a platform is one for this.
    fn admits(&self, other: &Self) -> bool {
        let variant = self.variant.is_none() || self.variant == other.variant;
        self.os == other.os && self.architecture == other.architecture && variant
    }
}

impl fmt::Display for ImagePlatform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(formatter, "/{variant}"),
            None => Ok(()),
        }
    }
}

impl FromStr for ImagePlatform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let fine =
            |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
        match parts.as_slice() {
            [os, architecture, rest @ ..] if rest.len() < 2 && parts.iter().all(fine) => Ok(Self {
                os: (*os).to_owned(),
                architecture: (*architecture).to_owned(),
                variant: rest.first().map(|variant| (*variant).to_owned()),
            }),
            _ => Err("a platform is written OS/ARCHITECTURE, such as `linux/arm64`".to_owned()),
        }
    }
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Its digest or path: layers that are the same have the same.
    pub id: String,
    /// Bytes as a registry keeps it, where that is known.
    pub compressed: Option<u64>,
    /// Bytes of the tar archive that it is, where they are known.
    pub unpacked: Option<u64>,
    /// How well the unpacked bytes are known.
    pub certainty: Certainty,
}

/// How well a number of unpacked bytes is known, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Certainty {
    /// Somebody counted them.
    #[default]
    Counted,
    /// The compressed layer says so itself, and nobody has counted.
    Stated,
    /// There may be more.
    AtLeast,
}

/// A size in one measure, and what has most of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// All of it.
    pub size: Size,
    /// The biggest layers.
    pub biggest: Vec<(String, Size)>,
    /// How well it is known.
    pub certainty: Certainty,
}

/// One image that was measured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    /// The names under which it is known.
    pub names: Vec<Reference>,
    /// The digests of its manifest and of the lists above it.
    pub digests: Vec<String>,
    /// What a registry keeps and a node fetches.
    pub compressed: Option<Total>,
    /// What lies on the disk: the tar archives of all layers.
    pub unpacked: Option<Total>,
}

impl Image {
    /// An image by its layers. A layer that occurs twice is fetched once and unpacked each time.
    pub fn of_layers(names: Vec<Reference>, digests: Vec<String>, layers: &[Layer]) -> Self {
        let mut seen = BTreeSet::new();
        let fetched = |layer: &Layer| seen.insert(layer.id.clone());
        let sizes = |basis| {
            let size = |layer: &Layer| match basis {
                Basis::Compressed => layer.compressed,
                Basis::Unpacked => layer.unpacked,
            };
            layers.iter().map(size).collect::<Option<Vec<u64>>>()
        };
        let first: Vec<bool> = layers.iter().map(fetched).collect();
        let compressed = sizes(Basis::Compressed).map(|sizes| {
            let once = sizes.iter().zip(&first);
            total(
                &once
                    .map(|(size, first)| if *first { *size } else { 0 })
                    .collect::<Vec<_>>(),
            )
        });
        Self {
            names,
            digests,
            compressed,
            unpacked: sizes(Basis::Unpacked).map(|sizes| Total {
                certainty: layers
                    .iter()
                    .map(|layer| layer.certainty)
                    .max()
                    .unwrap_or_default(),
                ..total(&sizes)
            }),
        }
    }

    /// The total in one measure.
    pub fn total(&self, basis: Basis) -> Option<&Total> {
        match basis {
            Basis::Compressed => self.compressed.as_ref(),
            Basis::Unpacked => self.unpacked.as_ref(),
        }
    }
}

fn total(layers: &[u64]) -> Total {
    let count = layers.len();
    let sum = layers
        .iter()
        .fold(0_u64, |sum, size| sum.saturating_add(*size));
    let mut biggest: Vec<(usize, u64)> = (1..).zip(layers.iter().copied()).collect();
    biggest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let biggest = biggest
        .into_iter()
        .filter(|(_, size)| *size > 0)
        .take(BIGGEST);
    let biggest = biggest.map(|(number, size)| {
        let name = format!("layer {number} of {count}");
        (name, Size::from_bytes(size))
    });
    Total {
        size: Size::from_bytes(sum),
        biggest: biggest.collect(),
        certainty: Certainty::Counted,
    }
}
