//! The house keeps its walls: which module may see which, read with `syn` from every path in the source, not only from
//! `use` lines. And every file that declares something registrable is registered.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::Visit;

/// Module, and what it must never name.
const WALLS: &[(&str, &[&str])] = &[
    (
        "source",
        &[
            "syntax", "model", "formats", "link", "platform", "criteria", "limits", "judge",
            "suppress", "report", "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "syntax",
        &[
            "model", "formats", "link", "platform", "criteria", "limits", "judge", "suppress",
            "report", "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "model",
        &[
            "syntax", "formats", "link", "platform", "criteria", "limits", "judge", "suppress",
            "report", "cli", "config", "pipeline", "discover", "rule", "finding",
        ],
    ),
    (
        "formats",
        &[
            "measure", "criteria", "limits", "judge", "report", "rule", "finding", "suppress",
            "cli", "config", "pipeline", "discover", "link",
        ],
    ),
    (
        "build_output",
        &[
            "syntax", "formats", "link", "platform", "criteria", "limits", "judge", "report",
            "rule", "finding", "suppress", "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "link",
        &[
            "measure", "syntax", "formats", "criteria", "limits", "judge", "report", "rule",
            "finding", "suppress", "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "measure",
        &[
            "formats", "link", "platform", "criteria", "limits", "judge", "report", "rule",
            "finding", "suppress", "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "registry",
        &[
            "source",
            "syntax",
            "repository",
            "build_output",
            "model",
            "formats",
            "link",
            "platform",
            "criteria",
            "limits",
            "judge",
            "report",
            "rule",
            "finding",
            "suppress",
            "cli",
            "config",
            "pipeline",
            "discover",
        ],
    ),
    (
        "platform",
        &[
            "syntax", "formats", "link", "criteria", "limits", "judge", "report", "finding",
            "suppress", "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "criteria",
        &[
            "measure", "formats", "syntax", "link", "limits", "judge", "report", "suppress", "cli",
            "config", "pipeline", "discover",
        ],
    ),
    (
        "limits",
        &[
            "measure", "formats", "syntax", "link", "criteria", "judge", "report", "suppress",
            "cli", "config", "pipeline", "discover",
        ],
    ),
    (
        "judge",
        &[
            "measure", "formats", "syntax", "link", "report", "cli", "config", "pipeline",
            "discover",
        ],
    ),
    (
        "report",
        &[
            "measure", "formats", "syntax", "link", "criteria", "limits", "config", "pipeline",
            "discover", "cli",
        ],
    ),
];

/// Crates that exactly one place may know.
const CRATES: &[(&str, &[&str])] = &[
    ("granit_parser", &["syntax"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("rustix", &["files"]),
    ("signal_hook", &["files"]),
    ("miette", &["report"]),
    ("ignore", &["discover"]),
    ("toml", &["platform", "syntax"]),
    ("toml_parser", &["syntax"]),
    ("hcl_edit", &["syntax"]),
    ("rayon", &["fit", "pipeline"]),
    ("k8s_openapi", &["formats"]),
    ("cronexpr", &["formats"]),
    ("promql_parser", &["formats"]),
    ("sha2", &["judge", "registry", "report"]),
    ("flate2", &["measure"]),
    ("ruzstd", &["measure"]),
    ("ureq", &["registry"]),
    ("base64", &["registry"]),
];

fn source_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// `src/formats/aws/lambda.rs` is in room `formats`; `src/source.rs` is room `source`.
fn room(file: &Path) -> String {
    let inside = file
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = inside.iter().next().unwrap().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Every path a file names, as its segments; grouped imports are taken apart, `super` is resolved.
struct Paths {
    module: Vec<String>,
    found: BTreeSet<Vec<String>>,
}

impl Paths {
    fn add(&mut self, segments: Vec<String>) {
        let mut absolute = Vec::new();
        let mut rest = segments.as_slice();
        match rest.first().map(String::as_str) {
            Some("crate") => rest = &rest[1..],
            Some("super" | "self") => {
                absolute.clone_from(&self.module);
                while let Some(first) = rest.first() {
                    match first.as_str() {
                        "super" => drop(absolute.pop()),
                        "self" => {}
                        _ => break,
                    }
                    rest = &rest[1..];
                }
            }
            _ => {
                self.found.insert(segments);
                return;
            }
        }
        absolute.extend(rest.iter().cloned());
        absolute.insert(0, "crate".to_owned());
        self.found.insert(absolute);
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) => self.add(with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(before.to_vec()),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.tree(item, before));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(
            path.segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect(),
        );
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        syn::visit::visit_item_mod(self, item);
        self.module.pop();
    }

    /// Paths inside macros are tokens; those that parse as expressions are read too.
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        type Arguments = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        if let Ok(arguments) = item.parse_body_with(Arguments::parse_terminated) {
            for argument in &arguments {
                self.visit_expr(argument);
            }
        }
        syn::visit::visit_macro(self, item);
    }
}

fn paths(file: &Path) -> BTreeSet<Vec<String>> {
    let inside = file
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap()
        .with_extension("");
    let mut module: Vec<String> = inside
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if matches!(
        module.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        module.pop();
    }
    let parsed = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
    let mut paths = Paths {
        module,
        found: BTreeSet::new(),
    };
    paths.visit_file(&parsed);
    paths.found
}

#[test]
fn no_module_sees_past_its_wall() {
    let mut breaches = Vec::new();
    for file in source_files() {
        let room = room(&file);
        let Some((_, forbidden)) = WALLS.iter().find(|(name, _)| *name == room) else {
            continue;
        };
        for path in paths(&file) {
            if path.len() > 1 && path[0] == "crate" && forbidden.contains(&path[1].as_str()) {
                breaches.push(format!(
                    "{}: {} may not see {}",
                    file.display(),
                    room,
                    path.join("::")
                ));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn each_foreign_crate_has_one_home() {
    let mut breaches = Vec::new();
    for file in source_files() {
        let room = room(&file);
        for path in paths(&file) {
            let Some((name, rooms)) = CRATES
                .iter()
                .find(|(name, _)| path.len() > 1 && path[0] == *name)
            else {
                continue;
            };
            if !rooms.contains(&room.as_str()) {
                breaches.push(format!("{}: {name} belongs to {rooms:?}", file.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// Who does not know a network asks none: only `registry` does, and only the command line calls it.
#[test]
fn only_the_registry_knows_a_network() {
    let mut breaches = Vec::new();
    for file in source_files() {
        let room = room(&file);
        for path in paths(&file) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let is_wrong = match path.as_slice() {
                ["std", "net", ..] => room != "registry",
                ["crate", "registry", ..] => !["registry", "cli"].contains(&room.as_str()),
                _ => false,
            };
            if is_wrong {
                breaches.push(format!("{}: {}", file.display(), path.join("::")));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_wall_test_reads_more_than_use_lines() {
    let parsed = syn::parse_file(
        "use crate::{a::b, c::{self, d}}; fn f() { super::x::y(); let _: crate::z::T; println!(\"{}\", crate::m::N); }",
    )
    .unwrap();
    let mut paths = Paths {
        module: vec!["room".into(), "file".into()],
        found: BTreeSet::new(),
    };
    paths.visit_file(&parsed);
    let found: Vec<String> = paths.found.iter().map(|path| path.join("::")).collect();
    for expected in [
        "crate::a::b",
        "crate::c::d",
        "crate::room::x::y",
        "crate::z::T",
        "crate::m::N",
    ] {
        assert!(
            found.iter().any(|path| path == expected),
            "{expected} not in {found:?}"
        );
    }
}

/// Folder, the registry in its `mod.rs`, and how an entry of it reads.
const REGISTRIES: &[(&str, &str, &str)] = &[
    ("formats", "FORMATS", "pub static FORMAT"),
    ("link", "RELATIONS", "pub static RELATION"),
    ("criteria", "CRITERIA", "pub static CRITERION"),
    ("limits", "LIMITS", "pub static CHECK"),
    ("report", "REPORTERS", "pub static REPORTER"),
];

#[test]
fn every_declaration_is_registered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut missing = Vec::new();
    for (folder, registry, marker) in REGISTRIES {
        let table = fs::read_to_string(root.join(folder).join("mod.rs")).unwrap();
        let marker_crate = marker.replace("pub static", "pub(crate) static");
        let marker_super = marker.replace("pub static", "pub(super) static");
        let constant = marker.rsplit(' ').next().unwrap();
        for file in source_files()
            .into_iter()
            .filter(|file| room(file) == *folder)
        {
            let text = fs::read_to_string(&file).unwrap();
            let declares = |marker: &str| text.contains(&format!("{marker}:"));
            if !(declares(marker) || declares(&marker_crate) || declares(&marker_super)) {
                continue;
            }
            let inside = file.strip_prefix(root.join(folder)).unwrap();
            let module = inside
                .iter()
                .next()
                .unwrap()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned();
            let entry = format!("&{module}::{constant}");
            if !table.contains(&entry) {
                missing.push(format!(
                    "src/{folder}/mod.rs: add `mod {module};` and `{entry},` to {registry}"
                ));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Small files stay readable; a file past this wants to be two.
const LONGEST: usize = 400;

/// A backslash in a name is a letter, and what a repository names is opened below its root: other ways are few and
/// named here.
#[test]
fn names_become_paths_and_files_are_opened_in_one_place() {
    let allowed = [
        // On Windows, where it separates, and only there.
        (r#"replace('\\', "/")"#, "discover/inputs.rs"),
        // The last part of a name is compared; nothing is opened by it.
        (r#"replace('\\', "/")"#, "formats/aws/samconfig.rs"),
        // A part of an archive, which is never unpacked.
        (r#"replace('\\', "/")"#, "measure/zip.rs"),
        // The user's own files, not the repository's.
        ("File::open(", "registry/cache.rs"),
        ("File::open(", "registry/credentials.rs"),
    ];
    let ways = [
        r#"replace('\\', "/")"#,
        "File::open(",
        "fs::read(",
        "fs::read_to_string(",
    ];
    for file in source_files() {
        if room(&file) == "files" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for way in ways.iter().filter(|way| code.contains(**way)) {
            let known = |(one, place): &(&str, &str)| one == way && file.ends_with(place);
            assert!(allowed.iter().any(known), "{}: `{way}`", file.display());
        }
    }
}

#[test]
fn files_stay_small() {
    let long: Vec<String> = source_files()
        .iter()
        .filter_map(|file| {
            let lines = fs::read_to_string(file).unwrap().lines().count();
            (lines > LONGEST).then(|| format!("{}: {lines} lines", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// `rust-version` promises what the locked dependencies need, no more and no less.
#[test]
fn the_promised_rust_version_is_the_highest_a_dependency_asks_for() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    // A vendored or partial registry cannot answer; the CI job that builds with the promised version still does.
    let Ok(metadata) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
        return;
    };
    let version =
        |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap()).collect() };
    let (mut ours, mut highest) = (Vec::new(), (vec![0], String::new()));
    for package in metadata["packages"].as_array().unwrap() {
        let Some(asked) = package["rust_version"].as_str() else {
            continue;
        };
        let name = package["name"].as_str().unwrap();
        let mut asked = version(asked);
        asked.truncate(2);
        if name == "plimsoll" {
            ours = asked;
        } else if asked > highest.0 {
            highest = (asked, name.to_owned());
        }
    }
    assert_eq!(ours, highest.0, "{} asks for {:?}", highest.1, highest.0);
}
