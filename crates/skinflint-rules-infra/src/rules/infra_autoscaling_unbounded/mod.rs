//! What grows by itself without an end, or to one that is too far away; and what is large all the time.

mod cloudformation;
mod kubernetes;
mod terraform;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, FileSpan, Level, Precision};
use skinflint_program::resources::{FileRole, Format};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::blocks::Block;
use crate::containers::first_line;
use crate::places::found;
use crate::words::quotable;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "something scales without a maximum, or to one above the policy's",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// What a policy can say.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// The largest maximum that is no finding.
    max: u32,
    /// How many replicas a workload may always have without an autoscaler.
    fixed_replicas: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { max: 100, fixed_replicas: 20 }
    }
}

/// What was seen of one resource.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// `HorizontalPodAutoscaler shop/web`
    resource: String,
    what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    /// No maximum; the setting, and what holds without it.
    NoMax {
        /// `maxReplicas`
        setting: &'static str,
        /// "it grows as long as there are machines"
        then: &'static str,
    },
    /// A maximum above the policy's.
    Above {
        /// `maxReplicas`
        setting: &'static str,
        /// What it says.
        is: f64,
        /// What the policy says.
        most: u32,
    },
    /// Many replicas, always.
    Fixed {
        /// How many.
        is: f64,
        /// What the policy says.
        most: u32,
    },
}

/// What one format's part found: where, how sure, and what.
pub(crate) struct Seen {
    pub(crate) at: FileSpan,
    pub(crate) certainty: Certainty,
    pub(crate) what: What,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let scaled = kubernetes::scaled(cx.resources());
    let mut last = None;
    for resource in cx.resources() {
        // What an example makes of a module elsewhere says nothing of that module's callers.
        let by_example = resource.role == FileRole::Example && !resource.via.is_empty();
        if matches!(resource.role, FileRole::Test | FileRole::Bench) || by_example {
            continue;
        }
        let seen = match resource.format {
            Format::Kubernetes => kubernetes::judge(resource, cx.options(), &scaled),
            Format::CloudFormation => cloudformation::judge(resource, cx.options()),
            Format::Terraform => terraform::judge(resource, cx.options()),
            _ => None,
        };
        let Some(seen) = seen else { continue };
        // Once per place, however often it comes to be.
        if last.replace(resource.at) == Some(resource.at) {
            continue;
        }
        let evidence = Evidence { resource: resource.block.to_string(), what: seen.what };
        let certainty = seen.certainty.min(Block::certainty(resource));
        let mut found = found(cx, resource, certainty, resource.block.to_string(), evidence);
        found.at = first_line(seen.at);
        hits.push(found);
    }
}

fn describe(evidence: &Evidence) -> Words {
    let resource = quotable(&evidence.resource);
    match &evidence.what {
        What::NoMax { setting, then } => Words {
            message: format!("`{resource}` has no `{setting}`: {then}"),
            label: "grows without an end".to_owned(),
            help: format!(
                "A loop of retries, a crawler or an attack is paid for like customers are. Set `{setting}` to what \
                 the busiest hour needs, with room, and alert on reaching it."
            ),
        },
        What::Above { setting, is, most } => Words {
            message: format!("`{resource}` may grow to {is}: the policy allows `{setting}` up to {most}"),
            label: format!("more than {most}"),
            help: "A maximum is the bill of the worst night. Lower it to what the busiest hour needs, or raise `max` \
                   of this rule for this path, with the reason beside it."
                .to_owned(),
        },
        What::Fixed { is, most } => Words {
            message: format!("`{resource}` always has {is} replicas: above {most} the policy asks for an autoscaler"),
            label: format!("{is} replicas, day and night"),
            help: "So many replicas are rarely needed at every hour. Add a HorizontalPodAutoscaler with a minimum for \
                   the night and a maximum, or raise `fixed-replicas` of this rule for this path."
                .to_owned(),
        },
    }
}
