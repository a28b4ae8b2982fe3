//! The view *log events*: every line that a program logs or prints, with its level, its message, its
//! fields, and what surrounds it.
//!
//! Events are found by models, through loggers, adapters and macros that hand on. Nothing here says what
//! is too much; rules do.

mod constant;
mod dump;
mod loggers;
mod message;
mod print;
mod repeated;
mod rewrite;
mod scopes;
mod shown;
mod sites;

use skinflint_base::FileSpan;

use crate::models::{FieldStyle, LogLevel};
use crate::unit::Node;

pub(crate) use print::{Package, Packages};
pub(crate) use sites::collect;

/// Where an event goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// A logging library.
    Log,
    /// Printed to the standard output.
    Stdout,
    /// Printed to the standard error.
    Stderr,
}

/// One line that is logged or printed.
#[derive(Clone, Debug)]
pub struct LogEvent {
    /// What is called: a name on one line.
    pub at: FileSpan,
    pub(crate) call: Node,
    /// The symbol it stands in.
    pub home: String,
    /// The library.
    pub library: String,
    /// Where it goes.
    pub sink: Sink,
    /// How severe it is, where the code says it; a print has no level.
    pub level: Option<LogLevel>,
    /// How the library takes fields.
    pub style: FieldStyle,
    /// What it says.
    pub message: Message,
    /// What is beside the message.
    pub fields: Vec<LogField>,
    /// Whether it stands on a branch where something failed.
    pub on_failure: bool,
    /// The loop that makes it many, if one does.
    pub repeated: Option<Repeated>,
    /// What is known of a print.
    pub print: Option<PrintUse>,
    /// Names of fields that its logger was given before.
    pub bound: Vec<String>,
    /// The same line with fields instead of holes, where that is mechanical.
    pub rewritten: Option<String>,
}

/// What an event says.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where.
    pub at: FileSpan,
    /// How it is made.
    pub kind: MessageKind,
    /// The constant text in it, holes as `{}`.
    pub text: String,
    /// What is put into it, constants included.
    pub holes: Vec<Hole>,
    /// Where the text was made, if that is another statement.
    pub made_at: Option<FileSpan>,
}

/// How a message is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A constant text.
    Literal,
    /// A text into which values are put at the call; the words say how: `an f-string`.
    Formatted(&'static str),
    /// A constant text and arguments that the library puts in when the event is written.
    Lazy,
    /// A value and no text of its own.
    Value,
    /// A value of which nothing is known.
    Unknown,
    /// None.
    Absent,
}

/// A value in a message.
#[derive(Clone, Debug)]
pub struct Hole {
    /// Where.
    pub at: FileSpan,
    /// The expression, where it is short.
    pub text: String,
    /// Whether it is the same each time.
    pub constant: bool,
    /// Whether it is an error.
    pub error: bool,
    /// What makes it a dump, if anything does.
    pub dump: Option<Dump>,
}

/// A field of an event.
#[derive(Clone, Debug)]
pub struct LogField {
    /// Its name.
    pub name: String,
    /// Where its value stands.
    pub at: FileSpan,
    /// What makes it a dump, if anything does.
    pub dump: Option<Dump>,
}

/// A whole value where a few of its parts would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dump {
    /// What it is: `the whole struct Order`, `a list`.
    pub what: String,
    /// Whether its type or its origin says so, and not its name alone.
    pub sure: bool,
}

/// A loop that an event stands in, or is called from.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The loop's head: what is iterated, or the loop itself.
    pub at: FileSpan,
    /// What is iterated, where it is short.
    pub over: Option<String>,
    /// The call by which the loop reaches the event's function, where the loop is not around it.
    pub through: Option<FileSpan>,
    /// Whether it is a closure that runs per element.
    pub closure: bool,
    /// Whether the rows of a result stream by.
    pub rows: bool,
    /// Whether it is written for some elements only, on a branch.
    pub conditional: bool,
    /// Whether the line says nothing of the element.
    pub same: bool,
}

/// What the code around a print says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintUse {
    /// The print is what the program is for, or right where it is; the words say why.
    Product(String),
    /// The program logs or serves, and nothing says that its output is its product.
    Logging {
        /// What says that it is a service, or logs: evidence in words.
        evidence: String,
        /// Whether a way from a request, a job or the program's start was found.
        reached: bool,
    },
    /// Nothing says that the program logs at all.
    Unclear,
}
