//! The only file that knows every stage: discover, read, link, declare, judge, suppress, merge.

mod built;
mod cut;
mod findings;
mod large;
mod nothing;
mod read;
mod reading;
mod recognised;
mod template;
mod threads;

pub use threads::on_threads;

use crate::build_output::Outputs;
use crate::config::{self, Budget, Settings};
use crate::coverage::{Coverage, Failed, SkipReason, Unread};
use crate::discover::{Candidate, Discovery, InputError};
use crate::files::path_of;
use crate::measure::{Catalogue, Fetch, ImageSource, SIZES_FILE, SourceOrigin};
use crate::model::{Declarations, Workload};
use crate::report::Outcome;
use crate::repository::Repository;
use crate::rule::Context;
use crate::source::Source;
use crate::{judge, link, measure, platform, suppress, syntax};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

/// What a run works on.
pub struct Run<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The files to read.
    pub discovery: Discovery,
    /// Standard input, already read.
    pub stdin: Option<Result<Arc<Source>, Failed>>,
    /// Arguments that named nothing.
    pub missing: Vec<InputError>,
    /// What steers it.
    pub settings: &'a Settings,
}

/// Runs every stage, on as many threads as the settings say. Never fails: what could not be read is in the coverage
/// statement. Asks no network.
pub fn run(run: Run<'_>) -> Outcome {
    run_online(run, None)
}

/// The same; where the user wants it, `fetch` asks registries for the sizes of images.
pub fn run_online(run: Run<'_>, fetch: Option<Fetch<'_>>) -> Outcome {
    on_threads(run.settings.threads, || stages(run, fetch))
}

/// Files are read and workloads judged in parallel, each on its own; what joins them is one thread over sorted data.
fn stages(run: Run<'_>, fetch: Option<Fetch<'_>>) -> Outcome {
    let Run {
        repository,
        discovery,
        stdin,
        missing,
        settings,
    } = run;
    let saved_images = discovery.saved_images.clone();
    let clamped = threads::clamped(settings.threads);
    let (mut coverage, mut declarations) =
        read_all(repository, discovery, stdin, missing, settings.budget);
    coverage.warnings.extend(clamped);
    if let Some(seen) = &settings.seen {
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&coverage);
    }
    link::kustomize(&mut declarations);
    let Declarations {
        mut workloads,
        mut companions,
        mut directives,
        open,
        mut cuts,
        nested,
        ..
    } = declarations;
    sort(&mut workloads);
    link::drop_owned(&mut workloads);
    let open: BTreeSet<String> = open.into_iter().collect();
    let mut outputs = Outputs::set_aside(&mut workloads, &mut companions, &open, &nested);
    let declared = suppress::own_declarations(&workloads);
    let held = suppress::Accepted::hold_declarations(
        settings.accepted.as_ref(),
        &mut workloads,
        &settings.locks,
    );
    let files = outputs.files();
    directives.retain(|directive| !files.contains(directive.at.path()));
    if settings.build_output {
        outputs.name(&mut workloads);
    }
    cuts.extend(link::link(&companions, &mut workloads));
    if settings.build_output {
        cuts.extend(link::link(&outputs.companions, &mut outputs.workloads));
        coverage.warnings.extend(outputs.fill(&mut workloads));
    }
    cuts.extend(cut::mark(&mut workloads));
    let cuts: BTreeSet<String> = cuts.iter().map(ToString::to_string).collect();
    coverage.warnings.extend(cuts);
    drop((companions, outputs));
    sort(&mut workloads);
    coverage
        .warnings
        .extend(config::declare(settings, &mut workloads));
    let told = measure::packages(repository, &mut workloads);
    coverage.warnings.extend(told);
    measured(
        repository,
        &saved_images,
        (settings, fetch),
        (&mut workloads, &mut coverage),
    );
    workloads.par_iter_mut().for_each(|workload| {
        platform::fill_defaults(workload, &settings.limits);
        workload.facts.shrink_to_fit();
    });
    judge::mark_habits(&mut workloads, &context(settings));
    directives.extend(settings.ignores.iter().cloned());
    let unused = repository.given().unused();
    coverage.warnings.extend(unused.map(|name| {
        format!("`--param {name}` changed nothing: no setting that plimsoll reads asks for it")
    }));
    let mut findings = Vec::new();
    if settings.judges {
        findings = findings::of(&workloads, &directives, &coverage, settings, held);
        coverage.warnings.extend(findings::outside(&mut findings));
    }
    let too_large = large::told(&coverage, settings.max_file_bytes);
    coverage.warnings.extend(too_large);
    if workloads.is_empty() {
        coverage.warnings.push(nothing::recognised(&coverage));
    }
    Outcome {
        coverage,
        workloads,
        findings,
        directives,
        declared,
        fail_on: settings.fail_on,
        since: None,
        grounds: settings.grounds(),
    }
}

