//! Words and keys that all rules about logs share.

use skinflint_program::LogEvent;

/// A text of the code inside backticks: on one line, and no backtick of its own.
pub(crate) fn quotable(text: &str) -> String {
    const LONGEST: usize = 72;
    let text = text.trim();
    let clean = |c: char| if c == '`' || c.is_control() { ' ' } else { c };
    let mut out: String = text.chars().take(LONGEST).map(clean).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A message as a key that survives edits of its spaces: its words.
pub(crate) fn key(event: &LogEvent) -> String {
    let text: String = event.message.text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    if words.is_empty() {
        return event.message.holes.iter().map(|h| h.text.as_str()).collect::<Vec<_>>().join("/");
    }
    words.join(" ").to_lowercase()
}

/// The event as a sentence names it: its message where it has one.
pub(crate) fn event(event: &LogEvent) -> String {
    let level = event.level.map_or("", skinflint_program::LogLevel::as_str);
    let kind = if level.is_empty() { "line".to_owned() } else { format!("{level} line") };
    let text = quotable(&event.message.text);
    if text.chars().any(char::is_alphabetic) { format!("the {kind} \"{text}\"") } else { format!("the {kind}") }
}

/// A few things by name: `a`, `b` and 2 more.
pub(crate) fn list(names: &[String]) -> String {
    const MOST: usize = 3;
    let quoted: Vec<String> = names.iter().take(MOST).map(|n| format!("`{}`", quotable(n))).collect();
    match (quoted.as_slice(), names.len().saturating_sub(MOST)) {
        ([], _) => "a value".to_owned(),
        ([one], 0) => one.clone(),
        ([rest @ .., last], 0) => format!("{} and {last}", rest.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{list, quotable};

    #[test]
    fn lists_read_like_sentences() {
        let names = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&names(&["a"])), "`a`");
        assert_eq!(list(&names(&["a", "b"])), "`a` and `b`");
        assert_eq!(list(&names(&["a", "b", "c", "d", "e"])), "`a`, `b`, `c` and 2 more");
    }

    #[test]
    fn a_text_cannot_break_out_of_its_quotes() {
        assert_eq!(quotable(" a`b\nc "), "a b c");
    }
}
