//! The literal that a rule folder holds. No `Default`: what is left out does not compile.

use std::fmt;

use skinflint_base::{Level, Precision};

use crate::{Context, Hits, Needs, States};

/// A rule with options `O` and evidence `E`. Its id and its page come from its folder, so nobody
/// types them.
pub struct Rule<O, E> {
    /// One line, reads after "a finding says that …".
    pub summary: &'static str,
    /// The level without any policy. Never `error`: packs decide what blocks.
    pub default_level: Level,
    /// How often it is right.
    pub precision: Precision,
    /// What link must build for it.
    pub needs: Needs,
    /// The states of a change in which its findings count.
    pub states: States,
    /// Ids it had before; they keep working in policies and suppressions.
    pub former_ids: &'static [&'static str],
    /// Looks, and hands over evidence.
    pub check: fn(&Context<'_, O>, &mut Hits<E>),
    /// Turns evidence into words. Sees nothing else, so that a message cannot say more than was found.
    pub describe: fn(&E) -> Words,
}

impl<O, E> fmt::Debug for Rule<O, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("summary", &self.summary).finish_non_exhaustive()
    }
}

/// What a person reads of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is wrong, in one or two sentences, without a full stop at the end.
    pub message: String,
    /// A few words for the marked place itself.
    pub label: String,
    /// What it costs and how to mend it.
    pub help: String,
}
