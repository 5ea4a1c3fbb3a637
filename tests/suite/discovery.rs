//! Which files are read, and why the others are not.

use plimsoll::coverage::SkipReason;
use plimsoll::discover::{Discovery, Filter, Inputs, common_root, discover};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with these files; every folder above them is made.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

fn found(folder: &Path, arguments: &[&str], filter: &Filter) -> Discovery {
    let folder = folder.canonicalize().unwrap();
    let arguments: Vec<String> = arguments
        .iter()
        .map(|&argument| argument.to_owned())
        .collect();
    let inputs = Inputs::resolve(&arguments, &folder);
    discover(&inputs, &common_root(&inputs, &folder), filter)
}

fn candidates(discovery: &Discovery) -> Vec<&str> {
    discovery
        .candidates
        .iter()
        .map(|candidate| candidate.path.as_str())
        .collect()
}

fn skipped(discovery: &Discovery) -> Vec<(&str, SkipReason)> {
    discovery
        .skipped
        .iter()
        .map(|skipped| (skipped.path.as_str(), skipped.reason))
        .collect()
}

#[test]
fn a_walk_reads_candidates_in_order_and_counts_the_rest() {
    let folder = folder(&[
        ("b/deploy.yml", ""),
        ("a.yaml", ""),
        (".github/workflows/ci.yaml", ""),
        ("stack.template", ""),
        ("README.md", ""),
        ("main.rs", ""),
    ]);
    let discovery = found(folder.path(), &["."], &Filter::default());
    assert_eq!(
        candidates(&discovery),
        [
            ".github/workflows/ci.yaml",
            "a.yaml",
            "b/deploy.yml",
            "stack.template"
        ]
    );
    assert_eq!(discovery.other, 2);
}

#[test]
fn vendored_folders_are_one_entry_each() {
    let folder = folder(&[
        ("node_modules/x/a.yaml", ""),
        ("app/vendor/b.yaml", ""),
        ("app/c.yaml", ""),
    ]);
    let discovery = found(folder.path(), &["."], &Filter::default());
    assert_eq!(candidates(&discovery), ["app/c.yaml"]);
    assert_eq!(
        skipped(&discovery),
        [
            ("app/vendor", SkipReason::Pruned),
            ("node_modules", SkipReason::Pruned)
        ]
    );
}

#[test]
fn ignore_files_count_without_git_and_the_nearest_wins() {
    let folder = folder(&[
        (".gitignore", "build/\n*.gen.yaml\n"),
        ("app/.ignore", "!keep.gen.yaml\nlocal.yaml\n"),
        ("app/keep.gen.yaml", ""),
        ("app/drop.gen.yaml", ""),
        ("app/local.yaml", ""),
        ("app/real.yaml", ""),
        ("build/out.yaml", ""),
    ]);
    let discovery = found(folder.path(), &["."], &Filter::default());
    assert_eq!(
        candidates(&discovery),
        ["app/keep.gen.yaml", "app/real.yaml"]
    );
    let ignored = SkipReason::Ignored;
    assert_eq!(
        skipped(&discovery),
        [
            ("app/drop.gen.yaml", ignored),
            ("app/local.yaml", ignored),
            ("build", ignored)
        ]
    );
}

#[test]
fn a_walk_of_a_subfolder_honours_the_ignore_files_above_it() {
    let folder = folder(&[
        (".git/HEAD", ""),
        (".gitignore", "secret.yaml\n"),
        ("app/secret.yaml", ""),
        ("app/a.yaml", ""),
    ]);
    let discovery = found(folder.path(), &["app"], &Filter::default());
    assert_eq!(candidates(&discovery), ["app/a.yaml"]);
}

#[test]
fn a_file_named_outright_is_read_whatever_ignores_it() {
    let folder = folder(&[(".gitignore", "*\n"), ("x.conf", ""), ("vendor/y.yaml", "")]);
    let discovery = found(
        folder.path(),
        &["x.conf", "vendor/y.yaml"],
        &Filter::default(),
    );
    assert_eq!(candidates(&discovery), ["vendor/y.yaml", "x.conf"]);
    assert!(
        discovery
            .candidates
            .iter()
            .all(|candidate| candidate.outright)
    );
}

