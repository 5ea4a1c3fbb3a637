//! Image archives from known bytes.

use super::support::Repository;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstandard(bytes: &[u8]) -> Vec<u8> {
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    ruzstd::encoding::compress_to_vec(bytes, level)
}

/// Bytes that hardly shrink, always the same.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

/// Where a layout keeps the bytes of a digest.
pub(crate) fn blob(digest: &str) -> String {
    format!("blobs/{}", digest.replace(':', "/"))
}

/// A tar archive; a link's bytes are its target.
pub(crate) fn tar(members: &[(&str, &[u8], u8)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes, kind) in members {
        let is_link = matches!(kind, b'1' | b'2');
        let length = if is_link { 0 } else { bytes.len() };
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{length:011o}").as_bytes());
        header[156] = *kind;
        if is_link {
            header[157..157 + bytes.len()].copy_from_slice(bytes);
        }
        header[257..263].copy_from_slice(b"ustar\0");
        checksum(&mut header);
        archive.extend(header);
        if !is_link {
            archive.extend(*bytes);
            archive.resize(archive.len().next_multiple_of(512), 0);
        }
    }
    archive.extend([0; 1024]);
    archive
}

/// Makes a header whole again.
pub(crate) fn checksum(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header[..512].iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
}

/// An OCI image layout that is put together.
#[derive(Default)]
pub(crate) struct Layout {
    pub(crate) blobs: Vec<Vec<u8>>,
    pub(crate) entries: Vec<String>,
}

impl Layout {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn manifest(&mut self, layers: &[Vec<u8>]) -> Vec<u8> {
        let described: Vec<String> = layers.iter().map(|layer| descriptor(layer, "")).collect();
        let manifest = format!(
            r#"{{"schemaVersion": 2, "layers": [{}]}}"#,
            described.join(",")
        );
        self.blobs.extend(layers.iter().cloned());
        self.blobs.push(manifest.clone().into_bytes());
        manifest.into_bytes()
    }

    /// One image, named in its annotations.
    pub(crate) fn image(mut self, name: Option<&str>, layers: &[Vec<u8>]) -> Self {
        let manifest = self.manifest(layers);
        self.entries.push(descriptor(&manifest, &annotation(name)));
        self
    }

    /// One image for several platforms, in a list of its own.
    pub(crate) fn index(mut self, name: &str, images: &[(&str, &Vec<u8>)]) -> Self {
        let mut entries = Vec::new();
        for (platform, layer) in images {
            let manifest = self.manifest(&[(*layer).clone()]);
            let (os, architecture) = platform.split_once('/').unwrap();
            let more =
                format!(r#", "platform": {{"os": "{os}", "architecture": "{architecture}"}}"#);
            entries.push(descriptor(&manifest, &more));
        }
        let list = format!(
            r#"{{"schemaVersion": 2, "manifests": [{}]}}"#,
            entries.join(",")
        );
        self.entries
            .push(descriptor(list.as_bytes(), &annotation(Some(name))));
        self.blobs.push(list.into_bytes());
        self
    }

    pub(crate) fn write(&self, repository: &Repository, folder: &str) {
        repository.write(
            &format!("{folder}/oci-layout"),
            br#"{"imageLayoutVersion": "1.0.0"}"#,
        );
        let index = format!(
            r#"{{"schemaVersion": 2, "manifests": [{}]}}"#,
            self.entries.join(",")
        );
        repository.write(&format!("{folder}/index.json"), index.as_bytes());
        for bytes in &self.blobs {
            repository.write(&format!("{folder}/{}", blob(&digest(bytes))), bytes);
        }
    }
}

fn annotation(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| {
        format!(r#", "annotations": {{"org.opencontainers.image.ref.name": "{name}"}}"#)
    })
}

fn descriptor(bytes: &[u8], more: &str) -> String {
    let (digest, size) = (digest(bytes), bytes.len());
    format!(r#"{{"digest": "{digest}", "size": {size}{more}}}"#)
}
