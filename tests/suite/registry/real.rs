//! The same against a real registry, Debian's `docker-registry`: started here on a free port of this machine, filled through
//! its own interface with known bytes, and stopped. `tests/registry/run.sh` runs these where it can be had.

use super::archives::{digest, gzip, noise, zstandard};
use super::stub::{GZIP, Manner, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, Reply, Stub};
use super::stub::{deployment, fetched, online, repository};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use ureq::http::Request;

/// `user:secret`, as `htpasswd -B` writes it.
const HTPASSWD: &str = "user:$2y$05$ydmCTQsWp8.a/cmRSvqOwurlCwH8whVuDdnTZCfmSieuHnq9lJ5mS\n";

/// A running registry.
struct Registry {
    child: Child,
    host: String,
}

impl Registry {
    /// Starts one on a folder; `auth` is that part of its configuration.
    fn start(folder: &Path, auth: &str) -> Self {
        let file = folder.join(format!("{}.yml", auth.len()));
        let storage = folder.join("storage");
        let configuration = format!(
            "version: 0.1
log: {{level: info}}
storage: {{filesystem: {{rootdirectory: {}}}}}
http: {{addr: '127.0.0.1:0'}}
{auth}",
            storage.display()
        );
        fs::write(&file, configuration).unwrap();
        let mut child = Command::new("docker-registry")
            .arg("serve")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("docker-registry runs");
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut log = String::new();
        let host = loop {
            let Some(Ok(line)) = lines.next() else {
                panic!("docker-registry does not start: {log}");
            };
            if let Some((_, rest)) = line.split_once("listening on ") {
                let end = rest.find(|c: char| !c.is_ascii_digit() && !".:".contains(c));
                break rest[..end.unwrap_or(rest.len())].to_owned();
            }
            log.push_str(&line);
        };
        // A full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, host }
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> String {
        let address = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("http://{}{path}", self.host)
        };
        let request = Request::builder().method(method).uri(address);
        let request = request.header("Content-Type", kind).body(body).unwrap();
        let answer = ureq::run(request).unwrap();
        let location = answer.headers().get("location");
        location.map_or_else(String::new, |one| one.to_str().unwrap().to_owned())
    }

    fn push_blob(&self, bytes: &[u8]) -> (String, usize) {
        let digest = digest(bytes);
        let place = self.send("POST", "/v2/shop/blobs/uploads/", "text/plain", b"");
        let sign = if place.contains('?') { '&' } else { '?' };
        let place = format!("{place}{sign}digest={}", digest.replace(':', "%3A"));
        self.send("PUT", &place, "application/octet-stream", bytes);
        (digest, bytes.len())
    }

    fn push_manifest(&self, name: &str, kind: &str, text: &str) {
        let path = format!("/v2/shop/manifests/{name}");
        self.send("PUT", &path, kind, text.as_bytes());
    }

