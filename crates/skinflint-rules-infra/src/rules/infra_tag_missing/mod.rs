//! Resources without a tag that the policy requires. One finding per block, with all keys that it lacks.

mod describe;
mod fleet;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::resources::{Format, Resource, Taggable};
use skinflint_rule::{Context, Hits, NamePattern, Needs, Rule, States, Tagged};

use crate::blocks::{Block, blocks};
use crate::places::found;
use fleet::{Advice, Fleet};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a resource lacks a tag that the policy requires",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe: describe::describe,
};

/// Which resources need no tags. The keys stand under `[tags]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Types that need no tags; `*` stands for any characters.
    exempt: Vec<String>,
}

/// Missing keys, each with the spelling under which it is there, if it is.
type Keys = Vec<(String, Option<String>)>;

/// A block that lacks tags.
#[derive(Debug)]
pub(crate) struct Evidence {
    format: Format,
    /// The block's address.
    block: String,
    /// The attribute that carries tags.
    attribute: &'static str,
    missing: Keys,
    /// Whether only some of the resources that the block makes lack it, and how they come to be.
    only_some: Option<String>,
    /// Whether the resource has tags of its own that others could join.
    has_own: bool,
    /// Whether what it makes (the pods of a workload) carries all of them.
    inner: bool,
    advice: Advice,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let settings = cx.tags();
    if settings.required().is_empty() {
        return;
    }
    let exempt: Vec<NamePattern> = cx.options().exempt.iter().map(|pattern| NamePattern::new(pattern)).collect();
    let fleet = Fleet::new(cx.resources(), settings);
    for block in blocks(cx.resources()) {
        let Taggable::By(attribute) = block.first().tags.taggable else { continue };
        let kind = skinflint_rule::normalised(&block.first().kind);
        if exempt.iter().any(|pattern| pattern.matches(&kind)) {
            continue;
        }
        let lacking: Vec<(&Resource, Keys)> =
            block.made.iter().map(|made| (*made, missing(cx, made))).filter(|(_, keys)| !keys.is_empty()).collect();
        let Some((worst, keys)) = lacking.iter().max_by_key(|(made, keys)| (Block::certainty(made), keys.len())) else {
            continue;
        };
        let certainty = lacking.iter().map(|(made, _)| Block::certainty(made)).max().unwrap_or(Certainty::Likely);
        let only_some = (lacking.len() < block.made.len()).then(|| worst.address.to_string());
        // Tools that share costs by pod see them all the same.
        let inner = keys.iter().all(|(key, _)| worst.tags.inner.iter().any(|entry| *entry.key == **key));
        let certainty = if inner { Certainty::Likely } else { certainty };
        let listed: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
        let evidence = Evidence {
            format: worst.format,
            block: worst.block.to_string(),
            attribute,
            missing: keys.clone(),
            only_some,
            has_own: worst.tags.at.is_some(),
            inner,
            advice: fleet.advice(worst, &listed),
        };
        let parts = keys.iter().map(|(key, _)| key.clone());
        let mut found = found(cx, worst, certainty, worst.block.to_string(), evidence).made_of(parts);
        if let Some(defaults) = &worst.tags.defaults
            && let Some(at) = defaults.at
        {
            let words = match defaults.any {
                true => format!("`{}` of the provider lacks them too", defaults.attribute),
                false => format!("the provider has no `{}`", defaults.attribute),
            };
            found = found.and_at(at, words);
        }
        hits.push(found);
    }
}

/// The required keys that a resource is known to lack.
fn missing(cx: &Context<'_, Options>, resource: &Resource) -> Keys {
    let tags = &resource.tags;
    if tags.open.is_some() || !matches!(tags.taggable, Taggable::By(_)) {
        return Vec::new();
    }
    let settings = cx.tags();
    let required = settings.required().iter();
    required
        .filter_map(|key| match settings.find(key, tags) {
            Tagged::Present(_) => None,
            Tagged::Misspelt(entry) => Some((settings.spelt(key, tags), Some(entry.key.to_string()))),
            Tagged::Missing => Some((settings.spelt(key, tags), None)),
        })
        .collect()
}
