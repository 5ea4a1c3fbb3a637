//! Saved images, measured to the byte: what a test packs is what plimsoll must count.

use super::archives::{Layout, blob, digest, gzip, noise, tar, zstandard};
use super::support::Repository;

pub(crate) const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: shop
          image: example.com/shop:1
";

pub(crate) const CLOUD_RUN: &str = "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containers:
        - image: example.com/shop:1
";

pub(crate) fn compressed(bytes: usize, from: &str, biggest: &str) -> String {
    format!("shop image-size {bytes}: compressed, measured from `{from}`; biggest: {biggest}")
}

pub(crate) fn unpacked(bytes: usize, from: &str, biggest: &str) -> String {
    format!("shop image-size {bytes}: unpacked, measured from `{from}`; biggest: {biggest}")
}

#[test]
fn an_image_layout_is_measured_to_the_byte() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let contents = [noise(3_000_000), noise(1_500_000), vec![0; 5_000]];
    let layers = [
        gzip(&contents[0]),
        zstandard(&contents[1]),
        gzip(&contents[2]),
    ];
    let layout = Layout::new().image(Some("example.com/shop:1"), &layers);
    layout.write(&repository, "build/image");
    let packed: usize = layers.iter().map(Vec::len).sum();
    let whole: usize = contents.iter().map(Vec::len).sum();
    assert_eq!(
        repository.sizes(&["--image-source", "build/image"]),
        [
            compressed(
                packed,
                "build/image",
                &format!(
                    "layer 1 of 3 {}, layer 2 of 3 {}, layer 3 of 3 1 kB",
                    shown(layers[0].len()),
                    shown(layers[1].len())
                )
            ),
            unpacked(
                whole,
                "build/image",
                "layer 1 of 3 3 MB, layer 2 of 3 1.5 MB, layer 3 of 3 5 kB"
            ),
        ]
    );
    // Met on the walk, it counts as well.
    assert_eq!(repository.sizes(&[]).len(), 2);
}

/// As the notes have it.
pub(crate) fn shown(bytes: usize) -> String {
    plimsoll::model::Size::from_bytes(bytes as u64).rounded()
}

#[test]
fn a_layer_that_occurs_twice_is_fetched_once_and_unpacked_twice() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let content = noise(2_000_000);
    let layer = gzip(&content);
    let layout = Layout::new().image(Some("example.com/shop:1"), &[layer.clone(), layer.clone()]);
    layout.write(&repository, "image");
    let sizes = repository.sizes(&[]);
    assert!(
        sizes[0].starts_with(&format!("shop image-size {}: compressed", layer.len())),
        "{sizes:?}"
    );
    assert!(
        sizes[1].starts_with("shop image-size 4000000: unpacked"),
        "{sizes:?}"
    );
}

#[test]
fn of_several_platforms_the_one_that_is_asked_for_counts() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let (amd, arm) = (gzip(&noise(1_000_000)), gzip(&noise(700_000)));
    let layout = Layout::new().index(
        "example.com/shop:1",
        &[
            ("linux/amd64", &amd),
            ("linux/arm64", &arm),
            ("unknown/unknown", &gzip(b"attested")),
        ],
    );
    layout.write(&repository, "image");
    let sizes = repository.sizes(&[]);
    assert!(
        sizes[0].contains(&format!("{}: compressed", amd.len())),
        "{sizes:?}"
    );
    let sizes = repository.sizes(&["--image-platform", "linux/arm64"]);
    assert!(
        sizes[0].contains(&format!("{}: compressed", arm.len())),
        "{sizes:?}"
    );
    assert_eq!(
        repository.sizes(&["--image-platform", "windows/amd64"]),
        [""; 0]
    );
}

#[test]
fn docker_save_as_it_was() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let content = noise(1_000_000);
    let list = br#"[{"Config": "c.json", "RepoTags": ["example.com/shop:1"],
        "Layers": ["aa/layer.tar", "bb/layer.tar"]}]"#;
    let archive = tar(&[
        ("aa/layer.tar", &content, b'0'),
        ("bb/layer.tar", b"../aa/layer.tar", b'2'),
        ("manifest.json", list, b'0'),
    ]);
    repository.write("shop.tar", &archive);
    // Not compressed here, so what a registry would keep is unknown.
    let expected = unpacked(
        2_000_000,
        "shop.tar",
        "layer 1 of 2 1 MB, layer 2 of 2 1 MB",
    );
    assert_eq!(
        repository.sizes(&["--image-source", "shop.tar"]),
        [expected.as_str()]
    );
    assert_eq!(repository.sizes(&[]), [expected]);
}

