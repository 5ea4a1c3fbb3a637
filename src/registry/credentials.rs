//! What Docker and Podman know of a registry's credentials: `config.json`, `auth.json`, and the helpers that they name.
//! A secret is handed on for the host it was kept for, and shown nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The longest file of credentials and the longest answer of a helper, in bytes.
const LONGEST: u64 = 1 << 20;

/// How long a helper may think.
const PATIENCE: Duration = Duration::from_secs(15);

/// The hub has kept this name from its first interface.
const HUB: &str = "https://index.docker.io/v1/";

/// What opens a registry.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    /// User and password, or user and token.
    Password(String, String),
    /// A token that is exchanged for another one.
    Identity(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(..)")
    }
}

impl Credentials {
    /// As a header has them.
    pub(super) fn basic(&self) -> Option<String> {
        match self {
            Self::Password(user, password) => {
                let encoded = STANDARD.encode(format!("{user}:{password}"));
                Some(format!("Basic {encoded}"))
            }
            Self::Identity(_) => None,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct File {
    auths: BTreeMap<String, Kept>,
    creds_store: String,
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Kept {
    auth: String,
    username: String,
    password: String,
    identitytoken: String,
}

/// What a helper answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    username: String,
    secret: String,
}

/// The credentials for a registry, where some are kept.
pub(super) fn find(registry: &str) -> Result<Option<Credentials>, String> {
    for path in files() {
        let Ok(file) = std::fs::File::open(&path) else {
            continue;
        };
        let mut bytes = Vec::new();
        let mut file = file.take(LONGEST);
        let shown = path.display();
        let read = file.read_to_end(&mut bytes);
        read.map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
        // What the parser says of a broken file could quote a secret.
        let file: File = serde_json::from_slice(&bytes)
            .map_err(|error| format!("`{shown}` is broken in line {}", error.line()))?;
        if let Some(found) = in_file(&file, registry)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Where they are kept, in the order in which they count.
fn files() -> Vec<PathBuf> {
    // An empty one would be the folder one is in, which may be anybody's.
    let folder = |name: &str| {
        let path = std::env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let home = folder("HOME").or_else(|| folder("USERPROFILE"));
    let docker = folder("DOCKER_CONFIG").or_else(|| home.map(|home| home.join(".docker")));
    let podman = folder("XDG_RUNTIME_DIR");
    [
        folder("REGISTRY_AUTH_FILE"),
        docker.map(|folder| folder.join("config.json")),
        podman.map(|folder| folder.join("containers/auth.json")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn in_file(file: &File, registry: &str) -> Result<Option<Credentials>, String> {
    let named = |key: &&String| is_for(key, registry);
    let helper = file.cred_helpers.iter().find(|(key, _)| named(key));
    let helper = helper.map_or(file.creds_store.as_str(), |(_, helper)| helper);
    if !helper.is_empty() {
        let server = if registry == "docker.io" {
            HUB
        } else {
            registry
        };
        if let Some(found) = ask(helper, server)? {
            return Ok(Some(found));
        }
    }
    let kept = file.auths.iter().find(|(key, _)| named(key));
    kept.map_or(Ok(None), |(_, kept)| kept.credentials(registry))
}

/// Whether an entry is for a registry: some are written as addresses.
fn is_for(key: &str, registry: &str) -> bool {
    let key = key.strip_prefix("https://").unwrap_or(key);
    let key = key.strip_prefix("http://").unwrap_or(key);
    let (host, path) = key.split_once('/').unwrap_or((key, ""));
    let is_whole = ["", "v1", "v1/", "v2", "v2/"].contains(&path);
    let host = match host {
        "index.docker.io" | "registry-1.docker.io" => "docker.io",
        host => host,
    };
    is_whole && host.eq_ignore_ascii_case(registry)
}

impl Kept {
    fn credentials(&self, registry: &str) -> Result<Option<Credentials>, String> {
        if !self.identitytoken.is_empty() {
            return Ok(Some(Credentials::Identity(self.identitytoken.clone())));
        }
        if !self.username.is_empty() {
            let (user, password) = (self.username.clone(), self.password.clone());
            return Ok(Some(Credentials::Password(user, password)));
        }
        if self.auth.is_empty() {
            return Ok(None);
        }
        let broken = || format!("the credentials that are kept for `{registry}` are broken");
        let text = self.auth.trim_end_matches('=');
        let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| broken())?;
        let text = String::from_utf8(bytes).map_err(|_| broken())?;
        let (user, password) = text.split_once(':').ok_or_else(broken)?;
        // Some tools pad the password with zeros.
        let password = password.trim_matches('\0');
        Ok(Some(Credentials::Password(
            user.to_owned(),
            password.to_owned(),
        )))
    }
}

/// Asks a helper; one that knows nothing says so by failing.
fn ask(helper: &str, server: &str) -> Result<Option<Credentials>, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !helper.chars().all(plain) {
        return Err("a credential helper is named that can be none".to_owned());
    }
    let program = format!("docker-credential-{helper}");
    let mut child = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| format!("the credential helper `{program}` cannot be run"))?;
    if let Some(mut input) = child.stdin.take() {
        // One that does not listen fails below.
        let _ = input.write_all(server.as_bytes());
    }
    let (sender, answer) = mpsc::channel();
    if let Some(output) = child.stdout.take() {
        // On a thread of its own that is not waited for: what the helper started may keep the pipe open.
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(LONGEST).read_to_end(&mut bytes);
            let _ = sender.send(read.map(|_| bytes));
        });
    }
    let end = Instant::now() + PATIENCE;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(10)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                let seconds = PATIENCE.as_secs();
                return Err(format!(
                    "the credential helper `{program}` did not answer within {seconds} s"
                ));
            }
        }
    };
    if !status.success() {
        return Ok(None);
    }
    let broken = || format!("the credential helper `{program}` answers what cannot be read");
    let left = end.saturating_duration_since(Instant::now());
    let bytes = answer.recv_timeout(left).map_err(|_| broken())?;
    let bytes = bytes.map_err(|_| broken())?;
    let told: Told = serde_json::from_slice(&bytes).map_err(|_| broken())?;
    Ok(match told.username.as_str() {
        _ if told.secret.is_empty() => None,
        "<token>" => Some(Credentials::Identity(told.secret)),
        user => Some(Credentials::Password(user.to_owned(), told.secret)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn found(text: &str, registry: &str) -> Result<Option<Credentials>, String> {
        in_file(&serde_json::from_str(text).unwrap(), registry)
    }

    fn password(user: &str, password: &str) -> Credentials {
        Credentials::Password(user.to_owned(), password.to_owned())
    }

    #[test]
    fn an_entry_is_for_its_own_host_alone() {
        let file = r#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "aHViOm9uZQ=="},
            "ghcr.io": {"auth": "Z2hjcjp0d28"},
            "https://registry.example:5000/v2/": {"username": "u", "password": "p"},
            "scoped.example/team": {"auth": "aHViOm9uZQ=="},
            "azure.example": {"auth": "MDAwOg==", "identitytoken": "exchange"},
            "empty.example": {}
        }}"#;
        assert_eq!(found(file, "docker.io"), Ok(Some(password("hub", "one"))));
        assert_eq!(found(file, "ghcr.io"), Ok(Some(password("ghcr", "two"))));
        assert_eq!(
            found(file, "registry.example:5000"),
            Ok(Some(password("u", "p")))
        );
        let exchanged = Credentials::Identity("exchange".to_owned());
        assert_eq!(found(file, "azure.example"), Ok(Some(exchanged)));
        for nobody in [
            "registry.example",
            "evil.ghcr.io",
            "ghcr.io.evil.example",
            "scoped.example",
            "empty.example",
        ] {
            assert_eq!(found(file, nobody), Ok(None), "{nobody}");
        }
    }

    #[test]
    fn broken_credentials_are_told_without_showing_them() {
        for auth in ["%%%", "bm9jb2xvbg=="] {
            let file = format!(r#"{{"auths": {{"ghcr.io": {{"auth": "{auth}"}}}}}}"#);
            assert_eq!(
                found(&file, "ghcr.io"),
                Err("the credentials that are kept for `ghcr.io` are broken".to_owned())
            );
        }
        let secret = Credentials::Password("u".into(), "secret".into());
        assert!(!format!("{secret:?}").contains("secret"));
    }

    #[test]
    fn a_helper_is_a_name_and_no_path() {
        for helper in ["../../tmp/x", "a b", "/bin/sh"] {
            let file = format!(r#"{{"credsStore": "{helper}"}}"#);
            assert!(found(&file, "ghcr.io").is_err(), "{helper}");
        }
    }
}
