//! Each construct of Rust and the facts it becomes: one snapshot per file of
//! `fixtures/conformance/rust/`.

#![cfg(feature = "rust")]

use std::fmt::Write as _;
use std::path::Path;

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, dump};

#[test]
fn every_construct_dumps_as_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/conformance/rust");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("the conformance files")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .collect();
    names.sort();
    assert!(names.len() >= 20, "the conformance files are there: {names:?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/rust");
    settings.bind(|| {
        for name in names {
            let source = std::fs::read_to_string(folder.join(&name)).expect("a conformance file");
            let text = Text::new(RelPath::from(format!("src/{name}").as_str()), source);
            let lowered = skinflint_lang::lower(&text, Language::Rust);
            let mut out = dump(&lowered.facts);
            for problem in &lowered.problems {
                let _ = writeln!(out, "problem: {}", problem.message);
            }
            insta::assert_snapshot!(name.trim_end_matches(".rs"), out);
        }
    });
}
