//! Loops that run a query for each of their elements, directly or through any number of functions.

mod describe;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::{Does, QueryLoop};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a loop runs a query for each of its elements",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::QUERIES.and(Needs::CALLS),
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe: describe::describe,
};

/// How calls of other services count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Remote {
    /// Like queries.
    Block,
    /// They warn at most.
    #[default]
    Warn,
    /// They are not reported.
    Off,
}

/// What counts.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Calls of other services per element (`reqwest`, `httpx`): `"block"` like queries, `"warn"`, or `"off"`.
    remote: Remote,
}

/// A loop and the query that it runs.
#[derive(Debug)]
pub(crate) struct Evidence {
    found: QueryLoop,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    for found in cx.query_loops() {
        let remote = found.does == Does::Remote;
        if remote && cx.options().remote == Remote::Off {
            continue;
        }
        let capped = found.doubt.is_some() || (remote && cx.options().remote == Remote::Warn);
        let certainty = if capped { Certainty::Likely } else { Certainty::Certain };
        let key = format!("{}/{}", found.call, found.query);
        let mut hit = Found::new(found.at, certainty, &found.home, key, Evidence { found: found.clone() });
        for step in &found.way {
            hit = hit.then_at(step.at, &step.what);
        }
        hits.push(hit);
    }
}
