//! What a layer unpacks to, from the few bytes in which it says so itself: a gzip stream's last four, a zstd frame's first.
//! Neither is the whole truth, and what it may hide makes it a lower bound:
//!
//! - gzip keeps the length modulo 2^32 (RFC 1952), and of several members put together only the last one's. Both can only
//!   say too little.
//! - a zstd frame states its length if the writer knew it beforehand (RFC 8878), and of several frames only its own.

use super::cache::Unpacked;
use crate::measure::Descriptor;

/// A layer up to here counts as one that gzip's 32 bits can tell the length of: layers shrink to a third or so, never to a
/// tenth on the whole.
const SURE: u64 = (1 << 32) / 10;

/// Deflate packs 1032 bytes into one at best.
const MOST_TIMES: u64 = 1_032;

/// How much of a zstd frame its header takes at most.
const FRAME_HEADER: u64 = 18;

/// How a layer is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    Not,
    Gzip,
    Zstandard,
    /// In a way nobody here knows, or not at the registry at all.
    Otherwise,
}

/// By the media types of OCI and Docker.
pub(super) fn packed(layer: &Descriptor) -> Packed {
    let kind = layer.media_type.as_str();
    if kind.contains("foreign") || kind.contains("nondistributable") {
        return Packed::Otherwise;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| kind.ends_with(ending));
    if ends(&[".tar+gzip", ".tar.gzip"]) {
        Packed::Gzip
    } else if ends(&[".tar+zstd", ".tar.zstd"]) {
        Packed::Zstandard
    } else if ends(&[".tar"]) {
        Packed::Not
    } else {
        Packed::Otherwise
    }
}

/// Which bytes have to be seen: the first and the last one of them.
pub(super) fn range(packed: Packed, size: u64) -> Option<(u64, u64)> {
    match packed {
        // A gzip stream has 18 bytes at least.
        Packed::Gzip if size >= 18 => Some((size - 4, size - 1)),
        Packed::Zstandard if size > 0 => Some((0, size.min(FRAME_HEADER) - 1)),
        _ => None,
    }
}

/// What those bytes say; `None` where it is nothing that could be true.
pub(super) fn read(packed: Packed, layer: &Descriptor, bytes: &[u8]) -> Option<Unpacked> {
    let size = layer.size;
    let stated = match packed {
        Packed::Gzip => u64::from(u32::from_le_bytes(bytes.try_into().ok()?)),
        Packed::Zstandard => frame_content(bytes)?,
        Packed::Not | Packed::Otherwise => return None,
    };
    if packed == Packed::Gzip && stated > size.saturating_mul(MOST_TIMES) {
        return None;
    }
    // What cannot shrink is stored, with a few bytes around every 64 KiB.
    let floor = size.saturating_sub(size / 1_000 + 64);
    let in_pieces = layer
        .annotations
        .keys()
        .any(|key| key.contains("stargz") || key.contains("zstd-chunked"));
    let wraps = packed == Packed::Gzip && size > SURE;
    Some(Unpacked {
        size,
        unpacked: stated.max(floor),
        at_least: stated < floor || in_pieces || wraps,
    })
}

/// The length in a zstd frame's header.
fn frame_content(bytes: &[u8]) -> Option<u64> {
    let rest = bytes.strip_prefix(&[0x28, 0xb5, 0x2f, 0xfd])?;
    let (descriptor, rest) = rest.split_first()?;
    let single = descriptor & 0x20 != 0;
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let skipped = dictionary + usize::from(!single);
    let length = match descriptor >> 6 {
        0 if single => 1,
        0 => return None,
        1 => 2,
        2 => 4,
        _ => 8,
    };
    let field = rest.get(skipped..skipped + length)?;
    let mut whole = [0; 8];
    whole[..length].copy_from_slice(field);
    let stated = u64::from_le_bytes(whole);
    Some(if length == 2 { stated + 256 } else { stated })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use std::collections::BTreeMap;

    fn layer(size: u64) -> Descriptor {
        Descriptor {
            digest: String::new(),
            size,
            media_type: String::new(),
            platform: None,
            annotations: BTreeMap::new(),
        }
    }

    fn gzip(size: u64, last: u32) -> Option<(u64, bool)> {
        let read = read(Packed::Gzip, &layer(size), &last.to_le_bytes());
        read.map(|read| (read.unpacked, read.at_least))
    }

    #[test]
    fn a_gzip_trailer_is_believed_as_far_as_it_reaches() {
        assert_eq!(gzip(70_000_000, 190_000_000), Some((190_000_000, false)));
        // Less than it takes packed: the length has wrapped, or it is the last of several members.
        assert_eq!(gzip(2_000_000_000, 5), Some((1_997_999_936, true)));
        assert_eq!(gzip(1_000, 0), Some((935, true)));
        // It may have wrapped.
        assert_eq!(gzip(500_000_000, 900_000_000), Some((900_000_000, true)));
        // Nothing shrinks as far as that.
        assert_eq!(gzip(1_000, 4_000_000), None);
    }

    #[test]
    fn a_layer_in_pieces_says_too_little() {
        let mut chunked = layer(1_000);
        let key = "containerd.io/snapshot/stargz/toc.digest";
        chunked.annotations.insert(key.to_owned(), String::new());
        let read = read(Packed::Gzip, &chunked, &3_000_u32.to_le_bytes()).unwrap();
        assert!(read.at_least);
    }

    #[test]
    fn a_zstd_frame_states_its_length_or_does_not() {
        let magic = [0x28, 0xb5, 0x2f, 0xfd];
        for (rest, stated) in [
            (vec![0x20, 200], Some(200)),
            (vec![0x60, 0, 1], Some(512)),
            (vec![0x80, 9, 0, 0, 1, 0], Some(65_536)),
            (vec![0xa0, 0, 0, 1, 0], Some(65_536)),
            (
                vec![0xe3, 1, 2, 3, 4, 0, 0, 0, 0, 1, 0, 0, 0],
                Some(1 << 32),
            ),
            (vec![0x00, 9], None),
            (vec![0x80, 9], None),
        ] {
            let frame = [&magic[..], &rest].concat();
            assert_eq!(frame_content(&frame), stated, "{frame:x?}");
        }
        assert_eq!(frame_content(b"\x1f\x8b\x08\0\0\0"), None);
    }

    #[test]
    fn media_types_of_both_families() {
        for (kind, expected) in [
            ("application/vnd.oci.image.layer.v1.tar", Packed::Not),
            ("application/vnd.oci.image.layer.v1.tar+gzip", Packed::Gzip),
            (
                "application/vnd.oci.image.layer.v1.tar+zstd",
                Packed::Zstandard,
            ),
            (
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                Packed::Gzip,
            ),
            (
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                Packed::Otherwise,
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                Packed::Otherwise,
            ),
            ("", Packed::Otherwise),
        ] {
            let media_type = kind.to_owned();
            let layer = Descriptor {
                media_type,
                ..layer(1)
            };
            assert_eq!(packed(&layer), expected, "{kind}");
        }
    }
}
