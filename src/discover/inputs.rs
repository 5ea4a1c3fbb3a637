//! What was named on the command line, and the root that paths are relative to.

use super::MATCHING;
use crate::files::{is_stream, name};
use glob::Pattern;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// The arguments, sorted out.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Files named outright or by a glob, absolute.
    pub files: Vec<PathBuf>,
    /// Directories to walk, absolute.
    pub directories: Vec<PathBuf>,
    /// Whether `-` was among them.
    pub stdin: bool,
    /// Where standard input is said to come from, absolute.
    pub stdin_file: Option<PathBuf>,
    /// Arguments that matched nothing.
    pub missing: Vec<InputError>,
}

/// An argument that names nothing that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// The argument as given.
    pub input: String,
    /// Why.
    pub message: String,
}

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.input, self.message)
    }
}

impl Inputs {
    /// Sorts arguments into files, directories and standard input. A path that exists is that path, whatever
    /// characters it has; only one that does not is tried as a glob.
    pub fn resolve(arguments: &[String], working_directory: &Path) -> Self {
        let mut inputs = Self::default();
        for argument in arguments {
            if argument == "-" {
                inputs.stdin = true;
                continue;
            }
            let path = working_directory.join(argument);
            match path.canonicalize() {
                Ok(found) => inputs.add(found),
                // A pipe such as `<(helm template .)` exists without a canonical path.
                Err(_) if path.exists() => inputs.files.push(path),
                Err(error) if argument.contains(['*', '?', '[']) => {
                    let before = inputs.count();
                    inputs.expand(argument, working_directory);
                    if inputs.count() == before {
                        let message = if error.kind() == std::io::ErrorKind::NotFound {
                            "this pattern matches no file".to_owned()
                        } else {
                            error.to_string()
                        };
                        inputs.missing.push(InputError {
                            input: argument.clone(),
                            message,
                        });
                    }
                }
                Err(error) => {
                    let message = match error.kind() {
                        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
                        _ => error.to_string(),
                    };
                    inputs.missing.push(InputError {
                        input: argument.clone(),
                        message,
                    });
                }
            }
        }
        inputs
    }

    /// Says where standard input comes from: a place like any other input's, though nothing need be there.
    pub fn name_stdin(&mut self, name: &str, working_directory: &Path) {
        let path = plain(&working_directory.join(name));
        // Symbolic links are followed as far as the path exists, since the root has none.
        let exists = path
            .ancestors()
            .find_map(|above| Some((above, above.canonicalize().ok()?)));
        let real = exists.map(|(above, real)| match path.strip_prefix(above) {
            Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
            _ => real,
        });
        self.stdin_file = Some(real.unwrap_or(path));
    }

    fn add(&mut self, path: PathBuf) {
        if path.is_dir() {
            self.directories.push(path);
        } else {
            self.files.push(path);
        }
    }

    fn count(&self) -> usize {
        self.files.len() + self.directories.len() + self.missing.len()
    }

    /// Adds what a pattern matches. A link that it happens to match leads nowhere outside of the repository.
    fn expand(&mut self, argument: &str, working_directory: &Path) {
        let argument = if cfg!(windows) {
            argument.replace('\\', "/")
        } else {
            argument.to_owned()
        };
        // The folder one is in is no pattern, whatever letters it has.
        let folder = working_directory.to_str();
        let pattern = match folder.filter(|_| !Path::new(&argument).is_absolute()) {
            Some(_) => format!("{}/{argument}", Pattern::escape(&name(working_directory))),
            None => argument.clone(),
        };
        let Ok(paths) = glob::glob_with(&pattern, MATCHING) else {
            return;
        };
        let plain = argument
            .split('/')
            .take_while(|part| !part.contains(['*', '?', '[']));
        let plain = plain.collect::<Vec<_>>().join("/");
        let plain = if argument.starts_with('/') {
            format!("/{plain}")
        } else {
            plain
        };
        let start = working_directory.join(plain).canonicalize();
        let home = start.map(|start| home(start, working_directory));
        for path in paths.flatten() {
            match path.canonicalize() {
                Ok(found) if home.as_ref().is_ok_and(|home| found.starts_with(home)) => {
                    self.add(found);
                }
                Ok(_) => self.missing.push(InputError {
                    input: name(path.strip_prefix(working_directory).unwrap_or(&path)),
                    message:
                        "this link leads outside of the repository; a pattern follows none of those"
                            .to_owned(),
                }),
                // A link that leads nowhere.
                Err(_) => {}
            }
        }
    }
}

/// The root: the git root of the inputs' common ancestor; without git the working directory if it holds every input,
/// else that common ancestor.
pub fn common_root(inputs: &Inputs, working_directory: &Path) -> PathBuf {
    let folders = inputs
        .files
        .iter()
        .chain(&inputs.stdin_file)
        // A pipe that a shell made lies nowhere, as standard input does.
        .filter(|file| !is_stream(file))
        .filter_map(|file| file.parent())
        .chain(inputs.directories.iter().map(PathBuf::as_path));
    let ancestor = folders
        .map(Path::to_path_buf)
        .reduce(|left, right| shared(&left, &right));
    home(
        ancestor.unwrap_or_else(|| working_directory.to_path_buf()),
        working_directory,
    )
}

/// The root to which a folder belongs.
fn home(ancestor: PathBuf, working_directory: &Path) -> PathBuf {
    let git = ancestor
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    match git {
        Some(root) => root.to_path_buf(),
        None if ancestor.starts_with(working_directory) => working_directory.to_path_buf(),
        None => ancestor,
    }
}

/// An absolute path without `.` and `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            component => plain.push(component),
        }
    }
    plain
}

fn shared(left: &Path, right: &Path) -> PathBuf {
    left.components()
        .zip(right.components())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a)
        .collect()
}
