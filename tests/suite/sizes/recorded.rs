//! The sizes file: what was measured once is known everywhere.

use super::archives::{Layout, gzip, noise};
use super::basis::sizes_file;
use super::images::{CLOUD_RUN, DEPLOYMENT, compressed, shown, unpacked};
use super::support::Repository;

#[test]
fn what_was_measured_once_is_kept_in_a_file() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let layer = gzip(&noise(1_000_000));
    Layout::new()
        .image(Some("example.com/shop:1"), std::slice::from_ref(&layer))
        .write(&repository, "image");
    let written = repository.run(&[
        "sizes",
        "--today",
        "2026-11-23",
        "-o",
        "plimsoll-sizes.yaml",
    ]);
    assert!(
        written.status.success(),
        "{}",
        String::from_utf8_lossy(&written.stderr)
    );
    let text = std::fs::read_to_string(repository.path("plimsoll-sizes.yaml")).unwrap();
    for part in [
        "- image: example.com/shop:1\n",
        "  digest: sha256:",
        &format!("  compressed: {}\n", layer.len()),
        "  unpacked: 1000000\n",
        "  biggest-unpacked:\n    layer 1 of 1: 1000000\n",
        "  measured: 2026-11-23\n",
    ] {
        assert!(text.contains(part), "{part} not in\n{text}");
    }
    std::fs::remove_dir_all(repository.path("image")).unwrap();
    assert_eq!(
        repository.sizes(&[]),
        [
            compressed(
                layer.len(),
                "plimsoll-sizes.yaml",
                &format!("layer 1 of 1 {}", shown(layer.len()))
            ),
            unpacked(1_000_000, "plimsoll-sizes.yaml", "layer 1 of 1 1 MB"),
        ]
    );
    // What is still asked for is kept as it was measured; what is not is left out.
    let again = repository.run(&["sizes", "--today", "2027-01-01"]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), text);
    repository.write(
        "shop.yaml",
        DEPLOYMENT.replace("shop:1", "shop:2").as_bytes(),
    );
    let gone = repository.run(&["sizes"]);
    assert!(!String::from_utf8(gone.stdout).unwrap().contains("shop:1"));
}

#[test]
fn a_finding_from_the_sizes_file_names_the_biggest_layers() {
    let sizes = "    compressed: 310000000
    biggest-compressed:
      layer 1 of 9: 40000000
      layer 4 of 9: 9000000
      layer 7 of 9: 240000000
      layer 8 of 9: 1
";
    let files = [
        ("run.yaml", CLOUD_RUN),
        ("plimsoll-sizes.yaml", &sizes_file(sizes)),
    ];
    let evidence = Repository::new(&files).evidence();
    let told = "measured from `plimsoll-sizes.yaml`; biggest: layer 7 of 9 240 MB, layer 1 of 9 40 MB, layer 4 of 9 9 MB";
    assert!(evidence.contains(&told.to_owned()), "{evidence:?}");
}

#[test]
fn what_is_pinned_in_the_sizes_file_says_nothing_of_its_tag() {
    let digest = format!("sha256:{}", "a".repeat(64));
    let sizes = sizes_file("    compressed: 5\n").replace("shop:1", &format!("shop:1@{digest}"));
    let repository = Repository::new(&[
        ("shop.yaml", DEPLOYMENT),
        ("plimsoll-sizes.yaml", sizes.as_str()),
    ]);
    assert_eq!(repository.sizes(&[]), [""; 0]);
    let pinned = DEPLOYMENT.replace("shop:1", &format!("shop:1@{digest}"));
    repository.write("shop.yaml", pinned.as_bytes());
    assert_eq!(repository.sizes(&[]).len(), 1);
}
