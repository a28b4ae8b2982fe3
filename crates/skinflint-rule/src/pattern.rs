//! Patterns for names of labels: `*` stands for any characters, nothing else is special.

/// A pattern for normalised names. More specific patterns order behind less specific ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    text: String,
}

impl NamePattern {
    /// From its text, which is normalised as names are.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: crate::normalised(text) }
    }

    /// The pattern, normalised.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches the whole of a normalised name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name) = (self.text.as_bytes(), name.as_bytes());
        let (mut p, mut n) = (0, 0);
        // On a mismatch only the last `*` can take one byte more: no recursion, no blow-up.
        let mut star: Option<(usize, usize)> = None;
        while n < name.len() {
            match pattern.get(p) {
                Some(b'*') => {
                    star = Some((p, n));
                    p += 1;
                }
                Some(byte) if *byte == name[n] => {
                    p += 1;
                    n += 1;
                }
                _ => match star {
                    Some((at, taken)) => {
                        star = Some((at, taken + 1));
                        p = at + 1;
                        n = taken + 1;
                    }
                    None => return false,
                },
            }
        }
        pattern[p..].iter().all(|byte| *byte == b'*')
    }

    /// How much it says: a name without a star says more than any pattern, then the longer one more.
    pub(crate) fn specificity(&self) -> (bool, usize) {
        (!self.text.contains('*'), self.text.bytes().filter(|b| *b != b'*').count())
    }
}

#[cfg(test)]
mod tests {
    use super::NamePattern;

    #[test]
    fn a_star_stands_for_any_characters() {
        let matches = |pattern: &str, name: &str| NamePattern::new(pattern).matches(name);
        assert!(matches("*_id", "user_id") && matches("*", "") && matches("a*c*e", "abcde"));
        assert!(!matches("*_id", "user_idx") && !matches("id", "user_id") && !matches("a*b", "ab_"));
        assert!(matches("userId", "user_id"), "patterns are normalised as names are");
    }
}
