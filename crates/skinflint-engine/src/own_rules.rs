//! The gate's own rules: folders without a check, for what they tell is no view of a program but what came
//! of a run. They have levels, pages and ids like every rule.

use skinflint_base::{Hit, Level, Precision, RuleMeta};
use skinflint_rule::{AnyRule, Inputs, Needs, OptionError, States};

/// A rule that a run itself finds broken.
#[derive(Debug)]
struct OwnRule {
    id: &'static str,
    summary: &'static str,
    level: Level,
    page: &'static str,
}

/// A change weakens the policy that would judge it.
pub(crate) const WEAKENED: &str = "policy-weakened";
/// A comment that allows something has no reason, no date, or may not.
pub(crate) const UNJUSTIFIED: &str = "suppression-unjustified";
/// A comment's day has passed.
pub(crate) const EXPIRED: &str = "suppression-expired";
/// A comment allows what is not there.
pub(crate) const UNUSED: &str = "suppression-unused";

static RULES: [OwnRule; 4] = [
    OwnRule {
        id: WEAKENED,
        summary: "a change weakens the policy that would judge it",
        level: Level::Warning,
        page: include_str!("rules/policy_weakened/page.md"),
    },
    OwnRule {
        id: EXPIRED,
        summary: "a comment allows a finding until a day that has passed",
        level: Level::Warning,
        page: include_str!("rules/suppression_expired/page.md"),
    },
    OwnRule {
        id: UNJUSTIFIED,
        summary: "a comment allows a finding without a reason, without a date, or where none may",
        level: Level::Warning,
        page: include_str!("rules/suppression_unjustified/page.md"),
    },
    OwnRule {
        id: UNUSED,
        summary: "a comment allows a finding that is not there",
        level: Level::Note,
        page: include_str!("rules/suppression_unused/page.md"),
    },
];

/// All of them.
pub(crate) fn rules() -> impl Iterator<Item = &'static dyn AnyRule> {
    RULES.iter().map(|rule| rule as &dyn AnyRule)
}

impl AnyRule for OwnRule {
    fn meta(&self) -> RuleMeta {
        RuleMeta {
            id: self.id,
            summary: self.summary,
            default_level: self.level,
            precision: Precision::VeryHigh,
            former_ids: &[],
            page: self.page,
        }
    }

    fn option_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn options_schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": "object", "additionalProperties": false })
    }

    fn needs(&self) -> Needs {
        Needs::NONE
    }

    fn states(&self) -> States {
        States::ADDED.and(States::MODIFIED)
    }

    fn languages(&self) -> &'static [&'static str] {
        &[]
    }

    fn check_options(&self, options: &toml::Table) -> Result<(), OptionError> {
        match options.keys().next() {
            Some(key) => Err(OptionError { key: Some(key.clone()), message: format!("unknown field `{key}`") }),
            None => Ok(()),
        }
    }

    fn check(&self, _: &Inputs<'_>) -> Result<Vec<Hit>, OptionError> {
        Ok(Vec::new())
    }
}
