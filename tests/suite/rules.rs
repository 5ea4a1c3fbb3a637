//! Every rule on real files: `# expect: RULE` stands on each line that a finding must stand on, and nowhere else. Files in
//! `bad` fire their rule; files in `good` are the near-misses, silent for it. A file that can hold no comment has an
//! `expect.txt` beside it, with `path:line rule`.

mod ambiguous;
mod caller;
mod gateway;
mod judging;
mod limits;
mod merging;
mod places;
mod queue;
mod support;
mod verdict;

use plimsoll::judge;
use plimsoll::rule::{Family, Rule};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use support::{File, judge_files};

type Marks = BTreeSet<(String, u32, String)>;

fn rules() -> Vec<&'static Rule> {
    let about_workloads = |rule: &&Rule| rule.family != Family::Suppression;
    judge::rules().into_iter().filter(about_workloads).collect()
}

fn folder(rule: &Rule, side: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/rules")
        .join(rule.name)
        .join(side)
}

/// The files of a fixture folder, and the marks in them.
fn fixture(folder: &Path) -> (Vec<File>, Marks) {
    let (mut files, mut marks) = (Vec::new(), Marks::new());
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        if name == "expect.txt" {
            for line in text.lines() {
                let (place, rule) = line.split_once(' ').unwrap();
                let (path, line) = place.split_once(':').unwrap();
                marks.insert((path.to_owned(), line.parse().unwrap(), rule.to_owned()));
            }
            continue;
        }
        for (line, text) in (1..).zip(text.lines()) {
            if let Some((_, rule)) = text.split_once("# expect: ") {
                marks.insert((name.clone(), line, rule.trim().to_owned()));
            }
        }
        files.push(File { path: name, text });
    }
    (files, marks)
}

/// Where a rule fires.
fn fired(rule: &Rule, files: &[File], root: &Path) -> Marks {
    let findings = judge_files(files, root);
    let its = findings
        .into_iter()
        .filter(|finding| finding.rule.name == rule.name);
    its.map(|finding| {
        let line = finding.location.first().line;
        let path = finding.location.path().to_owned();
        (path, line, rule.name.to_owned())
    })
    .collect()
}

#[test]
fn every_rule_fires_where_its_fixtures_say_and_nowhere_else() {
    for rule in rules() {
        let folder = folder(rule, "bad");
        let (files, marks) = fixture(&folder);
        assert!(!marks.is_empty(), "{}: no mark in bad/", rule.name);
        assert_eq!(fired(rule, &files, &folder), marks, "{}", rule.name);
    }
}

#[test]
fn near_misses_stay_silent() {
    for rule in rules() {
        let folder = folder(rule, "good");
        let (files, marks) = fixture(&folder);
        assert!(!files.is_empty() && marks.is_empty(), "{}", rule.name);
        assert_eq!(fired(rule, &files, &folder), Marks::new(), "{}", rule.name);
    }
}

#[test]
fn the_examples_of_every_rule_s_page_are_true() {
    for rule in rules() {
        let run = |example: &plimsoll::rule::Example| {
            let file = File {
                path: example.path.to_owned(),
                text: example.text.to_owned(),
            };
            fired(rule, &[file], Path::new("/nowhere"))
        };
        assert!(!run(&rule.bad).is_empty(), "{}: bad is silent", rule.name);
        assert_eq!(run(&rule.good), Marks::new(), "{}: good fires", rule.name);
    }
}

#[test]
fn every_fixture_folder_is_a_rule_s() {
    let known: BTreeSet<&str> = judge::rules().iter().map(|rule| rule.name).collect();
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    for entry in fs::read_dir(folders).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(known.contains(name.as_str()), "fixtures/rules/{name}");
    }
}
