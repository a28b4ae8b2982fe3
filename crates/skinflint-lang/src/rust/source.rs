//! From proc-macro2's lines and columns back to bytes, and from bytes to the text of a token.
//!
//! Names and literals are read from the text where their token stands: that gives the string and the
//! end in one go, and neither an allocation nor a second question to the source map is needed. No
//! syntax is decided here.

use std::borrow::Cow;
use std::cell::OnceCell;

use proc_macro2::Span as TokenSpan;
use skinflint_base::{LineIndex, Span};

/// The text that is being lowered, or the piece of it that was lexed by itself.
#[derive(Debug)]
pub(super) struct Source<'s> {
    text: &'s str,
    /// The piece's place in the text.
    piece: (u32, u32),
    /// The character of the piece with which each line begins. Only `\n` ends a line, as proc-macro2 has it.
    lines: Vec<u32>,
    /// Characters of more than one byte: which character of the piece each is, and how many more bytes than
    /// characters there are up to its end.
    wide: Vec<(u32, u32)>,
    /// The lines of the text as people count them.
    index: OnceCell<LineIndex>,
}

/// A number as it stands in the text.
pub(super) struct Number<'s> {
    /// Without suffix and underscores.
    pub(super) digits: Cow<'s, str>,
    /// Whether it has a fraction, an exponent or a floating suffix.
    pub(super) float: bool,
    /// One past the last byte, suffix included.
    pub(super) end: u32,
}

/// A string literal as it stands in the text.
pub(super) struct StrLit<'s> {
    /// Its value.
    pub(super) value: Cow<'s, str>,
    /// One past the last byte of the literal.
    pub(super) end: u32,
    /// Where the content starts.
    inner: u32,
    /// Where value and text part: after `.0` bytes of the value the text stands at `.1`.
    steps: Vec<(u32, u32)>,
}

impl StrLit<'_> {
    /// Where value and text part within a range of the value, relative to its start: the first is the
    /// start itself.
    pub(super) fn steps_in(&self, from: usize, to: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let (first, end) = (narrow(from), narrow(to));
        let within = self.steps.iter().filter(move |(value, _)| *value > first && *value < end);
        std::iter::once((0, self.at(from))).chain(within.map(move |(value, text)| (value - first, *text)))
    }

    /// Where a byte of the value stands in the text.
    pub(super) fn at(&self, offset: usize) -> u32 {
        let offset = narrow(offset);
        let i = self.steps.partition_point(|(value, _)| *value <= offset);
        match i.checked_sub(1).and_then(|i| self.steps.get(i)) {
            Some((value, text)) => text + (offset - value),
            None => self.inner + offset,
        }
    }
}

/// A file is smaller than four gigabytes (see [`Span`]); saturating keeps a wrong one from wrapping.
pub(super) fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Which bytes stand in ASCII words.
const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut b = 0;
    while b < 128 {
        word[b] = (b as u8).is_ascii_alphanumeric() || b == b'_' as usize;
        b += 1;
    }
    word
};

fn is_word(b: u8) -> bool {
    WORD[b as usize]
}

