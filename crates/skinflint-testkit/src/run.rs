//! Runs the cases of a rule crate: every `src/rules/<rule_id>/cases/*`, and every example of a page.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use skinflint_base::Precision;
use skinflint_engine::{Checked, check_texts, check_texts_in_change, rules};
use skinflint_program::{ModelRow, Program};
use skinflint_rule::Needs;

use crate::case::{Case, CaseKind, text};
use crate::compare::{Finding, compare};
use crate::mark::Gap;
use crate::page;

/// How many things that the rules of a crate look at are in sight: metrics, queries, resources. A good
/// case in which nothing is in sight would pass whatever the rule does.
pub type InSight = fn(&Program) -> usize;

/// Only cases whose name contains this are run, where the environment says it:
/// `SKINFLINT_CASES=matched_path cargo test -p skinflint-rules-metrics`.
const ONLY: &str = "SKINFLINT_CASES";

/// What was run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Files and folders of `cases/`.
    pub cases: usize,
    /// Blocks of pages.
    pub examples: usize,
    /// Marks of findings that should be there and are not.
    pub missing: usize,
    /// Marks of findings that are there and should not be.
    pub spurious: usize,
    /// Every row of every model in sight, each once, with whether any case or example used it.
    pub rows: Vec<ModelRow>,
    /// Whether the environment left cases out, so that what is not used says nothing.
    pub partial: bool,
}

/// What went wrong, a line each.
#[derive(Clone, PartialEq, Eq)]
pub struct Failures(Vec<String>);

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|failure| writeln!(f, "{failure}"))
    }
}

impl fmt::Debug for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failures\n{self}", self.0.len())
    }
}

/// Rows of models, `used` left out, and whether any case used them.
type Rows = BTreeMap<ModelRow, bool>;

/// Runs all cases of the rule crate at `root`.
///
/// # Errors
/// Everything that does not agree, and everything that cannot be read.
pub fn run_rule_cases(root: &Path, in_sight: InSight) -> Result<Ran, Failures> {
    let mut failures = Vec::new();
    let only = std::env::var(ONLY).unwrap_or_default();
    let mut ran = Ran { partial: !only.is_empty(), ..Ran::default() };
    let mut rows = Rows::new();
    for folder in sorted(&root.join("src/rules"), &mut failures).into_iter().filter(|path| path.is_dir()) {
        let folder_name = name_of(&folder);
        let rule = folder_name.replace('_', "-");
        let (mut cases, mut examples) = (Vec::new(), Vec::new());
        for path in sorted(&folder.join("cases"), &mut failures) {
            match Case::read(&path, &format!("{folder_name}/cases/{}", name_of(&path))) {
                Ok(case) => cases.push(case),
                Err(problem) => failures.push(problem),
            }
        }
        let page = text(&folder.join("page.md"));
        match page.and_then(|page| page::cases(&page, &format!("{folder_name}/page.md"))) {
            Ok(of_page) => examples.extend(of_page),
            Err(problem) => failures.push(problem),
        }
        cases.retain(|case| case.name.contains(&only));
        examples.retain(|case| case.name.contains(&only));
        ran.cases += cases.len();
        ran.examples += examples.len();
        for case in cases.iter().chain(&examples) {
            let gaps = |gap| case.marks.iter().filter(|mark| mark.gap == Some(gap)).count();
            ran.missing += gaps(Gap::Missing);
            ran.spurious += gaps(Gap::Spurious);
            failures.extend(
                run(case, &rule, in_sight, &mut rows).into_iter().map(|failure| format!("{}: {failure}", case.name)),
            );
        }
    }
    ran.rows = rows.into_iter().map(|(row, used)| ModelRow { used, ..row }).collect();
    if ran.cases + ran.examples == 0 {
        failures.push(format!("{}: no case was run", root.display()));
    }
    if failures.is_empty() { Ok(ran) } else { Err(Failures(failures)) }
}

/// The entries of a folder, sorted; hidden ones are an editor's.
fn sorted(folder: &Path, failures: &mut Vec<String>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            failures.push(format!("{}: {error}", folder.display()));
            return Vec::new();
        }
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| !name_of(path).starts_with('.'));
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What does not agree in one case.
fn run(case: &Case, rule: &str, in_sight: InSight, rows: &mut Rows) -> Vec<String> {
    let mut failures = unclaimable(case);
    let about_changes = rules().any(|known| known.meta().id == rule && known.needs().contains(Needs::CHANGE));
    let (files, policy) = (case.files.clone(), case.policy.as_deref());
    let checked = if about_changes {
        check_texts_in_change(case.base.clone(), files, case.note.as_deref(), policy)
    } else {
        check_texts(files, policy)
    };
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => {
            failures.push(format!("{error:?}"));
            return failures;
        }
    };
    for problem in &checked.problems {
        let path = problem.path.as_ref().map(ToString::to_string).unwrap_or_default();
        failures.push(format!("{path}: a problem: {} ({})", problem.message, problem.remedy));
    }
    match (case.kind, in_sight(&checked.program)) {
        (CaseKind::NothingInSight, 0) => {}
        (CaseKind::NothingInSight, _) => failures.push("a rule could look at something here".to_owned()),
        (_, 0) => failures.push(
            "nothing that a rule could look at is in sight, so this shows nothing; a case that means it is named `not_…`"
                .to_owned(),
        ),
        _ => {}
    }
    // Only now: rows are used when views are built, and the rules and the line above have asked for them.
    for row in checked.program.rows() {
        let used = row.used;
        *rows.entry(ModelRow { used: false, ..row }).or_default() |= used;
    }
    let findings = findings(&checked, &mut failures);
    if case.kind == CaseKind::Bad {
        if !findings.iter().any(|finding| finding.rule == rule) {
            failures.push(format!("a bad example without a finding of {rule}"));
        }
    } else {
        failures.extend(compare(&case.marks, &findings));
    }
    failures
}

/// Marks that cannot be right whatever is found: of no rule, or of a rule that claims too much.
fn unclaimable(case: &Case) -> Vec<String> {
    let mut failures = Vec::new();
    for mark in &case.marks {
        match rules().map(|rule| rule.meta()).find(|meta| meta.id == mark.rule) {
            None => failures.push(format!("{}:{}: there is no rule `{}`", mark.path, mark.line, mark.rule)),
            Some(meta) if mark.gap == Some(Gap::Spurious) && meta.precision >= Precision::High => {
                failures.push(format!(
                    "{}:{}: `{}` claims {} precision and has a SPURIOUS mark",
                    mark.path,
                    mark.line,
                    mark.rule,
                    meta.precision.as_str()
                ));
            }
            Some(_) => {}
        }
    }
    failures
}

/// The findings as marks count them. Their marked place must lie on one line.
fn findings(checked: &Checked, failures: &mut Vec<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for verdict in &checked.verdicts {
        let hit = &verdict.hit;
        let path = checked.texts.path(hit.at.file).to_string();
        let Some(text) = checked.texts.text(hit.at.file) else {
            failures.push(format!("{path}: {} points into a file without a text", hit.rule));
            continue;
        };
        let line = text.position(hit.at.span.start).line;
        let last = text.position(hit.at.span.end.max(hit.at.span.start + 1) - 1).line;
        if line != last {
            failures.push(format!("{path}:{line}: the place that {} marks reaches to line {last}", hit.rule));
        }
        findings.push(Finding {
            path,
            line,
            rule: hit.rule.to_owned(),
            level: verdict.level,
            message: hit.message.clone(),
        });
    }
    findings
}
