//! Where the bytes of a string's value stand in the source: escapes, doubled braces, literals that are
//! joined. What a value is, the parser has said already; here it is only held against the source.

use ruff_text_size::TextRange;
use skinflint_facts::{ExprId, TextStep};

use super::file::File;

/// The places of one value, literal by literal.
#[derive(Default)]
pub(super) struct Places {
    /// After so many bytes of the value the source stands there.
    steps: Vec<(u32, u32)>,
    /// Bytes of the value so far.
    len: u32,
    value: String,
    lost: bool,
}

impl Places {
    /// Adds a literal. `content` is what stands between its quotes.
    pub(super) fn literal(&mut self, source: &str, content: TextRange, value: &str, is_raw: bool) {
        self.add(source, content, value, is_raw, false);
    }

    /// Adds a part of a string with holes, where braces are doubled.
    pub(super) fn template(&mut self, source: &str, content: TextRange, value: &str, is_raw: bool) {
        self.add(source, content, value, is_raw, true);
    }

    /// Gives up on the value: something in it stands nowhere.
    pub(super) fn lose(&mut self) {
        self.lost = true;
    }

    fn add(&mut self, source: &str, content: TextRange, value: &str, is_raw: bool, braces: bool) {
        let start = content.start().to_u32();
        let text = source.get(content.start().to_usize()..content.end().to_usize()).unwrap_or_default();
        match steps(text, value, is_raw, braces) {
            Some(steps) => self.steps.extend(steps.into_iter().map(|(v, t)| (self.len + v, start + t))),
            None => self.lost = true,
        }
        self.len += narrow(value.len());
        self.value.push_str(value);
    }
}

impl File<'_> {
    /// Keeps the places of a string that was added just now.
    pub(super) fn keep_places(&mut self, node: ExprId, places: &Places) {
        if places.lost || !TextStep::worth_for(&places.value) {
            return;
        }
        for (value, text) in &places.steps {
            self.b.text_step(node, *value, *text);
        }
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Where a value parts from its text: the first step is the start. `None` where both do not agree.
fn steps(text: &str, value: &str, is_raw: bool, braces: bool) -> Option<Vec<(u32, u32)>> {
    let mut steps = vec![(0, 0)];
    if text == value {
        return Some(steps);
    }
    let (mut at, mut of_value) = (0, 0);
    while let Some((rest, c)) = text.get(at..).and_then(|rest| Some((rest, rest.chars().next()?))) {
        let (used, gives) = match c {
            '\\' if !is_raw => escape(rest),
            '{' if braces && rest.starts_with("{{") => (2, 1),
            '}' if braces && rest.starts_with("}}") => (2, 1),
            '\r' if rest.starts_with("\r\n") => (2, 1),
            c => (c.len_utf8(), c.len_utf8()),
        };
        at += used;
        of_value += gives;
        if used != gives {
            steps.push((narrow(of_value), narrow(at)));
        }
    }
    (at == text.len() && of_value == value.len()).then_some(steps)
}

/// How many bytes an escape takes, and how many its value has.
fn escape(text: &str) -> (usize, usize) {
    let code = |digits: Option<&str>, radix| {
        let code = digits.and_then(|d| u32::from_str_radix(d, radix).ok()).and_then(char::from_u32);
        code.map_or(1, char::len_utf8)
    };
    match text.as_bytes().get(1) {
        Some(b'\n') => (2, 0),
        Some(b'\r') => (if text.as_bytes().get(2) == Some(&b'\n') { 3 } else { 2 }, 0),
        Some(b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v') => (2, 1),
        Some(b'x') => (4, code(text.get(2..4), 16)),
        Some(b'u') => (6, code(text.get(2..6), 16)),
        Some(b'U') => (10, code(text.get(2..10), 16)),
        Some(b'0'..=b'7') => {
            let digits = text.bytes().skip(1).take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
            (1 + digits, code(text.get(1..=digits), 8))
        }
        // The character that a name means is not known here; what follows is then not where it seems.
        Some(b'N') => (text.find('}').map_or(2, |end| end + 1), 1),
        _ => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn escapes_and_braces_are_steps() {
        assert_eq!(steps("a b", "a b", false, false), Some(vec![(0, 0)]));
        assert_eq!(steps(r"a\tb", "a\tb", false, false), Some(vec![(0, 0), (2, 3)]));
        assert_eq!(steps("a\\\nb", "ab", false, false), Some(vec![(0, 0), (1, 3)]));
        assert_eq!(steps("{{a}}b", "{a}b", false, true), Some(vec![(0, 0), (1, 2), (3, 5)]));
        assert_eq!(steps(r"\xe4b", "äb", false, false), Some(vec![(0, 0), (2, 4)]));
        assert_eq!(steps(r"\d", r"\d", true, false), Some(vec![(0, 0)]));
    }

    #[test]
    fn what_does_not_agree_has_no_places() {
        assert_eq!(steps(r"\N{EM DASH}b", "—b", false, false), None);
        for text in ["\\", "\\x", "\\u12", "{", "\\N{"] {
            let _ = steps(text, "?", false, true);
        }
    }
}
