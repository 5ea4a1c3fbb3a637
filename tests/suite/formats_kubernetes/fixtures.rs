//! The fixtures of this format: whole files as people keep them.

use super::support::{declarations, dump};
use std::path::Path;

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats/kubernetes");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Beside every manifest lies what it says.
#[test]
fn every_manifest_says_what_lies_beside_it() {
    for name in [
        "shop.yaml",
        "worker.yaml",
        "list.json",
        "anchors.yaml",
        "cluster.yaml",
    ] {
        let stem = name.rsplit_once('.').unwrap().0;
        let expected = fixture(&format!("{stem}.expected"));
        let said = dump(&declarations(name, &fixture(name)));
        assert_eq!(said, expected.trim_end(), "{name}\n{said}");
    }
}
