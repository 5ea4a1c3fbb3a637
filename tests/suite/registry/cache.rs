//! What never changes is asked for once.

use super::archives::{gzip, noise};
use super::stub::{GZIP, Held, fetched, files, online, repository, told};
use std::fs;

#[test]
fn the_second_run_asks_for_the_name_alone() {
    let held = Held::image(&[(GZIP, &gzip(&noise(20_000)))]);
    let stub = held.serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let (first, _) = fetched(&repository, &[]);
    let asked = stub.lines().len();
    assert_eq!(asked, 3, "{:?}", stub.lines());
    let (second, _) = fetched(&repository, &[]);
    assert_eq!(first, second);
    assert_eq!(stub.lines()[asked..], ["HEAD /v2/shop/manifests/1"]);
    // Nothing was kept anywhere else.
    let kept = files(repository.root());
    let kept = kept
        .iter()
        .filter(|file| !file.starts_with("home/.cache/plimsoll/"));
    let kept: Vec<&String> = kept.collect();
    assert_eq!(
        kept,
        [".gitignore", "home/.docker/config.json", "shop.yaml"]
    );
}

#[test]
fn what_was_spoilt_is_fetched_again() {
    let held = Held::index(&[("linux/amd64", &gzip(&noise(20_000)))]);
    let stub = held.serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let cache = repository.path("home/.cache/plimsoll");
    let (first, _) = fetched(&repository, &[]);
    let kept = files(&cache);
    // The index, the manifest, the layer.
    assert_eq!(kept.len(), 3, "{kept:?}");
    for spoil in [
        |bytes: &mut Vec<u8>| bytes[20] ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(10),
        |bytes: &mut Vec<u8>| bytes.clear(),
        |bytes: &mut Vec<u8>| bytes.extend(b"{}"),
    ] {
        for file in &kept {
            let before = fs::read(cache.join(file)).unwrap();
            let mut bytes = before.clone();
            spoil(&mut bytes);
            fs::write(cache.join(file), bytes).unwrap();
            let asked = stub.lines().len();
            assert_eq!(fetched(&repository, &[]).0, first);
            // What was spoilt, and the digest of the name.
            assert_eq!(stub.lines().len(), asked + 2, "{file}");
            assert_eq!(fs::read(cache.join(file)).unwrap(), before);
        }
    }
}

#[test]
fn one_registry_says_nothing_of_the_layers_of_another() {
    let layer = gzip(&noise(20_000));
    let (one, two) = (
        Held::image(&[(GZIP, &layer)]).serve(),
        Held::image(&[(GZIP, &layer)]).serve(),
    );
    let repository = repository(&format!("{}/shop:1", one.host));
    fetched(&repository, &[]);
    let text = super::stub::deployment(&format!("{}/shop:1", two.host));
    repository.write("shop.yaml", text.as_bytes());
    fetched(&repository, &[]);
    let lines = two.lines();
    assert!(
        lines.iter().any(|line| line.contains("/blobs/")),
        "{lines:?}"
    );
}

#[test]
fn the_cache_may_lie_elsewhere_or_nowhere() {
    let stub = Held::image(&[(GZIP, &gzip(&noise(20_000)))]).serve();
    let repository = repository(&format!("{}/shop:1", stub.host));
    fetched(&repository, &["--no-fetch-cache"]);
    assert_eq!(files(&repository.path("home/.cache")), [""; 0]);
    fetched(&repository, &["--fetch-cache", "home/elsewhere"]);
    assert_eq!(files(&repository.path("home/.cache")), [""; 0]);
    assert_eq!(files(&repository.path("home/elsewhere")).len(), 2);
    let inspect = ["inspect", ".", "--format", "json"];
    let mut command = online(&repository, &inspect);
    let command = command.env_remove("XDG_CACHE_HOME");
    let (sizes, _) = told(&command.output().unwrap());
    assert_eq!(sizes.len(), 2);
    if cfg!(target_os = "linux") {
        assert_eq!(files(&repository.path("home/.cache/plimsoll")).len(), 2);
    }
    // A folder that cannot be one is a mistake of the caller.
    let mut command = online(&repository, &["check", ".", "--fetch-cache", "shop.yaml"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("--no-fetch-cache"), "{error}");
}
