//! Writes a rule crate's registry from its folders `src/rules/<rule_id>/`, at build time.
//!
//! The folder's name is the rule's id: nobody types it a second time. What a folder lacks stops the
//! build, because a gate that silently misses a rule fails open. Only the standard library is used
//! here: this is compiled before everything else.

mod folder;
mod page;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use folder::Folder;

/// The whole build script of a rule crate: writes `$OUT_DIR/registry.rs`, which defines
/// `static REGISTRY: &[&dyn AnyRule]`, and stops the build where a rule folder is not complete.
///
/// # Errors
/// Where the file cannot be written, or cargo has not said where to.
#[expect(clippy::print_stdout, reason = "a build script talks to cargo through its standard output")]
pub fn write_registry() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/rules.rs");
    // Cargo looks into a folder's depths: a new rule, page or case is seen, a removed one too.
    println!("cargo::rerun-if-changed=src/rules");
    match registry(&here) {
        Ok(code) => {
            let path = out.join("registry.rs");
            if fs::read_to_string(&path).ok().as_deref() != Some(&code) {
                fs::write(path, code)?;
            }
        }
        Err(mistakes) => mistakes.iter().for_each(|mistake| println!("cargo::error={mistake}")),
    }
    Ok(())
}

/// The registry's code for the crate at `root`.
///
/// # Errors
/// Everything that is missing, a sentence each with its path and remedy; never an empty list.
pub fn registry(root: &Path) -> Result<String, Vec<String>> {
    let rules = root.join("src/rules");
    let mut mistakes = Vec::new();
    let folders = match Folder::list(&rules) {
        Ok(folders) => folders,
        Err(error) => return Err(vec![format!("{}: {error}", rules.display())]),
    };
    if folders.is_empty() {
        mistakes.push(format!("{}: there is no rule folder; `cargo xtask new-rule` lays one out", rules.display()));
    }
    let lines = mod_lines(&root.join("src/rules.rs"), &mut mistakes);
    for folder in &folders {
        if !lines.contains(&folder.name) {
            let name = &folder.name;
            mistakes.push(format!("src/rules.rs: the folder src/rules/{name} has no line `pub(crate) mod {name};`"));
        }
        folder.check(&mut mistakes);
    }
    if !lines.is_sorted() {
        mistakes.push("src/rules.rs: the `mod` lines are not sorted".to_owned());
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut code = String::from("static REGISTRY: &[&dyn ::skinflint_rule::AnyRule] = &[\n");
    for folder in &folders {
        match folder.entry() {
            Ok(entry) => code.push_str(&entry),
            Err(error) => mistakes.push(format!("src/rules/{}: {error}", folder.name)),
        }
    }
    code.push_str("];\n");
    if mistakes.is_empty() { Ok(code) } else { Err(mistakes) }
}

/// The names in `pub(crate) mod name;` lines.
fn mod_lines(path: &Path, mistakes: &mut Vec<String>) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| {
        mistakes.push(format!("{}: {error}", path.display()));
        String::new()
    });
    let name = |line: &str| line.trim().strip_prefix("pub(crate) mod ")?.strip_suffix(';').map(str::to_owned);
    text.split('\n').filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::registry;

    const PAGE: &str = "\
Says things.

## What it finds
```rust bad
x
```
```rust good
y
```
## Why it costs
## How to mend it
## What is not reported
## Options
None.
";

    /// A crate with one complete rule.
    fn complete() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        write(dir.path(), "src/rules.rs", "//! Rules.\n\npub(crate) mod no_waste;\n");
        write(dir.path(), "src/rules/no_waste/mod.rs", "");
        write(dir.path(), "src/rules/no_waste/page.md", PAGE);
        write(dir.path(), "src/rules/no_waste/cases/plain.rs", "");
        dir
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        assert!(made.is_ok(), "{}: {made:?}", path.display());
    }

    /// The mistakes after one change to a complete crate.
    fn mistakes(change: impl FnOnce(&Path)) -> String {
        let dir = complete();
        change(dir.path());
        registry(dir.path()).err().unwrap_or_default().join("\n")
    }

    #[test]
    fn a_complete_folder_is_an_entry_under_its_name() {
        let dir = complete();
        let code = registry(dir.path()).unwrap_or_default();
        assert!(code.contains("id: \"no-waste\""), "{code}");
        assert!(code.contains("rule: &crate::rules::no_waste::RULE"), "{code}");
        assert!(code.contains("page: \"Says things.") && code.contains("*Not reported:*"), "{code}");
        assert!(code.contains("languages: &[\"Rust\"]"), "{code}");
    }

    #[test]
    fn what_is_forgotten_is_named() {
        let without = |path: &'static str| mistakes(move |root| drop(fs::remove_file(root.join(path))));
        assert!(without("src/rules/no_waste/page.md").contains("no_waste/page.md"));
        assert!(without("src/rules/no_waste/mod.rs").contains("no_waste/mod.rs"));
        assert!(without("src/rules/no_waste/cases/plain.rs").contains("no case"));
        let no_line = mistakes(|root| write(root, "src/rules.rs", "//! Rules.\n"));
        assert!(no_line.contains("no line `pub(crate) mod no_waste;`"), "{no_line}");
    }

    #[test]
    fn a_page_needs_its_headings_and_both_kinds_of_example() {
        let page = |text: String| mistakes(move |root| write(root, "src/rules/no_waste/page.md", &text));
        let no_heading = page(PAGE.replace("## Why it costs\n", ""));
        assert!(no_heading.contains("`## Why it costs`"), "{no_heading}");
        let no_good = page(PAGE.replace("```rust good", "```rust bad"));
        assert!(no_good.contains("no good example"), "{no_good}");
        let neither = page(PAGE.replace("```rust good", "```rust goood"));
        assert!(neither.contains("no good example") && neither.contains("`goood`"), "{neither}");
        let open = page(PAGE.replace("y\n```\n", "y\n"));
        assert!(open.contains("never closed"), "{open}");
        let inside = page(PAGE.replace("## Options\n", "").replace("x\n", "## Options\n"));
        assert!(inside.contains("`## Options`"), "a heading inside a block is none: {inside}");
    }

    #[test]
    fn ids_are_kebab_case() {
        let odd = mistakes(|root| {
            drop(fs::rename(root.join("src/rules/no_waste"), root.join("src/rules/NoWaste")));
        });
        assert!(odd.contains("NoWaste"), "{odd}");
    }
}
