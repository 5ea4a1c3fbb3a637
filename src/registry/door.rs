//! How a registry is opened: without credentials first, then as it asks for them. Docker sends what is kept for a registry
//! to the address that the registry names for tokens, on whatever host, and so must we; but only if the registry said so
//! itself, not somebody it redirected to, only over https, and only to read this one repository.

use super::address::{Address, escaped};
use super::credentials::{self, Credentials};
use super::http::{Answer, Ask, Budget, Client, Trouble};
use crate::measure::Reference;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use ureq::http::Method;

/// The longest answer with a token, in bytes.
const LONGEST: u64 = 256 * 1024;

/// What is kept for a registry, or why that cannot be read.
type Known = Result<Option<Credentials>, String>;

/// What has been learnt of registries.
#[derive(Default)]
pub(super) struct Doors {
    /// By registry and repository: the header that opens it.
    open: Mutex<BTreeMap<(String, String), String>>,
    known: Mutex<BTreeMap<String, Known>>,
}

/// What a registry wants to see.
#[derive(Debug, Default, PartialEq, Eq)]
struct Challenge {
    scheme: String,
    realm: String,
    service: String,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
    #[serde(default)]
    access_token: String,
}

impl Doors {
    /// Asks a registry about an image, with credentials where it wants some.
    pub(super) fn ask(
        &self,
        client: &Client,
        image: &Reference,
        ask: &Ask<'_>,
        budget: Budget,
    ) -> Result<Answer, Trouble> {
        let key = (image.registry.clone(), image.repository.clone());
        let lock = || self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&key).cloned();
        let with = |authorization: Option<&str>| {
            let ask = Ask {
                method: ask.method.clone(),
                address: ask.address.clone(),
                accept: ask.accept,
                range: ask.range.clone(),
                authorization,
                form: None,
                most: ask.most,
            };
            client.send(&ask, budget)
        };
        let answer = with(known.as_deref())?;
        if answer.status != 401 || !answer.is_first_hand {
            return Ok(answer);
        }
        let opened = self.open(client, image, (&ask.address, &answer), budget)?;
        let answer = with(Some(&opened))?;
        if answer.status == 401 {
            let host = &image.registry;
            let why = match self.kept(host) {
                Ok(Some(_)) => format!("`{host}` refuses the credentials that are kept for it"),
                Ok(None) => wanted(host),
                Err(why) => why,
            };
            return Err(Trouble::Image(why));
        }
        lock().insert(key, opened);
        Ok(answer)
    }

    /// The credentials for a registry; a helper is asked once.
    fn kept(&self, registry: &str) -> Known {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let find = || credentials::find(registry);
        known
            .entry(registry.to_owned())
            .or_insert_with(find)
            .clone()
    }

    /// The header that answers a challenge.
    fn open(
        &self,
        client: &Client,
        image: &Reference,
        (address, answer): (&Address, &Answer),
        budget: Budget,
    ) -> Result<String, Trouble> {
        let host = &image.registry;
        let challenges: Vec<Challenge> = answer
            .headers("www-authenticate")
            .flat_map(challenges)
            .collect();
        let of = |scheme: &str| {
            let mut all = challenges.iter();
            all.find(|challenge| challenge.scheme.eq_ignore_ascii_case(scheme))
        };
        if let Some(challenge) = of("bearer") {
            // Public images need none: what is wrong with ours is told only if it matters.
            let kept = self.kept(host);
            let credentials = kept.as_ref().ok().and_then(Option::as_ref);
            return token(client, image, (address, challenge), credentials, budget)
                .map_err(|trouble| kept.clone().err().map_or(trouble, Trouble::Image));
        }
        if of("basic").is_some() {
            return match self.kept(host).map_err(Trouble::Image)? {
                Some(credentials) => credentials
                    .basic()
                    .ok_or_else(|| Trouble::Image(wanted(host))),
                None => Err(Trouble::Image(wanted(host))),
            };
        }
        Err(Trouble::Image(format!(
            "`{host}` wants to be opened in a way that is not known here"
        )))
    }
}

fn wanted(host: &str) -> String {
    format!("`{host}` wants credentials, and none are kept for it (`docker login {host}`)")
}

