//! Credentials: none first, then as the registry asks, and to nobody else.

use super::archives::gzip;
use super::stub::{GZIP, Held, Reply, Request, Stub, fetched, online, repository, told};
use super::support::Repository;
use std::sync::{Arc, Mutex};

/// `user:secret`.
const BASIC: &str = "Basic dXNlcjpzZWNyZXQ=";

fn shop() -> Held {
    Held::image(&[(GZIP, &gzip(b"layer"))])
}

/// Puts credentials for a registry into the run's home.
fn log_in(repository: &Repository, registry: &str, kept: &str) {
    let config = format!(r#"{{"auths": {{"{registry}": {kept}}}}}"#);
    repository.write("home/.docker/config.json", config.as_bytes());
}

const KEPT: &str = r#"{"auth": "dXNlcjpzZWNyZXQ="}"#;

/// A registry that wants basic credentials.
fn basic() -> Stub {
    let held = shop();
    Stub::new(move |request| match request.header("authorization") {
        Some(BASIC) => held.answer(request),
        _ => Reply::of(401).with("WWW-Authenticate", r#"Basic realm="Registry""#),
    })
}

fn authorizations(stub: &Stub) -> Vec<String> {
    let asked = stub.asked();
    let all = asked.iter().map(|one| one.header("authorization"));
    all.map(|one| one.unwrap_or("-").to_owned()).collect()
}

#[test]
fn basic_credentials_open_the_registry_that_they_are_kept_for() {
    let stub = basic();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!(sizes, [""; 0]);
    assert_eq!(
        errors,
        format!(
            "warning: shop.yaml:14: `{0}/shop:1` was not measured: `{0}` wants credentials, and none are kept for it (`docker login {0}`)\n",
            stub.host
        )
    );
    // Those of others are others'.
    log_in(&repository, "127.0.0.1", KEPT);
    assert_eq!(fetched(&repository, &[]).0, [""; 0]);
    assert_eq!(authorizations(&stub), ["-", "-"]);
    log_in(&repository, &stub.host, KEPT);
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!((sizes.len(), errors.as_str()), (2, ""));
    log_in(&repository, &stub.host, r#"{"auth": "dXNlcjp3cm9uZw=="}"#);
    let (_, errors) = fetched(&repository, &["--no-fetch-cache"]);
    let why = format!(
        "`{}` refuses the credentials that are kept for it",
        stub.host
    );
    assert!(errors.contains(&why), "{errors}");
    assert!(!errors.contains("wrong"), "{errors}");
}

#[test]
fn a_broken_file_of_credentials_is_told_when_it_matters() {
    let (closed, open) = (basic(), shop().serve());
    let broken: &[u8] = b"{\"auths\": {\n\"secret";
    let repository_of = |stub: &Stub| {
        let repository = repository(&format!("{}/shop:1", stub.host));
        repository.write("home/.docker/config.json", broken);
        repository
    };
    let (_, errors) = fetched(&repository_of(&closed), &[]);
    assert!(
        errors.contains("config.json` is broken in line 2"),
        "{errors}"
    );
    assert!(!errors.contains("secret"), "{errors}");
    let (sizes, errors) = fetched(&repository_of(&open), &[]);
    assert_eq!((sizes.len(), errors.as_str()), (2, ""));
}

/// A registry that wants tokens of another host, and that host, which gives `t0ken` for what `wanted` admits.
fn tokens(wanted: impl Fn(&Request) -> bool + Send + Sync + 'static) -> (Stub, Stub) {
    let tokens = Stub::new(move |request| {
        if wanted(request) {
            Reply::body(200, r#"{"token": "t0ken"}"#)
        } else {
            Reply::of(401)
        }
    });
    let held = shop();
    let challenge = format!(
        r#"Bearer realm="http://{}/token",service="the, service",scope="repository:shop:pull,push""#,
        tokens.host
    );
    let registry = Stub::new(move |request| match request.header("authorization") {
        Some("Bearer t0ken") => held.answer(request),
        _ => Reply::of(401).with("WWW-Authenticate", &challenge),
    });
    (registry, tokens)
}

#[test]
fn a_token_to_read_is_fetched_anonymously() {
    let (registry, tokens) = tokens(|_| true);
    let repository = repository(&format!("{}/shop:1", registry.host));
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!((sizes.len(), errors.as_str()), (2, ""));
    // Once for all that is asked of the repository, and never for more than the registry was asked for.
    assert_eq!(
        tokens.lines(),
        ["GET /token?service=the%2C%20service&scope=repository%3Ashop%3Apull"]
    );
    assert_eq!(authorizations(&tokens), ["-"]);
}

#[test]
fn a_token_is_fetched_with_the_credentials_of_the_registry() {
    let (registry, tokens) = tokens(|request| request.header("authorization") == Some(BASIC));
    let repository = repository(&format!("{}/shop:1", registry.host));
    let (_, errors) = fetched(&repository, &[]);
    assert!(errors.contains("wants credentials"), "{errors}");
    log_in(&repository, &registry.host, KEPT);
    assert_eq!(fetched(&repository, &[]).0.len(), 2);
    assert_eq!(authorizations(&tokens), ["-", BASIC]);
    // The registry itself saw the token alone.
    assert!(!authorizations(&registry).contains(&BASIC.to_owned()));
}

#[test]
fn an_identity_token_is_exchanged() {
    let (registry, tokens) = tokens(|request| {
        request.method == "POST" && request.body.contains("refresh_token=s%26cret")
    });
    let repository = repository(&format!("{}/shop:1", registry.host));
    log_in(
        &repository,
        &registry.host,
        r#"{"identitytoken": "s&cret"}"#,
    );
    assert_eq!(fetched(&repository, &[]).0.len(), 2);
    assert_eq!(
        tokens.asked()[0].body,
        "grant_type=refresh_token&client_id=plimsoll&service=the%2C%20service&scope=repository%3Ashop%3Apull&refresh_token=s%26cret"
    );
}

#[test]
fn a_redirect_to_another_host_carries_no_credentials() {
    let held = shop();
    let cdn = {
        let held = held.clone();
        Stub::new(move |request| held.answer(request))
    };
    let to = cdn.host.clone();
    let registry = Stub::new(move |request| match request.header("authorization") {
        Some(BASIC) => Reply::of(307).with("Location", &format!("http://{to}{}", request.path)),
        _ => Reply::of(401).with("WWW-Authenticate", r#"Basic realm="Registry""#),
    });
    let repository = repository(&format!("{}/shop:1", registry.host));
    log_in(&repository, &registry.host, KEPT);
    let (sizes, errors) = fetched(&repository, &[]);
    assert_eq!((sizes.len(), errors.as_str()), (2, ""));
    assert!(authorizations(&registry).contains(&BASIC.to_owned()));
    assert!(!cdn.asked().is_empty());
    assert!(authorizations(&cdn).iter().all(|one| one == "-"));
}

#[test]
fn whoever_was_redirected_to_is_given_nothing() {
    let challenge: Arc<Mutex<String>> = Arc::default();
    let asked = challenge.clone();
    let thief = Stub::new(move |_| Reply::of(401).with("WWW-Authenticate", &asked.lock().unwrap()));
    let to = thief.host.clone();
    let registry = Stub::new(move |request| {
        Reply::of(307).with("Location", &format!("http://{to}{}", request.path))
    });
    let repository = repository(&format!("{}/shop:1", registry.host));
    log_in(&repository, &registry.host, KEPT);
    let bearer = format!(r#"Bearer realm="http://{}/token",service="x""#, thief.host);
    for wanted in [r#"Basic realm="Registry""#, &bearer] {
        wanted.clone_into(&mut challenge.lock().unwrap());
        let (_, errors) = fetched(&repository, &[]);
        assert!(errors.contains("does not let it be read"), "{errors}");
    }
    let lines = thief.lines();
    assert_eq!(lines, ["HEAD /v2/shop/manifests/1"; 2]);
    assert_eq!(authorizations(&thief), ["-", "-"]);
}

#[test]
fn a_token_is_not_fetched_where_nobody_should_be_asked() {
    for realm in [
        "http://tokens.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "",
    ] {
        let challenge = format!(r#"Bearer realm="{realm}""#);
        let registry = Stub::new(move |_| Reply::of(401).with("WWW-Authenticate", &challenge));
        let repository = repository(&format!("{}/shop:1", registry.host));
        log_in(&repository, &registry.host, KEPT);
        let (_, errors) = fetched(&repository, &[]);
        assert!(errors.contains("sends for a token to"), "{realm}: {errors}");
        assert_eq!(authorizations(&registry), ["-"]);
    }
}

#[cfg(unix)]
#[test]
fn a_credential_helper_is_asked_for_the_registry_alone() {
    use std::os::unix::fs::PermissionsExt;
    let stub = basic();
    let repository = repository(&format!("{}/shop:1", stub.host));
    let helper = repository.path("bin/docker-credential-vault");
    let says = |answer: &str| {
        let text = format!("#!/bin/sh\n/bin/cat >> asked.txt\necho >> asked.txt\n{answer}\n");
        repository.write("bin/docker-credential-vault", text.as_bytes());
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&helper, mode).unwrap();
        let inspect = ["inspect", ".", "--format", "json", "--no-fetch-cache"];
        let mut command = online(&repository, &inspect);
        told(
            &command
                .env("PATH", repository.path("bin"))
                .output()
                .unwrap(),
        )
    };
    let config = format!(r#"{{"credHelpers": {{"{}": "vault"}}}}"#, stub.host);
    repository.write("home/.docker/config.json", config.as_bytes());
    let (sizes, errors) = says(r#"echo '{"Username": "user", "Secret": "secret"}'"#);
    assert_eq!((sizes.len(), errors.as_str()), (2, ""));
    repository.write(
        "home/.docker/config.json",
        br#"{"credsStore": "vault", "auths": {}}"#,
    );
    let (sizes, _) = says(r#"echo '{"Username": "user", "Secret": "secret"}'"#);
    assert_eq!(sizes.len(), 2);
    let (_, errors) = says("exit 1");
    assert!(errors.contains("wants credentials"), "{errors}");
    let (_, errors) = says("echo nonsense");
    assert!(errors.contains("answers what cannot be read"), "{errors}");
    let asked = std::fs::read_to_string(repository.path("asked.txt")).unwrap();
    let asked: Vec<&str> = asked.lines().collect();
    assert_eq!(asked, [stub.host.as_str(); 4]);
    // One that is not there is told only where credentials are wanted.
    std::fs::remove_file(&helper).unwrap();
    let (_, errors) = fetched(&repository, &["--no-fetch-cache"]);
    assert!(
        errors.contains("the credential helper `docker-credential-vault` cannot be run"),
        "{errors}"
    );
}
