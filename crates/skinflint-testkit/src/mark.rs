//! Marks: comments that say what must be found on a line. They are taken out before a file is lowered,
//! so that no frontend ever sees one.
//!
//! ```text
//! hits.with_label_values(&[id]); //~ metric-label-unbounded
//! hits.with_label_values(&[id]); //~ metric-label-unbounded warning
//! //~^ metric-label-forbidden
//! hits.with_label_values(&[id]); //~ MISSING metric-label-unbounded
//! hits.with_label_values(&[ok]); //~ SPURIOUS metric-label-unbounded
//! ```

use skinflint_base::{Level, RelPath};

/// A known gap between what a rule should find and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// It should be found and is not.
    Missing,
    /// It is found and should not be.
    Spurious,
}

/// What must be found on one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// The file, as the case names it.
    pub(crate) path: String,
    /// The line that is flagged, from 1.
    pub(crate) line: u32,
    /// The rule's id.
    pub(crate) rule: String,
    /// The level at which it must count, where the mark says one.
    pub(crate) level: Option<Level>,
    /// Whether what happens is not what should.
    pub(crate) gap: Option<Gap>,
}

/// How a mark begins in a file: the language's line comment with a `~`. `None` where the language has
/// no comments.
fn opening(path: &str) -> Option<&'static str> {
    match RelPath::from(path).extension().as_str() {
        "json" => None,
        "py" | "pyi" | "yaml" | "yml" | "tpl" | "tf" | "hcl" | "toml" => Some("#~"),
        "sql" => Some("--~"),
        _ => Some("//~"),
    }
}

/// Takes the marks out of a text; its lines stay where they are.
///
/// # Errors
/// Where a mark cannot be read.
pub(crate) fn strip(path: &str, text: &str) -> Result<(String, Vec<Mark>), String> {
    let Some(opening) = opening(path) else { return Ok((text.to_owned(), Vec::new())) };
    let mut marks = Vec::new();
    let mut lines = Vec::new();
    for (number, line) in (1u32..).zip(text.split('\n')) {
        let Some((code, rest)) = line.split_once(opening) else {
            lines.push(line);
            continue;
        };
        lines.push(code.trim_end());
        for mark in rest.split(opening) {
            marks.push(read(path, number, mark).map_err(|problem| format!("{path}:{number}: {problem}"))?);
        }
    }
    Ok((lines.join("\n"), marks))
}

fn read(path: &str, number: u32, text: &str) -> Result<Mark, String> {
    let up = u32::try_from(text.bytes().take_while(|b| *b == b'^').count()).unwrap_or(u32::MAX);
    let line = number.checked_sub(up).filter(|line| *line > 0).ok_or("the mark points above the file")?;
    let mut words = text[up as usize..].split_whitespace().peekable();
    let gap = match words.peek() {
        Some(&"MISSING") => Some(Gap::Missing),
        Some(&"SPURIOUS") => Some(Gap::Spurious),
        _ => None,
    };
    if gap.is_some() {
        words.next();
    }
    let rule = words.next().ok_or("the mark names no rule")?;
    let level = words.next().map(str::parse::<Level>).transpose()?;
    match words.next() {
        None => Ok(Mark { path: path.to_owned(), line, rule: rule.to_owned(), level, gap }),
        Some(word) => Err(format!("`{word}` is too much: a mark is a rule's id and at most a level")),
    }
}

#[cfg(test)]
mod tests {
    use skinflint_base::Level;

    use super::{Gap, strip};

    #[test]
    fn marks_are_taken_out_and_lines_stay() {
        let text = "a(); //~ one //~ two warning\nb();\n    //~^^ MISSING three\nc(); // ~ none\n";
        let Ok((code, marks)) = strip("x.rs", text) else { panic!("a mark could not be read") };
        assert_eq!(code, "a();\nb();\n\nc(); // ~ none\n");
        let seen: Vec<_> = marks.iter().map(|m| (m.line, m.rule.as_str(), m.level, m.gap)).collect();
        assert_eq!(
            seen,
            [(1, "one", None, None), (1, "two", Some(Level::Warning), None), (1, "three", None, Some(Gap::Missing))]
        );
    }

    #[test]
    fn each_language_has_its_own_comment() {
        assert_eq!(
            strip("x.py", "a #~ one\nb //~ two").map(|(code, marks)| (code, marks.len())),
            Ok(("a\nb //~ two".to_owned(), 1))
        );
        assert_eq!(strip("x.sql", "a --~ one").map(|(_, marks)| marks.len()), Ok(1));
        assert_eq!(
            strip("x.json", "\"//~ one\"").map(|(code, marks)| (code, marks.len())),
            Ok(("\"//~ one\"".to_owned(), 0))
        );
    }

    #[test]
    fn what_is_no_mark_is_an_error() {
        for (text, says) in [
            ("a //~", "names no rule"),
            ("a //~ MISSING", "names no rule"),
            ("a //~^ one", "above the file"),
            ("a //~ one warn", "is no level"),
            ("a //~ one warning now", "too much"),
        ] {
            let Err(error) = strip("x.rs", text) else { panic!("{text} was taken") };
            assert!(error.starts_with("x.rs:1: ") && error.contains(says), "{error}");
        }
    }
}
