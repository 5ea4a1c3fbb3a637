//! Digests: whether bytes are what they are called.

use sha2::{Digest, Sha256, Sha384, Sha512};
use std::fmt::Write;

/// `sha256:..` of some bytes.
pub(super) fn sha256(bytes: &[u8]) -> String {
    shown("sha256", &Sha256::digest(bytes))
}

/// Whether bytes have a digest.
pub(super) fn holds(digest: &str, bytes: &[u8]) -> bool {
    let found = match digest.split_once(':') {
        Some(("sha256", _)) => sha256(bytes),
        Some(("sha384", _)) => shown("sha384", &Sha384::digest(bytes)),
        Some(("sha512", _)) => shown("sha512", &Sha512::digest(bytes)),
        _ => return false,
    };
    found == digest
}

fn shown(algorithm: &str, digest: &[u8]) -> String {
    let mut text = format!("{algorithm}:");
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
