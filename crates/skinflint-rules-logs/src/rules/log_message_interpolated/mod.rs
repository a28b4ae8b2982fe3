//! Messages with values in them. A constant message and fields can be counted, grouped and searched; a
//! text that differs each time is stored, indexed and paid for each time.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::{FieldStyle, LogEvent, LogLevel, MessageKind, Sink};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

use crate::words;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a value is formatted into a log message instead of being passed as a field",
    default_level: Level::Warning,
    precision: Precision::VeryHigh,
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
    /// What arguments that the library itself puts into the message (`logger.info("… %s", x)`) are:
    /// `note`, the default, `off`, or `strict`, as bad as any other value in a message.
    lazy: Lazy,
}

/// What lazily formatted arguments are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Lazy {
    /// Worth a note.
    #[default]
    Note,
    /// Fine.
    Off,
    /// A finding like all others.
    Strict,
}

/// A message, and what is in it.
#[derive(Debug)]
pub(crate) struct Evidence {
    event: String,
    how: How,
    values: Vec<String>,
    style: FieldStyle,
    rewritten: Option<String>,
    quiet: Option<LogLevel>,
}

#[derive(Debug)]
enum How {
    Formatted(&'static str),
    Lazy,
    Value { error: bool },
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    for event in cx.log_events().iter().filter(|e| e.sink == Sink::Log) {
        let Some((how, certainty)) = judge(event, cx.options().lazy) else { continue };
        let varying: Vec<&skinflint_program::Hole> = event.message.holes.iter().filter(|h| !h.constant).collect();
        let quiet = event.level.filter(|l| *l < LogLevel::Info);
        let evidence = Evidence {
            event: words::event(event),
            how,
            values: varying.iter().filter(|h| !h.text.is_empty()).map(|h| h.text.clone()).collect(),
            style: event.style,
            rewritten: event.rewritten.clone(),
            quiet,
        };
        let mut found = Found::new(event.at, certainty, &event.home, words::key(event), evidence);
        if let Some(made_at) = event.message.made_at {
            found = found.and_at(made_at, "the message is made here");
        }
        hits.push(found);
    }
}

fn judge(event: &LogEvent, lazy: Lazy) -> Option<(How, Certainty)> {
    // What is not written in production costs less.
    let loud = event.level.is_none_or(|l| l >= LogLevel::Info);
    let certain = if loud { Certainty::Certain } else { Certainty::Likely };
    match event.message.kind {
        MessageKind::Formatted(how) => Some((How::Formatted(how), certain)),
        MessageKind::Value => {
            Some((How::Value { error: event.message.holes.iter().any(|h| h.error) }, Certainty::Likely))
        }
        MessageKind::Lazy => match lazy {
            Lazy::Note => Some((How::Lazy, Certainty::Possible)),
            Lazy::Off => None,
            Lazy::Strict => Some((How::Lazy, certain)),
        },
        MessageKind::Literal | MessageKind::Unknown | MessageKind::Absent => None,
    }
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { event, how, values, style, rewritten, quiet } = evidence;
    let values = words::list(values);
    let message = match how {
        How::Formatted(how) => format!("{event} has {values} in its message, put there by {how}"),
        How::Lazy => format!("{event} puts {values} into its message when it is written"),
        How::Value { error: true } => format!("{event} has no text of its own: the message is the error {values}"),
        How::Value { error: false } => format!("{event} has no text of its own: the message is {values}"),
    };
    let way = match rewritten {
        Some(line) => format!("Write `{line}`"),
        None => match style {
            FieldStyle::Tracing => "Keep the message constant and give the values as fields: `info!(user_id = %id, \"user paid\")`",
            FieldStyle::LogKv => "Keep the message constant and give the values as key-values: `info!(user_id:% = id; \"user paid\")`",
            FieldStyle::Slog => "Keep the message constant and give the values behind the semicolon: `info!(log, \"user paid\"; \"user_id\" => id)`",
            FieldStyle::Extra => "Keep the message constant and give the values as fields: `logger.info(\"user paid\", extra={\"user_id\": id})`",
            FieldStyle::Named => "Keep the message constant and give the values by name: `log.info(\"user paid\", user_id=id)`",
            FieldStyle::Bind => "Keep the message constant and bind the values: `logger.bind(user_id=id).info(\"user paid\")`",
        }
        .to_owned(),
    };
    let needs = match style {
        FieldStyle::LogKv => " (the crate `log` needs its feature `kv` for that)",
        _ => "",
    };
    let less = match quiet {
        Some(level) => format!(" At {} it only warns.", level.as_str()),
        None => String::new(),
    };
    Words {
        message,
        label: match how {
            How::Formatted(_) | How::Lazy => "a different text each time".to_owned(),
            How::Value { .. } => "no constant text".to_owned(),
        },
        help: format!(
            "{way}{needs}. A constant message can be counted, grouped and sampled; one with values in it can only be \
             searched as text.{less}"
        ),
    }
}
