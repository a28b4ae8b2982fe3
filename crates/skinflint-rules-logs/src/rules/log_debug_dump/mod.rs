//! Whole values in lines at info or above: structs, collections, bodies, documents.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, FileSpan, Level, Precision};
use skinflint_program::{Dump, LogEvent, LogLevel, Sink};
use skinflint_rule::{Context, Found, Hits, NamePattern, Needs, Rule, States, Words};

use crate::words;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a whole value is written to the log at info or above",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::LOG_EVENTS,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// What a policy can say.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Names of fields that may hold whole values. `*` stands for any characters.
    allow: Vec<String>,
}

/// A value, and what makes it a whole one.
#[derive(Debug)]
pub(crate) struct Evidence {
    event: String,
    name: String,
    dump: Dump,
    more: usize,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let allowed: Vec<NamePattern> = cx.options().allow.iter().map(|t| NamePattern::new(t)).collect();
    for event in cx.log_events().iter().filter(|e| e.sink == Sink::Log) {
        if event.level.is_some_and(|l| l < LogLevel::Info) {
            continue;
        }
        let dumps: Vec<(String, Dump, FileSpan)> = dumps(event)
            .into_iter()
            .filter(|(name, ..)| !allowed.iter().any(|p| p.matches(&skinflint_rule::normalised(name))))
            .collect();
        // What is sure counts before what has only the name.
        let Some((name, dump, at)) = dumps.iter().find(|(_, d, _)| d.sure).or_else(|| dumps.first()) else { continue };
        let certainty = if dump.sure { Certainty::Certain } else { Certainty::Likely };
        let evidence =
            Evidence { event: words::event(event), name: name.clone(), dump: dump.clone(), more: dumps.len() - 1 };
        let key = format!("{}/{name}", words::key(event));
        hits.push(Found::new(event.at, certainty, &event.home, key, evidence).and_at(*at, "the whole value"));
    }
}

/// The whole values in an event, message and fields.
fn dumps(event: &LogEvent) -> Vec<(String, Dump, FileSpan)> {
    let holes = event.message.holes.iter().filter_map(|h| Some((h.text.clone(), h.dump.clone()?, h.at)));
    let fields = event.fields.iter().filter_map(|f| Some((f.name.clone(), f.dump.clone()?, f.at)));
    holes.chain(fields).collect()
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { event, name, dump, more } = evidence;
    let name = if name.is_empty() { String::new() } else { format!(" as `{}`", words::quotable(name)) };
    let more = match more {
        0 => String::new(),
        1 => ", and one more".to_owned(),
        n => format!(", and {n} more"),
    };
    Words {
        message: format!("{event} writes {}{name}{more}", dump.what),
        label: "a whole value".to_owned(),
        help: "Log what somebody will look for: an id, a count, a status; or lower the line to debug. What is written \
               whole is paid for by the byte, and holds what should not be in a log."
            .to_owned(),
    }
}
