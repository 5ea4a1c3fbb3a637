//! What a finding is about, as one short text that survives edits elsewhere: no line, no value.

use crate::model::WorkloadId;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The scheme's version; a change of it is a change of every baseline.
const VERSION: &str = "plimsoll/v1";

/// SHA-256 over rule, path, kind, namespace, name and field path, as 32 hexadecimal digits. For an inherited
/// value `object` is the declaring object (`Globals.Function`), so that one more function changes nothing.
pub fn fingerprint(rule: &str, object: &WorkloadId, field: &str) -> String {
    let namespace = object.namespace.as_deref().unwrap_or("");
    let parts = [
        VERSION,
        rule,
        &object.path,
        &object.kind,
        namespace,
        &object.name,
        field,
    ];
    hexadecimal(&parts.join("\0"))
}

/// The same for a file that could not be read.
pub fn of_failed(path: &str) -> String {
    hexadecimal(&[VERSION, "could-not-be-checked", path].join("\0"))
}

/// The same for the deployments of a kind that were not looked into: one, however many there are.
pub fn of_unseen(kind: &str) -> String {
    hexadecimal(&[VERSION, "not-looked-into", kind].join("\0"))
}

fn hexadecimal(text: &str) -> String {
    let mut digits = String::with_capacity(32);
    for byte in Sha256::digest(text).iter().take(16) {
        let _ = write!(digits, "{byte:02x}"); // a String takes everything
    }
    digits
}

/// The fingerprint of the second, third ... of several objects that are alike, from the first one's.
pub(super) fn again(first: &str, ordinal: usize) -> String {
    hexadecimal(&format!("{VERSION}\0{first}\0#{ordinal}"))
}
