//! A registry of a few lines: what it holds, what it was asked, and how it misbehaves.

use super::archives::digest;
use super::support::{Repository, sizes_in};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub(crate) const GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) manner: Manner,
}

/// How it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Whole,
    /// A byte now and then, and never the last one.
    Slow,
    /// Less than was promised.
    Cut,
    /// Without a length, and far more than anybody wants.
    Endless,
}

impl Reply {
    pub(crate) fn of(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            manner: Manner::Whole,
        }
    }

    pub(crate) fn body(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            ..Self::of(status)
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn send(&self, stream: &mut TcpStream, is_head: bool) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if self.manner != Manner::Endless {
            write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap();
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        if is_head {
            return Ok(());
        }
        match self.manner {
            Manner::Whole => stream.write_all(&self.body),
            Manner::Cut => stream.write_all(&self.body[..self.body.len() / 2]),
            Manner::Slow => loop {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(50));
            },
            Manner::Endless => loop {
                stream.write_all(&[b' '; 4_096])?;
            },
        }
    }
}

/// A server on this machine.
pub(crate) struct Stub {
    /// `127.0.0.1:12345`.
    pub(crate) host: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Stub {
    pub(crate) fn new(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (seen, answer) = (asked.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, answer) = (seen.clone(), answer.clone());
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let Some(request) = request(&stream) else {
                        return;
                    };
                    seen.lock().unwrap().push(request.clone());
                    let reply = answer(&request);
                    // Whoever has heard enough hangs up.
                    let _ = reply.send(&mut stream, request.method == "HEAD");
                });
            }
        });
        Self { host, asked }
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// `GET /v2/..` of everything that was asked.
    pub(crate) fn lines(&self) -> Vec<String> {
        let asked = self.asked();
        let lines = asked
            .iter()
            .map(|one| format!("{} {}", one.method, one.path));
        lines.collect()
    }
}

fn request(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length");
    let length = length.map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        path,
        headers,
        body: String::from_utf8(body).unwrap(),
    })
}

/// What a registry holds in its one repository `shop`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    manifests: BTreeMap<String, Vec<u8>>,
    blobs: BTreeMap<String, Vec<u8>>,
}

impl Held {
    /// One image with tag `1`.
    pub(crate) fn image(layers: &[(&str, &[u8])]) -> Self {
        let mut held = Self::default();
        let manifest = held.manifest(layers);
        held.tag("1", &manifest);
        held
    }

