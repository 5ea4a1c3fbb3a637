//! The same workload in two homes: one image, deployed to two platforms.

use crate::model::{FactName, Platform, Workload};
use crate::source::Span;
use std::collections::BTreeMap;

/// Workloads of one image on several platforms.
#[derive(Debug, Clone)]
pub struct Twins {
    /// The image, without tag and digest.
    pub image: String,
    /// Each workload: its name, its platform, where it stands.
    pub homes: Vec<(String, Platform, Span)>,
}

/// Finds them, sorted by image. An image without a registry or an owner in its name (`nginx`, `redis`) is everybody's.
pub(super) fn find(workloads: &[Workload]) -> Vec<Twins> {
    let mut images: BTreeMap<&str, Vec<(&Workload, Platform)>> = BTreeMap::new();
    for workload in workloads {
        let Some(platform) = workload.placement.platform() else {
            continue;
        };
        for image in workload
            .facts(FactName::Image)
            .filter_map(|fact| fact.text())
        {
            let image = untagged(image);
            let own = image.contains('/') && !image.starts_with("library/");
            let homes = images.entry(image).or_default();
            if own && !homes.iter().any(|(known, _)| known.at == workload.at) {
                homes.push((workload, platform));
            }
        }
    }
    images.retain(|_, homes| {
        let first = homes.first().map(|(_, platform)| *platform);
        homes.iter().any(|(_, platform)| Some(*platform) != first)
    });
    let twins = images.into_iter().map(|(image, homes)| Twins {
        image: image.to_owned(),
        homes: homes
            .into_iter()
            .map(|(workload, platform)| (workload.name.clone(), platform, workload.at.first_line()))
            .collect(),
    });
    twins.collect()
}

/// An image's repository: a colon after the last slash begins the tag.
fn untagged(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    let name = image.rfind('/').map_or(0, |slash| slash + 1);
    match image[name..].find(':') {
        Some(colon) => &image[..name + colon],
        None => image,
    }
}

#[cfg(test)]
mod tests {
    use super::untagged;

    #[test]
    fn a_port_is_no_tag() {
        for (image, expected) in [
            ("r.example:5000/a/b:1", "r.example:5000/a/b"),
            ("r.example:5000/a/b", "r.example:5000/a/b"),
            ("a/b@sha256:00", "a/b"),
            ("b:1", "b"),
        ] {
            assert_eq!(untagged(image), expected);
        }
    }
}
