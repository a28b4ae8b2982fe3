//! Holds the workspace and `docs/architecture.md` together: which crate depends on which, and which
//! construct of a language is shown where, is written there, and nothing else may be true.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

type Edges = BTreeMap<String, BTreeSet<String>>;

/// The opening line of the block with the table.
const FENCE: &str = "```text crates";

/// `docs/architecture.md`.
fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/architecture.md");
    std::fs::read_to_string(path).unwrap()
}

/// What `docs/architecture.md` says: lines of `crate -> crate, crate`.
fn written() -> Edges {
    let text = page();
    let block = text.lines().skip_while(|line| *line != FENCE).skip(1).take_while(|line| !line.starts_with("```"));
    let mut edges = Edges::new();
    for line in block.filter(|line| !line.trim().is_empty()) {
        let (from, to) = line.split_once("->").unwrap_or_else(|| panic!("no `->` in `{line}`"));
        let to = to.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let twice = edges.insert(from.trim().to_owned(), to);
        assert!(twice.is_none(), "`{}` stands there twice", from.trim());
    }
    edges
}

/// What cargo says: for each member the members it is built from. What only tests use does not count.
fn real() -> Edges {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let built_from = |package: &Value| {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.filter(|d| d["kind"] != "dev").map(name).filter(|name| members.contains(name)).collect()
    };
    packages.iter().map(|package| (name(package), built_from(package))).collect()
}

#[test]
fn crates_depend_on_one_another_as_the_architecture_says() {
    let (written, real) = (written(), real());
    let all: BTreeSet<&String> = written.keys().chain(real.keys()).collect();
    let mut wrong = String::new();
    for member in all {
        match (written.get(member), real.get(member)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let more: Vec<_> = b.difference(a).collect();
                let less: Vec<_> = a.difference(b).collect();
                wrong.push_str(&format!("{member}: not written {more:?}, not real {less:?}\n"));
            }
            (Some(_), None) => wrong.push_str(&format!("{member}: there is no such crate\n")),
            (None, _) => wrong.push_str(&format!("{member}: is not written\n")),
        }
    }
    assert!(wrong.is_empty(), "docs/architecture.md and Cargo.toml differ:\n{wrong}");
}

/// The conformance files that the table names in a column, as `` `name` ``.
fn named(column: usize) -> BTreeSet<String> {
    let text = page();
    let rows = text.lines().skip_while(|line| !line.starts_with("| construct |")).skip(2);
    let cells = rows.take_while(|line| line.starts_with('|')).map(|line| line.split('|').nth(column + 1).unwrap());
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    // What is said behind a colon or in brackets is no name of a file.
    cells.flat_map(|cell| words(cell.split([':', '(']).next().unwrap())).collect()
}

#[test]
fn every_conformance_file_stands_in_the_table_of_constructs() {
    for (column, language) in [(1, "rust"), (2, "python")] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/conformance").join(language);
        let files: BTreeSet<String> = walkdir::WalkDir::new(folder)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(named(column), files, "{language}: named in docs/architecture.md, and there");
    }
}
