//! Names of labels with `*` in them. What a name is evidence of is not known here.

/// The longest pattern that is accepted, in bytes; label names are far shorter.
pub(crate) const LONGEST: usize = 200;

/// Patterns for names: `*` stands for any characters, ASCII case does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamePatterns {
    patterns: Vec<String>,
}

impl NamePatterns {
    /// The patterns, as they were written.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether one of the patterns matches the whole name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.patterns.iter().any(|pattern| wildcard(pattern.as_bytes(), name.as_bytes()))
    }

    /// Adds a pattern that is not there yet.
    pub(crate) fn add(&mut self, pattern: &str) {
        if !self.patterns.iter().any(|known| known == pattern) {
            self.patterns.push(pattern.to_owned());
        }
    }

    /// Takes a pattern out.
    pub(crate) fn remove(&mut self, pattern: &str) {
        self.patterns.retain(|known| known != pattern);
    }
}

/// Matches without recursion: on a mismatch only the last `*` can take one byte more.
fn wildcard(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&name[n]) => {
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

#[cfg(test)]
mod tests {
    use super::NamePatterns;

    fn matches(pattern: &str, name: &str) -> bool {
        let mut patterns = NamePatterns::default();
        patterns.add(pattern);
        patterns.matches(name)
    }

    #[test]
    fn stars_stand_for_any_characters() {
        assert!(matches("ticket_*", "ticket_id"));
        assert!(matches("ticket_*", "Ticket_"));
        assert!(!matches("ticket_*", "my_ticket_id"));
        assert!(matches("*_id", "user_id"));
        assert!(matches("*a*b*", "xxaxxbxx"));
        assert!(!matches("*a*b", "ab_"));
        assert!(matches("shard", "SHARD"));
        assert!(!matches("shard", "shards"));
        assert!(matches("*", ""));
        assert!(matches("a?b", "a?b") && !matches("a?b", "axb"), "only `*` is special");
    }

    #[test]
    fn many_stars_do_not_take_for_ever() {
        let pattern = "*a".repeat(100);
        assert!(!matches(&pattern, &format!("{}b", "a".repeat(5_000))));
    }
}
