//! Runs the cases and the pages' examples of every rule about infrastructure.

use std::path::Path;

use skinflint_testkit::run_rule_cases;

#[test]
fn cases_and_examples_agree_with_their_marks() {
    match run_rule_cases(Path::new(env!("CARGO_MANIFEST_DIR")), |program| program.resources().len()) {
        Ok(ran) => assert!(ran.cases > 0, "{ran:?}"),
        Err(failures) => panic!("{failures}"),
    }
}