const NEWLINES: u64 = u64::from_le_bytes([b'\n'; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);

/// The high bit of each byte that is zero, and of no other.
fn zero_bytes(word: u64) -> u64 {
    let low = word & !HIGH_BITS;
    !((low + !HIGH_BITS) | word) & HIGH_BITS
}

impl<'s> Source<'s> {
    /// The piece `from..to` of a text. `lexed` is what the lexer sees in its place: other bytes, and as many.
    pub(super) fn new(text: &'s str, from: usize, to: usize, lexed: &str) -> Self {
        let mut source =
            Self { text, piece: (narrow(from), narrow(to)), lines: vec![0], wide: Vec::new(), index: OnceCell::new() };
        let piece = lexed.get(from..to).unwrap_or_default();
        let mut done = 0;
        // Eight bytes at a time; most hold neither a line's end nor a wide character.
        let (words, _) = piece.as_bytes().as_chunks::<8>();
        for (i, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            if (zero_bytes(word ^ NEWLINES) | (word & HIGH_BITS)) != 0 {
                // A character may reach over from the word before.
                done = source.index_to(piece, done.max(i * 8), i * 8 + 8);
            }
        }
        source.index_to(piece, done.max(words.len() * 8), piece.len());
        source
    }

    /// Indexes what begins in a range; gives where the last character of it ends.
    fn index_to(&mut self, piece: &str, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to {
            let extra = self.wide.last().map_or(0, |(_, extra)| *extra);
            let bytes = piece.as_bytes();
            let len = match bytes[at] {
                b'\n' => {
                    self.lines.push(narrow(at + 1) - extra);
                    1
                }
                0..=0xbf => 1,
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                _ => 4,
            };
            if len > 1 {
                self.wide.push((narrow(at) - extra, extra + narrow(len - 1)));
            }
            at += len;
        }
        at
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'s str {
        self.text
    }

    /// The text in a range.
    pub(super) fn slice(&self, from: u32, to: u32) -> &'s str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    fn byte(&self, line: usize, column: usize) -> u32 {
        let line = line.saturating_sub(1).min(self.lines.len() - 1);
        let character = self.lines[line].saturating_add(narrow(column));
        let byte = match self.wide.as_slice() {
            [] => character,
            wide => {
                let before = wide.partition_point(|(at, _)| *at < character);
                character.saturating_add(before.checked_sub(1).map_or(0, |i| wide[i].1))
            }
        };
        self.piece.0.saturating_add(byte).min(self.piece.1)
    }

    /// The first byte of a token.
    pub(super) fn at(&self, span: TokenSpan) -> u32 {
        let start = span.start();
        self.byte(start.line, start.column)
    }

    /// One past the last byte of a token.
    pub(super) fn end(&self, span: TokenSpan) -> u32 {
        let end = span.end();
        self.byte(end.line, end.column)
    }

    /// The lines of a range, from 1.
    pub(super) fn line_numbers(&self, span: Span) -> (u32, u32) {
        let index = self.index.get_or_init(|| LineIndex::new(self.text));
        (index.line(span.start) + 1, index.line(span.end.saturating_sub(1).max(span.start)) + 1)
    }

    /// Where a token stands that is a name: here, if the name itself stands here and so needs no
    /// question to the source map.
    pub(super) fn near(&self, guess: u32, ident: &proc_macro2::Ident) -> u32 {
        let (word, _) = self.word(guess);
        if !word.is_empty() && *ident == *word { guess } else { self.at(ident.span()) }
    }

    /// Whether `what` stands at a byte.
    pub(super) fn looking_at(&self, at: u32, what: &str) -> bool {
        self.text.as_bytes().get(at as usize..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    /// The first byte from `at` on that is no blank.
    pub(super) fn after_blanks(&self, at: u32) -> u32 {
        let rest = self.text.as_bytes().get(at as usize..).unwrap_or_default();
        at + narrow(rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count())
    }

    /// The identifier at a byte, without `r#`, and where it ends. A metavariable keeps its `$`.
    pub(super) fn word(&self, at: u32) -> (&'s str, u32) {
        let bytes = self.text.as_bytes();
        let mut start = at as usize;
        let mut i = start;
        if bytes.get(i) == Some(&b'$') {
            i += 1;
        } else if bytes.get(i..).is_some_and(|rest| rest.starts_with(b"r#")) {
            i += 2;
            start = i;
        }
        while let Some(b) = bytes.get(i) {
            if is_word(*b) {
                i += 1;
            } else if *b < 0x80 {
                break;
            } else {
                // What of Unicode may stand in a name is nearly what is alphanumeric; the caller
                // compares with the token where it matters.
                match self.text.get(i..).and_then(|rest| rest.chars().next()) {
                    Some(c) if c.is_alphanumeric() => i += c.len_utf8(),
                    _ => break,
                }
            }
        }
        (self.text.get(start..i).unwrap_or_default(), narrow(i))
    }

    /// A path of `segments` plain segments written without blanks, and where it ends.
    pub(super) fn plain_path(&self, at: u32, segments: usize) -> Option<(&'s str, u32)> {
        let (first, mut end) = self.word(at);
        let start = end - narrow(first.len());
        for _ in 1..segments {
            if !self.looking_at(end, "::") {
                return None;
            }
            let (word, after) = self.word(end + 2);
            // A raw identifier in the middle would leave its `r#` in the slice.
            if word.is_empty() || after - narrow(word.len()) != end + 2 {
                return None;
            }
            end = after;
        }
        Some((self.slice(start, end), end))
    }

    /// The number at a byte.
    pub(super) fn number(&self, at: u32) -> Number<'s> {
        let bytes = self.text.as_bytes();
        let start = at as usize;
        let get = |i: usize| bytes.get(i).copied().unwrap_or_default();
        let mut i = start;
        let mut float = false;
        let radix = if get(i) == b'0' { get(i + 1) } else { 0 };
        let prefixed = matches!(radix, b'x' | b'o' | b'b');
        if prefixed {
            i += 2;
            while get(i) == b'_' || (if radix == b'x' { get(i).is_ascii_hexdigit() } else { get(i).is_ascii_digit() }) {
                i += 1;
            }
        } else {
            while get(i).is_ascii_digit() || get(i) == b'_' {
                i += 1;
            }
            // `1.` and `1.5`, but neither `1..2` nor `1.max(2)`; the tuple fields of `x.0.1` are
            // not read here.
            if get(i) == b'.' && get(i + 1) != b'.' && !(get(i + 1).is_ascii_alphabetic() || get(i + 1) == b'_') {
                float = true;
                i += 1;
                while get(i).is_ascii_digit() || get(i) == b'_' {
                    i += 1;
                }
            }
            if matches!(get(i), b'e' | b'E') {
                let mut j = i + 1;
                if matches!(get(j), b'+' | b'-') {
                    j += 1;
                }
                while get(j) == b'_' {
                    j += 1;
                }
                if get(j).is_ascii_digit() {
                    float = true;
                    i = j;
                    while get(i).is_ascii_digit() || get(i) == b'_' {
                        i += 1;
                    }
                }
            }
        }
        let text = self.text.get(start..i).unwrap_or_default();
        let suffix = i;
        while is_word(get(i)) {
            i += 1;
        }
        float |= !prefixed && get(suffix) == b'f';
        let digits = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
        Number { digits, float, end: narrow(i) }
    }

    /// The string literal at a byte, of whatever kind: plain, raw, byte, C.
    pub(super) fn string(&self, at: u32) -> Option<StrLit<'s>> {
        let bytes = self.text.as_bytes();
        let mut i = at as usize;
        if matches!(bytes.get(i), Some(b'b' | b'c')) {
            i += 1;
        }
        if bytes.get(i) == Some(&b'r') {
            return self.raw_string(i + 1);
        }
        if bytes.get(i) != Some(&b'"') {
            return None;
        }
        let inner = i + 1;
        let mut end = inner;
        loop {
            match bytes.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        let content = self.text.get(inner..end)?;
        let mut steps = Vec::new();
        let value = if content.bytes().any(|b| b == b'\\' || b == b'\r') {
            Cow::Owned(unescape(content, inner, &mut steps))
        } else {
            Cow::Borrowed(content)
        };
        Some(StrLit { value, end: self.after_suffix(end + 1), inner: narrow(inner), steps })
    }

    fn raw_string(&self, mut i: usize) -> Option<StrLit<'s>> {
        let bytes = self.text.as_bytes();
        let hashes = bytes.get(i..)?.iter().take_while(|b| **b == b'#').count();
        i += hashes;
        if bytes.get(i) != Some(&b'"') {
            return None;
        }
        let inner = i + 1;
        let mut end = inner;
        loop {
            if *bytes.get(end)? == b'"'
                && bytes.get(end + 1..end + 1 + hashes).is_some_and(|h| h.iter().all(|b| *b == b'#'))
            {
                break;
            }
            end += 1;
        }
        let value = Cow::Borrowed(self.text.get(inner..end)?);
        Some(StrLit { value, end: self.after_suffix(end + 1 + hashes), inner: narrow(inner), steps: Vec::new() })
    }

    fn after_suffix(&self, mut end: usize) -> u32 {
        while self.text.as_bytes().get(end).is_some_and(|b| is_word(*b)) {
            end += 1;
        }
        narrow(end)
    }

    /// The character or byte literal at a byte: its value and its end.
    pub(super) fn character(&self, at: u32) -> Option<(String, u32)> {
        let bytes = self.text.as_bytes();
        let mut i = at as usize;
        if bytes.get(i) == Some(&b'b') {
            i += 1;
        }
        if bytes.get(i) != Some(&b'\'') {
            return None;
        }
        let inner = i + 1;
        let mut end = inner;
        loop {
            match bytes.get(end)? {
                b'\'' if end > inner => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        let value = unescape(self.text.get(inner..end)?, inner, &mut Vec::new());
        Some((value, self.after_suffix(end + 1)))
    }
}

/// Resolves a literal's escapes and notes where value and text part. `at` is where `content` stands.
fn unescape(content: &str, at: usize, steps: &mut Vec<(u32, u32)>) -> String {
    let mut value = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(i) = rest.find(['\\', '\r']) {
        value.push_str(&rest[..i]);
        let escape = &rest[i..];
        let mut chars = escape.chars();
        let mut used = 2;
        match (chars.next(), chars.next()) {
            (Some('\r'), Some('\n')) => value.push('\n'),
            (Some('\\'), Some('n')) => value.push('\n'),
            (Some('\\'), Some('r')) => value.push('\r'),
            (Some('\\'), Some('t')) => value.push('\t'),
            (Some('\\'), Some('0')) => value.push('\0'),
            (Some('\\'), Some('x')) => {
                let code = escape.get(2..4).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                used = 4;
                // Bytes beyond ASCII only stand in byte strings; their value is not text.
                value.push(code.map_or(char::REPLACEMENT_CHARACTER, char::from));
            }
            (Some('\\'), Some('u')) => {
                let close = escape.find('}').unwrap_or(escape.len() - 1);
                let hex: String = escape[..close].chars().skip(3).filter(|c| *c != '_').collect();
                let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                used = close + 1;
                value.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (Some('\\'), Some('\n' | '\r')) => {
                let blank = escape[1..].trim_start_matches([' ', '\t', '\n', '\r']);
                used = escape.len() - blank.len();
            }
            (Some('\\'), Some(other)) => {
                value.push(other);
                used = 1 + other.len_utf8();
            }
            (Some(lone), _) => {
                value.push(lone);
                used = 1;
            }
            (None, _) => {}
        }
        rest = rest.get(i + used..).unwrap_or_default();
        steps.push((narrow(value.len()), narrow(at + content.len() - rest.len())));
    }
    value.push_str(rest);
    value
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn source(text: &str) -> Source<'_> {
        Source::new(text, 0, text.len(), text)
    }

    #[test]
    fn a_place_in_an_escaped_string_is_found_again_in_the_text() {
        let text = r#""a\n{x}\u{1F600}{y}\
            {z}""#;
        let lit = source(text).string(0).expect("a string");
        assert_eq!(lit.value, "a\n{x}\u{1F600}{y}{z}");
        for name in ["{x}", "{y}", "{z}"] {
            let at = lit.at(lit.value.find(name).expect(name)) as usize;
            assert_eq!(&text[at..at + 3], name);
        }
        assert_eq!(lit.end as usize, text.len());
    }

    #[test]
    fn raw_byte_and_c_strings_have_values() {
        for (text, value) in [("r#\"a\"b\"# ", "a\"b"), ("b\"x\\x41\"", "xA"), ("cr\"\\n\"", "\\n"), ("\"\"", "")] {
            assert_eq!(source(text).string(0).expect(text).value, value);
        }
    }

    #[test]
    fn numbers_lose_suffix_and_underscores_only() {
        for (text, digits, float, end) in [
            ("1_000u64)", "1000", false, 8),
            ("0xffu8", "0xff", false, 6),
            ("1.5e-3f64 ", "1.5e-3", true, 9),
            ("1..2", "1", false, 1),
            ("2f32", "2", true, 4),
            ("1.max(2)", "1", false, 1),
            ("0b1_0", "0b10", false, 5),
        ] {
            let n = source(text).number(0);
            assert_eq!((&*n.digits, n.float, n.end), (digits, float, end), "{text}");
        }
    }

    #[test]
    fn every_character_is_found_by_its_line_and_column() {
        let dense = "a\u{e9}".repeat(700);
        for text in [
            "a\n\nbcdefghijklmnop\nq\n\u{8a}\nrs",
            "// \u{e9}\n\u{e9}\u{e9} x\u{1f600}\u{3000}\n\n\u{1f600}",
            "abcdefg\u{1f600}\n\u{e9}bcdefghi",
            "",
            &dense,
        ] {
            let source = source(text);
            let (mut line, mut column) = (1, 0);
            for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(source.byte(line, column) as usize, i, "{line}:{column} of {text:?}");
                if c == '\n' {
                    (line, column) = (line + 1, 0);
                } else {
                    column += 1;
                }
            }
        }
    }

    #[test]
    fn a_piece_counts_from_its_own_start() {
        let text = "\u{e9}\nab\u{e9}c\nd";
        let source = Source::new(text, 3, text.len(), text);
        assert_eq!(source.byte(1, 3) as usize, text.find('c').expect("c"));
        assert_eq!(source.byte(2, 0) as usize, text.find('d').expect("d"));
        assert_eq!(source.byte(9, 9) as usize, text.len());
        let d = super::narrow(text.len() - 1);
        assert_eq!(source.line_numbers(super::Span::new(3, d + 1)), (2, 3));
    }
}
