//! Traces that are all kept: pipelines without sampling, SDKs that are told to take everything.

mod collector;
mod sdk;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, FileSpan, Level, Precision};
use skinflint_program::resources::{FileRole, Format};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

use crate::blocks::Block;
use crate::containers::first_line;
use crate::words::quotable;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "traces are kept without any sampling",
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
    /// Exporters that keep nothing: what only they get needs no sampling.
    keeps_nothing: Vec<String>,
    /// Parts of paths under which SDKs may take everything.
    non_production: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            keeps_nothing: texts(&["debug", "logging", "nop", "file"]),
            non_production: texts(&[
                "dev",
                "development",
                "local",
                "test",
                "tests",
                "staging",
                "demo",
                "example",
                "examples",
                "e2e",
            ]),
        }
    }
}

/// What takes everything.
#[derive(Debug)]
pub(crate) enum Evidence {
    /// A pipeline of a Collector.
    Pipeline {
        /// `traces/gateway`
        pipeline: String,
        /// A sampling processor that is declared and not used.
        declared: Option<String>,
    },
    /// An SDK's setting.
    Sdk {
        /// What holds it: a workload, an Instrumentation.
        resource: String,
        /// What says it: `OTEL_TRACES_SAMPLER=always_on`.
        setting: String,
    },
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let mut last: Option<FileSpan> = None;
    for resource in cx.resources() {
        if matches!(resource.role, FileRole::Test | FileRole::Bench) {
            continue;
        }
        let path = cx.path(resource.at.file).to_str_lossy();
        let seen = match resource.format {
            Format::Monitoring if &*resource.kind == "traces-pipeline" => {
                collector::judge(resource, cx.options()).map(|evidence| (resource.at, evidence))
            }
            Format::Kubernetes if !is_elsewhere(&path, &cx.options().non_production) => sdk::judge(resource),
            _ => None,
        };
        let Some((at, evidence)) = seen else { continue };
        if last.replace(at) == Some(at) {
            continue;
        }
        let home = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let key = match &evidence {
            Evidence::Pipeline { pipeline, .. } => pipeline.clone(),
            Evidence::Sdk { resource, setting } => format!("{resource}/{setting}"),
        };
        // Sampling may happen in front of it, or behind.
        let certainty = Certainty::Likely.min(Block::certainty(resource));
        hits.push(Found::new(first_line(at), certainty, home, key, evidence));
    }
}

fn is_elsewhere(path: &str, words: &[String]) -> bool {
    path.to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| words.iter().any(|word| word == part))
}

fn describe(evidence: &Evidence) -> Words {
    const WHY: &str = "Traces are paid for by volume, and most of them are of requests that went well and that nobody \
                       will look at.";
    match evidence {
        Evidence::Pipeline { pipeline, declared } => {
            let pipeline = quotable(pipeline);
            let (declared, use_it) = match declared {
                Some(name) => (format!("; `{}` is declared and not in it", quotable(name)), "Put it into"),
                None => (String::new(), "Put `tail_sampling` or `probabilistic_sampler` into"),
            };
            Words {
                message: format!("pipeline `{pipeline}` keeps every trace: no processor in it samples{declared}"),
                label: "without sampling".to_owned(),
                help: format!(
                    "{WHY} {use_it} the pipeline's `processors`, before `batch`, and keep errors and slow requests. \
                     Metrics made of spans come before sampling: fork the pipeline by a connector."
                ),
            }
        }
        Evidence::Sdk { resource, setting } => Words {
            message: format!("`{}` takes every trace: `{}`", quotable(resource), quotable(setting)),
            label: "every trace".to_owned(),
            help: format!(
                "{WHY} Take a share of them: `parentbased_traceidratio` with an argument like `0.05`, or sample in \
                 the Collector and say so here."
            ),
        },
    }
}