/// Sizes of images: of what the command line and the configuration name, of what the walk met, of registries where the
/// user wants that, of the sizes file.
fn measured(
    repository: &Repository,
    saved_images: &[String],
    (settings, fetch): (&Settings, Option<Fetch<'_>>),
    (workloads, coverage): (&mut [Workload], &mut Coverage),
) {
    let mut sources = settings.image_sources.clone();
    let source = |path: &str, origin| ImageSource {
        image: None,
        path: path_of(path),
        origin,
    };
    let named = |path: &&String| {
        let mut named = settings.image_sources.iter();
        !named.any(|source| source.path == path_of(path))
    };
    let found = saved_images.iter().filter(named);
    sources.extend(found.map(|path| source(path, SourceOrigin::Found)));
    let (root, platform) = (repository.root(), &settings.image_platform);
    let warnings = &mut coverage.warnings;
    let mut catalogue = Catalogue::default();
    let mut errors = catalogue.read(root, &sources, platform, workloads, warnings);
    if let Some(fetch) = fetch {
        catalogue.fetch(fetch, platform, workloads, warnings);
    }
    // What was measured once is asked last: it may be old.
    if repository.holds("", SIZES_FILE) {
        let sources = [source(SIZES_FILE, SourceOrigin::Configured)];
        errors.extend(catalogue.read(root, &sources, platform, workloads, warnings));
    }
    for (path, message) in errors {
        coverage
            .failed
            .push(Failed::whole(path, message, Unread::Argument));
    }
    coverage.failed.sort();
    catalogue.measure(workloads);
}

fn sort(workloads: &mut [Workload]) {
    // Files are read in order, so they nearly always are; sorting takes half as much memory again.
    let in_order =
        |a: &Workload, b: &Workload| (&a.at, &a.name, &a.kind) <= (&b.at, &b.name, &b.kind);
    if !workloads.is_sorted_by(in_order) {
        workloads.sort_by(|a, b| (&a.at, &a.name, &a.kind).cmp(&(&b.at, &b.name, &b.kind)));
    }
}

fn context(settings: &Settings) -> Context<'_> {
    Context {
        thresholds: &settings.thresholds,
        limits: &settings.limits,
        organization: &settings.organization,
    }
}

