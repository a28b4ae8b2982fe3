//! What a rule says of itself, as reports and policies need it.

use crate::Level;

/// How often a rule is right, in the words of SARIF's `precision` property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A hint.
    Low,
    /// More often right than wrong.
    Medium,
    /// Right nearly always.
    High,
    /// Right by construction.
    VeryHigh,
}

impl Precision {
    /// As SARIF writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::VeryHigh => "very-high",
        }
    }
}

/// A rule's description of itself.
#[derive(Clone, Copy, Debug)]
pub struct RuleMeta {
    /// Kebab-case, the name of the rule's folder.
    pub id: &'static str,
    /// One line, reads after "a finding says that …".
    pub summary: &'static str,
    /// The level without any policy.
    pub default_level: Level,
    /// How often it is right.
    pub precision: Precision,
    /// Ids it had before; they keep working in policies and suppressions.
    pub former_ids: &'static [&'static str],
    /// The rule's page, Markdown.
    pub page: &'static str,
}
