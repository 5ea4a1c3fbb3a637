//! Text from manifests is hostile: it may carry terminal escapes, characters that reorder a line, and the commands CI
//! runners read from a job's log. Every report goes through here.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

/// Where runners find commands anywhere in a line: `##[group]`, `##vso[task.setvariable]`, `##teamcity[buildStop]`. It is
/// the place of the second `#`. `::command::` is read at a line's start only.
fn commands(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'[', text).filter_map(|bracket| {
        let before = &text[..bracket];
        let word = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphabetic());
        let signs = &before[..bracket - word.count()];
        signs.ends_with(b"##").then(|| signs.len() - 1)
    })
}

/// The text with that instead of the second sign of each command.
fn broken(text: &str, sign: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for at in commands(text.as_bytes()) {
        out.push_str(&text[from..at]);
        out.push_str(sign);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// Whether a character must not reach a terminal as it is: it moves the cursor, reorders the line or cannot be seen.
pub(crate) fn is_hostile(c: char) -> bool {
    // Nearly every character: one look is enough.
    if matches!(c, ' '..='~') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Printable ASCII: what nobody has to look at twice.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// One line of a file, character for character: columns stay what they were. Tabs stay, since the snippet expands them.
pub(crate) fn snippet(line: &str) -> Vec<char> {
    let shown = |c: char| {
        if is_hostile(c) && c != '\t' { '?' } else { c }
    };
    let mut safe = Vec::with_capacity(line.len());
    safe.extend(line.chars().map(shown));
    if !line.contains("##") {
        return safe;
    }
    let mut signs = commands(line.as_bytes()).peekable();
    for (shown, (at, _)) in safe.iter_mut().zip(line.char_indices()) {
        if signs.next_if_eq(&at).is_some() {
            *shown = '?';
        }
    }
    safe
}

/// A piece of text inside one line of a report: line breaks and tabs become blanks.
pub(crate) fn inline(text: &str) -> String {
    borrowed(text).into_owned()
}

/// The same, itself where nothing of it changes.
pub(crate) fn borrowed(text: &str) -> Cow<'_, str> {
    // Nearly every name and sentence: nothing to look at twice.
    if text.bytes().all(|byte| is_plain(byte) && byte != b'#') {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_hostile(c) => '?',
        c => c,
    };
    Cow::Owned(disarm(&text.chars().map(shown).collect::<String>()))
}

/// A whole report of lines: no line of it is a runner's command.
pub(crate) fn lines(report: &str) -> String {
    let line = |line: &str| {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        match body.strip_prefix("::") {
            Some(rest) => format!("{indent}: :{rest}"),
            None => line.to_owned(),
        }
    };
    report
        .split_inclusive('\n')
        .map(|text| disarm(&line(text)))
        .collect()
}

fn disarm(text: &str) -> String {
    if !text.contains("##") {
        return text.to_owned();
    }
    broken(text, "# ")
}

/// The longest name that a sentence repeats, in characters, and how much of a longer one it shows.
const LONGEST_NAME: usize = 200;
const SHOWN_OF_NAME: usize = 120;

/// A sentence inside one line of a report. A name in it may have thousands of letters: such a one is cut, and says so.
pub(crate) fn prose(text: &str) -> String {
    let text = inline(text);
    if text.len() <= LONGEST_NAME {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for (number, part) in text.split('`').enumerate() {
        if number > 0 {
            out.push('`');
        }
        if number % 2 == 1 {
            shorten(part, &mut out);
        } else {
            for (number, word) in part.split(' ').enumerate() {
                if number > 0 {
                    out.push(' ');
                }
                shorten(word, &mut out);
            }
        }
    }
    out
}

fn shorten(name: &str, out: &mut String) {
    let count = if name.len() > LONGEST_NAME {
        name.chars().count()
    } else {
        0
    };
    if count <= LONGEST_NAME {
        return out.push_str(name);
    }
    out.extend(name.chars().take(SHOWN_OF_NAME));
    let _ = write!(out, "... ({} more characters)", count - SHOWN_OF_NAME); // a String takes everything
}

/// A JSON document with the same values in bytes that are safe to print: what a terminal or a runner would act on is
/// written as an escape. Such characters stand only inside strings, where an escape means the same.
pub(crate) fn json(document: &str) -> Cow<'_, str> {
    if plain_lines(document.as_bytes()) == document.len() && !document.contains("##") {
        return Cow::Borrowed(document);
    }
    Cow::Owned(escaped(document))
}

fn escaped(document: &str) -> String {
    let mut safe = String::with_capacity(document.len());
    let mut rest = document;
    loop {
        // Nearly all of it is plain, and taken over in long pieces.
        let (piece, from) = rest.split_at(plain_lines(rest.as_bytes()));
        safe.push_str(piece);
        let mut characters = from.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        if !is_hostile(c) {
            safe.push(c);
            continue;
        }
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            let _ = write!(safe, "\\u{unit:04x}"); // a String takes everything
        }
    }
    if !safe.contains("##") {
        return safe;
    }
    broken(&safe, "\\u0023")
}

/// How many bytes of plain lines it begins with.
fn plain_lines(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| is_plain(*byte) || *byte == b'\n';
    // Without a way out in the middle, a processor looks at many bytes at once.
    let all = |chunk: &&[u8; 64]| chunk.iter().fold(true, |all, byte| all & is_plain(byte));
    let chunks = bytes.as_chunks().0.iter().take_while(all).count() * 64;
    let rest = bytes.iter().skip(chunks).position(|byte| !is_plain(byte));
    rest.map_or(bytes.len(), |rest| chunks + rest)
}

/// A JSON document on its way out, line by line the same as [`json`] makes it: it need not be held as a whole. Nothing
/// that is escaped reaches past its line.
pub(crate) struct JsonLines<'o> {
    out: &'o mut dyn io::Write,
    /// What is not written yet.
    held: Vec<u8>,
}

