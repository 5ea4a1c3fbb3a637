//! Archives and folders that want to be read for ever, or from somewhere else.

use super::support::{MIB, Repository, zip};

const TERRAFORM: &str = "resource \"aws_lambda_function\" \"f\" {
  function_name = \"f\"
  runtime       = \"python3.13\"
  filename      = \"f.zip\"
}
";

/// What is said of an archive.
fn said(bytes: &[u8]) -> String {
    let repository = Repository::new(&[("main.tf", TERRAFORM)]);
    repository.write("f.zip", bytes);
    let sizes = repository.sizes(&[]);
    assert!(
        sizes.is_empty() || sizes[0].contains("at least"),
        "{sizes:?}"
    );
    repository.messages(&[])
}

#[test]
fn an_archive_that_names_a_path_outside_of_itself_is_refused() {
    for name in [
        "../../etc/passwd",
        "/etc/passwd",
        "a/../../b",
        "C:\\x",
        "..\\x",
    ] {
        let messages = said(&zip(&[("ok", 1), (name, 300 * MIB)]));
        let refused = "f.zip: not measured: it names a path outside of itself";
        assert!(messages.contains(refused), "{name}: {messages}");
    }
}

#[test]
fn what_is_no_archive_is_refused() {
    let whole = zip(&[("a", 300 * MIB), ("b", 1)]);
    let mut no_header = whole.clone();
    no_header[0] = b'X';
    let mut lying_count = whole.clone();
    let end = whole.len() - 22;
    lying_count[end + 10] = 200;
    let mut lying_size = whole.clone();
    lying_size[end + 15] = 0x7f;
    let mut lying_name = whole.clone();
    lying_name[29] = 0xff;
    let mut short = whole.clone();
    short.truncate(whole.len() - 1);
    for bytes in [
        &b""[..],
        b"PK",
        b"not a zip archive at all, but long enough to hold an end record",
        &no_header,
        &lying_count,
        &lying_size,
        &lying_name,
        &short,
    ] {
        let messages = said(bytes);
        assert!(messages.contains("f.zip: not measured: "), "{messages}");
    }
}

#[test]
fn a_64_bit_record_that_points_nowhere_is_refused() {
    let whole = zip(&[("a", 1)]);
    let (directory, end) = whole.split_at(whole.len() - 22);
    for place in [0_u64, 7, u64::MAX, 1 << 40] {
        let mut bytes = directory.to_vec();
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(place.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(end);
        let messages = said(&bytes);
        assert!(
            messages.contains("f.zip: not measured: "),
            "{place}: {messages}"
        );
    }
}

#[test]
fn sizes_past_all_bounds_do_not_overflow() {
    let repository = Repository::new(&[("main.tf", TERRAFORM)]);
    repository.write("f.zip", &zip(&[("a/x", u64::MAX), ("a/y", u64::MAX)]));
    assert_eq!(repository.findings(&[]).len(), 1);
}

#[test]
fn endless_entries_are_cut_and_that_is_told() {
    // The same entry again and again: 46 bytes and a name each.
    let one = zip(&[("a", 1)]);
    let entry = &one[..one.len() - 22];
    let count = 500_001_u64;
    let mut bytes = entry.repeat(usize::try_from(count).unwrap());
    let size = bytes.len() as u64;
    let mut record = b"PK\x06\x06".to_vec();
    record.extend([0; 28]);
    record.extend(count.to_le_bytes());
    record.extend(size.to_le_bytes());
    record.extend([0; 8]);
    bytes.extend(record);
    bytes.extend(b"PK\x06\x07\0\0\0\0");
    bytes.extend(size.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(&one[one.len() - 22..]);
    let messages = said(&bytes);
    assert!(
        messages.contains("f.zip: measured in part: it has more than 500000 entries"),
        "{messages}"
    );
}

#[test]
fn nothing_outside_of_the_repository_is_measured() {
    let outside = Repository::new(&[]);
    outside.write("f.zip", &zip(&[("a", 300 * MIB)]));
    let elsewhere = outside.path("f.zip");
    let absolute = TERRAFORM.replace("f.zip", &elsewhere.display().to_string());
    let repository = Repository::new(&[("main.tf", &absolute)]);
    assert_eq!(repository.sizes(&[]), [""; 0]);
    #[cfg(unix)]
    {
        let repository = Repository::new(&[("main.tf", TERRAFORM)]);
        std::os::unix::fs::symlink(&elsewhere, repository.path("f.zip")).unwrap();
        assert_eq!(repository.sizes(&[]), [""; 0]);
    }
}
