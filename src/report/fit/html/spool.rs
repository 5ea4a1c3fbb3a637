//! A part of the page that is made before its turn comes: it waits in a file without a name, so that the memory of a run
//! does not grow with the page.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// What waits. Without a temporary folder to write to it waits in memory.
pub(super) enum Spool {
    File(BufWriter<File>),
    Memory(Vec<u8>),
}

impl Spool {
    pub(super) fn new() -> Self {
        match tempfile::tempfile() {
            Ok(file) => Self::File(BufWriter::new(file)),
            Err(_) => Self::Memory(Vec::new()),
        }
    }

    pub(super) fn push(&mut self, text: &str) -> io::Result<()> {
        match self {
            Self::File(file) => file.write_all(text.as_bytes()),
            Self::Memory(bytes) => bytes.write_all(text.as_bytes()),
        }
    }

    /// Writes what was pushed, in order.
    pub(super) fn copy(self, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::File(file) => {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                let mut reader = BufReader::with_capacity(PIECE, file);
                let mut piece = vec![0; PIECE];
                loop {
                    match reader.read(&mut piece)? {
                        0 => return Ok(()),
                        length => out.write_all(&piece[..length])?,
                    }
                }
            }
            Self::Memory(bytes) => out.write_all(&bytes),
        }
    }
}

/// Bytes that are copied at once.
const PIECE: usize = 64 * 1024;
