//! A rule's page: what it must have, and what of it people see. Sections, and examples that say whether
//! they are bad or good.

/// The sections of every page, in this order.
const SECTIONS: [&str; 5] = ["What it finds", "Why it costs", "How to mend it", "What is not reported", "Options"];

/// Says what a page lacks. `at` is its path, for the messages.
pub(crate) fn check(text: &str, at: &str, mistakes: &mut Vec<String>) {
    let (mut bad, mut good) = (0, 0);
    let mut headings = Vec::new();
    let mut open: Option<usize> = None;
    for (number, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix("```"), open) {
            (Some(info), None) => {
                open = Some(number + 1);
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                for word in words {
                    match word {
                        "bad" => bad += 1,
                        "good" => good += 1,
                        // The policy under which the page's examples run.
                        "policy" if language == "toml" => {}
                        // What is said of the change that the examples below it are.
                        "note" if language == "markdown" => {}
                        _ => mistakes.push(format!(
                            "{at}:{}: `{word}` behind `{language}`: an example is `bad` or `good`",
                            number + 1
                        )),
                    }
                }
            }
            (Some(_), Some(_)) => open = None,
            (None, None) => headings.extend(line.strip_prefix("## ").map(str::trim)),
            (None, Some(_)) => {}
        }
    }
    if let Some(line) = open {
        mistakes.push(format!("{at}:{line}: the block that opens here is never closed"));
    }
    if text.trim_start().starts_with('#') {
        mistakes.push(format!("{at}: a page opens with a sentence, its title is the rule's id and is added"));
    }
    let mut from = 0;
    for section in SECTIONS {
        match headings.iter().position(|heading| *heading == section) {
            None => mistakes.push(format!("{at}: the section `## {section}` is missing")),
            Some(place) if place < from => mistakes.push(format!("{at}: the section `## {section}` stands too early")),
            Some(place) => from = place,
        }
    }
    for (count, kind) in [(bad, "bad"), (good, "good")] {
        if count == 0 {
            mistakes.push(format!("{at}: there is no {kind} example: a block that opens with ```rust {kind}"));
        }
    }
}

/// The page as people see it: what an example is stands above it, and marks are arrows.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line.trim_end_matches('\r'), "\n"),
            None => (line, ""),
        };
        match line.strip_prefix("```") {
            Some(info) if !open => {
                open = true;
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                out.push_str(match words.next() {
                    Some("bad") => "*Reported:*\n\n",
                    Some("good") => "*Not reported:*\n\n",
                    Some("policy") => "*The policy of the examples on this page:*\n\n",
                    Some("note") => "*With this note:*\n\n",
                    _ => "",
                });
                out.push_str("```");
                out.push_str(language);
            }
            Some(_) => {
                open = false;
                out.push_str(line);
            }
            None if open => out.push_str(&arrow(line)),
            None => out.push_str(line),
        }
        out.push_str(end);
    }
    out
}

/// A line of an example with its mark drawn as an arrow; `//~ rule warning` becomes `// <- rule`.
fn arrow(line: &str) -> String {
    for comment in ["//", "#", "--"] {
        if let Some((code, mark)) = line.split_once(&format!("{comment}~")) {
            let up = mark.starts_with('^');
            let rule = mark.trim_start_matches('^').split_whitespace().next().unwrap_or_default();
            return format!("{code}{comment} {} {rule}", if up { '↑' } else { '←' });
        }
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn examples_say_what_they_are_and_marks_are_arrows() {
        let page = "A `#~` b.\n\n```rust bad\na(); //~ some-rule warning\n//~^ other\n```\n```python good\nb\n```\n";
        assert_eq!(
            shown(page),
            "A `#~` b.\n\n*Reported:*\n\n```rust\na(); // ← some-rule\n// ↑ other\n```\n*Not reported:*\n\n\
             ```python\nb\n```\n"
        );
    }
}
