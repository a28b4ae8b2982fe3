//! A rule's whole page in Markdown: what its literal says, then what its folder says.

use std::fmt::Write as _;

use crate::AnyRule;

/// The page with its title, its summary and a table of what the rule says of itself. It is what
/// `docs/rules/` holds.
#[must_use]
pub fn page(rule: &dyn AnyRule) -> String {
    let meta = rule.meta();
    let mut summary = meta.summary.chars();
    let first: String = summary.next().into_iter().flat_map(char::to_uppercase).collect();
    let mut out = format!("# {}\n\n{first}{}.\n\n| | |\n|---|---|\n", meta.id, summary.as_str());
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            // Writing to a text cannot fail.
            let _ = writeln!(out, "| {name} | {value} |");
        }
    };
    row("Level without a policy", meta.default_level.to_string());
    row("Precision", meta.precision.as_str().to_owned());
    row("Languages", rule.languages().join(", "));
    row("Judges what a change leaves", rule.states().words());
    row("Former ids", meta.former_ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "));
    row("Options", rule.option_names().iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
    let _ = write!(out, "\n{}\n", meta.page.trim_end());
    out
}
