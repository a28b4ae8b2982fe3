//! Chores of the repository: `cargo xtask new-rule`, `docs`, `bench`. Nothing that ships lives here.

use std::path::{Path, PathBuf};

use clap::Parser;
use skinflint_facts::Language;

mod bare_parse;
mod bench;
mod docs;
mod new_rule;

/// As the program's: a bare parse is compared with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Chores of the repository
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Lay out a rule: its folder with literal, page and first case, and its `mod` line
    NewRule {
        /// The rule crate, `skinflint-rules-metrics` or short `metrics`
        #[arg(value_name = "CRATE")]
        of: String,
        /// The rule's id, kebab-case: `metric-label-forbidden`. Reads after "allow"
        id: String,
    },
    /// Render the rules' pages into docs/rules/
    Docs,
    /// Measure a check of a tree beside ripgrep and a bare parse of the same files
    Bench {
        /// The tree: a repository, or a folder of one, of which the whole is then taken
        dir: PathBuf,
        /// How often to run; the least counts
        #[arg(long, default_value_t = 15)]
        runs: usize,
    },
    /// What `bench` runs: parse every file below a folder and do nothing with it
    #[command(hide = true)]
    BareParse {
        #[arg(value_parser = language)]
        language: Language,
        folder: PathBuf,
    },
}

fn language(name: &str) -> Result<Language, String> {
    [Language::Rust, Language::Python, Language::Terraform]
        .into_iter()
        .find(|language| language.to_string().eq_ignore_ascii_case(name))
        .ok_or_else(|| "no language that is parsed".to_owned())
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Task::parse() {
        Task::NewRule { of, id } => {
            let folder = new_rule::new_rule(&root, &of, &id)?;
            say(&format!(
                "laid out {}\nnext: write the page, the case and `check`; `cargo test -p {}` fails until they agree; then \
                 `cargo xtask docs`",
                folder.strip_prefix(&root).unwrap_or(&folder).display(),
                new_rule::crate_name(&of),
            ));
        }
        Task::Docs => {
            let changed = docs::write(&root)?;
            say(&format!("docs/rules: {changed} files changed"));
        }
        Task::Bench { dir, runs } => bench::bench(&root, &dir, runs, &say)?,
        Task::BareParse { language, folder } => {
            let taken = bare_parse::run(&folder, language)?;
            say(&format!("{taken} files parsed"));
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a chore tells what it did")]
fn say(text: &str) {
    println!("{text}");
}

/// The top of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
