//! Events without a field that the policy wants on each of them.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::{LogLevel, Sink};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words, normalised};

use crate::words;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a log event lacks a field that the policy requires",
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
    /// The fields that each event must have, none by default. `request_id`, `requestId` and `request.id` are
    /// one name.
    fields: Vec<String>,
    /// Fields that every event gets from outside the code: from the agent, from the deployment.
    given: Vec<String>,
    /// The lowest level that counts: `trace`, `debug`, `info`, `warn` or `error`.
    from_level: MinimumLevel,
}

/// The lowest level that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum MinimumLevel {
    /// Every step.
    Trace,
    /// For whoever looks for a defect.
    Debug,
    /// What happens in the normal course.
    #[default]
    Info,
    /// What should not have happened.
    Warn,
    /// What failed.
    Error,
}

impl MinimumLevel {
    fn level(self) -> LogLevel {
        match self {
            Self::Trace => LogLevel::Trace,
            Self::Debug => LogLevel::Debug,
            Self::Info => LogLevel::Info,
            Self::Warn => LogLevel::Warn,
            Self::Error => LogLevel::Error,
        }
    }
}

/// An event, and what it lacks.
#[derive(Debug)]
pub(crate) struct Evidence {
    event: String,
    missing: Vec<String>,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let options = cx.options();
    let given: Vec<String> = options.given.iter().map(|f| normalised(f)).collect();
    let wanted: Vec<(&String, String)> =
        options.fields.iter().map(|f| (f, normalised(f))).filter(|(_, n)| !given.contains(n)).collect();
    if wanted.is_empty() {
        return;
    }
    for event in cx.log_events().iter().filter(|e| e.sink == Sink::Log) {
        if event.level.is_some_and(|l| l < options.from_level.level()) {
            continue;
        }
        let own: Vec<String> = event.fields.iter().map(|f| normalised(&f.name)).collect();
        let mut missing: Vec<&(&String, String)> = wanted.iter().filter(|(_, n)| !own.contains(n)).collect();
        if missing.is_empty() {
            continue;
        }
        let around: Vec<String> = cx.fields_around(event).iter().map(|f| normalised(f)).collect();
        missing.retain(|(_, n)| !around.contains(n));
        if missing.is_empty() {
            continue;
        }
        let missing: Vec<String> = missing.iter().map(|(name, _)| (*name).clone()).collect();
        let key = format!("{}/{}", words::key(event), missing.join(","));
        // Something around an event may give it fields that nobody can see from here.
        hits.push(Found::new(
            event.at,
            Certainty::Likely,
            &event.home,
            key,
            Evidence { event: words::event(event), missing },
        ));
    }
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { event, missing } = evidence;
    let list = words::list(missing);
    Words {
        message: format!("{event} has no {list}, nor has what surrounds it on every way here"),
        label: format!("without {list}"),
        help: "Give the field to the event, or better once to the span, context or logger that surrounds the whole \
               request. What the deployment adds to every line is listed in `[rules.log-field-missing] given`."
            .to_owned(),
    }
}
