//! What a rule asks for before it runs: views that link must build, and kinds of change it judges.
//! Sets of bits, so that they can stand in a `static`.

/// What link must build for a rule. Who pays for a call graph asked for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs(u8);

impl Needs {
    /// Nothing but the files.
    pub const NONE: Self = Self(0);
    /// The view of metrics with their labels and values.
    pub const METRICS: Self = Self(1);
    /// Who calls whom, for values that come through parameters.
    pub const CALLS: Self = Self(1 << 1);
    /// The view of loops that run queries, with which functions reach one.
    pub const QUERIES: Self = Self(1 << 2);
    /// The view of SQL statements, with the schema that the tree makes.
    pub const STATEMENTS: Self = Self(1 << 3);
    /// The view of log events with their messages and fields.
    pub const LOG_EVENTS: Self = Self(1 << 4);
    /// The view of resources that manifests declare.
    pub const RESOURCES: Self = Self(1 << 5);

    /// What a change makes of the tree, and what is said of its cost. Without a base the rule does not run.
    pub const CHANGE: Self = Self(1 << 7);

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether everything in `other` is in here.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// In which states of a change, as seen from base to head, what a rule finds is worth telling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct States(u8);

impl States {
    /// What the change brings.
    pub const ADDED: Self = Self(1);
    /// What was there and is now different.
    pub const MODIFIED: Self = Self(1 << 1);
    /// What the change takes away.
    pub const REMOVED: Self = Self(1 << 2);
    /// What the change leaves as it is.
    pub const UNCHANGED: Self = Self(1 << 3);
    /// Everything that is there at the end of the change.
    pub const PRESENT: Self = Self::ADDED.and(Self::MODIFIED).and(Self::UNCHANGED);

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether everything in `other` is in here.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The states in words: `added, modified`.
    #[must_use]
    pub fn words(self) -> String {
        let names = [
            (Self::ADDED, "added"),
            (Self::MODIFIED, "modified"),
            (Self::UNCHANGED, "unchanged"),
            (Self::REMOVED, "removed"),
        ];
        let mine: Vec<&str> = names.into_iter().filter(|(state, _)| self.contains(*state)).map(|(_, n)| n).collect();
        mine.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::{Needs, States};

    #[test]
    fn a_set_contains_its_parts_and_nothing_else() {
        let both = Needs::METRICS.and(Needs::CALLS);
        assert!(both.contains(Needs::METRICS) && both.contains(Needs::NONE));
        assert!(!Needs::METRICS.contains(both));
        assert_eq!(States::ADDED.and(States::REMOVED).words(), "added, removed");
        assert!(States::PRESENT.contains(States::MODIFIED) && !States::PRESENT.contains(States::REMOVED));
    }
}
