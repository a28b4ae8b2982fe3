//! Chores of the repository: `cargo xtask new-rule`, `cargo xtask docs`. Nothing that ships lives here.

use std::path::{Path, PathBuf};

use clap::Parser;

mod docs;
mod new_rule;

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
