//! How big it really is: artefacts that a build left behind are measured, never run and never unpacked to disk. Knows
//! the repository and the model, no rule. Every archive is hostile: what is read, counted and kept has a bound, and a
//! bound that cuts something is told.

mod folder;
mod image;
mod package;
mod parts;
mod zip;

pub use image::{
    Catalogue, Certainty, Descriptor, Fetch, Fetched, Image, ImagePlatform, ImageSource,
    LARGEST_MANIFEST, Layer, MOST_LAYERS, Recorded, Reference, SIZES_FILE, SourceOrigin, chosen,
    is_digest, write_sizes,
};
pub use package::packages;

use parts::Parts;

/// What was counted in one place.
#[derive(Debug, Clone, Default)]
struct Counted {
    /// Bytes, and which parts have most of them.
    parts: Parts,
    /// Why some are missing, where some are.
    missing: Option<String>,
}
