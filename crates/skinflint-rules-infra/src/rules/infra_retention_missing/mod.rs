//! Stores that grow and never forget: nothing says how long what is in them is kept.

mod partners;
mod stores;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::resources::Resource;
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::blocks::{Block, blocks};
use crate::places::found;
use crate::words::quotable;
use partners::Partners;
use stores::{Kept, Store, store};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a store that grows has no retention",
    default_level: Level::Warning,
    precision: Precision::Medium,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// How long is too long.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Logs that are kept for more days are reported too; without it, any number will do.
    max_log_days: Option<u32>,
}

/// A store without retention, or with too much of it.
#[derive(Debug)]
pub(crate) struct Evidence {
    block: String,
    store: &'static Store,
    too_long: Option<(f64, u32)>,
    /// Whether it only keeps for ever because somebody said so.
    said: bool,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let partners = Partners::new(cx.resources());
    for block in blocks(cx.resources()) {
        let Some(store) = store(&block.first().kind) else { continue };
        let judge = |made: &Resource| -> Option<(bool, Option<(f64, u32)>)> {
            match (store.kept)(made) {
                Kept::For(days) => {
                    let most = cx.options().max_log_days.filter(|most| store.is_log && days > f64::from(*most))?;
                    Some((false, Some((days, most))))
                }
                Kept::Somehow | Kept::Unknown => None,
                Kept::Forever { said } => (!store.stays(made) && !partners.cover(store, made)).then_some((said, None)),
            }
        };
        let judged = block.made.iter().filter_map(|made| Some((*made, judge(made)?)));
        let Some((worst, (said, too_long))) = judged.max_by_key(|(made, _)| Block::certainty(made)) else { continue };
        // What else a bucket is for, its name does not always say.
        let certainty = if store.certain { Block::certainty(worst) } else { Certainty::Likely };
        let evidence = Evidence { block: worst.block.to_string(), store, too_long, said };
        hits.push(found(cx, worst, certainty, worst.block.to_string(), evidence));
    }
}

fn describe(evidence: &Evidence) -> Words {
    let block = quotable(&evidence.block);
    let Store { what, help, .. } = evidence.store;
    let message = match (evidence.too_long, evidence.said) {
        (Some((days, most)), _) => format!("`{block}` keeps {what} for {days} days, and the policy allows {most}"),
        (None, true) => format!("`{block}` keeps {what} for ever, as it says"),
        (None, false) => format!("`{block}` keeps {what} for ever: nothing says how long"),
    };
    let label = if evidence.too_long.is_some() { "kept too long" } else { "no retention" };
    Words {
        message,
        label: label.to_owned(),
        help: format!("What is never deleted is paid for each month again, and more each month. {help}"),
    }
}
