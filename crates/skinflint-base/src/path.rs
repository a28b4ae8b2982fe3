//! Paths relative to the root of a run: bytes with forward slashes, as git keeps them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A path relative to the root, `/` between its parts, without a leading `./`. Any bytes that the
/// file system allows; printing it is safe (`Display` escapes what a terminal would obey).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelPath(Arc<[u8]>);

impl RelPath {
    /// From bytes as git or the file system gives them, `/` between the parts.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(Arc::from(bytes))
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As text, with U+FFFD for what is not UTF-8. For matching and for names, not for printing.
    #[must_use]
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// The part behind the last `/`.
    #[must_use]
    pub fn file_name(&self) -> Cow<'_, str> {
        let start = self.0.iter().rposition(|b| *b == b'/').map_or(0, |i| i + 1);
        String::from_utf8_lossy(&self.0[start..])
    }

    /// What follows the last `.` of the file name, lower-cased; empty where there is none.
    #[must_use]
    pub fn extension(&self) -> String {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, ext)) if !stem.is_empty() => ext.to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// As a relative URI reference: every byte that RFC 3986 does not allow in a path is
    /// percent-encoded, and so is a `:` (a first segment with a colon would read as a scheme).
    #[must_use]
    pub fn to_uri(&self) -> String {
        use fmt::Write as _;
        let mut out = String::with_capacity(self.0.len());
        for &b in self.0.iter() {
            match b {
                b'A'..=b'Z'
                | b'a'..=b'z'
                | b'0'..=b'9'
                | b'-'
                | b'.'
                | b'_'
                | b'~'
                | b'/'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b'@' => out.push(char::from(b)),
                _ => {
                    let _ = write!(out, "%{b:02X}");
                }
            }
        }
        out
    }
}

impl From<&str> for RelPath {
    fn from(path: &str) -> Self {
        Self::from_bytes(path.as_bytes())
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                // Control characters and the bidirectional overrides could forge output lines.
                if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                    write!(f, "{}", c.escape_unicode())?;
                } else {
                    write!(f, "{c}")?;
                }
            }
            for b in chunk.invalid() {
                write!(f, "\\x{b:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::RelPath;

    #[test]
    fn uris_are_percent_encoded_and_never_read_as_a_scheme() {
        assert_eq!(RelPath::from("a b/ü.rs").to_uri(), "a%20b/%C3%BC.rs");
        assert_eq!(RelPath::from("c:/x#y?z%").to_uri(), "c%3A/x%23y%3Fz%25");
    }

    #[test]
    fn a_hostile_name_cannot_forge_a_line() {
        assert_eq!(RelPath::from_bytes(b"a\n::error::\x1b[2J\xff").to_string(), "a\\u{a}::error::\\u{1b}[2J\\xff");
    }

    #[test]
    fn hidden_files_have_no_extension() {
        assert_eq!(RelPath::from("x/.gitignore").extension(), "");
        assert_eq!(RelPath::from("x/A.RS").extension(), "rs");
    }
}
