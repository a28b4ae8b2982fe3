//! Lays out a rule: what is written compiles, and its tests fail until the rule does something.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

const LITERAL: &str = include_str!("../templates/mod.rs.txt");
const PAGE: &str = include_str!("../templates/page.md.txt");
const CASE: &str = include_str!("../templates/case.rs.txt");

/// The crate's name in full.
pub(crate) fn crate_name(of: &str) -> String {
    if of.starts_with("skinflint-rules-") { of.to_owned() } else { format!("skinflint-rules-{of}") }
}

/// Writes the folder of a new rule and its `mod` line. Gives the folder.
pub(crate) fn new_rule(root: &Path, of: &str, id: &str) -> anyhow::Result<PathBuf> {
    let starts = id.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let kebab = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    ensure!(
        starts && kebab && !id.contains("--") && !id.ends_with('-'),
        "`{id}` is no id: small letters and digits, words joined by `-`, as in `metric-label-forbidden`"
    );
    let of = crate_name(of);
    let source = root.join("crates").join(&of).join("src");
    let list = source.join("rules.rs");
    let lines = fs::read_to_string(&list).with_context(|| format!("there is no rule crate `{of}`"))?;
    let name = id.replace('-', "_");
    let folder = source.join("rules").join(&name);
    if folder.exists() {
        bail!("there is a rule `{id}` already: {}", folder.display());
    }
    let lines = with_mod_line(&lines, &name);
    fs::create_dir_all(folder.join("cases")).with_context(|| format!("{} cannot be made", folder.display()))?;
    for (path, text) in [
        (folder.join("mod.rs"), LITERAL.to_owned()),
        (folder.join("page.md"), PAGE.replace("RULE-ID", id)),
        (folder.join("cases/first.rs"), CASE.replace("RULE-ID", id)),
        (list, lines),
    ] {
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(folder)
}

/// The lines with one more `mod` line, where it belongs by its name.
fn with_mod_line(lines: &str, name: &str) -> String {
    let new = format!("pub(crate) mod {name};");
    let is_mod = |line: &str| line.starts_with("pub(crate) mod ");
    let mut all: Vec<&str> = lines.lines().collect();
    let behind = all.iter().rposition(|line| is_mod(line) && *line < new.as_str()).map(|at| at + 1);
    let first = all.iter().position(|line| is_mod(line));
    all.insert(behind.or(first).unwrap_or(all.len()), &new);
    let mut text = all.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{new_rule, with_mod_line};

    const LIST: &str = "//! Rules.\n\npub(crate) mod b_rule;\npub(crate) mod d_rule;\n";

    fn with_crate() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let source = dir.path().join("crates/skinflint-rules-metrics/src");
        let made = fs::create_dir_all(&source).and_then(|()| fs::write(source.join("rules.rs"), "//! Rules.\n\n"));
        assert!(made.is_ok(), "{made:?}");
        dir
    }

    fn refused(root: &Path, of: &str, id: &str) -> String {
        new_rule(root, of, id).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_is_laid_out_is_complete() {
        let dir = with_crate();
        let made = new_rule(dir.path(), "metrics", "metric-name-long");
        assert!(made.is_ok(), "{made:?}");
        let registry = skinflint_rule_build::registry(&dir.path().join("crates/skinflint-rules-metrics"));
        assert!(registry.as_ref().is_ok_and(|code| code.contains("id: \"metric-name-long\"")), "{registry:?}");
    }

    #[test]
    fn mod_lines_stay_sorted() {
        let order = |name: &str| {
            let text = with_mod_line(LIST, name);
            text.lines().skip(2).map(|l| l.trim_start_matches("pub(crate) mod ").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(order("a_rule"), ["a_rule;", "b_rule;", "d_rule;"]);
        assert_eq!(order("c_rule"), ["b_rule;", "c_rule;", "d_rule;"]);
        assert_eq!(order("e_rule"), ["b_rule;", "d_rule;", "e_rule;"]);
        assert_eq!(with_mod_line("//! Rules.\n\n", "a"), "//! Rules.\n\npub(crate) mod a;\n");
    }

    #[test]
    fn what_cannot_be_is_refused_and_nothing_is_written() {
        let dir = with_crate();
        assert!(refused(dir.path(), "metrics", "Metric_Name").contains("is no id"));
        assert!(refused(dir.path(), "metrics", "a--b").contains("is no id"));
        assert!(refused(dir.path(), "notes", "note-missing").contains("no rule crate `skinflint-rules-notes`"));
        assert!(new_rule(dir.path(), "skinflint-rules-metrics", "a-b").is_ok());
        assert!(refused(dir.path(), "metrics", "a-b").contains("already"));
    }
}
