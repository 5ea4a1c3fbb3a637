//! What was named on the command line, and the root that paths are relative to.

use super::MATCHING;
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
                    if !inputs.expand(&path) {
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

    fn expand(&mut self, pattern: &Path) -> bool {
        let pattern = pattern.to_string_lossy().replace('\\', "/");
        let Ok(paths) = glob::glob_with(&pattern, MATCHING) else {
            return false;
        };
        let before = self.files.len() + self.directories.len();
        for path in paths.flatten() {
            if let Ok(found) = path.canonicalize() {
                self.add(found);
            }
        }
        self.files.len() + self.directories.len() > before
    }
}

/// The root: the git root of the inputs' common ancestor; without git the working directory if it holds every input,
/// else that common ancestor.
pub fn common_root(inputs: &Inputs, working_directory: &Path) -> PathBuf {
    let folders = inputs
        .files
        .iter()
        .chain(&inputs.stdin_file)
        .filter_map(|file| file.parent())
        .chain(inputs.directories.iter().map(PathBuf::as_path));
    let ancestor = folders
        .map(Path::to_path_buf)
        .reduce(|left, right| shared(&left, &right));
    let ancestor = ancestor.unwrap_or_else(|| working_directory.to_path_buf());
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
