//! The members of a tar archive and where they lie: names and lengths from the headers, contents never read. Our own,
//! because what is read and kept of a hostile archive must have a bound, long names included.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// The most members of one archive; an image has a few per layer.
const MOST_MEMBERS: usize = 50_000;

/// The longest name or set of attributes, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Links followed from one member to its contents.
const MOST_LINKS: usize = 8;

const BLOCK: u64 = 512;

/// Where a member's contents lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) start: u64,
    pub(super) length: u64,
}

enum Member {
    File(Extent),
    /// Old Docker writes a layer that occurs twice as a link to the first.
    Link(String),
}

/// The members by name.
pub(super) struct Members(BTreeMap<String, Member>);

/// What the header before a member says of it.
#[derive(Default)]
struct Told {
    name: Option<String>,
    link: Option<String>,
    size: Option<u64>,
}

impl Members {
    /// Reads the headers; the error says why the archive is refused. `Ok(None)` is a file that is no archive.
    pub(super) fn read(file: &mut File) -> Result<Option<Self>, String> {
        let broken = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => "it ends in the middle of a member".to_owned(),
            _ => error.to_string(),
        };
        let length = file.metadata().map_err(broken)?.len();
        if length < BLOCK {
            return Ok(None);
        }
        let mut members = BTreeMap::new();
        let (mut at, mut told, mut seen) = (0, Told::default(), 0);
        while at < length {
            let mut header = [0; 512];
            file.seek(SeekFrom::Start(at)).map_err(broken)?;
            file.read_exact(&mut header).map_err(broken)?;
            if header.iter().all(|byte| *byte == 0) {
                break;
            }
            if !has_checksum(&header) {
                if at == 0 {
                    return Ok(None);
                }
                return Err("a header in it is broken".to_owned());
            }
            seen += 1;
            if seen > MOST_MEMBERS {
                return Err(format!("it has more than {MOST_MEMBERS} members"));
            }
            let size = number(&header[124..136]).ok_or("a length in it is broken")?;
            let size = told
                .size
                .filter(|_| !is_about_next(header[156]))
                .unwrap_or(size);
            let start = at + BLOCK;
            let end = start.checked_add(size).filter(|end| *end <= length);
            let end = end.ok_or("a member is longer than the archive")?;
            let extent = Extent {
                start,
                length: size,
            };
            match header[156] {
                b'L' => told.name = Some(text(&short(file, extent)?)),
                b'K' => told.link = Some(text(&short(file, extent)?)),
                b'x' => attributes(&short(file, extent)?, &mut told),
                // Attributes of the whole archive say nothing of lengths.
                b'g' => {}
                kind => {
                    let told = std::mem::take(&mut told);
                    let name = told.name.unwrap_or_else(|| name(&header));
                    let name = inside(&name).ok_or("it names a path outside of itself")?;
                    let link = || told.link.clone().unwrap_or_else(|| text(&header[157..257]));
                    let member = match kind {
                        b'0' | 0 | b'7' => Some(Member::File(extent)),
                        b'1' => inside(&link()).map(Member::Link),
                        b'2' => inside(&beside(&name, &link())).map(Member::Link),
                        _ => None,
                    };
                    if let Some(member) = member {
                        members.insert(name, member);
                    }
                }
            }
            // A member is followed by zeros up to a whole block.
            at = end.div_ceil(BLOCK).saturating_mul(BLOCK);
        }
        if at > length {
            return Err("it ends in the middle of a member".to_owned());
        }
        Ok(Some(Self(members)))
    }

    /// Where a file's contents lie, links followed.
    pub(super) fn find(&self, name: &str) -> Option<Extent> {
        let mut name = inside(name)?;
        for _ in 0..MOST_LINKS {
            match self.0.get(&name)? {
                Member::File(extent) => return Some(*extent),
                Member::Link(target) => name.clone_from(target),
            }
        }
        None
    }
}

fn is_about_next(kind: u8) -> bool {
    matches!(kind, b'L' | b'K' | b'x' | b'g')
}

/// The sum of the header's bytes, its own field counted as spaces.
fn has_checksum(header: &[u8]) -> bool {
    let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
    let field: u64 = header[148..156].iter().map(|byte| u64::from(*byte)).sum();
    number(&header[148..156]) == Some(sum - field + 8 * u64::from(b' '))
}

/// Octal digits, or the number itself where the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if let [first, rest @ ..] = field
        && first & 0x80 != 0
    {
        let (zeros, last) = rest.split_at(rest.len().checked_sub(8)?);
        let small = *first == 0x80 && zeros.iter().all(|byte| *byte == 0);
        let bytes: [u8; 8] = last.try_into().ok()?;
        return small.then(|| u64::from_be_bytes(bytes));
    }
    let text = std::str::from_utf8(field).ok()?;
    let text = text.trim_matches(['\0', ' ']);
    if text.is_empty() {
        return Some(0);
    }
    u64::from_str_radix(text, 8).ok()
}

/// The name in the header, in its two parts.
fn name(header: &[u8]) -> String {
    let (name, prefix) = (text(&header[..100]), text(&header[345..500]));
    if header[257..].starts_with(b"ustar\0") && !prefix.is_empty() {
        return format!("{prefix}/{name}");
    }
    name
}

fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0);
    String::from_utf8_lossy(&field[..end.unwrap_or(field.len())]).into_owned()
}

/// A member that says something of the next one.
fn short(file: &mut File, extent: Extent) -> Result<Vec<u8>, String> {
    if extent.length > LONGEST {
        return Err(format!("a name in it is longer than {} KiB", LONGEST >> 10));
    }
    let mut bytes = Vec::new();
    let mut reader = file.take(extent.length);
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// `27 path=a/long/name\n`, any number of them.
fn attributes(bytes: &[u8], told: &mut Told) {
    for record in bytes.split(|byte| *byte == b'\n') {
        let record = String::from_utf8_lossy(record);
        let pair = record
            .split_once(' ')
            .and_then(|(_, pair)| pair.split_once('='));
        match pair {
            Some(("path", value)) => told.name = Some(value.to_owned()),
            Some(("linkpath", value)) => told.link = Some(value.to_owned()),
            Some(("size", value)) => told.size = value.parse().ok(),
            _ => {}
        }
    }
}

/// The target of a symbolic link, which is relative to the link.
fn beside(name: &str, target: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, _)) if !target.starts_with('/') => format!("{folder}/{target}"),
        _ => target.to_owned(),
    }
}

/// A path without `.` and `..`; `None` where it leads outside.
pub(super) fn inside(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