    /// Pushes an image and returns what its manifest is.
    fn push_image(&self, tag: Option<&str>, layers: &[(&str, &[u8])]) -> String {
        let (config, length) = self.push_blob(b"{}");
        let layers: Vec<String> = layers
            .iter()
            .map(|(kind, bytes)| {
                let (digest, size) = self.push_blob(bytes);
                format!(r#"{{"mediaType": "{kind}", "digest": "{digest}", "size": {size}}}"#)
            })
            .collect();
        let layers = layers.join(",");
        let manifest = format!(
            r#"{{"schemaVersion": 2, "mediaType": "{OCI_MANIFEST}",
            "config": {{"mediaType": "{OCI_CONFIG}", "digest": "{config}", "size": {length}}}, "layers": [{layers}]}}"#
        );
        let digest = digest(manifest.as_bytes());
        self.push_manifest(tag.unwrap_or(&digest), OCI_MANIFEST, &manifest);
        manifest
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A registry that anybody may use, and the folder it keeps things in.
fn open() -> (TempDir, Registry) {
    let folder = TempDir::new().unwrap();
    let registry = Registry::start(folder.path(), "");
    (folder, registry)
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn one_image_is_as_large_as_what_was_pushed() {
    let (_folder, registry) = open();
    let contents = [noise(3_000_000), noise(1_200_000), vec![0; 40_960]];
    let layers = [gzip(&contents[0]), gzip(&contents[1]), contents[2].clone()];
    let plain = "application/vnd.oci.image.layer.v1.tar";
    let manifest = registry.push_image(
        Some("1"),
        &[(GZIP, &layers[0]), (GZIP, &layers[1]), (plain, &layers[2])],
    );
    let packed: usize = layers.iter().map(Vec::len).sum();
    let whole: usize = contents.iter().map(Vec::len).sum();
    let repository = repository(&format!("{}/shop:1", registry.host));
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!(errors, "");
    let short = &digest(manifest.as_bytes())[..19];
    let from = format!("measured from registry `{}` ({short})", registry.host);
    assert!(sizes[0].starts_with(&format!(
        "shop image-size {packed}: compressed, {from}; biggest: layer 1 of 3 3"
    )));
    assert!(sizes[1].starts_with(&format!(
        "shop image-size {whole}: unpacked, {from}, as its compressed layers state"
    )));
    // By its digest too, and from the cache.
    let pinned = format!("{}/shop@{}", registry.host, digest(manifest.as_bytes()));
    repository.write("shop.yaml", deployment(&pinned).as_bytes());
    assert_eq!(fetched(&repository, &[]).0, sizes);
    // Judged like any other size.
    let run = format!(
        "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: shop, annotations: {{run.googleapis.com/ingress: all}}}}
spec: {{template: {{spec: {{containers: [{{image: \"{}/shop:1\"}}]}}}}}}
",
        registry.host
    );
    repository.write("shop.yaml", run.as_bytes());
    repository.write(
        "plimsoll.yaml",
        b"rules:\n  large-image: {largest-image: 4MB}\n",
    );
    let output = online(&repository, &["check", "."]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("warning[large-image]"), "{text}");
    assert!(text.contains("layer 1 of 3 3"), "{text}");
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn a_zstd_layer_counts_too() {
    let (_folder, registry) = open();
    let kind = "application/vnd.oci.image.layer.v1.tar+zstd";
    let layer = zstandard(&noise(700_000));
    registry.push_image(Some("1"), &[(kind, &layer)]);
    let (sizes, errors) = fetched(&repository(&format!("{}/shop:1", registry.host)), &[]);
    assert_eq!(errors, "");
    assert!(sizes[0].contains(&format!("size {}: compressed", layer.len())));
    // Whether the frame states its length is the writer's choice.
    assert!(
        sizes.len() == 1 || sizes[1].contains("size 700000: unpacked"),
        "{sizes:?}"
    );
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn of_several_platforms_the_one_that_is_asked_for_counts() {
    let (_folder, registry) = open();
    let (amd, arm) = (gzip(&noise(900_000)), gzip(&noise(600_000)));
    let entry = |architecture: &str, layer: &[u8]| {
        let manifest = registry.push_image(None, &[(GZIP, layer)]);
        format!(
            r#"{{"mediaType": "{OCI_MANIFEST}", "digest": "{}", "size": {},
            "platform": {{"os": "linux", "architecture": "{architecture}"}}}}"#,
            digest(manifest.as_bytes()),
            manifest.len()
        )
    };
    let (arm_entry, amd_entry) = (entry("arm64", &arm), entry("amd64", &amd));
    let docker = "application/vnd.docker.distribution.manifest.list.v2+json";
    for (tag, kind) in [("oci", OCI_INDEX), ("docker", docker)] {
        let index = format!(
            r#"{{"schemaVersion": 2, "mediaType": "{kind}", "manifests": [{arm_entry}, {amd_entry}]}}"#
        );
        registry.push_manifest(tag, kind, &index);
        let repository = repository(&format!("{}/shop:{tag}", registry.host));
        let (sizes, errors) = fetched(&repository, &[]);
        assert_eq!(errors, "");
        assert!(sizes[0].contains(&format!("size {}: compressed", amd.len())));
        assert!(sizes[1].contains("size 900000: unpacked"));
        let (sizes, _) = fetched(&repository, &["--image-platform", "linux/arm64"]);
        assert!(sizes[0].contains(&format!("size {}: compressed", arm.len())));
        assert!(sizes[1].contains("size 600000: unpacked"));
    }
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn what_is_not_there_is_told() {
    let (_folder, registry) = open();
    registry.push_image(Some("1"), &[(GZIP, &gzip(b"layer"))]);
    for name in ["shop:2", "other:1"] {
        let image = format!("{}/{name}", registry.host);
        let (sizes, errors) = fetched(&repository(&image), &[]);
        assert_eq!(sizes, [""; 0]);
        let host = &registry.host;
        let told = format!("`{image}` was not measured: `{host}` has no such image\n");
        assert!(errors.ends_with(&told), "{errors}");
    }
}

fn keep(repository: &super::support::Repository, host: &str, password: &str) {
    let auth = STANDARD.encode(format!("user:{password}"));
    let config = format!(r#"{{"auths": {{"{host}": {{"auth": "{auth}"}}}}}}"#);
    repository.write("home/.docker/config.json", config.as_bytes());
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn a_registry_with_passwords_opens_to_those_who_have_one() {
    let (folder, public) = open();
    let layer = gzip(&noise(50_000));
    public.push_image(Some("1"), &[(GZIP, &layer)]);
    let passwords = folder.path().join("htpasswd");
    fs::write(&passwords, HTPASSWD).unwrap();
    let auth = format!(
        "auth: {{htpasswd: {{realm: shop, path: {}}}}}\n",
        passwords.display()
    );
    let private = Registry::start(folder.path(), &auth);
    let repository = repository(&format!("{}/shop:1", private.host));
    let (_, errors) = fetched(&repository, &[]);
    assert!(
        errors.contains("wants credentials, and none are kept"),
        "{errors}"
    );
    keep(&repository, &private.host, "wrong");
    let (_, errors) = fetched(&repository, &[]);
    assert!(errors.contains("refuses the credentials"), "{errors}");
    keep(&repository, &private.host, "secret");
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!(errors, "");
    assert!(sizes[0].contains(&format!("size {}: compressed", layer.len())));
    assert!(sizes[1].contains("size 50000: unpacked"));
}

fn openssl(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("openssl");
    let output = command.args(arguments).current_dir(folder).output();
    let output = output.expect("openssl runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    output.stdout
}

/// A token to pull `shop` for the next while, signed as the registry checks it.
fn token(folder: &Path) -> String {
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=tokens",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
    );
    let der = openssl(folder, &["x509", "-in", "cert.pem", "-outform", "DER"]);
    let chain = STANDARD.encode(der);
    let now = jiff::Timestamp::now().as_second();
    let head = format!(r#"{{"typ":"JWT","alg":"RS256","x5c":["{chain}"]}}"#);
    let claims = format!(
        r#"{{"iss":"tokens","sub":"user","aud":"shop","jti":"1","iat":{now},"nbf":{},"exp":{},
        "access":[{{"type":"repository","name":"shop","actions":["pull"]}}]}}"#,
        now - 60,
        now + 600
    );
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(head),
        URL_SAFE_NO_PAD.encode(claims)
    );
    fs::write(folder.join("signed"), &signed).unwrap();
    let signature = openssl(folder, &["dgst", "-sha256", "-sign", "key.pem", "signed"]);
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn a_registry_that_wants_tokens_is_shown_one() {
    let (folder, public) = open();
    let layer = gzip(&noise(50_000));
    public.push_image(Some("1"), &[(GZIP, &layer)]);
    let token = token(folder.path());
    let tokens = Stub::new(move |request| {
        let asked = "/token?service=shop&scope=repository%3Ashop%3Apull";
        let known = request.header("authorization") == Some("Basic dXNlcjpzZWNyZXQ=");
        if request.path == asked && known {
            Reply::body(200, format!(r#"{{"token": "{token}", "expires_in": 600}}"#))
        } else {
            Reply::of(401)
        }
    });
    let auth = format!(
        "auth: {{token: {{realm: 'http://{}/token', service: shop, issuer: tokens, rootcertbundle: {}}}}}\n",
        tokens.host,
        folder.path().join("cert.pem").display()
    );
    let private = Registry::start(folder.path(), &auth);
    let repository = repository(&format!("{}/shop:1", private.host));
    let (_, errors) = fetched(&repository, &[]);
    assert!(errors.contains("wants credentials"), "{errors}");
    keep(&repository, &private.host, "secret");
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!(errors, "");
    assert!(sizes[0].contains(&format!("size {}: compressed", layer.len())));
    assert!(sizes[1].contains("size 50000: unpacked"));
}

#[test]
#[ignore = "needs docker-registry: tests/registry/run.sh"]
fn a_busy_and_faltering_front_is_got_past() {
    let (_folder, registry) = open();
    let layer = gzip(&noise(50_000));
    registry.push_image(Some("1"), &[(GZIP, &layer)]);
    let (behind, asked) = (registry.host.clone(), AtomicUsize::new(0));
    let front = Stub::new(move |request| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::of(429).with("Retry-After", "1"),
        2 => Reply {
            manner: Manner::Cut,
            ..Reply::body(200, vec![b' '; 500])
        },
        4 => Reply::of(503),
        _ => Reply::of(307).with("Location", &format!("http://{behind}{}", request.path)),
    });
    let (sizes, errors) = fetched(&repository(&format!("{}/shop:1", front.host)), &[]);
    assert_eq!(errors, "");
    assert!(sizes[0].contains(&format!("size {}: compressed", layer.len())));
    assert!(
        sizes[1].contains("size 50000: unpacked"),
        "{:?}",
        front.lines()
    );
}
