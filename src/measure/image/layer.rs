//! One layer's sizes: as it lies there, and unpacked. It is inflated to be counted, a block at a time and never to disk,
//! within a bound: an honest layer is text and programs, and those do not shrink to a two-hundredth.

use super::store::{Part, Store};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use std::io::{self, BufRead, BufReader, Read};

/// A layer that unpacks to more than this many times its size is a bomb.
const MOST_TIMES: u64 = 200;

/// Unless it is small all the same.
const HARMLESS: u64 = 64 << 20;

/// What is inflated of one layer at most; four times what any platform takes as an image.
const MOST_BYTES: u64 = 40 << 30;

/// What one layer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    /// Bytes as a registry keeps it; unknown of a layer that is not compressed here.
    pub(super) compressed: Option<u64>,
    /// Bytes of the tar archive that it is.
    pub(super) unpacked: u64,
}

/// Measures a layer; the error says why it is refused.
pub(super) fn measure(store: &Store, name: &str) -> Result<Sizes, String> {
    let Part { length, reader } = store.part(name)?;
    let mut reader = BufReader::new(reader);
    let mut magic = [0; 4];
    let read = read_up_to(&mut reader, &mut magic).map_err(|error| error.to_string())?;
    let whole = io::Cursor::new(magic[..read].to_vec()).chain(reader);
    let unpacked = match magic {
        [0x1f, 0x8b, ..] => gzip(BufReader::new(whole), length)?,
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
            zstandard(BufReader::new(whole), length)?
        }
        _ => {
            return Ok(Sizes {
                compressed: None,
                unpacked: length,
            });
        }
    };
    Ok(Sizes {
        compressed: Some(length),
        unpacked,
    })
}

fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// What may come out of one layer.
struct Budget {
    length: u64,
    total: u64,
    most: u64,
}

impl Budget {
    fn of(length: u64) -> Self {
        Self {
            length,
            total: 0,
            most: length
                .saturating_mul(MOST_TIMES)
                .clamp(HARMLESS, MOST_BYTES),
        }
    }

    /// Counts what comes out of a reader.
    fn count(&mut self, mut reader: impl Read) -> Result<(), String> {
        let mut block = vec![0; 64 * 1024];
        loop {
            match reader.read(&mut block) {
                Ok(0) => return Ok(()),
                Ok(read) => self.total += read as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(broken(&error)),
            }
            if self.total > self.most {
                return Err(self.exceeded());
            }
        }
    }

    fn exceeded(&self) -> String {
        if self.most == MOST_BYTES {
            return format!("a layer unpacks to more than {} GiB", MOST_BYTES >> 30);
        }
        let length = self.length;
        format!("a layer of {length} bytes unpacks to more than {MOST_TIMES} times its size")
    }
}

fn gzip(reader: impl BufRead, length: u64) -> Result<u64, String> {
    let mut budget = Budget::of(length);
    budget.count(MultiGzDecoder::new(reader))?;
    Ok(budget.total)
}

/// Zstandard frames, one after the other; some hold nothing for us.
fn zstandard(mut reader: impl BufRead, length: u64) -> Result<u64, String> {
    let mut budget = Budget::of(length);
    while !reader
        .fill_buf()
        .map_err(|error| broken(&error))?
        .is_empty()
    {
        match StreamingDecoder::new(&mut reader) {
            Ok(frame) => budget.count(frame)?,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let mut skipped = (&mut reader).take(u64::from(length));
                io::copy(&mut skipped, &mut io::sink()).map_err(|error| broken(&error))?;
            }
            Err(error) => return Err(broken(&error)),
        }
    }
    Ok(budget.total)
}

fn broken(error: &dyn std::error::Error) -> String {
    format!("a layer is broken: {error}")
}
