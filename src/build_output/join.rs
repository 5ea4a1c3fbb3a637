//! An output's workload is its source's workload: matched by logical id, reported once, at the source's line.

use super::Tool;
use super::fill::{Filling, fill};
use super::stale::{self, Difference};
use crate::model::{Companion, Nested, Workload};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The outputs of sources that were read: workloads that are reported at their sources' lines, and what speaks of them.
/// They are set aside before anything is linked, so that no name means two workloads; their own routes and alarms are
/// linked to them apart.
#[derive(Debug, Default)]
pub struct Outputs {
    /// The workloads.
    pub workloads: Vec<Workload>,
    /// What the same files say of them.
    pub companions: Vec<Companion>,
    /// For each workload, which of the sources' it is; `None` where the source does not list it: an older one's, or the
    /// tool's own.
    sources: Vec<Option<usize>>,
}

/// A source's function: the folder it lies in, the tool by its folder, the logical id.
type Key = (String, &'static str, String);

/// Where the sources' workloads are, by what an output would call them.
#[derive(Default)]
struct Sources {
    /// With the rank of the file: of two sources in a folder, the tool builds the one it looks for first.
    by_id: HashMap<Key, (usize, usize)>,
    /// The folders in which some source has workloads, and whether it may have more than it lists.
    folders: HashMap<(String, &'static str), bool>,
    /// The same by the source's own path: a nested application's may have any name.
    files: HashMap<String, bool>,
    by_file: HashMap<(String, String), usize>,
    /// The templates that a template deploys, by its path and the logical id.
    nested: HashMap<(String, String), String>,
}

/// What an output's workload comes to.
enum Match {
    /// This one of the source.
    Source(usize),
    /// The source lists its workloads, and this is none of them.
    NotListed,
    /// No source can be read, or it does not say what it has.
    NoSource,
}

impl Outputs {
    /// Takes the outputs away that have a source. `open` are the files with functions that only a build knows.
    pub fn set_aside(
        workloads: &mut Vec<Workload>,
        companions: &mut Vec<Companion>,
        open: &BTreeSet<String>,
        nested: &[Nested],
    ) -> Self {
        let is_output = |workload: &Workload| Tool::behind(workload.at.path()).is_some();
        if !workloads.iter().any(is_output) {
            return Self::default();
        }
        let all = std::mem::take(workloads);
        let (built, mut kept): (Vec<_>, Vec<_>) = all.into_iter().partition(is_output);
        let known = Sources::of(&kept, open, nested);
        let mut outputs = Self::default();
        for output in built {
            let source = match known.find(&output) {
                Match::Source(at) => Some(at),
                Match::NotListed => None,
                Match::NoSource => {
                    kept.push(output);
                    continue;
                }
            };
            outputs.workloads.push(output);
            outputs.sources.push(source);
        }
        *workloads = kept;
        let files = outputs.files();
        let all = std::mem::take(companions);
        (outputs.companions, *companions) = all
            .into_iter()
            .partition(|companion| files.contains(companion.at.path()));
        outputs
    }

    /// The files they stand in. What else those say, such as an ignore that the tool copied, the source says itself.
    pub fn files(&self) -> BTreeSet<String> {
        let paths = self.workloads.iter().map(|output| output.at.path());
        paths.map(str::to_owned).collect()
    }

    /// The sources' workloads and their outputs. Of two templates that have one, the first counts.
    fn pairs(&self) -> BTreeMap<usize, &Workload> {
        let mut pairs = BTreeMap::new();
        for (output, source) in self.workloads.iter().zip(&self.sources) {
            if let Some(source) = source {
                pairs.entry(*source).or_insert(output);
            }
        }
        pairs
    }

    /// Tells the sources' workloads the names that they are deployed under, for what speaks of them by name.
    pub fn name(&self, workloads: &mut [Workload]) {
        for (source, output) in self.pairs() {
            let aliases = &mut workloads[source].aliases;
            for alias in &output.aliases {
                if !aliases.contains(alias) {
                    aliases.push(alias.clone());
                }
            }
        }
    }

    /// Fills the sources' workloads, which are where they were when these were set aside; a warning for each output that
    /// contradicts its source.
    pub fn fill(&self, workloads: &mut [Workload]) -> Vec<String> {
        let pairs = self.pairs();
        let differences: Vec<Difference> = pairs
            .iter()
            .flat_map(|(at, output)| stale::differences(*at, &workloads[*at], output))
            .collect();
        let stale: BTreeSet<&str> = differences.iter().map(Difference::output).collect();
        for (at, output) in pairs {
            let filling = Filling {
                output,
                stale: stale.contains(output.at.path()),
            };
            fill(&mut workloads[at], &filling);
        }
        for difference in &differences {
            let source = &mut workloads[difference.source];
            source.notes.push(difference.note());
        }
        stale::warnings(&differences)
    }
}

impl Sources {
    fn of(workloads: &[Workload], open: &BTreeSet<String>, nested: &[Nested]) -> Self {
        let mut sources = Self::default();
        for one in nested {
            let key = (one.parent.clone(), one.id.clone());
            sources.nested.insert(key, one.child.clone());
        }
        for (position, workload) in workloads.iter().enumerate() {
            // A function may stand in a file that the source includes.
            let file = workload.scope.stack.rsplit_once('#');
            let file = file.map_or(workload.at.path(), |(file, _)| file);
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            *sources.files.entry(file.to_owned()).or_default() |= open.contains(file);
            for id in &workload.logical_ids {
                let key = (file.to_owned(), id.clone());
                sources.by_file.entry(key).or_insert(position);
            }
            for tool in super::TOOLS {
                if !tool.formats.contains(&workload.format) {
                    continue;
                }
                let place = (folder.to_owned(), tool.folder);
                *sources.folders.entry(place).or_default() |= open.contains(file);
                let found = (tool.rank(file), position);
                for id in &workload.logical_ids {
                    let key = (folder.to_owned(), tool.folder, id.clone());
                    let first = sources.by_id.entry(key).or_insert(found);
                    *first = (*first).min(found);
                }
            }
        }
        sources
    }

    fn find(&self, output: &Workload) -> Match {
        let Some((folder, tool, below)) = Tool::behind(output.at.path()) else {
            return Match::NoSource;
        };
        if !below.is_empty() {
            return self.find_nested(output, (folder, tool, &below));
        }
        let mut ids = output.logical_ids.iter();
        let found = ids.find_map(|id| {
            let key = (folder.to_owned(), tool.folder, id.clone());
            self.by_id.get(&key)
        });
        match found {
            Some((_, position)) => Match::Source(*position),
            None => match self.folders.get(&(folder.to_owned(), tool.folder)) {
                Some(false) => Match::NotListed,
                Some(true) | None => Match::NoSource,
            },
        }
    }

    /// The same for an output of a nested template, whose source the templates above lead to.
    fn find_nested(
        &self,
        output: &Workload,
        (folder, tool, below): (&str, &Tool, &[&str]),
    ) -> Match {
        let start = |name: &&str| match folder {
            "" => (*name).to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let led = |file: String| {
            below.iter().try_fold(file, |file, id| {
                self.nested.get(&(file, (*id).to_owned())).cloned()
            })
        };
        let Some(source) = tool.sources.iter().map(start).find_map(led) else {
            return Match::NoSource;
        };
        let mut ids = output.logical_ids.iter();
        let found = ids.find_map(|id| self.by_file.get(&(source.clone(), id.clone())));
        match (found, self.files.get(&source)) {
            (Some(position), _) => Match::Source(*position),
            (None, Some(false)) => Match::NotListed,
            (None, Some(true) | None) => Match::NoSource,
        }
    }
}
