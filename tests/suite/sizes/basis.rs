//! Compressed or unpacked: which of an image's two sizes is compared, and what is said where only one is known.

use super::images::CLOUD_RUN;
use super::support::Repository;

/// A sizes file with one image.
pub(crate) fn sizes_file(sizes: &str) -> String {
    format!("images:\n  - image: example.com/shop:1\n    measured: 2026-11-23\n{sizes}")
}

#[test]
fn the_compressed_size_counts_unless_the_configuration_says_otherwise() {
    let large = "    compressed: 120000000\n    unpacked: 310000000\n";
    let repository = Repository::new(&[
        ("run.yaml", CLOUD_RUN),
        ("plimsoll-sizes.yaml", &sizes_file(large)),
    ]);
    assert_eq!(repository.findings(&[]), [""; 0]);
    repository.write(
        "plimsoll.yaml",
        b"rules:\n  large-image:\n    basis: unpacked\n",
    );
    assert_eq!(
        repository.findings(&[]),
        [
            "run.yaml:11 large-image: `shop` may start slowly from a 310 MB image (unpacked); over 250 MiB a cold start on serverless takes too long"
        ]
    );
    // Compressed is never more than unpacked.
    repository.write(
        "plimsoll-sizes.yaml",
        sizes_file("    compressed: 310000000\n").as_bytes(),
    );
    assert_eq!(repository.findings(&[]).len(), 1);
    // Unpacked says nothing of compressed.
    repository.write(
        "plimsoll.yaml",
        b"rules:\n  large-image:\n    basis: compressed\n",
    );
    repository.write(
        "plimsoll-sizes.yaml",
        sizes_file("    unpacked: 310000000\n").as_bytes(),
    );
    assert_eq!(repository.findings(&[]), [""; 0]);
}

#[test]
fn a_lambda_image_over_10_gb_unpacked_is_refused() {
    let template = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Model:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: example.com/shop:1
";
    let huge = "    compressed: 4000000000\n    unpacked: 11000000000\n";
    let repository = Repository::new(&[
        ("template.yaml", template),
        ("plimsoll-sizes.yaml", &sizes_file(huge)),
    ]);
    assert_eq!(
        repository.findings(&[]),
        [
            "template.yaml:7 package-over-platform-limit: `Model` may be refused for an image that unpacks to 11 GB; AWS Lambda takes at most 10 GiB"
        ]
    );
}

#[test]
fn only_what_an_image_unpacks_to_tells_how_near_it_is_to_a_limit() {
    let template = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Model:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, ImageUri: 'example.com/shop:1'}
";
    let near = |sizes: &str| {
        let files = [
            ("template.yaml", template),
            ("plimsoll-sizes.yaml", &sizes_file(sizes)),
        ];
        Repository::new(&files).fit_on_lambda("image-size")
    };
    let fits = "fits".to_owned();
    assert_eq!(near("    compressed: 200000000\n"), (fits.clone(), None));
    let both = "    compressed: 200000000\n    unpacked: 8000000000\n";
    assert_eq!(near(both), (fits, Some(74)));
    // What travels is over it already, so what is on the disk is, too.
    assert_eq!(near("    compressed: 11000000000\n").1, Some(102));
}

const BY_THE_DISK: &str = "rules: {large-image: {basis: unpacked}}";

/// The evidence of the finding on a service whose image has these sizes.
fn evidence(sizes: &str, config: &str) -> Vec<String> {
    let files = [
        ("run.yaml", CLOUD_RUN),
        ("plimsoll.yaml", config),
        ("plimsoll-sizes.yaml", &sizes_file(sizes)),
    ];
    Repository::new(&files).evidence()
}

#[test]
fn one_image_is_one_piece_of_evidence_whatever_is_known_of_it() {
    let both = "    compressed: 310000000\n    unpacked: 700000000\n";
    let measured = "measured from `plimsoll-sizes.yaml`";
    let compressed = "image 310 MB compressed, threshold 250 MiB";
    let unpacked = "image 700 MB unpacked, threshold 250 MiB";
    let on_disk = "unpacked it takes 700 MB";
    let one = "    compressed: 310000000\n";
    for (sizes, config, said) in [
        (both, "", vec![compressed, measured, on_disk]),
        (both, BY_THE_DISK, vec![unpacked, measured]),
        (one, BY_THE_DISK, vec![compressed, measured]),
    ] {
        assert_eq!(evidence(sizes, config), said, "{sizes}{config}");
    }
}

#[test]
fn of_two_images_each_is_compared_by_what_is_known_of_it() {
    let two = CLOUD_RUN.to_owned() + "        - image: example.com/proxy:1\n";
    let sizes = "\
images:
  - {image: 'example.com/shop:1', measured: 2026-11-23, compressed: 310000000, unpacked: 700000000}
  - {image: 'example.com/proxy:1', measured: 2026-11-23, compressed: 320000000}
";
    let files = [
        ("run.yaml", two.as_str()),
        ("plimsoll.yaml", BY_THE_DISK),
        ("plimsoll-sizes.yaml", sizes),
    ];
    let said = Repository::new(&files).evidence();
    let images: Vec<&String> = said.iter().filter(|one| one.starts_with("image")).collect();
    assert_eq!(
        images,
        [
            "image 700 MB unpacked, threshold 250 MiB",
            "image 320 MB compressed, threshold 250 MiB"
        ]
    );
}

#[test]
fn what_a_platform_takes_is_told_of_the_unpacked_size_that_it_limits() {
    let template = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Model:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, ImageUri: 'example.com/shop:1'}
";
    let told = |config: &str| {
        let both = "    compressed: 310000000\n    unpacked: 700000000\n";
        let files = [
            ("template.yaml", template),
            ("plimsoll.yaml", config),
            ("plimsoll-sizes.yaml", &sizes_file(both)),
        ];
        let evidence = Repository::new(&files).evidence();
        let within =
            |one: &String| one.starts_with("within limits: AWS Lambda allows up to 10240 MiB");
        evidence.iter().any(within)
    };
    assert!(told(BY_THE_DISK));
    assert!(!told(""));
}
