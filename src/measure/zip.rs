//! A zip archive's unzipped size, from its central directory alone: nothing is inflated, so no archive can be a bomb here.
//! Read as a stream, so that a long directory takes no memory.

use super::Counted;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// The most entries of one archive that are counted.
const MOST_ENTRIES: u64 = 500_000;

/// The fixed parts of the records, in bytes; "Appnote" of the format, 4.3.
const END: usize = 22;
const LOCATOR: usize = 20;
const END64: usize = 56;
const HEADER: usize = 46;
/// The end record is followed by a comment of at most this length.
const LONGEST_COMMENT: usize = 0xffff;
/// "Look into the 64-bit record."
const IN_64: u32 = u32::MAX;

/// Where the directory lies.
struct Directory {
    start: u64,
    entries: u64,
}

/// Counts what an archive's entries unzip to; the error says why it is refused.
pub(super) fn count(mut file: File) -> Result<Counted, String> {
    let broken = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends before its directory does".to_owned(),
        _ => error.to_string(),
    };
    let directory = directory(&mut file).map_err(broken)?;
    let Directory { start, entries } = directory.ok_or("it is no zip archive")?;
    file.seek(SeekFrom::Start(start)).map_err(broken)?;
    let mut reader = BufReader::new(file);
    let mut counted = Counted::default();
    for number in 0..entries {
        if number == MOST_ENTRIES {
            let cut = format!("it has more than {MOST_ENTRIES} entries; the rest is not counted");
            counted.missing = Some(cut);
            break;
        }
        let (name, size) = entry(&mut reader).map_err(broken)?;
        if leads_outside(&name) {
            return Err("it names a path outside of itself".to_owned());
        }
        counted.parts.add(&name, size);
    }
    Ok(counted)
}

/// One entry's name and unzipped size.
fn entry(reader: &mut impl Read) -> io::Result<(String, u64)> {
    let mut header = [0; HEADER];
    reader.read_exact(&mut header)?;
    if !header.starts_with(b"PK\x01\x02") {
        return Err(invalid("its directory is broken"));
    }
    let length = |at| usize::from(u16_at(&header, at));
    let mut name = vec![0; length(28)];
    reader.read_exact(&mut name)?;
    let mut extra = vec![0; length(30)];
    reader.read_exact(&mut extra)?;
    io::copy(&mut reader.take(length(32) as u64), &mut io::sink())?;
    let size = match u32_at(&header, 24) {
        IN_64 => size64(&extra).ok_or_else(|| invalid("its directory is broken"))?,
        size => u64::from(size),
    };
    // The name of a part in a report; it leads to no file. Archives made on Windows have backslashes.
    let name = String::from_utf8_lossy(&name).replace('\\', "/");
    Ok((name, size))
}

/// The unzipped size is the first number of extra field 1.
fn size64(mut extra: &[u8]) -> Option<u64> {
    while let [a, b, c, d, rest @ ..] = extra {
        let (id, length) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
        let field = rest.get(..usize::from(length))?;
        if id == 1 {
            return Some(u64_at(field.get(..8)?, 0));
        }
        extra = rest.get(usize::from(length)..)?;
    }
    None
}

/// Finds the directory from the end of the file; `None` where there is none. It lies directly before the record that
/// describes it, whatever else stands in front of the archive.
fn directory(file: &mut File) -> io::Result<Option<Directory>> {
    let length = file.metadata()?.len();
    let tail = length.min((END + LONGEST_COMMENT + LOCATOR) as u64);
    file.seek(SeekFrom::Start(length - tail))?;
    let mut bytes = Vec::new();
    file.take(tail).read_to_end(&mut bytes)?;
    let Some(at) = find_end(&bytes) else {
        return Ok(None);
    };
    let (mut end, mut entries, mut size) = (
        length - tail + at as u64,
        u64::from(u16_at(&bytes, at + 10)),
        u64::from(u32_at(&bytes, at + 12)),
    );
    let locator = at.checked_sub(LOCATOR).map(|start| &bytes[start..at]);
    if let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) {
        end = u64_at(locator, 8);
        let mut record = [0; END64];
        file.seek(SeekFrom::Start(end))?;
        file.read_exact(&mut record)?;
        if !record.starts_with(b"PK\x06\x06") {
            return Err(invalid("its directory is broken"));
        }
        (entries, size) = (u64_at(&record, 32), u64_at(&record, 40));
    }
    let start = end.checked_sub(size);
    let start = start.ok_or_else(|| invalid("its directory is broken"))?;
    Ok(Some(Directory { start, entries }))
}

/// The end record: the last signature whose comment ends with the file.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END)?;
    (0..=last).rev().find(|at| {
        bytes[*at..].starts_with(b"PK\x05\x06")
            && at + END + usize::from(u16_at(bytes, at + 20)) == bytes.len()
    })
}

fn leads_outside(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    drive || name.starts_with('/') || name.split('/').any(|part| part == "..")
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
