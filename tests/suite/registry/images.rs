//! What registries say of images becomes their size.

use super::archives::{digest, gzip, noise, zstandard};
use super::stub::{
    GZIP, Held, Reply, Stub, deployment, fetched, files, manifest, online, repository,
};
use super::support::Repository;
use plimsoll::model::Size;

fn shown(bytes: usize) -> String {
    Size::from_bytes(bytes as u64).rounded()
}

#[test]
fn an_image_is_as_large_as_its_layers() {
    let layers = [gzip(&noise(3_000_000)), gzip(&vec![7; 500_000])];
    let held = Held::image(&[(GZIP, &layers[0]), (GZIP, &layers[1])]);
    let short = held.digest()[..19].to_owned();
    let stub = held.serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!(errors, "");
    let (one, two) = (layers[0].len(), layers[1].len());
    let from = format!("measured from registry `{}` ({short})", stub.host);
    assert_eq!(
        sizes,
        [
            format!(
                "shop image-size {}: compressed, {from}; biggest: layer 1 of 2 {}, layer 2 of 2 {}",
                one + two,
                shown(one),
                shown(two)
            ),
            format!(
                "shop image-size 3500000: unpacked, {from}, as its compressed layers state; biggest: layer 1 of 2 3 MB, layer 2 of 2 500 kB"
            ),
        ]
    );
    // Nothing of the image was pulled: its manifest and the last four bytes of each layer.
    let blobs = stub.asked().into_iter();
    let blobs = blobs.filter(|request| request.path.contains("/blobs/"));
    let ranges: Vec<String> = blobs
        .map(|request| request.header("range").unwrap().to_owned())
        .collect();
    assert_eq!(
        ranges,
        [
            format!("bytes={}-{}", one - 4, one - 1),
            format!("bytes={}-{}", two - 4, two - 1),
        ]
    );
}

#[test]
fn layers_come_in_several_packings() {
    let content = noise(40_000);
    let (gzipped, zstd) = (gzip(&content), zstandard(&content));
    let docker = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    let plain = "application/vnd.oci.image.layer.v1.tar";
    let held = Held::image(&[(docker, &gzipped), (plain, &content)]);
    let stub = held.serve();
    let (sizes, _) = fetched(&repository(&format!("{}/shop:1", stub.host)), &[]);
    assert!(sizes[1].contains("size 80000: unpacked"), "{sizes:?}");

    // Of a zstd layer whose writer did not know the length, only the compressed size is known.
    let kind = "application/vnd.oci.image.layer.v1.tar+zstd";
    let mut known = vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0];
    known.extend(90_000_u32.to_le_bytes());
    known.extend(noise(40_000));
    let unknown = {
        let mut frame = zstd;
        frame[4] = 0;
        frame
    };
    for (layer, count) in [(&known, 2), (&unknown, 1)] {
        let stub = Held::image(&[(kind, layer)]).serve();
        let (sizes, errors) = fetched(&repository(&format!("{}/shop:1", stub.host)), &[]);
        assert_eq!((sizes.len(), errors.as_str()), (count, ""), "{sizes:?}");
        let compressed = format!("size {}: compressed", layer.len());
        assert!(sizes[0].contains(&compressed), "{sizes:?}");
    }

    // A layer that the registry does not keep has no end to look at.
    let foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    let stub = Held::image(&[(foreign, &gzipped)]).serve();
    let (sizes, _) = fetched(&repository(&format!("{}/shop:1", stub.host)), &[]);
    assert_eq!(sizes.len(), 1, "{sizes:?}");
}

#[test]
fn a_registry_that_serves_no_pieces_tells_the_compressed_size() {
    let layer = gzip(&noise(100_000));
    let held = Held::image(&[(GZIP, &layer)]);
    let stub = Stub::new(move |request| {
        if request.path.contains("/blobs/") {
            return Reply::body(200, vec![0; 100_000]);
        }
        held.answer(request)
    });
    let (sizes, errors) = fetched(&repository(&format!("{}/shop:1", stub.host)), &[]);
    assert_eq!((sizes.len(), errors.as_str()), (1, ""));
    assert!(sizes[0].contains("compressed"), "{sizes:?}");
}

#[test]
fn of_an_index_the_platform_counts_that_is_asked_for() {
    let (amd, arm) = (gzip(&noise(90_000)), gzip(&noise(60_000)));
    let held = Held::index(&[
        ("unknown/unknown", &gzip(b"attested")),
        ("linux/arm64", &arm),
        ("linux/amd64", &amd),
    ]);
    let stub = held.serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let (sizes, _) = fetched(&repository, &[]);
    assert!(sizes[0].contains(&format!("{}: compressed", amd.len())));
    assert!(sizes[0].contains("(linux/amd64, sha256:"), "{sizes:?}");
    let (sizes, _) = fetched(&repository, &["--image-platform", "linux/arm64"]);
    assert!(sizes[0].contains(&format!("{}: compressed", arm.len())));
    let (sizes, errors) = fetched(&repository, &["--image-platform", "windows/amd64"]);
    assert_eq!(sizes, [""; 0]);
    assert_eq!(
        errors,
        format!(
            "warning: shop.yaml:14: `{}/shop:1` was not measured: it has no image for windows/amd64, only for linux/amd64, linux/arm64\n",
            stub.host
        )
    );
}

