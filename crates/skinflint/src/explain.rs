//! `skinflint explain`: a rule's page.

use anyhow::bail;
use skinflint_engine::rules;
use skinflint_policy::nearest;

use crate::terminal::Terminal;

/// Print a rule's page: what it finds, why that costs, how to mend it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rule's id, or one that it had before
    #[arg(value_name = "RULE")]
    rule: String,
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let asked = args.rule.trim();
    let found = rules().map(|rule| rule.meta()).find(|meta| meta.id == asked);
    let renamed = || rules().map(|rule| rule.meta()).find(|meta| meta.former_ids.contains(&asked));
    let Some(meta) = found.or_else(renamed) else {
        let names = rules()
            .map(|rule| rule.meta())
            .flat_map(|meta| [meta.id].into_iter().chain(meta.former_ids.iter().copied()));
        let shown: String = asked.chars().take(60).flat_map(char::escape_debug).collect();
        match nearest(asked, names) {
            Some(near) => bail!("there is no rule `{shown}`; did you mean `{near}`?"),
            None => bail!("there is no rule `{shown}`; `skinflint rules` lists them"),
        }
    };
    if meta.id != asked {
        terminal.tell(&format!("skinflint: note: the rule is now called `{}`\n", meta.id));
    }
    terminal.print(&format!("{}\n", meta.page.trim_end()))?;
    Ok(0)
}
