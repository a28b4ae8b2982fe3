//! Rows about logs: which call writes an event and where its level, message and fields stand, what makes
//! or binds a logger, what sets fields for all that runs inside, what prints, what starts logging.

use serde::Deserialize;

use super::raw::{Keyed, OneOrMany, Slot, rows};
use super::{Callee, Paths};

/// How severe an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Every step.
    Trace,
    /// For whoever looks for a defect.
    Debug,
    /// What happens in the normal course.
    Info,
    /// What should not have happened.
    Warn,
    /// What failed.
    Error,
}

impl LogLevel {
    /// As people say it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// The level that a word names.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "trace" | "notset" => Self::Trace,
            "debug" => Self::Debug,
            "info" | "notice" | "success" => Self::Info,
            "warn" | "warning" => Self::Warn,
            "error" | "exception" | "critical" | "crit" | "fatal" => Self::Error,
            _ => return None,
        })
    }
}

/// How a library wants an event's values beside its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldStyle {
    /// `info!(user_id = %id, "text")`
    Tracing,
    /// `info!(user_id:% = id; "text")`, where the crate's feature `kv` is on.
    LogKv,
    /// `info!(log, "text"; "user_id" => %id)`
    Slog,
    /// `logger.info("text", extra={"user_id": id})`
    Extra,
    /// `log.info("text", user_id=id)`
    Named,
    /// `logger.bind(user_id=id).info("text")`
    Bind,
}

/// What becomes of arguments behind the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ArgStyle {
    /// They fill the holes of a format string at the call.
    #[default]
    Format,
    /// They fill `%s` when the event is written.
    Printf,
    /// They fill `{}` when the event is written.
    Braces,
}

/// What a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ScopeKind {
    /// A span that is entered, or that something is run in.
    Span,
    /// Fields of the context, from here on.
    Context,
    /// A decorator or attribute whose span has the function's parameters.
    Instrument,
}

/// A call that writes an event.
#[derive(Debug)]
pub(crate) struct LogRow {
    pub(crate) callee: Callee,
    /// Fixed for the row; else the callee's name says it, or the slot.
    pub(crate) level: Option<LogLevel>,
    pub(crate) level_at: Option<Slot>,
    /// The message's argument; where nothing is said, the first text among the positional ones.
    pub(crate) message: Option<Slot>,
    pub(crate) args: ArgStyle,
    pub(crate) fields: FieldStyle,
    /// Named arguments that are no fields.
    pub(crate) except: Vec<String>,
    /// Names of receivers that are taken for loggers where nothing is known of them.
    pub(crate) named: Vec<String>,
}

/// A call that makes a logger, or gives one with more fields.
#[derive(Debug)]
pub(crate) struct LoggerRow {
    pub(crate) callee: Callee,
    /// The library it logs through.
    pub(crate) binds: bool,
    pub(crate) fields: Option<Slot>,
}

/// A call that gives fields to events around which it stands.
#[derive(Debug)]
pub(crate) struct ScopeRow {
    pub(crate) callee: Callee,
    pub(crate) kind: ScopeKind,
}

/// A call that prints.
#[derive(Debug)]
pub(crate) struct PrintRow {
    pub(crate) callee: Callee,
    pub(crate) stderr: bool,
    /// A named argument that says where to.
    pub(crate) to: Option<String>,
}

/// A call that starts logging, or marks a program as a service or a command line.
#[derive(Debug)]
pub(crate) struct StageRow {
    pub(crate) callee: Callee,
    pub(crate) stage: Stage,
    /// Derives of a type, attributes of a function, packages depended upon that say the same.
    pub(crate) marks: Vec<String>,
}

/// What a call, a mark or a package says of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stage {
    /// From here on there is a log.
    LogStarts,
    /// It serves requests or jobs.
    Service,
    /// It is a command with arguments.
    Command,
    /// Somebody sits before it: a prompt, a line read from the terminal.
    Interactive,
}

rows! {
    RawLog {
        level: Option<LogLevel>,
        level_at: Option<Slot>,
        message: Option<Slot>,
        #[serde(default)] args: ArgStyle,
        fields: FieldStyle,
        #[serde(default)] except: OneOrMany,
        #[serde(default)] named: OneOrMany,
    }
    RawLogger { #[serde(default)] binds: bool, fields: Option<Slot> }
    RawScope { kind: ScopeKind }
    RawPrint { #[serde(default)] stderr: bool, to: Option<String> }
    RawStage { stage: Stage, #[serde(default)] marks: OneOrMany }
}

impl RawLog {
    pub(super) fn row(&self, callee: Callee) -> LogRow {
        LogRow {
            callee,
            level: self.level,
            level_at: self.level_at.clone(),
            message: self.message.clone(),
            args: self.args,
            fields: self.fields,
            except: self.except.expanded(),
            named: self.named.expanded(),
        }
    }
}

impl RawLogger {
    pub(super) fn row(&self, callee: Callee) -> LoggerRow {
        LoggerRow { callee, binds: self.binds, fields: self.fields.clone() }
    }
}

impl RawScope {
    pub(super) fn row(&self, callee: Callee) -> ScopeRow {
        ScopeRow { callee, kind: self.kind }
    }
}

impl RawPrint {
    pub(super) fn row(&self, callee: Callee) -> PrintRow {
        PrintRow { callee, stderr: self.stderr, to: self.to.clone() }
    }
}

impl RawStage {
    pub(super) fn row(&self, callee: Callee) -> StageRow {
        StageRow { callee, stage: self.stage, marks: self.marks.expanded() }
    }
}