#[test]
fn a_digest_is_asked_for_as_it_is() {
    let held = Held::image(&[(GZIP, &gzip(&noise(10_000)))]);
    let digest = held.digest();
    let stub = held.serve();
    let (sizes, _) = fetched(&repository(&format!("{}/shop@{digest}", stub.host)), &[]);
    assert_eq!(sizes.len(), 2);
    assert!(
        stub.lines()[0].ends_with(&format!("GET /v2/shop/manifests/{digest}")),
        "{:?}",
        stub.lines()
    );
}

#[test]
fn without_the_flag_nobody_is_asked() {
    let stub = Held::image(&[(GZIP, &gzip(b"layer"))]).serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    for command in ["check", "inspect", "fit", "sizes"] {
        let output = repository.run(&[command, "."]);
        assert_eq!(output.status.code(), Some(0), "{command}");
    }
    // Nor does anything in the repository turn it on.
    repository.write("plimsoll.yaml", b"fetch-image-sizes: true\n");
    assert_eq!(repository.run(&["check", "."]).status.code(), Some(2));
    assert_eq!(stub.lines(), [""; 0]);
    // The stub does hear who asks.
    std::fs::remove_file(repository.path("plimsoll.yaml")).unwrap();
    fetched(&repository, &[]);
    assert_ne!(stub.lines(), [""; 0]);
}

#[test]
fn what_is_known_or_open_is_not_asked_for() {
    let stub = Held::image(&[(GZIP, &gzip(b"layer"))]).serve();
    let declared = deployment(&format!("{}/shop:1", stub.host)).replace(
        "  name: shop\n",
        "  name: shop\n  annotations: {plimsoll/image-size: 10MB}\n",
    );
    let open = deployment("\"${REGISTRY}/shop:1\"");
    let placeholder = deployment(&format!("{}/SHOP_IMAGE", stub.host));
    let files = [
        ("declared.yaml", declared.as_str()),
        ("open.yaml", open.as_str()),
        ("placeholder.yaml", placeholder.as_str()),
    ];
    let (_, errors) = fetched(&Repository::new(&files), &[]);
    assert_eq!(stub.lines(), [""; 0]);
    assert_eq!(
        errors,
        format!(
            "warning: open.yaml:14: no registry was asked, because the files leave the image's name open
warning: placeholder.yaml:14: `{}/SHOP_IMAGE:latest` was not measured: no registry takes such a name, so none was asked\n",
            stub.host
        )
    );
}

#[test]
fn an_image_of_many_workloads_is_asked_for_once() {
    let stub = Held::image(&[(GZIP, &gzip(b"layer"))]).serve();
    let text = deployment(&format!("{}/shop:1", stub.host));
    let two = deployment(&format!("{}/shop:2", stub.host));
    let files = [
        ("a.yaml", text.as_str()),
        ("b.yaml", text.as_str()),
        ("c.yaml", two.as_str()),
        ("d.yaml", two.as_str()),
    ];
    let (sizes, errors) = fetched(&Repository::new(&files), &["--no-fetch-cache"]);
    assert_eq!(sizes.len(), 4, "{sizes:?}");
    let heads = stub.lines().into_iter();
    let heads = heads.filter(|line| line.starts_with("HEAD"));
    assert_eq!(heads.count(), 2);
    assert_eq!(
        errors,
        format!(
            "warning: c.yaml:14 (and 1 more): `{0}/shop:2` was not measured: `{0}` has no such image\n",
            stub.host
        )
    );
}

