//! Every image that some source knows, by name and by digest.

use super::store::Store;
use super::{Certainty, Image, ImagePlatform, Reference, nodes, saved, sizes_file};
use crate::files::name;
use crate::model::{Basis, Fact, FactName, Measured, Origin, Workload};
use crate::repository::{LoadError, Repository};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where sizes of images are taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSource {
    /// The image that it holds, where it does not say so itself.
    pub image: Option<Reference>,
    /// Its path as written, relative to the root unless it is absolute.
    pub path: PathBuf,
    /// How it became one.
    pub origin: SourceOrigin,
}

/// How a source of sizes became one: how much is expected of it, and how far it is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceOrigin {
    /// On the command line: something must be there, wherever that is.
    Argument,
    /// In the configuration, or at its usual place: it may not be built yet, and lies in the repository.
    Configured,
    /// Met on the walk: it may be anything.
    Found,
}

impl ImageSource {
    /// Reads `PATH` or `IMAGE=PATH`.
    pub fn parse(text: &str, origin: SourceOrigin) -> Self {
        let named = text.split_once('=').and_then(|(name, path)| {
            let name = Reference::parse(name).filter(|_| !path.is_empty())?;
            Some((name, path))
        });
        let (image, path) = match named {
            Some((name, path)) => (Some(name), path),
            None => (None, text),
        };
        Self {
            image,
            path: PathBuf::from(path),
            origin,
        }
    }

    /// Its path for messages.
    fn shown(&self) -> String {
        name(&self.path)
    }
}

/// What the sources know.
#[derive(Debug, Default)]
pub struct Catalogue {
    images: Vec<(Image, String)>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_digest: BTreeMap<String, Vec<usize>>,
}

/// What a source that holds nothing is told.
const NOTHING: &str = "it holds no image sizes: no OCI image layout, no `docker save` archive, no list of nodes and no \
                       sizes file";

/// What is wrong with a source, by its path.
type SourceError = (String, String);

impl Catalogue {
    /// Reads the sources in order; the first one that knows a size counts. Returns what is wrong with those that the
    /// command line names; what is wrong with others is a warning.
    pub fn read(
        &mut self,
        root: &Path,
        sources: &[ImageSource],
        platform: &ImagePlatform,
        workloads: &[Workload],
        warnings: &mut Vec<String>,
    ) -> Vec<SourceError> {
        let mut errors = Vec::new();
        let asked = asked(workloads);
        for source in sources {
            match (images(root, source, platform, &asked), source.origin) {
                (Ok(Some(images)), _) => warnings.extend(self.add(images, source)),
                (Ok(None), SourceOrigin::Found) => {}
                (Ok(None), SourceOrigin::Configured) => {
                    warnings.push(format!("{}: {NOTHING}", source.shown()));
                }
                (Ok(None), SourceOrigin::Argument) => {
                    errors.push((source.shown(), NOTHING.to_owned()));
                }
                (Err(why), SourceOrigin::Argument) => errors.push((source.shown(), why)),
                (Err(why), _) => warnings.push(format!("{}: not measured: {why}", source.shown())),
            }
        }
        errors
    }

    fn add(&mut self, mut images: Vec<Image>, source: &ImageSource) -> Option<String> {
        let (shown, count) = (source.shown(), images.len());
        let mut warning = None;
        match (&source.image, images.as_mut_slice()) {
            (Some(name), [only]) => only.names = vec![name.clone()],
            (Some(_), _) => {
                warning = Some(format!(
                    "{shown}: it holds {count} images, so one name is not enough"
                ));
            }
            (None, images) => {
                let nameless = images.iter().any(|image| image.names.is_empty());
                if source.origin != SourceOrigin::Found && nameless {
                    warning = Some(format!(
                        "{shown}: an image in it has no name; say which one it is: `NAME={shown}`"
                    ));
                }
            }
        }
        for image in images {
            self.insert(image, format!("`{shown}`"));
        }
        warning
    }

    /// Adds one image.
    pub fn insert(&mut self, image: Image, from: String) {
        let at = self.images.len();
        for name in &image.names {
            if let Some(key) = key(name) {
                self.by_name.entry(key).or_default().push(at);
            }
        }
        for digest in &image.digests {
            self.by_digest.entry(digest.clone()).or_default().push(at);
        }
        self.images.push((image, from));
    }

