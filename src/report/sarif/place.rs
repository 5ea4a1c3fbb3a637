//! Spans and paths as SARIF writes them.

use super::model::{ArtifactLocation, Location, PhysicalLocation, Region};
use crate::coverage::Failed;
use crate::files::path_of;
use crate::source::Span;

/// What every URI is relative to.
pub(super) const BASE: &str = "SRCROOT";

/// The first line of a span: an alert shows on a pull request only if all its lines are in the diff.
pub(super) fn of_span(span: &Span) -> Location {
    let span = span.first_line();
    let (first, last) = (span.first(), span.last());
    let region = Region {
        start_line: first.line,
        start_column: first.column,
        end_line: Some(last.line),
        end_column: Some(last.column),
    };
    at(span.path(), Some(region))
}

/// Where a file failed; none for an input outside of the root, which has no relative URI.
pub(super) fn of_failed(failed: &Failed) -> Option<Location> {
    let outside = |segment: &str| matches!(segment, "" | "." | "..");
    if failed.path.split('/').any(outside) {
        return None;
    }
    let region = failed.line.zip(failed.column).map(|(line, column)| Region {
        start_line: line,
        start_column: column,
        end_line: None,
        end_column: None,
    });
    Some(at(&failed.path, region))
}

/// What standard input is called where nothing names it: `-` is no file that a consumer could show.
const STDIN: &str = "stdin";

fn at(path: &str, region: Option<Region>) -> Location {
    Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: uri(if path == "-" { STDIN } else { path }),
                uri_base_id: BASE,
            },
            region,
        },
        logical_locations: Vec::new(),
        message: None,
    }
}

/// A relative path as a URI: each segment percent-encoded, unreserved characters kept.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    // The bytes of the file's path, not the letters by which a name stands for some of them.
    for byte in path_of(path).as_os_str().as_encoded_bytes().iter().copied() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            uri.push('%');
            uri.push(char::from(HEX[usize::from(byte >> 4)]));
            uri.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris_that_the_server_takes() {
        assert_eq!(
            uri("k8s/a b/é#[1]?.yaml"),
            "k8s/a%20b/%C3%A9%23%5B1%5D%3F.yaml"
        );
        assert_eq!(uri("c:x%.yaml"), "c%3Ax%25.yaml");
    }

    #[cfg(unix)]
    #[test]
    fn a_byte_that_is_no_text_is_that_byte() {
        assert_eq!(uri(r"a\xFF.yaml"), "a%FF.yaml");
        assert_eq!(uri(r"a\x5CxFF.yaml"), "a%5CxFF.yaml");
        assert_eq!(uri(r"a\b.yaml"), "a%5Cb.yaml");
    }
}
