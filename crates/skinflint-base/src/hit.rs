//! What a rule says it saw, and what the run makes of it.

use crate::{Attribution, FileSpan, Level};

/// How sure a rule is of one hit. Caps the level: the policy may say `error`, but what is only
/// likely warns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Worth a look: a note at most.
    Possible,
    /// Probably right, but something could not be known: a warning at most.
    Likely,
    /// Shown by the code: may block.
    Certain,
}

impl Certainty {
    /// The highest level a hit of this certainty may have.
    #[must_use]
    pub fn cap(self) -> Level {
        match self {
            Self::Possible => Level::Note,
            Self::Likely => Level::Warning,
            Self::Certain => Level::Error,
        }
    }
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub at: FileSpan,
    /// What it is, short: "declared here".
    pub message: String,
}

/// One thing a rule saw. Owns ids and byte ranges; text is fetched when it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The rule's id.
    pub rule: &'static str,
    /// How sure the rule is.
    pub certainty: Certainty,
    /// The smallest span a reviewer needs; lies on one line.
    pub at: FileSpan,
    /// What is wrong, in one or two sentences.
    pub message: String,
    /// A few words for the marked span itself.
    pub label: String,
    /// What it costs and how to mend it.
    pub help: String,
    /// Other places: the declaration, the value's origin.
    pub related: Vec<Related>,
    /// The way from the marked span to what makes it a defect, step by step (SARIF `codeFlows`);
    /// empty where there is no way to show.
    pub flow: Vec<Related>,
    /// The symbol it belongs to, as the language writes it: `crate::module::Type::method`.
    pub home: String,
    /// What makes it this finding and no other of the rule in the same home: `metric/label`.
    pub key: String,
    /// What it is made of, where that can grow: the tags that are missing. One more makes an old finding a
    /// new one.
    pub parts: Vec<String>,
    /// Whose cost it is.
    pub attribution: Attribution,
}

/// How a finding stands to what was there before the change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// The base has nothing like it, or less of it; or there is no base.
    #[default]
    New,
    /// The base has it too.
    Old,
    /// It comes back with a revert: told, never blocks.
    Returning,
    /// A comment allows it.
    Suppressed,
    /// A comment that the change itself adds allows it: told, for reviewers to see.
    AllowedHere,
}

impl State {
    /// As reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Old => "old",
            Self::Returning => "returning",
            Self::Suppressed | Self::AllowedHere => "suppressed",
        }
    }
}

/// A hit with what the run decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What was seen.
    pub hit: Hit,
    /// The level at which it counts: the lower of the policy's and the certainty's.
    pub level: Level,
    /// Stable over moves, splits and edits: sixteen hex digits over rule, home and key.
    pub fingerprint: String,
    /// How it stands to the base, where there is one.
    pub state: State,
}
