//! What each construct of Python lowers to: one file of `fixtures/conformance/python` each, and a
//! snapshot of its facts and problems.
#![cfg(feature = "python")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, dump};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the conformance files are there");
    for entry in entries.map(|entry| entry.expect("a readable folder").path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else {
            found.push(entry);
        }
    }
}

#[test]
fn every_construct_lowers_as_its_snapshot_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/conformance/python");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    assert!(found.len() > 20, "found only {} conformance files", found.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/python");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in found {
            let path = file.strip_prefix(&root).expect("a file below the root").to_str().expect("an ASCII path");
            let content = std::fs::read_to_string(&file).expect("a readable file");
            let text = Text::new(RelPath::from(path), content);
            let lowered = skinflint_lang::lower(&text, Language::Python);
            let mut out = format!("role {:?}\n{}", lowered.facts.role, dump(&lowered.facts));
            for problem in lowered.problems {
                let lines = problem.span.map(|span| (text.position(span.start).line, text.position(span.end).line));
                let _ = writeln!(out, "problem {lines:?}: {}; {}", problem.message, problem.remedy);
            }
            insta::assert_snapshot!(path.replace(['/', '.'], "_"), out);
        }
    });
}
