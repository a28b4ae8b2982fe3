//! The floor of a frontend: the same parser over the same files, on as many threads, and nothing else. Runs in
//! a process of its own, so that its time and memory can be taken.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Context as _;
use proc_macro2::extra::invalidate_current_thread_spans;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use skinflint_facts::Language;

/// Parsers recurse as deep as code nests. What is not touched costs nothing.
const STACK_BYTES: usize = 256 << 20;

/// The parser's name.
pub(crate) fn parser(language: Language) -> &'static str {
    match language {
        Language::Rust => "syn",
        Language::Python => "ruff_python_parser",
        Language::Terraform => "hcl-edit",
        Language::Yaml | Language::Json => "none",
        Language::Sql => "none",
    }
}

/// Parses every file below a folder. Gives how many files the parser took without complaint.
pub(crate) fn run(folder: &Path, language: Language) -> anyhow::Result<usize> {
    let files = files_below(folder)?;
    let (next, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Ok(text) = std::fs::read_to_string(file) else { continue };
            taken.fetch_add(usize::from(parses(&text, language)), Ordering::Relaxed);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        (0..threads).map(spawn).collect::<Result<Vec<_>, _>>().map(drop)
    })
    .context("no thread with a large stack is to be had")?;
    Ok(taken.into_inner())
}

fn parses(text: &str, language: Language) -> bool {
    match language {
        Language::Rust => {
            let taken = syn::parse_file(text).is_ok();
            // The thread's source map keeps a copy of every text it has lexed.
            invalidate_current_thread_spans();
            taken
        }
        // Scripts are only split when they are read: there is no parser to hold a run against.
        Language::Sql => false,
        Language::Python => parse_unchecked(text, ParseOptions::from(Mode::Module)).has_valid_syntax(),
        Language::Terraform => hcl_edit::parser::parse_body(text).is_ok(),
        Language::Yaml | Language::Json => false,
    }
}

fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use skinflint_facts::Language;

    use super::{parses, run};

    #[test]
    fn what_parses_is_told_from_what_does_not() {
        assert!(parses("fn f() {}\n", Language::Rust) && !parses("fn f( {\n", Language::Rust));
        assert!(parses("def f(): pass\n", Language::Python) && !parses("def f(:\n", Language::Python));
    }

    #[test]
    fn every_file_below_is_parsed() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        std::fs::create_dir_all(dir.path().join("a/b"))?;
        for path in ["x.rs", "a/y.rs", "a/b/z.rs"] {
            std::fs::write(dir.path().join(path), "fn f() {}\n")?;
        }
        std::fs::write(dir.path().join("a/odd.rs"), "fn (\n")?;
        assert_eq!(run(dir.path(), Language::Rust)?, 3);
        Ok(())
    }
}
