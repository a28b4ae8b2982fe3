//! Names of git's objects, and the name that a text has as a blob.

use std::fmt;

use sha1::{Digest as _, Sha1};

/// The name of an object: its hash, by SHA-1 or SHA-256, as the repository has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    bytes: [u8; 32],
    len: u8,
}

impl ObjectId {
    /// From hexadecimal digits as git prints them: forty or sixty-four.
    #[must_use]
    pub fn from_hex(hex: &[u8]) -> Option<Self> {
        if !matches!(hex.len(), 40 | 64) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self { bytes, len: u8::try_from(hex.len() / 2).ok()? })
    }

    /// The name that a file's bytes have as a blob, where the repository hashes by SHA-1.
    pub(crate) fn of_blob(content: &[u8]) -> Self {
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", content.len()));
        hash.update(content);
        let mut bytes = [0; 32];
        bytes[..20].copy_from_slice(&hash.finalize());
        Self { bytes, len: 20 }
    }

    /// Whether git writes this for "no such object".
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.bytes.iter().all(|byte| *byte == 0)
    }

    /// Twelve digits, for people.
    #[must_use]
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(12);
        text
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().take(usize::from(self.len)).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::ObjectId;

    #[test]
    fn a_text_has_the_name_that_git_gives_it() {
        assert_eq!(ObjectId::of_blob(b"").to_string(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(ObjectId::of_blob(b"hello\n").to_string(), "ce013625030ba8dba906f756967f9e9ca394464a");
    }

    #[test]
    fn only_whole_hashes_are_names() {
        assert!(ObjectId::from_hex(b"e69de29").is_none());
        assert!(ObjectId::from_hex(&[b'g'; 40]).is_none());
        assert_eq!(ObjectId::from_hex(&[b'0'; 64]).map(|id| id.is_null()), Some(true));
    }
}
