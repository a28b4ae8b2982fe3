//! Lines at info or above, once per element of data that nothing limits.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::{LogEvent, LogLevel, Sink};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

use crate::words;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a line at info or above is written once per element of a loop without a limit",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::LOG_EVENTS.and(Needs::CALLS),
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// What a policy can say.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Whether lines on branches where something failed, or is odd, count too: at most as many as there are
    /// failures, but a failure that hits all elements writes as many lines.
    failures: bool,
}

/// A line, and the loop that makes it many.
#[derive(Debug)]
pub(crate) struct Evidence {
    event: String,
    over: Option<String>,
    closure: bool,
    rows: bool,
    through: bool,
    same: bool,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    for event in cx.log_events().iter().filter(|e| e.sink == Sink::Log) {
        let Some(repeated) = &event.repeated else { continue };
        if !counts(event, cx.options()) {
            continue;
        }
        let evidence = Evidence {
            event: words::event(event),
            over: repeated.over.clone(),
            closure: repeated.closure,
            rows: repeated.rows,
            through: repeated.through.is_some(),
            same: repeated.same,
        };
        let certainty = if repeated.through.is_some() { Certainty::Likely } else { Certainty::Certain };
        let mut found = Found::new(event.at, certainty, &event.home, words::key(event), evidence);
        found = found.and_at(repeated.at, "the loop runs over this");
        if let Some(through) = repeated.through {
            found = found.and_at(through, "the loop calls it here");
        }
        hits.push(found);
    }
}

fn counts(event: &LogEvent, options: &Options) -> bool {
    let loud = event.level.is_some_and(|l| l >= LogLevel::Info);
    let failure = event.on_failure;
    // A warning on a branch is about what is odd; one that says the same for each is still as many lines.
    let odd = event.level == Some(LogLevel::Warn) && event.repeated.as_ref().is_some_and(|r| r.conditional && !r.same);
    loud && (options.failures || !failure && !odd) && !is_error(event)
}

/// An error is what somebody must see, however many there are.
fn is_error(event: &LogEvent) -> bool {
    event.level == Some(LogLevel::Error)
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { event, over, closure, rows, through, same } = evidence;
    let what = if *rows { "row" } else { "element" };
    let of = over.as_ref().map_or(String::new(), |o| format!(" of `{}`", words::quotable(o)));
    let how = if *closure { " (the closure runs for each)" } else { "" };
    let by = if *through { ": its function is called in a loop" } else { "" };
    Words {
        message: format!("{event} is written once per {what}{of}{how}{by}"),
        label: format!("once per {what}"),
        help: if *same {
            "It says the same each time: write it once, before or behind the loop.".to_owned()
        } else {
            "Write one line behind the loop with the count and what stands out, or lower this one to debug.".to_owned()
        },
    }
}
