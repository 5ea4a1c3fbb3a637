//! Registries that are slow, broken, busy or malicious: a warning with the reason, in bounded time, and nothing else.

use super::archives::{digest, gzip, noise};
use super::stub::{
    GZIP, Held, Manner, OCI_INDEX, Reply, Stub, deployment, fetched, manifest, repository,
};
use super::support::Repository;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Why the image of a stub is not measured.
fn refused(stub: &Stub, arguments: &[&str]) -> String {
    let repository = repository(&format!("{}/shop:1", stub.host));
    let (sizes, errors) = fetched(&repository, arguments);
    assert_eq!(sizes, [""; 0]);
    let before = format!(
        "warning: shop.yaml:14: `{}/shop:1` was not measured: ",
        stub.host
    );
    let why = errors.strip_prefix(&before);
    let why = why.unwrap_or_else(|| panic!("{errors}"));
    why.trim_end().replace(&stub.host, "HOST")
}

/// Answers with the `bad` reply so many times, and then as it should.
fn at_first(bad: Reply, times: usize) -> Stub {
    let held = Held::image(&[(GZIP, &gzip(b"layer"))]);
    let asked = AtomicUsize::new(0);
    Stub::new(move |request| {
        if request.method == "GET" && asked.fetch_add(1, Ordering::SeqCst) < times {
            return bad.clone();
        }
        held.answer(request)
    })
}

fn cut() -> Reply {
    Reply {
        manner: Manner::Cut,
        ..Reply::body(200, vec![b' '; 1_000])
    }
}

#[test]
fn a_mishap_is_tried_again() {
    let busy = Reply::of(429).with("Retry-After", "0");
    let past = Reply::of(503).with("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT");
    for bad in [busy, past, Reply::of(502), cut()] {
        let stub = at_first(bad.clone(), 2);
        let (sizes, errors) = fetched(&repository(&format!("{}/shop:1", stub.host)), &[]);
        assert_eq!((sizes.len(), errors.as_str()), (2, ""), "{bad:?}");
    }
}

#[test]
fn a_registry_is_waited_for_as_long_as_it_wants() {
    let stub = at_first(Reply::of(429).with("Retry-After", "1"), 1);
    let before = Instant::now();
    let (sizes, _) = fetched(&repository(&format!("{}/shop:1", stub.host)), &[]);
    assert_eq!(sizes.len(), 2);
    assert!(before.elapsed() >= Duration::from_secs(1));
}

#[test]
fn what_stays_broken_is_told() {
    let server = |status| at_first(Reply::of(status), usize::MAX);
    for (stub, why) in [
        (server(500), "`HOST` has a fault of its own (500)"),
        (server(418), "`HOST` answers 418"),
        (server(403), "`HOST` does not let it be read"),
        (
            at_first(cut(), usize::MAX),
            "`HOST` breaks off in the middle of its answer",
        ),
        (Held::default().serve(), "`HOST` has no such image"),
    ] {
        assert_eq!(refused(&stub, &[]), why);
    }
}

#[test]
fn a_registry_that_wants_more_patience_than_there_is_is_left_alone() {
    let stub = Stub::new(|_| Reply::of(429).with("Retry-After", "3600"));
    let texts: Vec<(String, String)> = (0..8)
        .map(|at| {
            let image = format!("{}/shop{at}:1", stub.host);
            (format!("{at}.yaml"), deployment(&image))
        })
        .collect();
    let files = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let (_, errors) = fetched(&Repository::new(&files.collect::<Vec<_>>()), &[]);
    assert_eq!(errors.lines().count(), 8);
    // Those that are asked for at the same time as the first, and none after it.
    assert!(stub.asked().len() <= 4, "{:?}", stub.lines());
    for line in errors.lines() {
        assert!(
            line.ends_with(
                "takes no more requests (429) and wants 3600 s of patience, of which there are 60"
            ),
            "{line}"
        );
    }
}