/// A registry with an image of layers that it only claims to have: their lengths and what they unpack to.
fn claims(layers: &'static [(u64, u32)]) -> Stub {
    let named = |at: usize| digest(at.to_string().as_bytes());
    let described: Vec<String> = layers
        .iter()
        .enumerate()
        .map(|(at, (size, _))| {
            let digest = named(at);
            format!(r#"{{"mediaType": "{GZIP}", "digest": "{digest}", "size": {size}}}"#)
        })
        .collect();
    let held = Held::anything(std::str::from_utf8(&manifest(&described.join(","))).unwrap());
    Stub::new(move |request| {
        let at = (0..layers.len()).find(|at| request.path.ends_with(&named(*at)));
        let Some(at) = at else {
            return held.answer(request);
        };
        let (size, unpacked) = layers[at];
        let range = format!("bytes {}-{}/{size}", size - 4, size - 1);
        Reply::body(206, unpacked.to_le_bytes()).with("Content-Range", &range)
    })
}

fn findings(repository: &Repository) -> Vec<(String, String)> {
    let output = online(repository, &["check", ".", "--format", "json"]).output();
    let report: serde_json::Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .map(|finding| {
            let evidence = finding["evidence"].as_array().unwrap().iter();
            let texts: Vec<String> = evidence.map(|one| text(&one["text"])).collect();
            (text(&finding["message"]), texts.join(" | "))
        })
        .collect()
}

#[test]
fn a_large_image_is_judged_by_what_the_registry_says() {
    let stub = claims(&[(30_000_000, 80_000_000), (280_000_000, 610_000_000)]);
    let run = format!(
        "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  annotations: {{run.googleapis.com/ingress: all}}
spec:
  template:
    spec:
      containers:
        - image: {}/shop:1
",
        stub.host
    );
    let repository = Repository::new(&[("run.yaml", &run)]);
    let found = findings(&repository);
    assert_eq!(found.len(), 1);
    let (message, evidence) = &found[0];
    assert_eq!(
        message,
        "`shop` may start slowly from a 310 MB image (compressed); over 250 MiB a cold start on serverless takes too long"
    );
    assert!(
        evidence.contains("biggest: layer 2 of 2 280 MB, layer 1 of 2 30 MB"),
        "{evidence}"
    );
    assert!(evidence.contains("unpacked it takes 690 MB"), "{evidence}");
    repository.write(
        "plimsoll.yaml",
        b"rules:\n  large-image: {basis: unpacked}\n",
    );
    let (message, evidence) = &findings(&repository)[0];
    assert!(message.contains("from a 690 MB image (unpacked)"));
    assert!(!evidence.contains("it takes"), "{evidence}");
}

#[test]
fn a_lambda_image_over_10_gb_unpacked_is_refused_by_what_its_layers_state() {
    let stub = claims(&[
        (1_500_000_000, 4_200_000_000),
        (1_400_000_000, 4_000_000_000),
        (1_300_000_000, 3_900_000_000),
    ]);
    let template = format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Model:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: {}/shop:1
",
        stub.host
    );
    let found = findings(&Repository::new(&[("template.yaml", &template)]));
    // Layers of that size may be longer than gzip can say.
    assert_eq!(
        found[0].0,
        "`Model` may be refused for an image that unpacks to at least 12100 MB; AWS Lambda takes at most 10 GiB"
    );
}

#[test]
fn what_was_fetched_is_written_down_and_needs_no_network_then() {
    let layer = gzip(&noise(50_000));
    let held = Held::image(&[(GZIP, &layer)]);
    let digest = held.digest();
    let stub = held.serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let arguments = [
        "sizes",
        "--today",
        "2026-11-23",
        "-o",
        "plimsoll-sizes.yaml",
    ];
    let output = online(&repository, &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = std::fs::read_to_string(repository.path("plimsoll-sizes.yaml")).unwrap();
    let entry = format!(
        "images:
- image: {0}/shop:1
  digest: {digest}
  compressed: {1}
  unpacked: 50000
  biggest-compressed:
    layer 1 of 1: {1}
  biggest-unpacked:
    layer 1 of 1: 50000
  measured: 2026-11-23
",
        stub.host,
        layer.len()
    );
    assert!(text.ends_with(&entry), "{text}");
    let before = stub.lines().len();
    let from = "measured from `plimsoll-sizes.yaml`; biggest: layer 1 of 1";
    let (bytes, whole) = (layer.len(), shown(layer.len()));
    assert_eq!(
        repository.sizes(&[]),
        [
            format!("shop image-size {bytes}: compressed, {from} {whole}"),
            format!("shop image-size 50000: unpacked, {from} 50 kB"),
        ]
    );
    assert_eq!(stub.lines().len(), before);
    // Asked again, the registry knows better than the file.
    let (sizes, _) = fetched(&repository, &[]);
    assert!(sizes[0].contains("from registry"), "{sizes:?}");
    assert_eq!(files(&repository.path("home/.docker")), ["config.json"]);
}

#[test]
fn a_lower_bound_stays_one_in_the_file() {
    let stub = claims(&[(500_000_000, 900_000_000)]);
    let repository = repository(&format!("{}/shop:1", stub.host));
    let output = online(&repository, &["sizes", "-o", "plimsoll-sizes.yaml"]).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
    let text = std::fs::read_to_string(repository.path("plimsoll-sizes.yaml")).unwrap();
    assert!(text.contains("  unpacked: 900000000\n  at-least: true\n"));
    let sizes = repository.sizes(&[]);
    assert!(
        sizes[1].starts_with("shop image-size 900000000: at least this; unpacked"),
        "{sizes:?}"
    );
}
