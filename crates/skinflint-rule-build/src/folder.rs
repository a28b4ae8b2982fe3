//! One rule folder: what must be in it, and its entry in the registry.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A folder below `src/rules/`.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Its name: the rule's id with `_` for `-`.
    pub(crate) name: String,
    path: PathBuf,
}

impl Folder {
    /// The folders of a crate, sorted. Hidden ones are an editor's.
    pub(crate) fn list(rules: &Path) -> io::Result<Vec<Self>> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(rules)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() && !name.starts_with('.') {
                folders.push(Self { name, path: entry.path() });
            }
        }
        folders.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(folders)
    }

    /// Says what is missing.
    pub(crate) fn check(&self, mistakes: &mut Vec<String>) {
        let at = format!("src/rules/{}", self.name);
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let starts = self.name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if !starts || !self.name.bytes().all(plain) || self.name.contains("__") || self.name.ends_with('_') {
            mistakes.push(format!("{at}: the name of a rule folder is its id in lower case with `_` for `-`"));
        }
        if !self.path.join("mod.rs").is_file() {
            mistakes.push(format!("{at}/mod.rs is missing: it holds the `RULE` literal"));
        }
        match fs::read_to_string(self.path.join("page.md")) {
            Ok(text) => crate::page::check(&text, &format!("{at}/page.md"), mistakes),
            Err(error) => mistakes.push(format!("{at}/page.md: {error}; it is the page that `explain` prints")),
        }
        let visible = |entry: &fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
        let cases = fs::read_dir(self.path.join("cases")).map(|all| all.flatten().filter(visible).count());
        if cases.unwrap_or(0) == 0 {
            mistakes.push(format!("{at}/cases: there is no case; a case is a file, or a folder of several"));
        }
    }

    /// The entry in the registry.
    pub(crate) fn entry(&self) -> io::Result<String> {
        let (id, name) = (self.name.replace('_', "-"), &self.name);
        let page = crate::page::shown(&fs::read_to_string(self.path.join("page.md"))?);
        let mut languages = BTreeSet::new();
        languages_below(&self.path.join("cases"), &mut languages)?;
        Ok(format!(
            "    &::skinflint_rule::Registered {{\n        id: {id:?},\n        page: {page:?},\n        languages: \
             &{languages:?},\n        rule: &crate::rules::{name}::RULE,\n    }},\n",
            languages = languages.iter().collect::<Vec<_>>(),
        ))
    }
}

/// The languages that cases are written in, as people call them.
fn languages_below(folder: &Path, found: &mut BTreeSet<&'static str>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            languages_below(&path, found)?;
            continue;
        }
        found.extend(match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => Some("Rust"),
            Some("py") => Some("Python"),
            Some("sql") => Some("SQL"),
            Some("tf") => Some("Terraform"),
            _ => None,
        });
    }
    Ok(())
}
