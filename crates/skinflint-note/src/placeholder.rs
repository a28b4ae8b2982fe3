//! Tells what a template left to be filled in from what somebody wrote.

/// Whether a value says nothing yet: empty, `TBD`, `TODO`, `…`, `<amount>`, `[your team]`, `_fill in_`,
/// `?`. A value that only contains such a word is not one: "TODO list service" is an answer.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let bare = value.trim().trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '\'' | '.' | '-' | '–' | '—' | '…' | ':' | '!' | '?')
    });
    if bare.is_empty() {
        return true;
    }
    if !bare.contains('\n') && (enclosed(bare, '<', '>') || enclosed(bare, '[', ']') || enclosed(bare, '{', '}')) {
        return true;
    }
    const WORDS: [&str; 13] = [
        "tbd",
        "tba",
        "todo",
        "fixme",
        "xxx",
        "xx",
        "fill in",
        "fill me in",
        "fill this in",
        "to be determined",
        "to be decided",
        "unknown",
        "same as above",
    ];
    let lower = bare.to_lowercase();
    WORDS.contains(&lower.as_str()) || lower.strip_prefix("tbd ").is_some() || lower.strip_prefix("todo:").is_some()
}

/// One pair of brackets around the whole.
fn enclosed(text: &str, open: char, close: char) -> bool {
    text.strip_prefix(open)
        .and_then(|rest| rest.strip_suffix(close))
        // A link or an address is an answer: `<https://…>`, `<mail@host>`.
        .is_some_and(|inner| !inner.contains([open, close, '@']) && !inner.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn what_a_template_leaves_is_no_answer() {
        for text in
            ["", " - ", "TBD", "tbd.", "**TODO**", "<amount>", "[your team]", "…", "?", "_fill in_", "TBD (ask infra)"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["none -- docs only", "@team-payments", "<https://runbook>", "revert", "TODO list service", "0"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
