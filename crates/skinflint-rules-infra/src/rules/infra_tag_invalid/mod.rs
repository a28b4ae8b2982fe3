//! Tags that are there and say nothing: empty ones, placeholders, values that the policy does not know.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::resources::{Resource, TagEntry, TagOrigin, Taggable};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Tagged, Words};

use crate::blocks::{Block, blocks};
use crate::places::found;
use crate::words::{joined, listed, quotable};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a tag's value is empty, a placeholder, or none that the policy knows",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// Which values a tag may have.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// The values that a tag may have, by the tag; `*` stands for any characters.
    values: BTreeMap<String, Vec<String>>,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    Empty,
    Placeholder(String),
    Unlisted { value: String, allowed: Vec<String> },
}

/// A resource with tags that say nothing.
#[derive(Debug)]
pub(crate) struct Evidence {
    block: String,
    wrong: Vec<(String, Wrong)>,
    /// Whether all of them come from default tags.
    from_defaults: bool,
}

/// What stands where somebody meant to write something, in lower case.
const PLACEHOLDERS: [&str; 17] = [
    "todo",
    "tbd",
    "fixme",
    "changeme",
    "change-me",
    "change_me",
    "replaceme",
    "replace-me",
    "replace_me",
    "xxx",
    "placeholder",
    "undefined",
    "null",
    "n/a",
    "?",
    "-",
    "<fill>",
];

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    for block in blocks(cx.resources()) {
        let wrong = |resource: &Resource| -> Vec<(String, Wrong, TagOrigin)> {
            if !matches!(resource.tags.taggable, Taggable::By(_)) {
                return Vec::new();
            }
            let keys = cx.tags().required().iter().chain(cx.options().values.keys());
            let mut wrong: Vec<(String, Wrong, TagOrigin)> = Vec::new();
            for key in keys {
                let Tagged::Present(entry) = cx.tags().find(key, &resource.tags) else { continue };
                if let Some(what) = judge(entry, cx.options().values.get(key))
                    && !wrong.iter().any(|(known, ..)| **known == *entry.key)
                {
                    wrong.push((entry.key.to_string(), what, entry.origin));
                }
            }
            wrong
        };
        let all = block.made.iter().map(|made| (*made, wrong(made))).filter(|(_, wrong)| !wrong.is_empty());
        let Some((worst, wrong)) = all.max_by_key(|(made, wrong)| (Block::certainty(made), wrong.len())) else {
            continue;
        };
        let keys: Vec<String> = wrong.iter().map(|(key, ..)| key.clone()).collect();
        let evidence = Evidence {
            block: worst.block.to_string(),
            from_defaults: wrong.iter().all(|(.., origin)| *origin == TagOrigin::Defaults),
            wrong: wrong.into_iter().map(|(key, what, _)| (key, what)).collect(),
        };
        hits.push(found(cx, worst, Block::certainty(worst), worst.block.to_string(), evidence).made_of(keys));
    }
}

fn judge(entry: &TagEntry, allowed: Option<&Vec<String>>) -> Option<Wrong> {
    // A default that others replace is no value yet.
    if entry.value.assumed {
        return None;
    }
    let value = entry.value.to_text()?;
    let trimmed = value.trim();
    if trimmed.is_empty() {
        return Some(Wrong::Empty);
    }
    let bare = trimmed.trim_matches(|c| matches!(c, '<' | '>' | '[' | ']' | '{' | '}')).to_lowercase();
    let bracketed = trimmed.starts_with('<') && trimmed.ends_with('>');
    if bracketed || PLACEHOLDERS.contains(&bare.as_str()) {
        return Some(Wrong::Placeholder(value));
    }
    let allowed = allowed?;
    let fits = allowed.iter().any(|pattern| matches(pattern, trimmed));
    (!fits).then(|| Wrong::Unlisted { value, allowed: allowed.clone() })
}

/// Whether a pattern with `*` matches the whole of a value.
fn matches(pattern: &str, value: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| value.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn describe(evidence: &Evidence) -> Words {
    let said: Vec<String> = evidence
        .wrong
        .iter()
        .map(|(key, wrong)| {
            let key = quotable(key);
            match wrong {
                Wrong::Empty => format!("`{key}` is empty"),
                Wrong::Placeholder(value) => format!("`{key}` is the placeholder `{}`", quotable(value)),
                Wrong::Unlisted { value, allowed } => {
                    format!("`{key}` is `{}`, which is none of {}", quotable(value), listed(allowed))
                }
            }
        })
        .collect();
    let keys: Vec<&str> = evidence.wrong.iter().map(|(key, _)| key.as_str()).collect();
    let whose = if evidence.from_defaults { "default tags of" } else { "tags of" };
    Words {
        message: format!("{whose} `{}` say nothing: {}", quotable(&evidence.block), joined(&said, "and")),
        label: format!("wrong value of {}", listed(&keys)),
        help: "A cost that is booked on a name that does not exist is as lost as one without a tag. Write the value \
               that the bill is grouped by; which ones there are, `values` of this rule says."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_characters() {
        assert!(
            matches("prod", "prod") && matches("team-*", "team-a") && matches("*", "") && matches("a*c*e", "abcde")
        );
        assert!(!matches("prod", "production") && !matches("team-*", "steam-a") && !matches("a*b", "abc"));
    }
}
