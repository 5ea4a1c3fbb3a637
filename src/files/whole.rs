//! Output files: written beside their place and renamed, so that there is the old file or the new one, never half of one.

use super::scratch::{forget, keep};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that takes its place when it is whole.
#[derive(Debug)]
pub struct Whole {
    place: PathBuf,
    to: To,
}

#[derive(Debug)]
enum To {
    /// Beside its place.
    Beside(NamedTempFile),
    /// What is no plain file (`/dev/stdout`, a pipe) cannot be replaced.
    Stream(File),
}

impl Whole {
    /// Begins a file; nothing is there, or the old one stays, until [`finish`](Self::finish).
    pub fn begin(place: &Path) -> io::Result<Self> {
        // A link stays one: what it names is replaced.
        let place = match place.canonicalize() {
            Ok(real) => real,
            Err(_) => place.to_owned(),
        };
        let old = match place.metadata() {
            Ok(old) if old.is_dir() => {
                return Err(io::Error::new(
                    io::ErrorKind::IsADirectory,
                    "it is a folder",
                ));
            }
            Ok(old) => Some(old),
            Err(_) => None,
        };
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            let stream = OpenOptions::new().write(true).open(&place)?;
            let to = To::Stream(stream);
            return Ok(Self { place, to });
        }
        if old.is_some() {
            // A file that may not be written is not replaced either.
            OpenOptions::new().append(true).open(&place)?;
        }
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".plimsoll-");
        #[cfg(unix)]
        let anyone = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(anyone); // less the umask, as for any new file
        let file = builder.tempfile_in(folder)?;
        keep(file.path());
        if let Some(old) = old {
            file.as_file().set_permissions(old.permissions())?;
        }
        let to = To::Beside(file);
        Ok(Self { place, to })
    }

    /// Puts it in its place.
    pub fn finish(self) -> io::Result<()> {
        match self.to {
            To::Stream(mut stream) => stream.flush(),
            To::Beside(file) => {
                let path = file.path().to_owned();
                // A full disk may be noticed only here.
                let put = file.as_file().sync_all();
                let put = put.and_then(|()| match file.persist(&self.place) {
                    Ok(_) => Ok(()),
                    Err(error) => Err(error.error),
                });
                forget(&path);
                put
            }
        }
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Beside(file) => file.write(bytes),
            To::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Beside(file) => file.flush(),
            To::Stream(stream) => stream.flush(),
        }
    }
}

/// Replaces a file's content, or makes the file.
pub fn replace(place: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = Whole::begin(place)?;
    file.write_all(content)?;
    file.finish()
}
