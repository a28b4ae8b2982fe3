//! Every rule that there is, from all rule crates.

use std::sync::LazyLock;

use skinflint_base::RuleMeta;
use skinflint_policy::RuleInfo;
use skinflint_rule::AnyRule;

use crate::own_rules;

/// The rules, sorted by id, each with the names of its options.
static RULES: LazyLock<Vec<(&'static dyn AnyRule, Vec<String>)>> = LazyLock::new(|| {
    let mut rules: Vec<&'static dyn AnyRule> = skinflint_rules_metrics::rules().to_vec();
    rules.extend(skinflint_rules_infra::rules());
    rules.extend(skinflint_rules_notes::rules());
    rules.extend(skinflint_rules_queries::rules());
    rules.extend(own_rules::rules());
    rules.extend(skinflint_rules_logs::rules());
    rules.sort_by_key(|rule| rule.meta().id);
    rules.into_iter().map(|rule| (rule, rule.option_names())).collect()
});

/// The same names, as policies are given them.
static OPTION_NAMES: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| RULES.iter().map(|(_, names)| names.iter().map(String::as_str).collect()).collect());

/// All rules, sorted by id.
pub fn rules() -> impl ExactSizeIterator<Item = &'static dyn AnyRule> {
    RULES.iter().map(|(rule, _)| *rule)
}

/// What policies need to know of the rules, in the same order.
#[must_use]
pub fn rule_infos() -> Vec<RuleInfo<'static>> {
    let info = |(rule, option_names): (&'static dyn AnyRule, &'static Vec<&'static str>)| {
        let RuleMeta { id, summary, default_level, former_ids, .. } = rule.meta();
        RuleInfo { id, former_ids, summary, default_level, option_names }
    };
    rules().zip(OPTION_NAMES.iter()).map(info).collect()
}
