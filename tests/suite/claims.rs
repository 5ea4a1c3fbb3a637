//! Who claims what: no object is two formats', and every real file of the serverless formats yields its workloads or says
//! why it does not. Real files are read where a corpus is (`PLIMSOLL_CORPUS`, else `../shared/corpus`).

use plimsoll::config::Settings;
use plimsoll::discover::{Filter, Inputs, discover};
use plimsoll::formats::FORMATS;
use plimsoll::pipeline::{Run, run};
use plimsoll::platform::Limits;
use plimsoll::report::Outcome;
use plimsoll::repository::Repository;
use plimsoll::syntax::{self, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("PLIMSOLL_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    named.unwrap_or(beside).canonicalize().ok()
}

/// All files below a folder, relative to it.
fn files(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root).unwrap();
                found.insert(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
}

/// The formats that say an object is theirs, for each object of a file.
fn claims(root: &Path, path: &str) -> Vec<Vec<&'static str>> {
    let Ok(source) = Repository::new(root).load(path) else {
        return Vec::new();
    };
    let tree = syntax::parse(&source);
    let objects = tree.documents().flat_map(|document| {
        let root = document.root;
        let listed: Vec<Node<'_>> = root
            .items()
            .chain(root.get("items").into_iter().flat_map(Node::items))
            .collect();
        std::iter::once(root).chain(listed)
    });
    let claimed = |object: Node<'_>| {
        let formats = FORMATS.iter().filter(|format| (format.detect)(object));
        formats.map(|format| format.name).collect()
    };
    objects.map(claimed).collect()
}

#[test]
fn no_object_is_claimed_by_two_formats() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for root in std::iter::once(fixtures).chain(corpus()) {
        for path in files(&root) {
            for formats in claims(&root, &path) {
                assert!(formats.len() < 2, "{path}: {formats:?}");
            }
        }
    }
}

#[test]
fn every_format_has_fixtures_that_it_claims() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let mut claimed: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for path in files(&fixtures) {
        let folder = path.split('/').next().unwrap().to_owned();
        let formats = claims(&fixtures, &path).into_iter().flatten();
        claimed.entry(folder).or_default().extend(formats);
    }
    for format in FORMATS {
        let formats = claimed.get(format.name);
        assert!(
            formats.is_some_and(|formats| formats.contains(format.name)),
            "fixtures/formats/{}: {formats:?}",
            format.name
        );
    }
}

fn lint(folder: &Path) -> Outcome {
    let repository = Repository::new(folder);
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let settings = Settings::new(Limits::builtin().unwrap(), today);
    let inputs = Inputs {
        directories: vec![folder.to_path_buf()],
        ..Inputs::default()
    };
    let discovery = discover(&inputs, folder, &Filter::default());
    run(Run {
        repository: &repository,
        discovery,
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    })
}

/// What became of each file of a folder: its workloads' formats, or why it has none.
fn fates(folder: &Path) -> BTreeMap<String, String> {
    let outcome = lint(folder);
    let mut fates: BTreeMap<String, String> = BTreeMap::new();
    for skipped in &outcome.coverage.skipped {
        fates.insert(skipped.path.clone(), skipped.reason.name().to_owned());
    }
    for failed in &outcome.coverage.failed {
        fates.insert(failed.path.clone(), "failed".to_owned());
    }
    for workload in &outcome.workloads {
        let path = workload.at.path().to_owned();
        fates.insert(path, workload.format.to_owned());
    }
    for path in &outcome.coverage.read {
        fates
            .entry(path.clone())
            .or_insert_with(|| "read".to_owned());
    }
    fates
}

/// The folders of the serverless formats.
const FOLDERS: &[&str] = &[
    "cloudformation",
    "edge-platforms",
    "fission-nuclio",
    "knative",
    "openfaas",
    "sam",
    "serverless-framework",
    "terraform",
];

#[test]
fn every_real_file_of_these_formats_has_workloads_or_a_reason() {
    let Some(corpus) = corpus() else { return };
    for folder in FOLDERS {
        let folder = corpus.join(folder);
        if !folder.is_dir() {
            continue;
        }
        let fates = fates(&folder);
        for path in files(&folder) {
            let fate = fates.get(&path).map(String::as_str);
            let name = path.rsplit('/').next().unwrap();
            match fate {
                // A site without functions; parameters for a template that is not there.
                Some("not-a-manifest") => {
                    assert!(["netlify.toml", "samconfig.toml"].contains(&name), "{path}");
                }
                // Of a provider that is not read, or a program.
                Some("not-analysed" | "code" | "template") => {}
                Some(fate) => assert!(
                    FORMATS.iter().any(|format| format.name == fate),
                    "{path}: {fate}"
                ),
                None => unreachable!("{path} was never seen"),
            }
        }
    }
}
