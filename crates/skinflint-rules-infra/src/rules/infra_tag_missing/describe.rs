//! The words of a finding: what is missing, and the lines to paste.

use std::fmt::Write as _;

use skinflint_program::resources::Format;
use skinflint_rule::Words;

use super::Evidence;
use crate::words::{joined, listed, quotable};

pub(super) fn describe(evidence: &Evidence) -> Words {
    let Evidence { block, attribute, missing, only_some, advice, .. } = evidence;
    let what = if missing.len() == 1 { "tag" } else { "tags" };
    let keys: Vec<String> = missing
        .iter()
        .map(|(key, other)| match other {
            Some(other) => format!("`{}` (present as `{}`)", quotable(key), quotable(other)),
            None => format!("`{}`", quotable(key)),
        })
        .collect();
    let mut message = format!("`{}` lacks the required {what} {}", quotable(block), joined(&keys, "and"));
    if let Some(address) = only_some {
        let _ = write!(message, ", as it is made in `{}`", quotable(address));
    }
    if evidence.inner {
        message.push_str(": only its pods carry them");
    }
    if let Some((defaults, provider, count)) = &advice.defaults {
        let _ = write!(
            message,
            "; so do all {count} resources of provider `{}` here: `{defaults}` would mend them at once",
            quotable(provider)
        );
    }
    let names: Vec<&str> = missing.iter().map(|(key, _)| key.as_str()).collect();
    Words { message, label: format!("without {}", listed(&names)), help: help(evidence, attribute) }
}

fn help(evidence: &Evidence, attribute: &str) -> String {
    let lines = |indent: &str, assign: &str| {
        let mut lines = String::new();
        for (key, _) in &evidence.missing {
            let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
                && !key.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let key_text = if plain { key.clone() } else { format!("\"{}\"", quotable(key)) };
            let value = evidence.advice.values.get(key).map_or("…", String::as_str);
            let _ = write!(lines, "\n{indent}{key_text}{assign}\"{}\"", quotable(value));
        }
        lines
    };
    let why = "A cost that carries no tag is nobody's: it cannot be shown to a team, charged to a budget or switched \
               off.";
    match evidence.format {
        Format::Terraform => match &evidence.advice.defaults {
            Some((defaults, provider, _)) => {
                let inner = if *defaults == "default_tags" {
                    format!("  default_tags {{\n    tags = {{{}\n    }}\n  }}", lines("      ", " = "))
                } else {
                    format!("  {defaults} = {{{}\n  }}", lines("    ", " = "))
                };
                let provider = provider.split('.').next().unwrap_or_default();
                format!("{why} In the provider, for all at once:\n\nprovider \"{provider}\" {{\n{inner}\n}}")
            }
            None if evidence.has_own => {
                format!("{why} Add to its `{attribute}`:\n{}", lines("  ", " = "))
            }
            None => format!("{why} Add to it:\n\n  {attribute} = {{{}\n  }}", lines("    ", " = ")),
        },
        _ => format!("{why} Add to its `{attribute}`:\n{}", lines("  ", ": ")),
    }
}
