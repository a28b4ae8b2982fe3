//! The examples of a rule's page as cases: fenced blocks that say `bad` or `good`. A `toml policy`
//! block of the page is the policy under which they run.

use crate::case::{Case, CaseKind};

/// The cases of a page. `name` is how failures name the page.
///
/// # Errors
/// Where a block is of a language that is not known here, a mark cannot be read, or a good example has
/// marks.
pub(crate) fn cases(page: &str, name: &str) -> Result<Vec<Case>, String> {
    let blocks = blocks(page);
    let policy = blocks.iter().find(|b| b.language == "toml" && b.words.contains(&"policy")).map(|b| b.text.clone());
    let mut cases = Vec::new();
    // What is said of a change holds for the examples below it.
    let mut note = None;
    for block in &blocks {
        if block.language == "markdown" && block.words.contains(&"note") {
            note = Some(block.text.clone());
            continue;
        }
        let bad = block.words.contains(&"bad");
        if !bad && !block.words.contains(&"good") {
            continue;
        }
        let name = format!("{name}:{}", block.line);
        let extension = match block.language {
            "rust" => "rs",
            "python" => "py",
            "sql" => "sql",
            "hcl" => "tf",
            "yaml" => "yaml",
            other => return Err(format!("{name}: the harness does not know the language `{other}`")),
        };
        let path = format!("src/example.{extension}");
        let mut case = Case::new(&name, CaseKind::Marked, vec![(path, block.text.clone())])?;
        if bad && case.marks.is_empty() {
            case.kind = CaseKind::Bad;
        }
        if !bad && !case.marks.is_empty() {
            return Err(format!("{name}: a good example has no marks"));
        }
        case.policy.clone_from(&policy);
        case.note.clone_from(&note);
        cases.push(case);
    }
    Ok(cases)
}

struct Block<'a> {
    language: &'a str,
    words: Vec<&'a str>,
    /// The line of its first fence, from 1.
    line: usize,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (number, line) in (1..).zip(page.split('\n')) {
        match (line.strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                open = Some(Block { language, words: words.collect(), line: number, text: String::new() });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::cases;
    use crate::case::CaseKind;

    #[test]
    fn examples_run_under_the_policy_of_the_page() {
        let page =
            "x\n```rust bad\na(); //~ one\n```\n```python bad\nb\n```\n```rust good\nc\n```\n```toml policy\nd\n```\n";
        let Ok(cases) = cases(page, "page.md") else { panic!("the page could not be read") };
        let seen: Vec<_> = cases.iter().map(|c| (c.name.as_str(), c.kind, c.marks.len())).collect();
        assert_eq!(
            seen,
            [("page.md:2", CaseKind::Marked, 1), ("page.md:5", CaseKind::Bad, 0), ("page.md:8", CaseKind::Marked, 0)]
        );
        assert!(cases.iter().all(|c| c.policy.as_deref() == Some("d\n")));
        assert_eq!(cases[0].files, [("src/example.rs".to_owned(), "a();\n".to_owned())]);
    }

    #[test]
    fn a_good_example_with_a_mark_is_a_mistake() {
        let error = cases("```rust good\na //~ one\n```\n", "page.md").err().unwrap_or_default();
        assert!(error.contains("page.md:1") && error.contains("no marks"), "{error}");
    }
}
