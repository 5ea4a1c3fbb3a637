//! The folder that git takes for the repository: references are copied, the configuration is ours.

use super::place::LONGEST_CONFIG;
use super::{BaseError, Git, failed, not_run, small};
use crate::files::{Root, name};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest list of references, in bytes: 256 MiB.
const LARGEST_LIST: u64 = 256 << 20;

/// The most references and logs that lie in files of their own.
const MOST_FILES: usize = 500_000;

/// What the repository's configuration says of itself.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The remote of a partial clone.
    pub(super) promisor: Option<String>,
}

/// Our own configuration: nothing in it names a program.
const CONFIG: &str = "[core]
	repositoryformatversion = 1
	bare = true
	fsmonitor = false
	attributesFile = none
	hooksPath = none
	pager = cat
[protocol]
	allow = never
[gc]
	auto = 0
[maintenance]
	auto = false
";

pub(super) fn make(git: &Git) -> Result<Settings, BaseError> {
    let (own, common) = (&git.place.own, &git.place.common);
    let door = git.door.path();
    let write = |name: &str, bytes: &[u8]| fs::write(door.join(name), bytes).map_err(BaseError::Io);
    write("none", b"")?;
    write("config", CONFIG.as_bytes())?;
    fs::create_dir_all(door.join("refs")).map_err(BaseError::Io)?;
    fs::create_dir_all(door.join("objects")).map_err(BaseError::Io)?;
    let head = small(own, "HEAD", LARGEST_LIST)?;
    let head = head.ok_or_else(|| BaseError::Git("this is no git repository".to_owned()))?;
    write("HEAD", &head)?;
    for name in heads(own.path()) {
        if let Some(bytes) = small(own, &name, LARGEST_LIST)? {
            write(&name, &bytes)?;
        }
    }
    for name in ["packed-refs", "shallow"] {
        if let Some(bytes) = small(common, name, LARGEST_LIST)? {
            write(name, &bytes)?;
        }
    }
    copy(common, "refs", door)?;
    copy(common, "reftable", door)?;
    copy(own, "logs", door)?;
    if own.path() != common.path() {
        copy(common, "logs/refs", door)?;
    }
    let Some(config) = small(common, "config", LONGEST_CONFIG)? else {
        return Ok(Settings::default());
    };
    write("theirs", &config)?;
    let settings = read(git)?;
    let (ours, settings) = taken_over(&settings);
    write("config", format!("{CONFIG}{ours}").as_bytes())?;
    Ok(settings)
}

/// What `HEAD`, `FETCH_HEAD`, `ORIG_HEAD` and their like are called here.
fn heads(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| name(Path::new(&entry.file_name())));
    names.filter(|name| name.ends_with("_HEAD")).collect()
}

/// Copies a folder of small files. A link among them is left out: it could name a file of another repository.
fn copy(from: &Root, folder: &str, to: &Path) -> Result<(), BaseError> {
    let mut left = MOST_FILES;
    let mut waiting = vec![PathBuf::from(folder)];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(from.path().join(&folder)) else {
            continue;
        };
        let below = to.join(&folder);
        fs::create_dir_all(&below).map_err(BaseError::Io)?;
        for entry in entries.flatten() {
            let (path, kind) = (folder.join(entry.file_name()), entry.file_type());
            if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
                waiting.push(path);
            } else if kind.is_ok_and(|kind| kind.is_file()) {
                left = left.checked_sub(1).ok_or_else(|| {
                    let why = format!(
                        "it has more than {MOST_FILES} references; `git pack-refs --all` packs them"
                    );
                    BaseError::TooLarge(why)
                })?;
                if let Some(bytes) = small(from, &name(&path), LARGEST_LIST)? {
                    fs::write(to.join(&path), bytes).map_err(BaseError::Io)?;
                }
            }
        }
    }
    Ok(())
}

/// The entries of the repository's configuration. git takes it apart and acts on none of it; what it includes is not read.
fn read(git: &Git) -> Result<Vec<(String, String)>, BaseError> {
    let arguments = [
        "config",
        "--file",
        "theirs",
        "--no-includes",
        "--null",
        "--list",
    ];
    let output = git.command().args(arguments).output();
    let output = output.map_err(|error| not_run(&error))?;
    if !output.status.success() {
        return Err(failed("config", &output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let entries = text.split_terminator('\0').map(|entry| {
        let (key, value) = entry.split_once('\n').unwrap_or((entry, "true"));
        (key.to_owned(), value.to_owned())
    });
    Ok(entries.collect())
}

/// What says how to read the repository, and what its branches follow.
fn taken_over(entries: &[(String, String)]) -> (String, Settings) {
    let mut ours = String::new();
    let mut settings = Settings::default();
    for (key, value) in entries {
        let (Some((section, _)), Some((_, last))) = (key.split_once('.'), key.rsplit_once('.'))
        else {
            continue;
        };
        let inner = key.get(section.len() + 1..key.len() - last.len() - 1);
        let inner = inner.unwrap_or_default();
        let is_on = !matches!(value.as_str(), "false" | "no" | "off" | "0" | "");
        match (section, last) {
            ("remote", "promisor") if is_on => settings.promisor = Some(shown(inner)),
            ("extensions", "partialclone") => settings.promisor = Some(shown(value)),
            _ => {}
        }
        let is_taken = matches!(
            (section, last),
            ("extensions", "objectformat" | "refstorage")
                | ("branch", "remote" | "merge")
                | ("remote", "fetch")
        );
        if !is_taken {
            continue;
        }
        let _ = match inner {
            "" => writeln!(ours, "[{section}]"),
            inner => writeln!(ours, "[{section} \"{}\"]", quoted(inner)),
        };
        let _ = writeln!(ours, "\t{last} = \"{}\"", quoted(value)); // a String takes everything
    }
    (ours, settings)
}

/// A remote's name for a command in a message.
fn shown(remote: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    let is_plain = remote.len() <= 100 && remote.chars().all(plain) && !remote.starts_with('-');
    if is_plain { remote } else { "origin" }.to_owned()
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
