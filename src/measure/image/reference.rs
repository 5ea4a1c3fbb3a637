//! An image's name as registries know it: what a manifest abbreviates is written out, so that two names of one image are
//! equal.

use std::fmt;

/// Where images lie that name no registry.
const HUB: &str = "docker.io";

/// The longest name that is one; registries take 255 characters of repository and 128 of tag.
const LONGEST: usize = 1_024;

/// `docker.io/library/nginx:1.27`, with or without a digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The registry, with its port where it has one.
    pub registry: String,
    /// The path inside it.
    pub repository: String,
    /// The tag; `latest` where neither tag nor digest is written.
    pub tag: Option<String>,
    /// `sha256:..`; it beats the tag.
    pub digest: Option<String>,
}

impl Reference {
    /// Reads a name as it is written; `None` for a text that names no image: a placeholder, a logical name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fine = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
        if text.is_empty() || text.len() > LONGEST || !text.chars().all(fine) {
            return None;
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) if is_digest(digest) => (name, Some(digest.to_owned())),
            Some(_) => return None,
            None => (text, None),
        };
        let slash = name.rfind('/').map_or(0, |at| at + 1);
        let (path, tag) = match name[slash..].rfind(':') {
            Some(at) => (&name[..slash + at], Some(&name[slash + at + 1..])),
            None => (name, None),
        };
        if tag.is_some_and(str::is_empty) {
            return None;
        }
        let (registry, repository) = match path.split_once('/') {
            Some((first, rest)) if is_registry(first) => (first, rest.to_owned()),
            Some(_) => (HUB, path.to_owned()),
            None => (HUB, format!("library/{path}")),
        };
        let registry = match registry {
            "index.docker.io" | "registry-1.docker.io" => HUB,
            registry => registry,
        };
        let parts = repository.split('/');
        let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/+".contains(c);
        if !parts.clone().all(is_part) || !repository.chars().all(plain) {
            return None;
        }
        let latest = || digest.is_none().then(|| "latest".to_owned());
        Some(Self {
            registry: registry.to_owned(),
            repository,
            tag: tag.map(str::to_owned).or_else(latest),
            digest,
        })
    }
}

/// A first part with a dot, a port or `localhost` is a registry; anything else is a user of the hub.
fn is_registry(part: &str) -> bool {
    let begins = part.starts_with(|c: char| c.is_ascii_alphanumeric());
    begins && (part.contains(['.', ':']) || part == "localhost")
}

/// Whether a text is a digest: it becomes part of a path and of an address.
pub fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, digits)| {
        let named = ["sha256", "sha384", "sha512"].contains(&algorithm);
        let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        named && (64..=128).contains(&digits.len()) && digits.chars().all(hexadecimal)
    })
}

impl Reference {
    /// Whether a registry may have it: a name in capitals or with a tag of odd characters is a placeholder.
    pub fn can_be_asked_for(&self) -> bool {
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let bounded = |part: &str| part.starts_with(lower) && part.ends_with(lower);
        let within = |c: char| lower(c) || "._-".contains(c);
        let mut parts = self.repository.split('/');
        let tag = self.tag.as_deref().unwrap_or("latest");
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        parts.all(|part| bounded(part) && part.chars().all(within))
            && tag.len() <= 128
            && tag.starts_with(word)
            && tag.chars().all(|c| word(c) || ".-".contains(c))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(formatter, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(formatter, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_written_out() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (text, whole) in [
            ("nginx", "docker.io/library/nginx:latest"),
            ("nginx:1.27", "docker.io/library/nginx:1.27"),
            ("bitnami/redis", "docker.io/bitnami/redis:latest"),
            (
                "index.docker.io/library/nginx",
                "docker.io/library/nginx:latest",
            ),
            ("localhost:5000/app", "localhost:5000/app:latest"),
            ("localhost/app:1", "localhost/app:1"),
            ("ghcr.io/a/b/c:v1", "ghcr.io/a/b/c:v1"),
            (
                &format!("nginx@{digest}"),
                &format!("docker.io/library/nginx@{digest}"),
            ),
            (&format!("a.b/c:1@{digest}"), &format!("a.b/c:1@{digest}")),
        ] {
            let found = Reference::parse(text).map(|reference| reference.to_string());
            assert_eq!(found.as_deref(), Some(whole), "{text}");
        }
    }

    #[test]
    fn what_names_no_image_is_none() {
        for text in [
            "",
            "${IMAGE}",
            "repo:{{ .Values.tag }}",
            "app:",
            "a//b",
            "../a",
            "a/../b",
            "a b",
            "app@sha256:zz",
            "app@",
            "a:b/c:d/e",
            &"a".repeat(2_000),
        ] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }
}