    /// Whoever knows an image, best first. A digest that nobody knows is not looked up by its tag, which may have moved.
    pub(super) fn find(&self, reference: &Reference) -> impl Iterator<Item = &(Image, String)> {
        let found = match &reference.digest {
            Some(digest) => self.by_digest.get(digest),
            None => key(reference).and_then(|key| self.by_name.get(&key)),
        };
        let found = found.map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|at| self.images.get(*at))
    }

    /// Adds the sizes of its images to each workload that does not declare one.
    pub fn measure(&self, workloads: &mut [Workload]) {
        for workload in workloads {
            if is_declared(workload) {
                continue;
            }
            let images = workload.facts(FactName::Image);
            let sizes: Vec<Fact> = images.flat_map(|image| self.sizes(image)).collect();
            workload.facts.extend(sizes);
        }
    }

    fn sizes(&self, image: &Fact) -> Vec<Fact> {
        let reference = image.text().and_then(Reference::parse);
        let (Some(reference), Some(at)) = (reference, &image.at) else {
            return Vec::new();
        };
        let size = |basis| {
            let mut known = self.find(&reference);
            let (known, total, from) =
                known.find_map(|(known, from)| Some((known, known.total(basis)?, from)))?;
            let digest = known.digests.first().cloned();
            let measured = Measured {
                basis,
                at_least: total.certainty == Certainty::AtLeast,
                from: match total.certainty {
                    Certainty::Counted => from.clone(),
                    _ => format!("{from}, as its compressed layers state"),
                },
                biggest: total.biggest.clone(),
                digest,
            };
            let name = FactName::ImageSize;
            let mut fact =
                Fact::measured(name, total.size, measured, at.clone(), image.field.clone());
            fact.owner.clone_from(&image.owner);
            fact.confidence = image.confidence;
            Some(fact)
        };
        [Basis::Compressed, Basis::Unpacked]
            .into_iter()
            .filter_map(size)
            .collect()
    }
}

/// Whether somebody said what size the workload's image has.
pub(super) fn is_declared(workload: &Workload) -> bool {
    let mut sizes = workload.facts(FactName::ImageSize);
    sizes.any(|fact| fact.origin == Origin::Declared)
}

fn key(name: &Reference) -> Option<String> {
    let tag = name.tag.as_ref()?;
    Some(format!("{}/{}:{tag}", name.registry, name.repository))
}

/// The images that workloads run, as names and as digests.
fn asked(workloads: &[Workload]) -> BTreeSet<String> {
    let images = workloads
        .iter()
        .flat_map(|workload| workload.facts(FactName::Image));
    let references = images.filter_map(|image| Reference::parse(image.text()?));
    references
        .flat_map(|reference| [key(&reference), reference.digest])
        .flatten()
        .collect()
}

/// The images of one source, by what its content shows it to be.
fn images(
    root: &Path,
    source: &ImageSource,
    platform: &ImagePlatform,
    asked: &BTreeSet<String>,
) -> Result<Option<Vec<Image>>, String> {
    let path = root.join(&source.path);
    let path = path
        .canonicalize()
        .map_err(|_| "no such file or directory".to_owned())?;
    if source.origin != SourceOrigin::Argument && !path.starts_with(root) {
        return Err("it lies outside the repository".to_owned());
    }
    let is_found = source.origin == SourceOrigin::Found;
    let repository = Repository::new(root);
    let store = if path.is_dir() {
        Ok(Some(Store::folder(path.clone())))
    } else {
        let opened = repository.open_at(&path);
        opened
            .map_err(|error| error.to_string())
            .and_then(Store::archive)
    };
    let store = match store {
        Ok(store) => store,
        // An archive of anything: what is wrong with it is none of our business.
        Err(_) if is_found => return Ok(None),
        Err(why) => return Err(why),
    };
    // What nobody named and nobody runs is not inflated.
    let wanted = |names: &[Reference], digests: &[String]| {
        let mut known = names.iter().filter_map(key).chain(digests.iter().cloned());
        !is_found || known.any(|known| asked.contains(&known))
    };
    if let Some(store) = store
        && let Some(images) = saved::read(&store, platform, &wanted)?
    {
        return Ok(Some(images));
    }
    let shown = source.shown();
    if path.is_dir() || path.extension().is_some_and(|ending| ending == "tar") {
        return Ok(None);
    }
    let text = match repository.load_from(&path, &shown) {
        Ok(text) => text,
        Err(LoadError::Decode(_)) => {
            let packed = [".gz", ".tgz", ".zst", ".xz"];
            if packed.iter().any(|ending| shown.ends_with(ending)) {
                return Err("it is compressed as a whole: unpack it to a .tar first".to_owned());
            }
            return Ok(None);
        }
        Err(error) => return Err(error.to_string()),
    };
    if text.text().trim_start().starts_with('{') {
        return Ok(nodes::read(text.text(), platform));
    }
    if [".yaml", ".yml"]
        .iter()
        .any(|ending| shown.ends_with(ending))
    {
        return sizes_file::read(&text).map(Some);
    }
    Ok(None)
}
