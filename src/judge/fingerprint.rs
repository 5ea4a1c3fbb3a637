//! What a finding is about, as one short text that survives edits elsewhere: no line, no value.

use crate::model::WorkloadId;
use sha2::{Digest, Sha256};

/// The scheme's version; a change of it is a change of every baseline.
const VERSION: &str = "plimsoll/v1";

/// SHA-256 over rule, path, kind, namespace, name, field path and ordinal, as 32 hexadecimal digits. For an inherited
/// value `object` is the declaring object (`Globals.Function`), so that one more function changes nothing. `ordinal`
/// is 1 for the first of several objects that are alike in all of it.
pub fn fingerprint(rule: &str, object: &WorkloadId, field: &str, ordinal: usize) -> String {
    let namespace = object.namespace.as_deref().unwrap_or("");
    let ordinal = if ordinal > 1 {
        format!("#{ordinal}")
    } else {
        String::new()
    };
    let parts = [
        VERSION,
        rule,
        &object.path,
        &object.kind,
        namespace,
        &object.name,
        field,
        &ordinal,
    ];
    let digest = Sha256::digest(parts.join("\0"));
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
