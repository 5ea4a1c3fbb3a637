//! `primaryLocationLineHash`, by which code scanning follows an alert through edits elsewhere in the file. The same
//! rolling hash as CodeQL's upload action computes, so that reports uploaded through the API are tracked as well.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A line's hash covers this many UTF-16 units from its start, blanks and tabs left out.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
const END_OF_FILE: u16 = 0xffff;
const LINE_FEED: u16 = 10;
const CARRIAGE_RETURN: u16 = 13;

/// The hashes of the wanted lines (1-based), each with the ordinal of that hash in the file.
pub(super) fn of_lines(text: &str, wanted: &BTreeSet<u32>) -> BTreeMap<u32, String> {
    let mut rolling = Rolling {
        window: [0; WINDOW],
        lines: [0; WINDOW],
        index: 0,
        hash: 0,
        oldest: (0..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(FACTOR)),
        seen: HashMap::new(),
        wanted,
        found: BTreeMap::new(),
    };
    let (mut line, mut at_start, mut after_return) = (0, true, false);
    for unit in text.encode_utf16().chain([END_OF_FILE]) {
        let second_half = after_return && unit == LINE_FEED;
        after_return = unit == CARRIAGE_RETURN;
        if second_half || unit == u16::from(b' ') || unit == u16::from(b'\t') {
            continue;
        }
        let unit = if after_return { LINE_FEED } else { unit };
        rolling.settle();
        if at_start {
            line += 1;
            rolling.lines[rolling.index] = line;
        }
        at_start = unit == LINE_FEED;
        rolling.push(unit);
    }
    for _ in 0..WINDOW {
        rolling.settle();
        rolling.push(0);
    }
    rolling.found
}

struct Rolling<'a> {
    window: [u16; WINDOW],
    /// The line that starts at each unit of the window; 0 for none.
    lines: [u32; WINDOW],
    index: usize,
    hash: u64,
    /// The factor of the unit that leaves the window.
    oldest: u64,
    seen: HashMap<u64, u32>,
    wanted: &'a BTreeSet<u32>,
    found: BTreeMap<u32, String>,
}

impl Rolling<'_> {
    /// The window is full for the line that began it: its hash is known.
    fn settle(&mut self) {
        let line = std::mem::take(&mut self.lines[self.index]);
        if line == 0 {
            return;
        }
        let ordinal = self.seen.entry(self.hash).or_default();
        *ordinal += 1;
        if self.wanted.contains(&line) {
            self.found
                .insert(line, format!("{:x}:{ordinal}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let leaving = std::mem::replace(&mut self.window[self.index], unit);
        self.hash = self
            .hash
            .wrapping_mul(FACTOR)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.oldest.wrapping_mul(u64::from(leaving)));
        self.index = (self.index + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<String> {
        of_lines(text, &(1..100).collect()).into_values().collect()
    }

    #[test]
    fn an_empty_file_has_one_line() {
        assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
    }

    #[test]
    fn blanks_and_kinds_of_line_ends_do_not_count() {
        let expected = [
            "271789c17abda88f:1",
            "54703d4cd895b18:1",
            "180aee12dab6264:1",
            "a23a3dc5e078b07b:1",
        ];
        for text in [
            " a\nb\n  \t\tc\n d",
            " a\r\nb\r\n  \t\tc\r\n d",
            " a\rb\r  \t\tc\r d",
        ] {
            assert_eq!(hashes(text), expected, "{text:?}");
        }
    }

    /// The vectors that github/codeql-action publishes with the algorithm, these and the ones above.
    #[test]
    fn the_published_vectors_hold() {
        let greeting = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        ] {
            assert_eq!(hashes(text), greeting, "{text:?}");
        }
        assert_eq!(
            hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"),
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ]
        );
        assert_eq!(
            hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10)),
            [
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ]
        );
    }

    #[test]
    fn equal_lines_are_told_apart_by_their_ordinal() {
        let text = "x: 1\n".repeat(60);
        let hashes = hashes(&text);
        assert!(hashes[0].ends_with(":1") && hashes[1].ends_with(":2"));
        assert_eq!(hashes.iter().collect::<BTreeSet<_>>().len(), hashes.len());
    }
}