#[test]
fn a_slow_answer_is_not_waited_for() {
    let slow = Reply {
        manner: Manner::Slow,
        ..Reply::body(200, vec![0; 100_000])
    };
    let stub = at_first(slow, usize::MAX);
    let before = Instant::now();
    let why = refused(&stub, &["--fetch-timeout", "1"]);
    assert!(
        [
            "`HOST` answers too slowly",
            "`HOST` was not done within 1 s"
        ]
        .contains(&why.as_str()),
        "{why}"
    );
    assert!(before.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_registry_that_is_not_there_is_told_for_each_image() {
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let (sizes, errors) = fetched(&repository(&format!("{host}/shop:1")), &[]);
    assert_eq!(sizes, [""; 0]);
    assert!(
        errors.contains(&format!("`{host}` refuses the connection")),
        "{errors}"
    );
}

#[test]
fn a_manifest_has_an_end() {
    let long = Reply::body(200, vec![b' '; (4 << 20) + 1]);
    let endless = Reply {
        manner: Manner::Endless,
        ..Reply::of(200)
    };
    for reply in [long, endless] {
        let stub = at_first(reply, usize::MAX);
        assert_eq!(refused(&stub, &[]), "`HOST` sends more than 4194304 bytes");
    }
}

fn layer(size: &str) -> String {
    let digest = digest(b"layer");
    format!(r#"{{"mediaType": "{GZIP}", "digest": "{digest}", "size": {size}}}"#)
}

fn lies(layers: &str) -> Held {
    Held::anything(std::str::from_utf8(&manifest(layers)).unwrap())
}

#[test]
fn a_lying_manifest_is_refused() {
    let index = |entries: &str| {
        Held::anything(&format!(
            r#"{{"schemaVersion": 2, "mediaType": "{OCI_INDEX}", "manifests": [{entries}]}}"#
        ))
    };
    let many = vec![layer("1"); 1_001].join(",");
    for (held, why) in [
        (
            lies(&layer("-1")),
            "its manifest cannot be read: invalid value: integer `-1`, expected u64",
        ),
        (
            lies(&layer("99999999999999999999999")),
            "its manifest cannot be read: ",
        ),
        (
            lies(&layer("18446744073709551615")),
            "its manifest states a layer of 18446744073709551615 bytes",
        ),
        (lies(&many), "it has more than 1000 layers"),
        (
            lies(r#"{"digest": "sha256:../../etc/passwd", "size": 1}"#),
            "a digest in its manifest is broken",
        ),
        (
            index(r#"{"digest": "sha256:../../x", "size": 1}"#),
            "a digest in its manifest is broken",
        ),
        (index(""), "it has no image for linux/amd64"),
        (Held::anything("nonsense"), "its manifest cannot be read: "),
        (Held::anything("{}"), "it has no image for linux/amd64"),
        (
            Held::anything(r#"{"schemaVersion": 1, "fsLayers": []}"#),
            "its manifest is of Docker's first schema, which states no sizes; push it again",
        ),
        (
            Held::anything(
                r#"{"schemaVersion": 2, "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json"}, "layers": []}"#,
            ),
            "it is no container image",
        ),
    ] {
        let told = refused(&held.serve(), &[]);
        assert!(told.starts_with(why), "{told}");
    }
}

#[test]
fn deep_lists_and_loops_end() {
    let mut held = Held::default();
    let mut inner = br#"{"schemaVersion": 2, "layers": []}"#.to_vec();
    for _ in 0..4 {
        held.tag("inner", &inner);
        let (digest, size) = (digest(&inner), inner.len());
        let entry = format!(r#"{{"digest": "{digest}", "size": {size}}}"#);
        inner = format!(r#"{{"schemaVersion": 2, "manifests": [{entry}]}}"#).into_bytes();
    }
    held.tag("1", &inner);
    let why = refused(&held.serve(), &[]);
    assert_eq!(why, "its lists lie too deep in each other");

    let round = Stub::new(|request| Reply::of(302).with("Location", &request.path));
    assert_eq!(refused(&round, &[]), "`HOST` redirects more than 5 times");
    let nowhere = Stub::new(|_| Reply::of(302));
    assert_eq!(refused(&nowhere, &[]), "`HOST` redirects to nowhere");
    let plain = Stub::new(|_| Reply::of(302).with("Location", "http://example.com/"));
    assert_eq!(
        refused(&plain, &[]),
        "`HOST` redirects to an address without https, which is not followed"
    );
    // Whoever answers there speaks no TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1_000]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let to = format!("https://{host}/");
    let encrypted = Stub::new(move |_| Reply::of(302).with("Location", &to));
    let told = refused(&encrypted, &[]);
    let why = format!("`{host}` cannot be spoken to safely: ");
    assert!(told.starts_with(&why), "{told}");
}

#[test]
fn a_manifest_is_what_its_digest_says() {
    let held = Held::image(&[(GZIP, &gzip(b"layer"))]);
    let stub = Stub::new(move |request| {
        let mut reply = held.answer(request);
        if request.method == "GET" {
            reply.body.push(b' ');
        }
        reply
    });
    assert_eq!(refused(&stub, &[]), "its manifest does not have its digest");
}

#[test]
fn a_layer_is_as_long_as_its_manifest_says() {
    let bytes = gzip(&noise(5_000));
    let short = bytes.len() as u64 - 1;
    for stated in [short, short + 2, 900_000_000] {
        let text = format!(
            r#"{{"mediaType": "{GZIP}", "digest": "{}", "size": {stated}}}"#,
            digest(&bytes)
        );
        let (held, bytes) = (lies(&text), bytes.clone());
        let stub = Stub::new(move |request| {
            if request.path.contains("/blobs/") {
                return super::stub::piece(request, &bytes, bytes.len());
            }
            held.answer(request)
        });
        let why = format!(
            "its manifest states a layer of {stated} bytes, and the registry keeps {}",
            short + 1
        );
        assert_eq!(refused(&stub, &[]), why);
    }
}

#[test]
fn a_name_for_the_terminal_is_harmless() {
    let held = Held::anything(&format!(
        r#"{{"schemaVersion": 2, "manifests": [{{"digest": "{}", "size": 1, "platform": {{"os": "\u001b[31mlinux", "architecture": "::error::x"}}}}]}}"#,
        digest(b"")
    ));
    let why = refused(&held.serve(), &[]);
    assert!(!why.contains('\u{1b}'), "{why:?}");
}
