//! Runs the rules. A rule that panics is named and costs its own findings, not the others'.

use std::panic::{AssertUnwindSafe, catch_unwind};

use skinflint_base::{Hit, Level, Problem, ProblemKind, RuleMeta};
use skinflint_policy::{Policy, PolicyError, TagCase};
use skinflint_program::Program;
use skinflint_rule::{AnyRule, CardinalitySettings, ChangeView, Inputs, Needs, OptionError, TagSettings};

use crate::panics::said;
use crate::policy::nearest_listed;
use crate::{EngineError, registry};

/// The rules that a policy lets run, with what it tells them. Options are known to fit.
#[derive(Debug)]
pub(crate) struct Judges {
    rules: Vec<(&'static dyn AnyRule, toml::Table)>,
    cardinality: CardinalitySettings,
    tags: TagSettings,
}

/// What the rules saw.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// In the order of the rules, and of each as it gave them.
    pub(crate) hits: Vec<Hit>,
    /// Rules that failed.
    pub(crate) problems: Vec<Problem>,
}

impl Judges {
    /// Every rule that is not off everywhere.
    ///
    /// # Errors
    /// Every option that does not fit, at its place.
    pub(crate) fn new(policy: &Policy) -> Result<Self, EngineError> {
        let settings = &policy.cardinality;
        let cardinality = CardinalitySettings::new(
            settings.series_budget,
            settings.assume.clone(),
            settings.unbounded_names.patterns(),
            settings.bounded_names.patterns(),
        )?;
        let tags = &policy.tags;
        let ignore_case = tags.case == TagCase::Ignore;
        let tags = TagSettings::new(tags.required.clone(), tags.aliases.clone(), ignore_case);
        let mut judges = Self { rules: Vec::new(), cardinality, tags };
        let mut errors = Vec::new();
        for rule in registry::rules() {
            let id = rule.meta().id;
            if policy.highest_level(id) == Level::Off {
                continue;
            }
            let options = policy.options(id);
            match rule.check_options(&options) {
                Ok(()) => judges.rules.push((rule, options)),
                Err(error) => errors.extend(located(policy, id, &options, &error)),
            }
        }
        if errors.is_empty() { Ok(judges) } else { Err(EngineError::Policy(errors)) }
    }

    /// What they say of themselves, sorted by id.
    pub(crate) fn metas(&self) -> Vec<RuleMeta> {
        self.rules.iter().map(|(rule, _)| rule.meta()).collect()
    }

    /// Runs them one after the other: what is costly is the program's views, which are built once, at
    /// the first question, and on all threads. Rules side by side would wait for one another there,
    /// and a thread that waits inside a view may be given a rule that waits for the same view.
    pub(crate) fn judge(&self, program: &Program) -> Judged {
        self.run(program, None)
    }

    /// Runs those that judge a change.
    pub(crate) fn judge_change(&self, program: &Program, change: &ChangeView) -> Judged {
        self.run(program, Some(change))
    }

    fn run(&self, program: &Program, change: Option<&ChangeView>) -> Judged {
        let mut judged = Judged::default();
        for (rule, options) in &self.rules {
            if rule.needs().contains(Needs::CHANGE) != change.is_some() {
                continue;
            }
            let inputs = Inputs { program, options, cardinality: &self.cardinality, tags: &self.tags, change };
            match catch_unwind(AssertUnwindSafe(|| rule.check(&inputs))) {
                Ok(Ok(hits)) => judged.hits.extend(hits),
                Ok(Err(error)) => judged.problems.push(failed(*rule, &error.to_string())),
                Err(panic) => judged.problems.push(failed(*rule, &said(panic.as_ref()))),
            }
        }
        judged
    }
}

