//! Words that the messages of the rules about queries share.

/// A name of the code inside backticks: on one line, and no backtick of its own.
pub(crate) fn quotable(name: &str) -> String {
    const LONGEST: usize = 80;
    let clean = |c: char| if c == '`' || c.is_control() { '\u{fffd}' } else { c };
    let mut out: String = name.chars().take(LONGEST).map(clean).collect();
    if name.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::quotable;

    #[test]
    fn a_name_cannot_break_out_of_its_quotes() {
        assert_eq!(quotable("a`b\nc"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(quotable(&"x".repeat(200)).chars().count(), 81);
    }
}
