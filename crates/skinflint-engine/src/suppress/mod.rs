//! Comments that let findings pass: `skinflint: allow(rule-id) until 2027-03-31 -- reason`. What each
//! covers is known from the syntax around it (`scope`), what it asks for from its words (`comment`); whether
//! it counts is the policy's to say, and what does not is told (`apply`).

mod apply;
mod comment;
mod date;
mod list;
mod scope;

use skinflint_base::{Span, Text};
use skinflint_facts::Facts;

pub(crate) use apply::{Before, apply};
pub(crate) use date::Date;
pub use list::{Suppression, suppressions};

/// One comment that speaks to skinflint, as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Where the comment stands.
    pub(crate) at: Span,
    /// The line of that, from 1.
    pub(crate) line: u32,
    /// What it covers.
    pub(crate) scope: Span,
    /// Its words, on one line: what tells it from others.
    pub(crate) text: String,
    /// What it asks for, or what cannot be understood.
    pub(crate) asks: Result<Asks, String>,
}

/// What a comment asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asks {
    /// Ids of rules, as they are written.
    pub(crate) rules: Vec<String>,
    /// The last day on which it counts.
    pub(crate) until: Option<Date>,
    /// Why.
    pub(crate) reason: Option<String>,
    /// Whether it is for the whole file.
    pub(crate) file: bool,
}

/// The comments of one file.
pub(crate) fn read(facts: &Facts, text: &Text) -> Vec<Allowance> {
    let mut all = Vec::new();
    for comment in facts.comments.iter().filter(|comment| !comment.doc) {
        let Some(asks) = comment::read(facts.str(comment.text)) else { continue };
        let whole = matches!(&asks, Ok(asks) if asks.file);
        let scope = if whole { scope::file(text) } else { scope::of(facts, text, comment) };
        let words = facts.str(comment.text).split_whitespace().collect::<Vec<_>>().join(" ");
        all.push(Allowance {
            at: comment.span,
            line: text.lines().line(comment.span.start) + 1,
            scope,
            text: words,
            asks,
        });
    }
    all
}