#[test]
fn docker_save_as_it_is() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let content = noise(1_000_000);
    let layer = gzip(&content);
    let path = blob(&digest(&layer));
    let list =
        format!(r#"[{{"Config": "x", "RepoTags": ["example.com/shop:1"], "Layers": ["{path}"]}}]"#);
    let archive = tar(&[
        ("oci-layout", b"{}", b'0'),
        (&path, &layer, b'0'),
        ("manifest.json", list.as_bytes(), b'0'),
    ]);
    repository.write("shop.tar", &archive);
    let sizes = repository.sizes(&[]);
    assert!(
        sizes[0].contains(&format!("{}: compressed", layer.len())),
        "{sizes:?}"
    );
    assert!(sizes[1].contains("1000000: unpacked"), "{sizes:?}");
}

#[test]
fn an_image_without_a_name_is_given_one() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    Layout::new()
        .image(None, &[gzip(&noise(1_000))])
        .write(&repository, "image");
    assert_eq!(repository.sizes(&["--image-source", "image"]), [""; 0]);
    let messages = repository.messages(&["--image-source", "image"]);
    assert!(
        messages.contains("has no name; say which one it is: `NAME=image`"),
        "{messages}"
    );
    let named = repository.sizes(&["--image-source", "example.com/shop:1=image"]);
    assert_eq!(named.len(), 2, "{named:?}");
}

#[test]
fn nodes_report_in_the_measure_of_their_runtime() {
    let nodes = |runtime: &str| {
        format!(
            r#"{{"apiVersion": "v1", "kind": "List", "items": [{{"kind": "Node", "status": {{
            "nodeInfo": {{"containerRuntimeVersion": "{runtime}", "operatingSystem": "linux", "architecture": "amd64"}},
            "images": [
              {{"names": ["example.com/shop@sha256:{}", "example.com/shop:1"], "sizeBytes": 700000000}},
              {{"names": ["docker.io/library/nginx:1"], "sizeBytes": 5}}]}}}}]}}"#,
            "a".repeat(64)
        )
    };
    for (runtime, basis) in [
        ("containerd://2.1.4", "compressed"),
        ("cri-o://1.33.1", "unpacked"),
    ] {
        let repository =
            Repository::new(&[("shop.yaml", DEPLOYMENT), ("nodes.json", &nodes(runtime))]);
        assert_eq!(
            repository.sizes(&["--image-source", "nodes.json"]),
            [format!(
                "shop image-size 700000000: {basis}, measured from `nodes.json`"
            )]
        );
        // By its digest too.
        let pinned = DEPLOYMENT.replace("shop:1", &format!("shop:2@sha256:{}", "a".repeat(64)));
        repository.write("shop.yaml", pinned.as_bytes());
        assert_eq!(repository.sizes(&["--image-source", "nodes.json"]).len(), 1);
        // A list of nodes is a large file that nobody meant: only who names it has it read.
        assert_eq!(repository.sizes(&[]), [""; 0]);
    }
}

#[test]
fn a_finding_names_the_biggest_layers() {
    let repository = Repository::new(&[
        ("run.yaml", CLOUD_RUN),
        (
            "plimsoll.yaml",
            "rules:\n  large-image:\n    largest-image: 1MB\n",
        ),
    ]);
    let layers = [gzip(&noise(900_000)), gzip(&noise(600_000))];
    Layout::new()
        .image(Some("example.com/shop:1"), &layers)
        .write(&repository, "image");
    let evidence = repository.evidence();
    let (one, two) = (shown(layers[0].len()), shown(layers[1].len()));
    assert!(
        evidence.contains(&format!(
            "measured from `image`; biggest: layer 1 of 2 {one}, layer 2 of 2 {two}"
        )),
        "{evidence:?}"
    );
}

#[test]
fn what_the_walk_meets_is_measured_only_if_somebody_runs_it() {
    let repository = Repository::new(&[("shop.yaml", DEPLOYMENT)]);
    let broken = [b"\x1f\x8bbroken".to_vec()];
    let other = Layout::new().image(Some("example.com/other:1"), &broken);
    other.write(&repository, "other");
    repository.write("data.tar", &[b'x'; 4_096]);
    repository.write("cut.tar", &tar(&[("a", b"b", b'0')])[..700]);
    assert_eq!(repository.messages(&[]), "");
    // What is named is looked at.
    let messages = repository.messages(&["--image-source", "other"]);
    assert!(messages.contains("a layer is broken"), "{messages}");
}
