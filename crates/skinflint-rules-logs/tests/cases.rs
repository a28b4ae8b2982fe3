//! Runs the cases and the pages' examples of every rule about logs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use skinflint_testkit::{Failures, Ran, run_rule_cases};

/// Rows of models that no case or example uses yet, as `language library [[table]] index`. This list
/// only shrinks: a row that is used must leave it, and a new row comes with a case.
const ROWS_WITHOUT_A_CASE: &[&str] = &[];

/// The tables that the view of log events reads. The rows of other views are for the cases of other crates.
const TABLES: &[&str] = &["closure", "sequence", "pace", "log", "logger", "scope", "print", "stage"];

static RUN: LazyLock<Result<Ran, Failures>> =
    LazyLock::new(|| run_rule_cases(Path::new(env!("CARGO_MANIFEST_DIR")), |program| program.log_events().len()));

#[test]
fn cases_and_examples_agree_with_their_marks() {
    match &*RUN {
        Ok(ran) => assert!(ran.cases > 0, "{ran:?}"),
        Err(failures) => panic!("{failures}"),
    }
}

#[test]
fn every_row_of_every_model_is_used_by_a_case() {
    // What failed is told by the other test; and of a part of the cases, nothing follows.
    let Ok(ran) = &*RUN else { return };
    if ran.partial {
        return;
    }
    let unused: BTreeSet<String> = ran
        .rows
        .iter()
        .filter(|row| !row.used && TABLES.contains(&row.kind))
        .map(|row| format!("{} {} [[{}]] {}", row.language, row.library, row.kind, row.index))
        .collect();
    let listed: BTreeSet<String> = ROWS_WITHOUT_A_CASE.iter().map(|row| (*row).to_owned()).collect();
    let missing: Vec<&String> = unused.difference(&listed).collect();
    assert!(missing.is_empty(), "no case or example uses these rows of policies/models: {missing:#?}");
    let stale: Vec<&String> = listed.difference(&unused).collect();
    assert!(stale.is_empty(), "these are used now, or are gone: take them off the list: {stale:#?}");
}