/// Bytes that are held before they are passed on.
const MOST_HELD: usize = 1 << 16;

impl<'o> JsonLines<'o> {
    /// To that writer.
    pub(crate) fn to(out: &'o mut dyn io::Write) -> Self {
        let held = Vec::with_capacity(2 * MOST_HELD);
        Self { out, held }
    }

    /// Passes on what is safe already; it begins and ends where no escape is cut in two.
    pub(crate) fn safe(&mut self, text: &str) -> io::Result<()> {
        self.pass(self.held.len())?;
        self.out.write_all(text.as_bytes())
    }

    /// Passes on what begins what is held.
    fn pass(&mut self, length: usize) -> io::Result<()> {
        let lines = std::str::from_utf8(&self.held[..length]).map_err(io::Error::other)?;
        self.out.write_all(json(lines).as_bytes())?;
        self.held.drain(..length);
        Ok(())
    }
}

impl io::Write for JsonLines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= MOST_HELD
            && let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n')
        {
            self.pass(self.held.len() - bytes.len() + last + 1)?;
        }
        Ok(bytes.len())
    }

    /// In one go: nothing is ever left over.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    /// Everything, which has to end with a line.
    fn flush(&mut self) -> io::Result<()> {
        self.pass(self.held.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn escapes_and_reordering_are_shown_as_question_marks() {
        assert_eq!(inline("a\u{1b}[31m\u{202e}b\nc"), "a?[31m?b c");
        assert_eq!(
            snippet("\ta\u{1b}\u{9b}é").iter().collect::<String>(),
            "\ta??é"
        );
    }

    #[test]
    fn commands_of_runners_are_broken_visibly() {
        assert_eq!(
            inline("x ##[error]y ##vso[task]z"),
            "x ## [error]y ## vso[task]z"
        );
        assert_eq!(
            lines("a\n  ::error::b\nc ::d\n"),
            "a\n  : :error::b\nc ::d\n"
        );
        assert_eq!(
            snippet("a: ##[group]").iter().collect::<String>(),
            "a: #?[group]"
        );
    }

    #[test]
    fn every_runners_form_of_a_command_is_one() {
        for (text, expected) in [
            (
                "##teamcity[buildStop x='y']",
                "## teamcity[buildStop x='y']",
            ),
            ("a ###VSO[x]", "a ### VSO[x]"),
            ("## [link](x) ##x y[z]", "## [link](x) ##x y[z]"),
            ("##[a]##[b]", "## [a]## [b]"),
            ("##", "##"),
        ] {
            assert_eq!(inline(text), expected);
        }
        let shown = |line| snippet(line).iter().collect::<String>();
        assert_eq!(shown("é ##teamcity[x]"), "é #?teamcity[x]");
    }

    #[test]
    fn an_endless_name_is_cut_in_a_sentence_and_says_so() {
        let name = "n".repeat(5_000);
        let short = format!("{}... (4880 more characters)", "n".repeat(120));
        assert_eq!(
            prose(&format!("`{name}` may run")),
            format!("`{short}` may run")
        );
        assert_eq!(
            prose(&format!("the {name} may")),
            format!("the {short} may")
        );
        let spaced = "a b ".repeat(1_000);
        assert!(prose(&format!("`{spaced}` may run for long")).len() < 200);
        let plain = "a sentence of many short words. ".repeat(20);
        assert_eq!(prose(&plain), plain);
    }

    #[test]
    fn json_keeps_its_values() {
        let values = [
            "##[error]\u{202e}\u{e0041}\u{7f}",
            "##vso[x]",
            "é😀",
            "##teamcity[x]",
        ];
        let plain = serde_json::to_string(&values).unwrap_or_default();
        let safe = json(&plain);
        assert!(!safe.contains("##["), "{safe}");
        assert!(!safe.chars().any(is_hostile), "{safe}");
        let read: Vec<String> = serde_json::from_str(&safe).unwrap_or_default();
        assert_eq!(read, values);
    }

    #[test]
    fn a_document_is_the_same_in_lines() {
        let line = "\"é\u{202e} ##[error] ##vso[x]\",\n";
        let document = line.repeat(3 * MOST_HELD / line.len());
        for size in [1, 7, 1_000, document.len()] {
            let mut out = Vec::new();
            let mut lines = JsonLines::to(&mut out);
            for bytes in document.as_bytes().chunks(size) {
                assert!(lines.write_all(bytes).is_ok());
            }
            assert!(lines.flush().is_ok());
            assert!(out == json(&document).as_bytes(), "in pieces of {size}");
        }
    }
}
