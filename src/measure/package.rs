//! Built packages: what a function is deployed with, measured as it lies unzipped.

use super::{Counted, folder, zip};
use crate::files::Inside;
use crate::model::{Artefact, Basis, Content, Fact, FactName, Measured, Origin, Size, Workload};
use crate::repository::Repository;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many of the biggest parts are kept.
const BIGGEST: usize = 3;

/// The endings of files that are unzipped on the platform.
const ZIPPED: &[&str] = &["zip", "jar", "war", "whl"];

/// Measured places of one run: many functions share one package.
struct Places<'a> {
    repository: &'a Repository,
    measured: BTreeMap<(PathBuf, bool), Option<Counted>>,
    warnings: Vec<String>,
}

/// An artefact that was found.
struct Found {
    /// Its root-relative path.
    path: String,
    content: Content,
    counted: Counted,
}

/// Adds the size of its package to each workload whose package lies in the repository. Returns what was refused or cut.
pub fn packages(repository: &Repository, workloads: &mut [Workload]) -> Vec<String> {
    let mut places = Places {
        repository,
        measured: BTreeMap::new(),
        warnings: Vec::new(),
    };
    for workload in workloads {
        let declared = workload
            .facts(FactName::PackageSize)
            .any(|fact| fact.origin == Origin::Declared);
        if !declared {
            let fact = places.size(&workload.artefacts);
            workload.facts.extend(fact);
        }
    }
    places.warnings
}

impl Places<'_> {
    /// The size of the code with its layers. Layers alone say nothing yet, so there is none where the code was not found.
    fn size(&mut self, artefacts: &[Artefact]) -> Option<Fact> {
        let code = artefacts.iter().find(|artefact| artefact.is_code)?;
        let found = self.find(code)?;
        let mut at_least = found.is_lower_bound();
        let mut total = found.counted.parts.total();
        let mut biggest = found.counted.parts.biggest(BIGGEST);
        let mut from = format!("`{}`", found.path);
        for layer in artefacts.iter().filter(|artefact| !artefact.is_code) {
            let Some(found) = self.find(layer) else {
                at_least = true;
                continue;
            };
            at_least |= found.is_lower_bound();
            total = total.saturating_add(found.counted.parts.total());
            let parts = found.counted.parts.biggest(BIGGEST).into_iter();
            let name = format!("{}/", found.path);
            biggest.extend(parts.map(|(part, size)| (format!("{name}{part}"), size)));
            from = format!("{from} and layer `{}`", found.path);
        }
        biggest.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        biggest.truncate(BIGGEST);
        let measured = Measured {
            basis: Basis::Unpacked,
            at_least,
            from,
            biggest,
            digest: None,
        };
        let size = Size::from_bytes(total);
        let (at, field) = (code.at.clone(), code.field.as_str());
        let mut fact = Fact::measured(FactName::PackageSize, size, measured, at, field);
        fact.owner = code.owner.as_deref().map(Arc::from);
        fact.confidence = code.confidence;
        Some(fact)
    }

    /// The first of an artefact's places where something lies.
    fn find(&mut self, artefact: &Artefact) -> Option<Found> {
        artefact.places.iter().find_map(|place| {
            let located = self.repository.locate(&artefact.from, &place.path);
            // What is not there was not built; what lies outside of the repository is none of our business.
            let (file, path) = located.ok()?;
            let is_source = place.content == Content::Source;
            let counted = self.counted(&file, &path, is_source)?;
            Some(Found {
                path,
                content: place.content,
                counted,
            })
        })
    }

    fn counted(&mut self, file: &Path, path: &str, is_source: bool) -> Option<Counted> {
        let key = (file.to_path_buf(), is_source);
        if let Some(known) = self.measured.get(&key) {
            return known.clone();
        }
        let counted = match count(self.repository, file, path, is_source) {
            Ok(counted) => counted,
            Err(why) => {
                self.warnings.push(format!("{path}: not measured: {why}"));
                None
            }
        };
        if let Some(missing) = counted
            .as_ref()
            .and_then(|counted| counted.missing.as_ref())
        {
            self.warnings
                .push(format!("{path}: measured in part: {missing}"));
        }
        self.measured.insert(key, counted.clone());
        counted
    }
}

impl Found {
    fn is_lower_bound(&self) -> bool {
        self.content == Content::Source || self.counted.missing.is_some()
    }
}

/// `None` for a file that is no archive: a single source file says nothing.
fn count(
    repository: &Repository,
    file: &Path,
    path: &str,
    is_source: bool,
) -> Result<Option<Counted>, String> {
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Ok(Some(folder::count(file, is_source)));
    }
    let ending = file.extension().and_then(|ending| ending.to_str());
    let is_zipped = metadata.is_file() && ending.is_some_and(|ending| ZIPPED.contains(&ending));
    let inside = Inside::named(path).filter(|_| is_zipped);
    if let Some(inside) = inside {
        let opened = repository.open(&inside);
        let opened = opened.map_err(|error| error.to_string())?;
        zip::count(opened).map(Some)
    } else {
        Ok(None)
    }
}
