//! Runs the cases and the pages' examples of every rule about cost-impact notes.

use std::path::Path;

use skinflint_testkit::run_rule_cases;

#[test]
fn cases_and_examples_agree_with_their_marks() {
    let in_sight = |program: &skinflint_program::Program| {
        program.resources().len() + program.metrics().len() + program.statements().changes.len()
    };
    match run_rule_cases(Path::new(env!("CARGO_MANIFEST_DIR")), in_sight) {
        Ok(ran) => assert!(ran.cases > 0 && ran.examples > 0, "{ran:?}"),
        Err(failures) => panic!("{failures}"),
    }
}