fn read_all(
    repository: &Repository,
    discovery: Discovery,
    stdin: Option<Result<Arc<Source>, Failed>>,
    missing: Vec<InputError>,
    budget: Budget,
) -> (Coverage, Declarations) {
    let candidates: Vec<&Candidate> = discovery.candidates.iter().collect();
    let threads = rayon::current_num_threads();
    let each = |candidates: &[&Candidate]| reading::each(repository, candidates, budget, threads);
    let mut results = each(&candidates);
    match stdin {
        Some(Ok(source)) => results.push(read::source(repository, &source, true)),
        Some(Err(failed)) => results.push(read::FileResult::failed(failed)),
        None => {}
    }
    let built = built::read(&each, &discovery, &mut results);
    let mut coverage = Coverage {
        built: built.iter().map(|built| built.path.clone()).collect(),
        skipped: discovery.skipped,
        other: discovery.other,
        ..Coverage::default()
    };
    for (path, message) in discovery.unlisted {
        coverage
            .failed
            .push(Failed::whole(path, message, Unread::File));
    }
    for InputError { input, message } in missing {
        coverage
            .failed
            .push(Failed::whole(input, message, Unread::Argument));
    }
    let mut all = Declarations::default();
    // Workloads are large, and there may be very many: no room is made for more.
    let workloads = results
        .iter()
        .map(|result| result.declarations.workloads.len());
    all.workloads.reserve_exact(workloads.sum());
    for result in results {
        let warnings = &result.declarations.warnings;
        let told = warnings.iter().take(MOST_WARNINGS);
        coverage.warnings.extend(told.map(|warning| {
            let line = warning.at.first().line;
            format!("{}:{line}: {}", warning.at.path(), warning.message)
        }));
        if let Some(more) = warnings.len().checked_sub(MOST_WARNINGS + 1) {
            let path = &result.path;
            coverage
                .warnings
                .push(format!("{path}: {} more places like these", more + 1));
        }
        result.status.record(result.path, &mut coverage);
        all.workloads.extend(result.declarations.workloads);
        all.companions.extend(result.declarations.companions);
        all.kustomizations
            .extend(result.declarations.kustomizations);
        all.directives.extend(result.declarations.directives);
        all.included.extend(result.declarations.included);
        all.open.extend(result.declarations.open);
        all.cuts.extend(result.declarations.cuts);
        coverage
            .not_rendered
            .extend(result.declarations.not_rendered);
        all.nested.extend(result.declarations.nested);
    }
    let read: BTreeSet<&str> = coverage.read.iter().map(String::as_str).collect();
    coverage.built.retain(|path| read.contains(path.as_str()));
    included(repository, &mut all, &mut coverage);
    coverage.read.sort();
    looked_into(&mut coverage);
    coverage.skipped.sort();
    coverage.failed.sort();
    (coverage, all)
}

/// Warnings about places of one file that are listed one by one.
const MOST_WARNINGS: usize = 5;

/// Files that another file named (`${file(..)}`): they count as read, and their comments count too.
fn included(repository: &Repository, all: &mut Declarations, coverage: &mut Coverage) {
    let paths: BTreeSet<String> = std::mem::take(&mut all.included).into_iter().collect();
    coverage.skipped.retain(|skipped| {
        let is_read = skipped.reason.was_looked_into() && paths.contains(&skipped.path);
        if is_read {
            coverage.read.push(skipped.path.clone());
        }
        !is_read
    });
    let mut workloads: HashMap<&str, Vec<Workload>> = HashMap::new();
    for workload in &all.workloads {
        if let Some(path) = paths.get(workload.at.path()) {
            workloads.entry(path).or_default().push(workload.clone());
        }
    }
    for path in &paths {
        if let Ok(source) = repository.load(path) {
            let workloads = workloads.get(path.as_str()).map_or(&[][..], Vec::as_slice);
            let directives = suppress::comments(&syntax::parse(&source), workloads);
            all.directives.extend(directives);
        }
    }
}

/// Leaves out what deploys a folder of this repository of which files were read, and then runs nothing itself.
fn looked_into(coverage: &mut Coverage) {
    let read = &coverage.read;
    let is_read = |folder: &str| {
        let inside = format!("{folder}/");
        let first = read.partition_point(|path| path.as_str() < inside.as_str());
        read.get(first)
            .is_some_and(|path| path.starts_with(&inside))
    };
    coverage
        .not_rendered
        .retain(|one| !one.folder.as_deref().is_some_and(is_read));
    coverage.not_rendered.sort();
    let left: BTreeSet<&str> = coverage
        .not_rendered
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    for skipped in &mut coverage.skipped {
        if skipped.reason == SkipReason::NotRendered && !left.contains(skipped.path.as_str()) {
            skipped.reason = SkipReason::NoWorkload;
        }
    }
}

/// The exit code's reasons, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Something could not be checked.
    Incomplete,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Neither.
    Clean,
}

impl Verdict {
    /// Of an outcome.
    pub fn of(outcome: &Outcome, settings: &Settings) -> Self {
        let empty = settings.require_workloads && outcome.workloads.is_empty();
        if outcome.coverage.is_incomplete(settings.forgives_unread) || empty {
            return Self::Incomplete;
        }
        if outcome
            .findings
            .iter()
            .any(|finding| outcome.fails(finding))
        {
            Self::Findings
        } else {
            Self::Clean
        }
    }

    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Incomplete => 2,
        }
    }
}
