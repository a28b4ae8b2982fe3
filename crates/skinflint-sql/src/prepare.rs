//! The text made fit for a parser: placeholders of Python's drivers become such as every grammar
//! knows. No byte moves.

use crate::ir::Bytes;

/// How a name begins that stands for something unknown. Whoever fills in a text's unknown parts uses it.
pub const HOLE: &str = "hole__";

/// Whether a name stands for something unknown.
#[must_use]
pub fn is_hole(name: &str) -> bool {
    name.contains(HOLE)
}

/// How placeholders are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Params {
    /// `?`, `$1`, `:name`, `@name`
    #[default]
    Standard,
    /// These, and `%s`, `%(name)s` as Python's drivers take them.
    Percent,
}

/// A text to parse, and the places of the placeholders that have no name or number.
pub(crate) struct Prepared {
    pub(crate) text: String,
    pub(crate) percents: Vec<usize>,
}

pub(crate) fn prepare(text: &str, params: Params) -> Prepared {
    if params == Params::Standard || !text.contains('%') {
        return Prepared { text: text.to_owned(), percents: Vec::new() };
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut percents = Vec::new();
    let mut quoted = None;
    let mut i = 0;
    while i < bytes.len() {
        let rest = &text.as_bytes()[i..];
        match (bytes[i], quoted) {
            (b'\'' | b'"' | b'`', None) => quoted = Some(bytes[i]),
            (b, Some(q)) if b == q => quoted = None,
            (b'%', None) if rest.starts_with(b"%s") => {
                bytes[i] = b':';
                percents.push(i);
                i += 1;
            }
            (b'%', None) if rest.starts_with(b"%(") => {
                if let Some(name) = named(rest) {
                    // `%(name)s` is `:name` and three blanks.
                    bytes[i] = b':';
                    bytes.copy_within(i + 2..i + 2 + name.len(), i + 1);
                    bytes[i + 1 + name.len()..i + 4 + name.len()].fill(b' ');
                    i += name.len() + 3;
                }
            }
            (b'%', None) if rest.starts_with(b"%%") => {
                bytes[i + 1] = b' ';
                i += 1;
            }
            _ => {}
        }
        i += 1;
    }
    Prepared { text: String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()), percents }
}

/// The name of a `%(name)s` at the start.
fn named(rest: &[u8]) -> Option<Bytes> {
    let len = rest.get(2..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    (len > 0 && rest.get(2 + len..4 + len) == Some(b")s")).then_some(0..len)
}

#[cfg(test)]
mod tests {
    use super::{Params, prepare};

    #[test]
    fn no_byte_moves_and_quoted_text_stays() {
        let text = "SELECT a FROM t WHERE b = %s AND c = %(name)s AND d LIKE '%s%%' AND e %% 2 = 0";
        let prepared = prepare(text, Params::Percent);
        assert_eq!(prepared.text, "SELECT a FROM t WHERE b = :s AND c = :name    AND d LIKE '%s%%' AND e %  2 = 0");
        assert_eq!(prepared.text.len(), text.len());
        assert_eq!(prepared.percents, [26]);
    }

    #[test]
    fn other_languages_keep_their_percent_signs() {
        assert_eq!(prepare("SELECT a %s", Params::Standard).text, "SELECT a %s");
    }
}