    /// One image for several platforms with tag `1`, a gzip layer for each.
    pub(crate) fn index(images: &[(&str, &[u8])]) -> Self {
        let mut held = Self::default();
        let mut entries = Vec::new();
        for (platform, layer) in images {
            let manifest = held.manifest(&[(GZIP, layer)]);
            held.manifests.insert(digest(&manifest), manifest.clone());
            let (os, architecture) = platform.split_once('/').unwrap();
            let platform = format!(r#"{{"os": "{os}", "architecture": "{architecture}"}}"#);
            entries.push(format!(
                r#"{{"mediaType": "{OCI_MANIFEST}", "digest": "{}", "size": {}, "platform": {platform}}}"#,
                digest(&manifest),
                manifest.len()
            ));
        }
        let entries = entries.join(",");
        let index = format!(
            r#"{{"schemaVersion": 2, "mediaType": "{OCI_INDEX}", "manifests": [{entries}]}}"#
        );
        held.tag("1", index.as_bytes());
        held
    }

    /// Whatever somebody put there as a manifest with tag `1`.
    pub(crate) fn anything(manifest: &str) -> Self {
        let mut held = Self::default();
        held.tag("1", manifest.as_bytes());
        held
    }

    pub(crate) fn tag(&mut self, tag: &str, manifest: &[u8]) {
        self.manifests.insert(tag.to_owned(), manifest.to_vec());
        self.manifests.insert(digest(manifest), manifest.to_vec());
    }

    pub(crate) fn manifest(&mut self, layers: &[(&str, &[u8])]) -> Vec<u8> {
        let described = layers.iter().map(|(kind, bytes)| {
            self.blobs.insert(digest(bytes), bytes.to_vec());
            let (digest, size) = (digest(bytes), bytes.len());
            format!(r#"{{"mediaType": "{kind}", "digest": "{digest}", "size": {size}}}"#)
        });
        let described: Vec<String> = described.collect();
        manifest(&described.join(","))
    }

    /// The digest of the image.
    pub(crate) fn digest(&self) -> String {
        digest(&self.manifests["1"])
    }

    pub(crate) fn answer(&self, request: &Request) -> Reply {
        let Some(path) = request.path.strip_prefix("/v2/shop/") else {
            return Reply::of(404);
        };
        if let Some(name) = path.strip_prefix("manifests/") {
            return match self.manifests.get(name) {
                Some(bytes) => {
                    let reply = Reply::body(200, bytes.clone());
                    reply.with("Docker-Content-Digest", &digest(bytes))
                }
                None => Reply::of(404),
            };
        }
        let blob = path
            .strip_prefix("blobs/")
            .and_then(|name| self.blobs.get(name));
        match blob {
            Some(bytes) => piece(request, bytes, bytes.len()),
            None => Reply::of(404),
        }
    }

    pub(crate) fn serve(self) -> Stub {
        Stub::new(move |request| self.answer(request))
    }
}

/// What an image's manifest is around its layers.
pub(crate) fn manifest(layers: &str) -> Vec<u8> {
    let config = format!(
        r#"{{"mediaType": "{OCI_CONFIG}", "digest": "sha256:{}", "size": 2}}"#,
        "0".repeat(64)
    );
    format!(
        r#"{{"schemaVersion": 2, "mediaType": "{OCI_MANIFEST}", "config": {config}, "layers": [{layers}]}}"#
    )
    .into_bytes()
}

/// The piece that was asked for of bytes that are called `length` long.
pub(crate) fn piece(request: &Request, bytes: &[u8], length: usize) -> Reply {
    let range = request.header("range").unwrap();
    let range = range.strip_prefix("bytes=").unwrap();
    let (first, last) = range.split_once('-').unwrap();
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    match bytes.get(first..=last) {
        Some(piece) => {
            Reply::body(206, piece).with("Content-Range", &format!("bytes {first}-{last}/{length}"))
        }
        None => Reply::of(416).with("Content-Range", &format!("bytes */{length}")),
    }
}

/// A Deployment that runs an image, in `shop.yaml` on line 14.
pub(crate) fn deployment(image: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {{app: shop}}
  template:
    metadata:
      labels: {{app: shop}}
    spec:
      containers:
        - name: shop
          image: {image}
"
    )
}

/// A repository with one Deployment, and a home for the run.
pub(crate) fn repository(image: &str) -> Repository {
    let repository = Repository::new(&[("shop.yaml", &deployment(image))]);
    // What the run keeps is no file of the repository.
    repository.write(".gitignore", b"home/\n");
    repository.write("home/.docker/config.json", b"{}");
    repository
}

/// A run in it that may ask registries.
pub(crate) fn online(repository: &Repository, arguments: &[&str]) -> Command {
    let flag: &[&str] = &["--fetch-image-sizes"];
    let mut command = repository.command(&[arguments, flag].concat());
    command.env("HOME", repository.path("home"));
    command.env("XDG_CACHE_HOME", repository.path("home/.cache"));
    // Without it Windows knows no sockets.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// Every size of every workload, and what standard error says.
pub(crate) fn fetched(repository: &Repository, arguments: &[&str]) -> (Vec<String>, String) {
    let inspect: &[&str] = &["inspect", ".", "--format", "json"];
    told(
        &online(repository, &[inspect, arguments].concat())
            .output()
            .unwrap(),
    )
}

pub(crate) fn told(output: &Output) -> (Vec<String>, String) {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    // Nothing that a registry does fails a run.
    assert_eq!(output.status.code(), Some(0), "{error}");
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (sizes_in(&report), error)
}

/// Every file below a folder, relative to it.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(next) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap();
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
