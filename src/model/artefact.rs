//! What is deployed with a workload and lies in the repository, if it was built; and how a size was measured.

use super::confidence::Confidence;
use super::units::Size;
use crate::source::Span;

/// One package that a workload is deployed with: its code, or a layer under it.
#[derive(Debug, Clone)]
pub struct Artefact {
    /// Whether it is the code itself; everything else is a layer.
    pub is_code: bool,
    /// Where it may lie, the best place first. None where it is no file of the repository (a layer of somebody else).
    pub places: Vec<Place>,
    /// The root-relative path of the file that the places are relative to.
    pub from: String,
    /// Where it is named: the line to change.
    pub at: Span,
    /// The key path inside its object.
    pub field: String,
    /// The object that names it when that is not the workload.
    pub owner: Option<String>,
    /// Lower than high when another one may be deployed instead.
    pub confidence: Confidence,
}

/// A place where an artefact may lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path as written.
    pub path: String,
    /// What lies there.
    pub content: Content,
}

/// What lies in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Exactly what is deployed.
    Deployed,
    /// What a build copies, without the dependencies that it adds: a lower bound.
    Source,
}

impl Place {
    /// A place that holds what is deployed.
    pub fn deployed(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            content: Content::Deployed,
        }
    }

    /// A place that holds what a build adds dependencies to.
    pub fn source(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            content: Content::Source,
        }
    }
}

/// Which bytes of an artefact were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// What travels: an image's layers as a registry keeps them.
    Compressed,
    /// What lies on the disk of an instance: an unzipped package, an image's unpacked layers.
    Unpacked,
}

impl Basis {
    /// The word in configuration and notes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compressed => "compressed",
            Self::Unpacked => "unpacked",
        }
    }
}

/// How a size was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Which bytes were counted.
    pub basis: Basis,
    /// Whether something is known to be missing: then it can only break a limit, never keep one.
    pub at_least: bool,
    /// Where it was measured.
    pub from: String,
    /// The biggest parts, the biggest first.
    pub biggest: Vec<(String, Size)>,
    /// The digest of what was measured, where it has one.
    pub digest: Option<String>,
}

impl Measured {
    /// `at least ` where it is a lower bound.
    pub fn bound(&self) -> &'static str {
        if self.at_least { "at least " } else { "" }
    }

    /// Where it was measured and what is biggest, as a remark.
    pub fn source(&self) -> String {
        let biggest = self.biggest_parts();
        let biggest = biggest.map_or(String::new(), |parts| format!("; {parts}"));
        format!("measured from {}{biggest}", self.from)
    }

    /// The biggest parts as a clause; `None` where no part has a name.
    pub fn biggest_parts(&self) -> Option<String> {
        let part = |(name, size): &(String, Size)| format!("{name} {}", size.rounded());
        let parts: Vec<String> = self.biggest.iter().map(part).collect();
        (!parts.is_empty()).then(|| format!("biggest: {}", parts.join(", ")))
    }
}