/// Fetches a token to read a repository.
fn token(
    client: &Client,
    image: &Reference,
    (address, challenge): (&Address, &Challenge),
    credentials: Option<&Credentials>,
    budget: Budget,
) -> Result<String, Trouble> {
    let host = &image.registry;
    let realm = address.join(&challenge.realm).map_err(|why| {
        Trouble::image(format!(
            "`{host}` sends for a token to {why}, which is not followed"
        ))
    })?;
    // Not the scope that the registry names: reading is enough.
    let scope = format!("repository:{}:pull", image.repository);
    let service = challenge.service.as_str();
    let basic = credentials.and_then(Credentials::basic);
    let ask = match credentials {
        Some(Credentials::Identity(identity)) => Ask {
            method: Method::POST,
            form: Some(format!(
                "grant_type=refresh_token&client_id=plimsoll&service={}&scope={}&refresh_token={}",
                escaped(service),
                escaped(&scope),
                escaped(identity)
            )),
            ..Ask::get(realm, LONGEST)
        },
        _ => {
            let query = [("service", service), ("scope", &scope)];
            let realm = realm.with_query(&query).map_err(Trouble::Image)?;
            Ask {
                authorization: basic.as_deref(),
                ..Ask::get(realm, LONGEST)
            }
        }
    };
    let answer = client.send(&ask, budget)?;
    let from = ask.address.host();
    match answer.status {
        200 => {}
        401 | 403 if credentials.is_some() => {
            return Err(Trouble::image(format!(
                "`{from}` refuses the credentials that are kept for `{host}`"
            )));
        }
        401 | 403 => return Err(Trouble::Image(wanted(host))),
        status => {
            return Err(Trouble::image(format!(
                "`{from}` gives no token for `{host}` ({status})"
            )));
        }
    }
    let token: Option<Token> = serde_json::from_slice(&answer.body).ok();
    let token = token.map(|token| {
        if token.token.is_empty() {
            token.access_token
        } else {
            token.token
        }
    });
    let fine = |token: &String| !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
    match token.filter(fine) {
        Some(token) => Ok(format!("Bearer {token}")),
        None => Err(Trouble::image(format!(
            "`{from}` answers with no token for `{host}`"
        ))),
    }
}

/// `Bearer realm="https://..",service="..", Basic realm=".."`.
fn challenges(header: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    for piece in pieces(header) {
        let piece = piece.trim();
        let (scheme, pair) = match (piece.split_once(' '), piece.contains('=')) {
            (Some((scheme, pair)), _) if !scheme.contains('=') => (Some(scheme), pair.trim()),
            (_, true) => (None, piece),
            (_, false) => (Some(piece), ""),
        };
        if let Some(scheme) = scheme.filter(|scheme| !scheme.is_empty()) {
            found.push(Challenge {
                scheme: scheme.to_owned(),
                ..Challenge::default()
            });
        }
        let (Some(challenge), Some((key, value))) = (found.last_mut(), pair.split_once('=')) else {
            continue;
        };
        let value = value.trim().trim_matches('"').to_owned();
        match key.trim().to_ascii_lowercase().as_str() {
            "realm" => challenge.realm = value,
            "service" => challenge.service = value,
            _ => {}
        }
    }
    found
}

/// What stands between commas that are not quoted.
fn pieces(header: &str) -> Vec<&str> {
    let (mut found, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in header.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                found.push(&header[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&header[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_read_as_registries_write_it() {
        let of = |scheme: &str, realm: &str, service: &str| Challenge {
            scheme: scheme.to_owned(),
            realm: realm.to_owned(),
            service: service.to_owned(),
        };
        for (header, found) in [
            (
                r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#,
                vec![of(
                    "Bearer",
                    "https://auth.docker.io/token",
                    "registry.docker.io",
                )],
            ),
            (
                r#"Basic realm="Registry Realm""#,
                vec![of("Basic", "Registry Realm", "")],
            ),
            (
                r#"bearer service=x, realm="https://a.example/t", Basic realm="r""#,
                vec![
                    of("bearer", "https://a.example/t", "x"),
                    of("Basic", "r", ""),
                ],
            ),
            ("Negotiate", vec![of("Negotiate", "", "")]),
            ("", vec![]),
            (r#",,="x",realm"#, vec![of("realm", "", "")]),
        ] {
            assert_eq!(challenges(header), found, "{header}");
        }
    }
}
