//! Whom a request goes to, and which addresses are fit to be asked at all.

use std::fmt::Write;
use ureq::http::Uri;

/// Where the hub's images really lie.
const HUB: &str = "registry-1.docker.io";

/// An address that may be asked: https, or http on this very machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    uri: Uri,
}

impl Address {
    /// A path of a registry's API; http where the registry is this machine.
    pub(super) fn of(registry: &str, path: &str) -> Result<Self, String> {
        let host = match registry {
            "docker.io" => HUB,
            host => host,
        };
        let scheme = if is_loopback(without_port(host)) {
            "http"
        } else {
            "https"
        };
        Self::parse(&format!("{scheme}://{host}{path}"))
    }

    /// An address as somebody else wrote it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|_| "a broken address".to_owned())?;
        let address = Self { uri };
        let authority = address.uri.authority().map_or("", |one| one.as_str());
        match address.uri.scheme_str() {
            _ if authority.is_empty() || authority.contains('@') => {
                Err("an address that is none of a registry".to_owned())
            }
            Some("https") => Ok(address),
            Some("http") if address.is_loopback() => Ok(address),
            _ => Err("an address without https".to_owned()),
        }
    }

    /// Where an answer from here leads on to. This machine is no place that others may lead to.
    pub(super) fn join(&self, location: &str) -> Result<Self, String> {
        let next = if location.starts_with("//") {
            let scheme = self.uri.scheme_str().unwrap_or("https");
            Self::parse(&format!("{scheme}:{location}"))
        } else if location.starts_with('/') {
            let host = self.host();
            let scheme = self.uri.scheme_str().unwrap_or("https");
            Self::parse(&format!("{scheme}://{host}{location}"))
        } else {
            Self::parse(location)
        }?;
        if next.is_loopback() && !self.is_loopback() {
            return Err("this machine".to_owned());
        }
        Ok(next)
    }

    /// Host and port, as written.
    pub(super) fn host(&self) -> &str {
        self.uri.authority().map_or("", |one| one.as_str())
    }

    /// Whether credentials for the one may be sent to the other.
    pub(super) fn is_same_place(&self, other: &Self) -> bool {
        let same_host = self.host().eq_ignore_ascii_case(other.host());
        same_host && self.uri.scheme_str() == other.uri.scheme_str()
    }

    /// Whether it is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(self.uri.host().unwrap_or(""))
    }

    /// With more of a query.
    pub(super) fn with_query(&self, pairs: &[(&str, &str)]) -> Result<Self, String> {
        let mut text = self.uri.to_string();
        for (key, value) in pairs {
            text.push(if text.contains('?') { '&' } else { '?' });
            text.push_str(key);
            text.push('=');
            text.push_str(&escaped(value));
        }
        Self::parse(&text)
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }
}

/// A value in a query or a form.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            byte => drop(write!(escaped, "%{byte:02X}")),
        }
    }
    escaped
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The name of this machine, or one of its addresses that lead nowhere else.
fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<std::net::IpAddr> = host.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|one| one.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn http_is_for_this_machine_only() {
        for (registry, address) in [
            ("docker.io", "https://registry-1.docker.io/v2/"),
            ("ghcr.io", "https://ghcr.io/v2/"),
            ("registry.example:5000", "https://registry.example:5000/v2/"),
            ("localhost:5000", "http://localhost:5000/v2/"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000/v2/"),
        ] {
            let found = Address::of(registry, "/v2/").unwrap();
            assert_eq!(found.uri().to_string(), address);
        }
        for text in [
            "http://ghcr.io/v2/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "https://user:secret@ghcr.io/",
            "ftp://ghcr.io/",
            "ghcr.io",
            "/v2/",
            "",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_redirect_leads_on_but_never_to_this_machine() {
        let from = Address::parse("https://ghcr.io/v2/a/manifests/1").unwrap();
        for (location, next) in [
            ("/v2/b", Ok("https://ghcr.io/v2/b")),
            ("//cdn.example/b", Ok("https://cdn.example/b")),
            ("https://cdn.example/b?c=d", Ok("https://cdn.example/b?c=d")),
            ("http://cdn.example/b", Err("an address without https")),
            ("http://127.0.0.1:8080/", Err("this machine")),
            ("https://localhost/", Err("this machine")),
        ] {
            let found = from.join(location);
            let found = found.map(|address| address.uri().to_string());
            assert_eq!(found, next.map(str::to_owned).map_err(str::to_owned));
        }
    }

    #[test]
    fn credentials_stay_with_host_port_and_scheme() {
        let of = |text| Address::parse(text).unwrap();
        let registry = of("https://ghcr.io/v2/");
        assert!(registry.is_same_place(&of("https://GHCR.io/token")));
        assert!(!registry.is_same_place(&of("https://ghcr.io:444/")));
        assert!(!registry.is_same_place(&of("https://ghcr.io.evil.example/")));
        assert!(!of("http://localhost:1/").is_same_place(&of("http://localhost:2/")));
    }

    #[test]
    fn what_goes_into_a_query_is_escaped() {
        let address = Address::parse("https://auth.example/token?a=b").unwrap();
        let asked = address.with_query(&[("scope", "repository:a/b:pull&x=y")]);
        assert_eq!(
            asked.unwrap().uri().to_string(),
            "https://auth.example/token?a=b&scope=repository%3Aa%2Fb%3Apull%26x%3Dy"
        );
    }
}
