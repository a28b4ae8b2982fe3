//! The standard output or error used for logging, in what logs or serves.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::{PrintUse, Sink};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

use crate::words;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a service or library prints instead of logging",
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
    /// Whether all prints in what these settings cover are logging (`all`), none is (`none`), or the code
    /// decides (`code`, the default). Set it by path with an `[[override]]`.
    prints: Prints,
}

/// Who decides what a print is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Prints {
    /// What the code shows.
    #[default]
    Code,
    /// All of them are logging.
    All,
    /// None of them is.
    None,
}

/// A print, and what says that it is logging.
#[derive(Debug)]
pub(crate) struct Evidence {
    text: String,
    sink: Sink,
    because: String,
    reached: bool,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    if cx.options().prints == Prints::None {
        return;
    }
    for event in cx.log_events().iter().filter(|e| e.sink != Sink::Log) {
        let (because, reached) = match (&event.print, cx.options().prints) {
            (Some(PrintUse::Logging { evidence, reached }), _) => (evidence.clone(), *reached),
            (_, Prints::All) => ("the policy says that prints here are logging".to_owned(), true),
            _ => continue,
        };
        let evidence = Evidence { text: event.message.text.clone(), sink: event.sink, because, reached };
        let certainty = if reached { Certainty::Certain } else { Certainty::Likely };
        hits.push(Found::new(event.at, certainty, &event.home, words::key(event), evidence));
    }
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { text, sink, because, reached } = evidence;
    let to = if *sink == Sink::Stderr { "standard error" } else { "standard output" };
    let text = words::quotable(text);
    let what = if text.chars().any(char::is_alphabetic) { format!("\"{text}\"") } else { "a line".to_owned() };
    let way = if *reached { ", and no command or script is the only way to it" } else { "" };
    Words {
        message: format!("{what} is printed to the {to}, but {because}{way}"),
        label: "printed, not logged".to_owned(),
        help: "Log it at the level that it deserves, or delete it. A printed line has no level, no time and no fields: it \
               cannot be sampled, filtered or switched off. Where output is what the program is for, say so with \
               `[[override]] paths = […]` and `log-print = \"off\"`."
            .to_owned(),
    }
}
