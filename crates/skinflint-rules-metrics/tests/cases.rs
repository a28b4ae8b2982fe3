//! Runs the cases and the pages' examples of every rule about metrics.

use std::path::Path;

use skinflint_testkit::run_rule_cases;

#[test]
fn cases_and_examples_agree_with_their_marks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match run_rule_cases(root, |program| program.metrics().len()) {
        Ok(ran) => assert!(ran.cases > 0, "{ran:?}"),
        Err(failures) => panic!("{failures}"),
    }
}
