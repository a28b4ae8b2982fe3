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

static RULES: [OwnRule; 1] = [OwnRule {
    id: "policy-weakened",
    summary: "a change weakens the policy that would judge it",
    level: Level::Warning,
    page: include_str!("rules/policy_weakened/page.md"),
}];

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