#[test]
fn a_star_in_a_glob_stops_at_the_slash() {
    let folder = folder(&[
        ("deploy/a.yaml", ""),
        ("deploy/sub/b.yaml", ""),
        ("[x].yaml", ""),
    ]);
    assert_eq!(
        candidates(&found(
            folder.path(),
            &["deploy/*.yaml"],
            &Filter::default()
        )),
        ["deploy/a.yaml"]
    );
    let everywhere = found(folder.path(), &["deploy/**/*.yaml"], &Filter::default());
    assert_eq!(
        candidates(&everywhere),
        ["deploy/a.yaml", "deploy/sub/b.yaml"]
    );
    assert_eq!(
        candidates(&found(folder.path(), &["[x].yaml"], &Filter::default())),
        ["[x].yaml"]
    );
}

#[test]
fn what_names_nothing_is_said() {
    let folder = folder(&[("a.yaml", "")]);
    let arguments = [
        "nope.yaml".to_owned(),
        "*.yml".to_owned(),
        "a.yaml".to_owned(),
    ];
    let inputs = Inputs::resolve(&arguments, &folder.path().canonicalize().unwrap());
    let missing: Vec<&str> = inputs
        .missing
        .iter()
        .map(|missing| missing.input.as_str())
        .collect();
    assert_eq!(missing, ["nope.yaml", "*.yml"]);
}

#[test]
fn include_and_exclude_are_globs_over_root_relative_paths() {
    let folder = folder(&[
        ("deploy/a.yaml", ""),
        ("deploy/test/b.yaml", ""),
        ("docs/c.yaml", ""),
    ]);
    let pattern = |text| plimsoll::files::Glob::new(text).unwrap();
    let filter = Filter {
        include: vec![pattern("deploy/**/*")],
        exclude: vec![pattern("**/test/*")],
        ..Filter::default()
    };
    let discovery = found(folder.path(), &["."], &filter);
    assert_eq!(candidates(&discovery), ["deploy/a.yaml"]);
    assert_eq!(
        skipped(&discovery),
        [
            ("deploy/test/b.yaml", SkipReason::Ignored),
            ("docs/c.yaml", SkipReason::Ignored)
        ]
    );
}

#[test]
fn configuration_as_code_is_recognised_and_not_read() {
    let folder = folder(&[("serverless.ts", "")]);
    assert_eq!(
        skipped(&found(folder.path(), &["."], &Filter::default())),
        [("serverless.ts", SkipReason::Code)]
    );
}

#[test]
fn the_root_is_git_s_else_the_working_folder_else_the_common_ancestor() {
    let folder = folder(&[
        ("repo/.git/HEAD", ""),
        ("repo/a/x.yaml", ""),
        ("plain/b/y.yaml", ""),
        ("plain/c/z.yaml", ""),
    ]);
    let base = folder.path().canonicalize().unwrap();
    let root = |from: &str, arguments: &[&str]| {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| base.join(argument).display().to_string())
            .collect();
        let inputs = Inputs::resolve(&arguments, &base.join(from));
        common_root(&inputs, &base.join(from))
            .strip_prefix(&base)
            .unwrap()
            .display()
            .to_string()
    };
    assert_eq!(root("repo/a", &["repo/a/x.yaml"]), "repo");
    assert_eq!(root("plain", &["plain/b/y.yaml"]), "plain");
    assert_eq!(
        root("plain/b", &["plain/b/y.yaml", "plain/c/z.yaml"]),
        "plain"
    );
}

#[test]
fn code_is_never_parsed_even_when_named() {
    let folder = folder(&[("app/serverless.ts", "export default { service: 'x' }")]);
    let discovery = found(folder.path(), &["app/serverless.ts"], &Filter::default());
    assert!(discovery.candidates.is_empty());
    assert_eq!(
        skipped(&discovery),
        [("app/serverless.ts", SkipReason::Code)]
    );
}
