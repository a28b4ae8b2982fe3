//! Rows about what runs how often: which call runs a closure once per element, which call's value is a
//! sequence and of what, which call waits or tells the time.

use serde::Deserialize;

use super::raw::{Keyed, OneOrMany, Slot, rows};
use super::{Callee, Paths};

/// How often a call runs the closure that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Per {
    /// Once per element of what `over` names.
    Element,
    /// Once, or not at all.
    Once,
    /// Once per chunk, page or batch.
    Batch,
    /// Nobody can say.
    Unknown,
}

/// What a sequence is a sequence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Gives {
    /// The elements of what `over` names, or some of them.
    Elements,
    /// Chunks, pages, windows of them.
    Batches,
    /// Rows that a database sends one after the other.
    Rows,
    /// A handful, whatever is in sight.
    Few,
    /// The numbers of a range: one bound, or from and to, or a step too.
    Range,
    /// One of what is in it, and all of them when asked again: `next`, `try_next`, `recv`, `pop`.
    Next,
    /// One job or message after the other, waited for.
    Messages,
    /// One of what is still to be done: `pop`.
    Work,
}

/// What a call has to do with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pace {
    /// Waits for a while: a sleep, a back-off, a tick.
    Sleep,
    /// Waits for what comes: a message, a connection, the first of several.
    Receive,
    /// Tells the time: what depends on it happens now and then.
    Clock,
    /// Ends the process, the function or the test.
    Leave,
}

/// A call that runs a closure.
#[derive(Debug)]
pub(crate) struct ClosureRow {
    pub(crate) callee: Callee,
    pub(crate) per: Per,
    /// What the elements are of; what it is called on where nothing is said.
    pub(crate) over: Option<Slot>,
    /// The position of the closure; any where nothing is said.
    pub(crate) closure: Option<usize>,
    /// The name is also that of a method of things that hold at most one.
    pub(crate) sequences_only: bool,
    /// What comes of it is one value, and no sequence that goes on.
    pub(crate) ends: bool,
}

/// A call whose value is a sequence.
#[derive(Debug)]
pub(crate) struct SequenceRow {
    pub(crate) callee: Callee,
    pub(crate) gives: Gives,
    pub(crate) over: Option<Slot>,
    /// Only sequences have a method of this name, so what it is called on is one.
    pub(crate) sure: bool,
}

/// A call that waits, tells the time, or ends everything.
#[derive(Debug)]
pub(crate) struct PaceRow {
    pub(crate) callee: Callee,
    pub(crate) kind: Pace,
}

rows! {
    RawClosure {
        per: Per,
        over: Option<Slot>,
        closure: Option<usize>,
        #[serde(default)] sequences_only: bool,
        #[serde(default)] ends: bool,
    }
    RawSequence { gives: Gives, over: Option<Slot>, #[serde(default)] sure: bool }
    RawPace { kind: Pace }
}

impl RawClosure {
    pub(super) fn row(&self, callee: Callee) -> ClosureRow {
        ClosureRow {
            callee,
            per: self.per,
            over: self.over.clone(),
            closure: self.closure,
            sequences_only: self.sequences_only,
            ends: self.ends,
        }
    }
}

impl RawSequence {
    pub(super) fn row(&self, callee: Callee) -> SequenceRow {
        SequenceRow { callee, gives: self.gives, over: self.over.clone(), sure: self.sure }
    }
}

impl RawPace {
    pub(super) fn row(&self, callee: Callee) -> PaceRow {
        PaceRow { callee, kind: self.kind }
    }
}
