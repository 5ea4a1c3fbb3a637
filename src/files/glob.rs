//! Patterns over names of files. Matching takes time in proportion to the name, whatever the pattern: `*x*x*x*x*b` from a
//! pull request must not try every way to divide a name.

use glob::{Pattern, PatternError};
use globset::{GlobBuilder, GlobMatcher};
use std::fmt;

/// A pattern over root-relative names: `*` and `?` stop at `/`, `**` does not, so `deploy/*.yaml` means that one folder.
#[derive(Debug, Clone)]
pub struct Glob {
    text: String,
    matcher: GlobMatcher,
}

impl Glob {
    /// Reads a pattern. `[` and `]` alone have a meaning beside the stars; `{`, `}` and a backslash are letters.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        // What the arguments of the command line understand is what is understood here.
        Pattern::new(text)?;
        let glob = GlobBuilder::new(&translated(text))
            .literal_separator(true)
            .backslash_escape(false)
            .build();
        let glob = glob.map_err(|_| PatternError {
            pos: 0,
            msg: "it is too large",
        })?;
        Ok(Self {
            text: text.to_owned(),
            matcher: glob.compile_matcher(),
        })
    }

    /// A text of which every letter means itself.
    pub fn escape(text: &str) -> String {
        Pattern::escape(text)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &str) -> bool {
        self.matcher.is_match(name)
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

impl fmt::Display for Glob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// In the words of the matcher, for which braces are alternatives, and whose classes may hold the `/`.
fn translated(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        match letter {
            '{' | '}' => {
                out.push('[');
                out.push(letter);
                out.push(']');
            }
            '[' => {
                let class = class(rest);
                push_class(&rest[1..class - 1], &mut out);
                rest = &rest[class..];
                continue;
            }
            letter => out.push(letter),
        }
        rest = after;
    }
    out
}

/// What stands between the brackets of a class.
fn push_class(inner: &str, out: &mut String) {
    if let Some(inner) = inner.strip_prefix('!') {
        // A `]` that stands first is a letter, so the slash comes behind it.
        let (first, rest) = inner.split_at(usize::from(inner.starts_with(']')));
        out.push_str("[!");
        out.push_str(first);
        out.push('/');
        out.push_str(rest);
        out.push(']');
        return;
    }
    // To the matcher a `^` that stands first is a negation too.
    let rest = inner.trim_start_matches(['^', '!']);
    let first = &inner[..inner.len() - rest.len()];
    if first.is_empty() {
        out.push('[');
        out.push_str(rest);
        out.push(']');
        return;
    }
    out.push('{');
    for (number, letter) in first.chars().enumerate() {
        if number > 0 {
            out.push(',');
        }
        out.push(letter);
    }
    if !rest.is_empty() {
        out.push_str(",[");
        out.push_str(rest);
        out.push(']');
    }
    out.push('}');
}

/// How long the class is that a text begins with; the pattern was read before, so it ends.
fn class(text: &str) -> usize {
    let first = 1 + usize::from(text[1..].starts_with('!'));
    // The first letter may be a `]`.
    let skipped = text[first..].chars().next().map_or(0, char::len_utf8);
    let end = text[first + skipped..].find(']');
    end.map_or(text.len(), |end| first + skipped + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use glob::MatchOptions;
    use proptest::prelude::*;

    const AS_ARGUMENTS: MatchOptions = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };

    #[test]
    fn a_pattern_means_what_it_means_in_an_argument() {
        for (pattern, name, expected) in [
            ("deploy/*.yaml", "deploy/a.yaml", true),
            ("deploy/*.yaml", "deploy/prod/a.yaml", false),
            ("deploy/**", "deploy/prod/a.yaml", true),
            ("**/a.yaml", "a.yaml", true),
            ("**/*", "a/b", true),
            ("a{b,c}.yaml", "ab.yaml", false),
            ("a{b,c}.yaml", "a{b,c}.yaml", true),
            ("a[!b]c", "a/c", false),
            ("a[!]]c", "a]c", false),
            ("a[]]c", "a]c", true),
            ("a[^b]c", "abc", true),
            ("a[^b]c", "axc", false),
            (r"a\*", r"a\b", true),
            ("*", ".hidden", true),
        ] {
            let glob = Glob::new(pattern).map_err(|error| error.to_string());
            assert_eq!(
                glob.map(|glob| glob.matches(name)),
                Ok(expected),
                "{pattern} {name}"
            );
        }
    }

    #[test]
    fn what_is_no_pattern_is_an_error_with_its_reason() {
        for pattern in ["a**b", "***", "a[b"] {
            assert!(Glob::new(pattern).is_err(), "{pattern}");
        }
    }

    /// Backtracking takes minutes for this one.
    #[test]
    fn many_stars_cost_no_more_than_the_name_is_long() {
        let glob = Glob::new("*x*x*x*x*x*x*x*x*x*x*x*x*x*x*xb").map_err(|error| error.to_string());
        assert_eq!(glob.map(|glob| glob.matches(&"x".repeat(250))), Ok(false));
    }

    proptest! {
        #[test]
        fn both_matchers_agree(
            pattern in r"[ab/*?{}\[\]!^\\.-]{0,8}",
            name in r"[ab/{}\[\]!^\\.-]{0,6}",
        ) {
            // A range that holds the slash, and doubled separators, are where they part; no name has the latter.
            let odd = |text: &str| text.contains("//") || text.starts_with('/') || text.ends_with('/');
            if let (Ok(old), Ok(new)) = (Pattern::new(&pattern), Glob::new(&pattern))
                && !odd(&pattern) && !odd(&name) && !(pattern.contains('[') && pattern.contains(['-', '/']))
            {
                prop_assert_eq!(old.matches_with(&name, AS_ARGUMENTS), new.matches(&name));
            }
        }
    }
}
