//! Which images a registry is asked for, and what becomes of its answers. Who asks is handed in: nothing here knows a
//! network.

use super::catalogue::is_declared;
use super::{Catalogue, Image, ImagePlatform, Reference};
use crate::model::{Fact, FactName, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// An image as a registry told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its sizes.
    pub image: Image,
    /// Where they were measured, as it reads in a sentence: `registry ..`.
    pub from: String,
}

/// Asks registries for images of a platform; one answer each, or why there is none.
pub type Fetch<'a> =
    &'a (dyn Fn(&[Reference], &ImagePlatform) -> Vec<Result<Fetched, String>> + Sync);

/// Where a name stands: path and line.
type Places = BTreeSet<(String, u32)>;

impl Catalogue {
    /// Asks for the images whose compressed size nobody knows yet. What could not be had is a warning at the first place
    /// that names it.
    pub fn fetch(
        &mut self,
        fetch: Fetch<'_>,
        platform: &ImagePlatform,
        workloads: &[Workload],
        warnings: &mut Vec<String>,
    ) {
        let mut wanted: BTreeMap<Reference, Places> = BTreeMap::new();
        let mut open = Places::new();
        let undeclared = workloads.iter().filter(|workload| !is_declared(workload));
        for image in undeclared.flat_map(|workload| workload.facts(FactName::Image)) {
            let Some(place) = place(image) else { continue };
            match image.text().and_then(Reference::parse) {
                Some(name) if self.knows(&name) => {}
                Some(name) => drop(wanted.entry(name).or_default().insert(place)),
                None => drop(open.insert(place)),
            }
        }
        let (names, places): (Vec<Reference>, Vec<Places>) = wanted.into_iter().unzip();
        let answers = fetch(&names, platform);
        let mut failed = Vec::new();
        for ((name, places), answer) in names.into_iter().zip(places).zip(answers) {
            match answer {
                Ok(Fetched { mut image, from }) => {
                    // What is pinned says nothing of what its tag is now.
                    if name.digest.is_none() {
                        image.names.push(name);
                    }
                    self.insert(image, from);
                }
                Err(why) => failed.push((places, format!("`{name}` was not measured: {why}"))),
            }
        }
        if !open.is_empty() {
            let why = "no registry was asked, because the files leave the image's name open";
            failed.push((open, why.to_owned()));
        }
        failed.sort();
        let failed = failed.into_iter();
        warnings.extend(failed.map(|(places, what)| format!("{}: {what}", shown(&places))));
    }

    fn knows(&self, name: &Reference) -> bool {
        let mut known = self.find(name);
        known.any(|(image, _)| image.compressed.is_some())
    }
}

fn place(image: &Fact) -> Option<(String, u32)> {
    let at = image.at.as_ref()?;
    Some((at.path().to_owned(), at.first().line))
}

/// The first place, and how many others there are.
fn shown(places: &Places) -> String {
    let more = places.len().saturating_sub(1);
    let first = places.first();
    let first = first.map_or_else(String::new, |(path, line)| format!("{path}:{line}"));
    match more {
        0 => first,
        more => format!("{first} (and {more} more)"),
    }
}
