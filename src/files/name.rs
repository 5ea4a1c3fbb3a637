//! Paths as text and back. Every file has one name, two files never have the same.
//!
//! A name is the path itself, with `/` between its parts. On Unix a backslash is a character like any other. A byte that
//! is not UTF-8 is written `\xFF`, in capital digits; where a path holds such letters itself, its backslash is written
//! `\x5C`, so that `\xFF` in a name is always a byte. On Windows, where a backslash separates, it becomes `/`, and half a
//! surrogate pair is written `\uD800`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The name of a path.
pub fn name(path: &Path) -> String {
    native::name(path).into_owned()
}

/// The path of a name.
pub fn path_of(name: &str) -> PathBuf {
    native::path(name)
}

#[cfg(unix)]
mod native {
    use super::{Cow, Path, PathBuf};
    use std::ffi::OsString;
    use std::fmt::Write as _;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    pub(super) fn name(path: &Path) -> Cow<'_, str> {
        let bytes = path.as_os_str().as_bytes();
        if let Ok(text) = std::str::from_utf8(bytes)
            && !bytes.windows(2).any(|pair| pair == br"\x")
        {
            return Cow::Borrowed(text);
        }
        let mut name = String::with_capacity(bytes.len() + 12);
        for chunk in bytes.utf8_chunks() {
            for (at, letter) in chunk.valid().char_indices() {
                // Digits that begin an escape are all in one chunk: an escape has no other bytes.
                if letter == '\\' && escaped(&chunk.valid().as_bytes()[at..]).is_some() {
                    name.push_str(r"\x5C");
                } else {
                    name.push(letter);
                }
            }
            for byte in chunk.invalid() {
                let _ = write!(name, r"\x{byte:02X}"); // a String takes everything
            }
        }
        Cow::Owned(name)
    }

    pub(super) fn path(name: &str) -> PathBuf {
        let mut rest = name.as_bytes();
        let mut bytes = Vec::with_capacity(rest.len());
        while let Some((first, after)) = rest.split_first() {
            match escaped(rest) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &rest[4..];
                }
                None => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        PathBuf::from(OsString::from_vec(bytes))
    }

    /// The byte whose escape a text begins with.
    fn escaped(text: &[u8]) -> Option<u8> {
        let [b'\\', b'x', high, low, ..] = text else {
            return None;
        };
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'A'..=b'F' => Some(digit - b'A' + 10),
            _ => None,
        };
        Some(digit(*high)? << 4 | digit(*low)?)
    }
}

#[cfg(windows)]
mod native {
    use super::{Cow, Path, PathBuf};
    use std::ffi::OsString;
    use std::fmt::Write as _;
    use std::os::windows::ffi::{OsStrExt, OsStringExt};

    pub(super) fn name(path: &Path) -> Cow<'_, str> {
        let mut name = String::new();
        for unit in char::decode_utf16(path.as_os_str().encode_wide()) {
            match unit {
                Ok('\\') => name.push('/'),
                Ok(letter) => name.push(letter),
                Err(half) => {
                    let _ = write!(name, r"\u{:04X}", half.unpaired_surrogate()); // a String takes everything
                }
            }
        }
        Cow::Owned(name)
    }

    pub(super) fn path(name: &str) -> PathBuf {
        let mut units = Vec::new();
        let mut rest = name;
        while let Some(letter) = rest.chars().next() {
            let digits = rest.strip_prefix(r"\u").and_then(|digits| digits.get(..4));
            let half = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
            if let Some(half) = half {
                units.push(half);
                rest = &rest[6..];
            } else {
                units.extend_from_slice(letter.encode_utf16(&mut [0; 2]));
                rest = &rest[letter.len_utf8()..];
            }
        }
        PathBuf::from(OsString::from_wide(&units))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    fn path(bytes: &[u8]) -> &Path {
        Path::new(OsStr::from_bytes(bytes))
    }

    #[test]
    fn a_name_is_the_path_where_it_is_text() {
        for text in [
            "a/b.yaml",
            r"x\..\..\outside\main.tf",
            r"back\slash",
            r"\x",
            r"\xff",
            "gr\u{fc}n",
        ] {
            assert_eq!(name(Path::new(text)), text);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_escaped_and_the_escape_is_no_other_name() {
        for (bytes, expected) in [
            (&b"a\xff.yaml"[..], r"a\xFF.yaml"),
            (&b"a\xfe.yaml"[..], r"a\xFE.yaml"),
            (br"a\xFF.yaml", r"a\x5CxFF.yaml"),
            (br"a\x5CxFF.yaml", r"a\x5Cx5CxFF.yaml"),
            (b"\\\xff", r"\\xFF"),
            (b"\\x\xff", r"\x\xFF"),
            (b"\xe2\x82", r"\xE2\x82"),
        ] {
            assert_eq!(name(path(bytes)), expected);
            assert_eq!(path_of(expected), path(bytes));
        }
    }

    proptest! {
        #[test]
        fn every_path_comes_back_from_its_name(
            bytes in proptest::collection::vec(prop_oneof![Just(b'\\'), Just(b'x'), Just(b'5'), Just(b'C'), any::<u8>()], 0..24)
        ) {
            prop_assert_eq!(path_of(&name(path(&bytes))), path(&bytes));
        }
    }
}
