//! Rules as code scanning shows them: the page, its first paragraph, tags.

use skinflint_base::{Level, Precision, RuleMeta, Verdict};

use super::schema::{Configuration, Help, Message, Rule, RuleProperties};

/// Code scanning takes so many characters of a description.
const DESCRIPTION: usize = 1024;

/// The enabled rules, sorted by id. A verdict of a rule that is not among them (that would be our
/// bug) gets an entry too, for a result without its rule is not shown.
pub(crate) fn rules(enabled: &[RuleMeta], verdicts: &[Verdict]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = enabled.iter().map(rule).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules.dedup_by(|a, b| a.id == b.id);
    for verdict in verdicts {
        if let Err(at) = rules.binary_search_by(|rule| rule.id.as_str().cmp(verdict.hit.rule)) {
            rules.insert(
                at,
                rule(&RuleMeta {
                    id: verdict.hit.rule,
                    summary: verdict.hit.rule,
                    default_level: verdict.level,
                    precision: Precision::Medium,
                    former_ids: &[],
                    page: "",
                }),
            );
        }
    }
    rules
}

/// Code scanning's words for levels in results and configurations.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn rule(meta: &RuleMeta) -> Rule {
    let summary = sentence(meta.summary);
    let page = match meta.page.trim() {
        "" => format!("{summary}\n\nSee `skinflint explain {}`.", meta.id),
        page => page.to_owned(),
    };
    let full = first_paragraph(meta.page).unwrap_or_else(|| summary.clone());
    // The first word of an id is its domain: metric, log, query, infra, note.
    let domain = meta.id.split('-').next().unwrap_or_default();
    Rule {
        id: meta.id.to_owned(),
        short_description: Message { text: cut(&summary, DESCRIPTION) },
        full_description: Message { text: cut(&full, DESCRIPTION) },
        help: Help { text: page.clone(), markdown: page },
        default_configuration: Configuration { level: level(meta.default_level) },
        properties: RuleProperties {
            tags: vec!["cost".to_owned(), domain.to_owned()],
            precision: meta.precision.as_str(),
            problem_severity: match meta.default_level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note | Level::Off => "recommendation",
            },
        },
    }
}

/// With a capital letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let mut out: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    out.push_str(chars.as_str());
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// The first prose of a page, without headings and code, on one line.
fn first_paragraph(page: &str) -> Option<String> {
    let mut fenced = false;
    let mut lines: Vec<&str> = Vec::new();
    for line in page.split('\n').map(str::trim) {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let prose = !fenced && !line.is_empty() && !line.starts_with('#') && !line.starts_with("```");
        if prose {
            lines.push(line);
        } else if !lines.is_empty() {
            break;
        }
    }
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// The first `most` characters, with a mark where something is missing.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most - 1).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use skinflint_base::{Level, Precision, RuleMeta};

    use super::{DESCRIPTION, first_paragraph, rules, sentence};

    fn meta(id: &'static str, page: &'static str) -> RuleMeta {
        RuleMeta {
            id,
            summary: "a metric label has no bound",
            default_level: Level::Error,
            precision: Precision::High,
            former_ids: &[],
            page,
        }
    }

    #[test]
    fn what_code_scanning_requires_is_never_empty_and_never_too_long() {
        let long: &'static str = Box::leak("é".repeat(5000).into_boxed_str());
        for rule in rules(&[meta("b", ""), meta("a", long), meta("b", "")], &[]) {
            let texts = [&rule.short_description.text, &rule.full_description.text, &rule.help.text];
            assert!(texts.iter().all(|text| !text.is_empty()));
            assert!(texts[..2].iter().all(|text| text.chars().count() <= DESCRIPTION));
            assert!(rule.properties.tags.len() <= 10);
        }
    }

    #[test]
    fn rules_are_sorted_and_each_is_there_once() {
        let ids: Vec<String> =
            rules(&[meta("b", ""), meta("a", ""), meta("b", "")], &[]).into_iter().map(|rule| rule.id).collect();
        assert_eq!(ids, ["a", "b"]);
    }

    #[test]
    fn the_description_is_the_first_prose_of_the_page() {
        let page = "# Title\n\n```rust\nlet no = 1;\n```\n\nEvery value\nis a series.\n\nMore.\n";
        assert_eq!(first_paragraph(page).as_deref(), Some("Every value is a series."));
        assert_eq!(first_paragraph("# Only a title\n"), None);
    }

    #[test]
    fn summaries_become_sentences() {
        assert_eq!(sentence("über all"), "Über all.");
        assert_eq!(sentence("Done."), "Done.");
    }
}