fn failed(rule: &dyn AnyRule, what: &str) -> Problem {
    Problem {
        kind: ProblemKind::RuleFailed,
        path: None,
        span: None,
        message: format!(
            "the rule `{}` failed inside, and what it would have found is missing: {what}",
            rule.meta().id
        ),
        remedy: "this is a bug of skinflint: please report it; until it is mended, the rule can be set to \"off\""
            .to_owned(),
    }
}

/// The error at the option's value. Where no option is to blame, each that is set is shown.
fn located(policy: &Policy, rule: &str, options: &toml::Table, error: &OptionError) -> Vec<PolicyError> {
    let blamed = match &error.key {
        Some(key) => vec![key],
        None => options.keys().collect(),
    };
    let at = |key: &String| {
        let origin = policy.option_origin(rule, key)?;
        let message = format!("the option `{key}` of the rule `{rule}` does not fit: {}", error.message);
        let help = match nearest_listed(&error.message) {
            Some(name) => format!("Did you mean `{name}`?"),
            None => format!("`skinflint explain {rule}` tells what it takes."),
        };
        Some(PolicyError::at(origin, message).with_label("does not fit").with_help(help))
    };
    blamed.into_iter().filter_map(at).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use skinflint_base::{Certainty, FileId, FileSpan, Level, Precision, ProblemKind, Span};
    use skinflint_program::Program;
    use skinflint_rule::{
        AnyRule, CardinalitySettings, Context, Found, Hits, Needs, Registered, Rule, States, TagSettings, Words,
    };

    use super::Judges;

    type Options = BTreeMap<String, u64>;

    const fn rule(check: fn(&Context<'_, Options>, &mut Hits<()>)) -> Rule<Options, ()> {
        Rule {
            summary: "it is odd",
            default_level: Level::Warning,
            precision: Precision::Low,
            needs: Needs::NONE,
            states: States::PRESENT,
            former_ids: &[],
            check,
            describe: |()| Words { message: String::new(), label: String::new(), help: String::new() },
        }
    }

    fn find_one(_: &Context<'_, Options>, hits: &mut Hits<()>) {
        let at = FileSpan { file: FileId(0), span: Span::new(0, 1) };
        hits.push(Found::new(at, Certainty::Certain, "", "", ()));
    }

    fn find_one_and_fail(cx: &Context<'_, Options>, hits: &mut Hits<()>) {
        find_one(cx, hits);
        panic!("no metric\nhas {} labels", cx.options().len());
    }

    static FINDS: Rule<Options, ()> = rule(find_one);
    static FAILS: Rule<Options, ()> = rule(find_one_and_fail);

    #[test]
    fn a_rule_that_panics_is_named_and_the_others_go_on() {
        static FIRST: Registered<Options, ()> = Registered { id: "first", page: "", languages: &[], rule: &FINDS };
        static SECOND: Registered<Options, ()> = Registered { id: "second", page: "", languages: &[], rule: &FAILS };
        static THIRD: Registered<Options, ()> = Registered { id: "third", page: "", languages: &[], rule: &FINDS };
        let cardinality = CardinalitySettings::new(1, BTreeMap::new(), &[], &[]);
        let Ok(cardinality) = cardinality else { panic!("the built-in lexicon cannot be read") };
        let rules: [&'static dyn AnyRule; 3] = [&FIRST, &SECOND, &THIRD];
        let rules = rules.into_iter().map(|rule| (rule, toml::Table::new())).collect();
        let judged =
            Judges { rules, cardinality, tags: TagSettings::default() }.judge(&Program::link(Vec::new(), &[], &[]));
        assert_eq!(judged.hits.iter().map(|hit| hit.rule).collect::<Vec<_>>(), ["first", "third"]);
        let [problem] = &judged.problems[..] else { panic!("{:?}", judged.problems) };
        assert_eq!(problem.kind, ProblemKind::RuleFailed);
        assert!(problem.message.contains("`second`"), "{}", problem.message);
        assert!(problem.message.ends_with("no metric has 0 labels"), "{}", problem.message);
    }
}
