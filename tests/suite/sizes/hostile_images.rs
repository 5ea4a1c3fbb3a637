//! Image archives that want too much, lie, or lead elsewhere: a refusal that says why, and nothing written.

use super::archives::{Layout, checksum, gzip, noise, tar};
use super::support::Repository;

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers: [{name: shop, image: 'example.com/shop:1'}]
";

fn repository() -> Repository {
    Repository::new(&[("shop.yaml", DEPLOYMENT)])
}

/// What is said of the source `image`, which is refused.
fn refused(repository: &Repository, source: &str) -> String {
    let files = |repository: &Repository| walk(repository.root());
    let before = files(repository);
    let output = repository.run(&["check", ".", "--format", "json", "--image-source", source]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "a source that was named failed"
    );
    assert_eq!(repository.sizes(&[]), [""; 0]);
    assert_eq!(files(repository), before, "something was written");
    String::from_utf8(output.stdout).unwrap()
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

#[test]
fn a_bomb_is_not_inflated_to_its_end() {
    // A thousand times its size: the most that gzip can do.
    let bomb = gzip(&vec![0; 200 << 20]);
    let repository = repository();
    Layout::new()
        .image(Some("example.com/shop:1"), &[bomb])
        .write(&repository, "image");
    let said = refused(&repository, "image");
    assert!(
        said.contains("unpacks to more than 200 times its size"),
        "{said}"
    );
}

#[test]
fn an_archive_that_names_a_path_outside_of_itself_is_refused() {
    for name in ["../../escape", "/escape", "a/../../escape"] {
        let repository = repository();
        let list = br#"[{"RepoTags": ["example.com/shop:1"], "Layers": []}]"#;
        let archive = tar(&[("manifest.json", list, b'0'), (name, b"x", b'0')]);
        repository.write("image.tar", &archive);
        let said = refused(&repository, "image.tar");
        assert!(
            said.contains("it names a path outside of itself"),
            "{name}: {said}"
        );
    }
}

#[test]
fn a_list_that_points_outside_is_refused() {
    for (path, why) in [
        ("../../etc/passwd", "leads outside of it"),
        ("/etc/passwd", "leads outside of it"),
        ("missing.tar", "is not in it"),
        ("link", "is not in it"),
        ("loop", "is not in it"),
    ] {
        let repository = repository();
        let list = format!(r#"[{{"RepoTags": ["example.com/shop:1"], "Layers": ["{path}"]}}]"#);
        let archive = tar(&[
            ("manifest.json", list.as_bytes(), b'0'),
            ("link", b"../../../etc/passwd", b'2'),
            ("loop", b"loop", b'2'),
        ]);
        repository.write("image.tar", &archive);
        let said = refused(&repository, "image.tar");
        assert!(said.contains(why), "{path}: {said}");
    }
}

#[test]
fn a_digest_is_no_path() {
    for digest in ["sha256:../../../../etc/passwd", "../x:00", "sha256:", "x"] {
        let repository = repository();
        let mut layout = Layout::new();
        layout
            .entries
            .push(format!(r#"{{"digest": "{digest}", "size": 1}}"#));
        layout.write(&repository, "image");
        let said = refused(&repository, "image");
        assert!(
            said.contains("a digest in it is broken"),
            "{digest}: {said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_blob_that_is_a_link_out_of_the_layout_is_refused() {
    use super::archives::{blob, digest};
    let repository = repository();
    let layer = gzip(&noise(1_000));
    Layout::new()
        .image(Some("example.com/shop:1"), std::slice::from_ref(&layer))
        .write(&repository, "image");
    repository.write("secret", &layer);
    let path = repository.path("image").join(blob(&digest(&layer)));
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(repository.path("secret"), &path).unwrap();
    let said = refused(&repository, "image");
    assert!(said.contains("leads outside of it"), "{said}");
}

#[test]
fn a_manifest_that_lies_about_a_length_is_refused() {
    let repository = repository();
    let layer = gzip(&noise(1_000));
    let mut layout = Layout::new().image(Some("example.com/shop:1"), &[layer]);
    layout.write(&repository, "image");
    // The same manifest, under the same name, with another number in it.
    let manifest = layout.blobs.pop().unwrap();
    let name = super::archives::blob(&super::archives::digest(&manifest));
    let lie = String::from_utf8(manifest)
        .unwrap()
        .replace("\"size\": ", "\"size\": 9");
    repository.write(&format!("image/{name}"), lie.as_bytes());
    let said = refused(&repository, "image");
    assert!(
        said.contains("a manifest says that a layer has 9"),
        "{said}"
    );
}

#[test]
fn endless_and_huge_manifests_are_refused() {
    let (repository, layer) = (repository(), gzip(b"x"));
    let layers = vec![layer; 1_001];
    Layout::new()
        .image(Some("example.com/shop:1"), &layers)
        .write(&repository, "image");
    let said = refused(&repository, "image");
    assert!(said.contains("more than 1000 layers"), "{said}");

    let repository = self::repository();
    Layout::new().write(&repository, "image");
    repository.write("image/index.json", &vec![b' '; 5 << 20]);
    let said = refused(&repository, "image");
    assert!(said.contains("`index.json` is larger than 4 MiB"), "{said}");

    let entry = format!(r#"{{"digest": "sha256:{}", "size": 1}}"#, "a".repeat(64));
    let repository = self::repository();
    let layout = Layout {
        entries: vec![entry; 201],
        ..Layout::new()
    };
    layout.write(&repository, "image");
    let said = refused(&repository, "image");
    assert!(said.contains("more than 200 images"), "{said}");
}

#[test]
fn broken_json_and_broken_layers_are_refused() {
    for index in ["", "[", "{\"manifests\": 7}", &"[".repeat(10_000)] {
        let repository = repository();
        Layout::new().write(&repository, "image");
        repository.write("image/index.json", index.as_bytes());
        let said = refused(&repository, "image");
        assert!(said.contains("`index.json` cannot be read"), "{said}");
    }
    let mut cut = gzip(&noise(10_000));
    cut.truncate(5_000);
    for layer in [
        cut,
        b"\x28\xb5\x2f\xfdnonsense".to_vec(),
        b"\x1f\x8b".to_vec(),
    ] {
        let repository = repository();
        Layout::new()
            .image(Some("example.com/shop:1"), &[layer])
            .write(&repository, "image");
        let said = refused(&repository, "image");
        assert!(said.contains("a layer is broken"), "{said}");
    }
}

#[test]
fn broken_archives_are_refused_or_are_none() {
    let list = br#"[{"RepoTags": ["example.com/shop:1"], "Layers": []}]"#;
    let whole = tar(&[("manifest.json", list, b'0'), ("x", b"y", b'0')]);
    let mut long_name = tar(&[("././@LongLink", b"", b'L')]);
    long_name[124..135].copy_from_slice(b"00000400000");
    checksum(&mut long_name);
    long_name.resize(512 + (1 << 18), b'a');
    let mut lying = whole.clone();
    lying[124..135].copy_from_slice(b"77777777777");
    checksum(&mut lying);
    let mut broken = whole.clone();
    broken[1_024] = b'z';
    for (bytes, why) in [
        (Vec::new(), "it holds no image sizes"),
        (noise(2_000), "it holds no image sizes"),
        (whole[..700].to_vec(), "it ends in the middle of a member"),
        (long_name, "a name in it is longer than 64 KiB"),
        (lying, "a member is longer than the archive"),
        (broken, "a header in it is broken"),
    ] {
        let repository = repository();
        repository.write("image.tar", &bytes);
        let said = refused(&repository, "image.tar");
        assert!(said.contains(why), "{why}: {said}");
    }
}

#[test]
fn a_broken_sizes_file_is_told_and_says_nothing() {
    for text in [
        "images: {",
        "images:\n  - compressed: 1\n",
        "images:\n  - image: a\n    compressed: many\n",
        "a: &a [1]\nimages: [*a]\n",
        "[]",
    ] {
        let repository = repository();
        repository.write("plimsoll-sizes.yaml", text.as_bytes());
        let messages = repository.messages(&[]);
        assert!(
            messages.contains("plimsoll-sizes.yaml: not measured: "),
            "{text}: {messages}"
        );
    }
}

#[test]
fn a_configured_source_stays_in_the_repository() {
    let outside = Repository::new(&[]);
    Layout::new()
        .image(Some("example.com/shop:1"), &[gzip(b"x")])
        .write(&outside, "image");
    let repository = repository();
    let path = outside.path("image");
    repository.write(
        "plimsoll.yaml",
        format!("image-sources: [{}]\n", path.display()).as_bytes(),
    );
    let messages = repository.messages(&[]);
    assert!(
        messages.contains("it lies outside the repository"),
        "{messages}"
    );
    // Who names it on the command line has seen it.
    let sizes = repository.sizes(&["--no-config", "--image-source", path.to_str().unwrap()]);
    assert_eq!(sizes.len(), 2);
}
