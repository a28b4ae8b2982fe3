//! `docs/rules/`: a page per rule and a list of them, rendered from the rules themselves.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use skinflint_engine::rules;

const FOLDER: &str = "docs/rules";

/// What the folder must hold: file names and texts.
pub(crate) fn rendered() -> BTreeMap<String, String> {
    let mut list = String::from(
        "# Rules\n\nRendered from the rules by `cargo xtask docs`; a test compares.\n\n| rule | level | a finding says \
         that |\n|---|---|---|\n",
    );
    let mut files = BTreeMap::new();
    for rule in rules() {
        let meta = rule.meta();
        // Writing to a text cannot fail.
        let _ = writeln!(list, "| [`{0}`]({0}.md) | {1} | {2} |", meta.id, meta.default_level, meta.summary);
        files.insert(format!("{}.md", meta.id), skinflint_rule::page(rule));
    }
    files.insert("README.md".to_owned(), list);
    files
}

/// Writes what differs, and takes out pages of rules that are gone. Gives the number of files changed.
pub(crate) fn write(root: &Path) -> anyhow::Result<usize> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let rendered = rendered();
    let mut changed = 0;
    for (name, text) in &rendered {
        let path = folder.join(name);
        if fs::read_to_string(&path).ok().as_ref() != Some(text) {
            fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
            changed += 1;
        }
    }
    for name in names(&folder)? {
        if !rendered.contains_key(&name) {
            let path = folder.join(&name);
            fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
            changed += 1;
        }
    }
    Ok(changed)
}

/// The pages that are there.
fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FOLDER, names, rendered, write};

    #[test]
    fn the_committed_pages_are_those_of_the_rules() {
        let folder = crate::root().join(FOLDER);
        let rendered = rendered();
        let remedy = "run `cargo xtask docs` and commit what it writes";
        for (name, text) in &rendered {
            let committed = fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(committed == *text, "{FOLDER}/{name} is not what the rule says: {remedy}");
        }
        let there = names(&folder).unwrap_or_default();
        assert_eq!(there, rendered.keys().cloned().collect::<Vec<_>>(), "{remedy}");
    }

    #[test]
    fn writing_twice_changes_nothing_and_old_pages_go() {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let first = write(dir.path()).unwrap_or_default();
        assert_eq!(first, rendered().len());
        assert_eq!(write(dir.path()).ok(), Some(0));
        let old = dir.path().join(FOLDER).join("old-rule.md");
        assert!(fs::write(&old, "old").is_ok());
        assert_eq!(write(dir.path()).ok(), Some(1));
        assert!(!old.exists());
    }
}
