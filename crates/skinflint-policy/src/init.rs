//! The text that `skinflint init` writes. Where to, is not decided here.

use std::fmt::Write as _;

use skinflint_base::{Level, RelPath};

use crate::resolve::resolve;
use crate::rules::RuleInfo;

const HEAD: &str = r#"# Policy of skinflint. `skinflint policy` prints what holds and why, `skinflint rules` lists the rules,
# `skinflint explain RULE` tells about one, `skinflint schema` lets editors complete this file.
# Lines that begin with `#` and a key show defaults or examples; remove the `#` to use them.

# This folder is the root of a run: paths are relative to it, and no policy above it is read. Folders
# below may have a skinflint.toml of their own, with [rules] and [[override]] for what lies in them.
root = true

# Packs of settings to start from, later ones win: recommended, strict, finops. [] for none.
extends = ["recommended"]

# How much a finding weighs: "error" blocks, "warning" and "note" are only told, "off" is silence.
# As a table, with the rule's own options: RULE = { level = "warning", OPTION = … }
[rules]
"#;

const TAIL: &str = r#"
# Which files are read. Globs are those of .gitignore, without `!`.
[files]
# Where given, only these.
#include = ["services/**", "libs/**"]
# Never these. What .gitignore names, vendored and generated files are left out anyway.
#exclude = ["legacy/**"]
# Larger files are not read.
#max-size = "2MiB"

# What only you know about labels and their values.
[cardinality]
# How many series one metric may have.
#series-budget = 10000
# How many values a label takes, where the code does not show it.
#assume = { tenant = 50, region = 20 }
# Names that mean unboundedly many values; `*` stands for any characters.
#unbounded-names = ["ticket_*"]
# Names that do not, although they look so.
#bounded-names = ["shard"]

[run]
# What to do where something could not be judged: "report" says it, "block" exits with 3.
#incomplete = "report"

# Changes that are judged before they are merged (`--base`).
[gate]
# The label of a pull request that lets a blocked change through; every output tells it.
#break-glass = "cost-override"
# Within so many days a change may bring files back to what they were without being blocked.
#revert-window = 30

# Tags that billable resources must carry.
[tags]
#required = ["service", "team", "env"]
# Other names under which one of them counts as there.
#aliases = { service = ["app", "app.kubernetes.io/name"] }
# Keys that differ only in case are one: "provider", where the provider says so; "ignore", always.
#case = "provider"
"#;

/// A commented `skinflint.toml` that changes nothing but names the default pack. Its settings stand
/// behind `#` without a space, its prose behind `# `.
#[must_use]
pub fn init_text(rules: &[RuleInfo<'_>]) -> String {
    // The levels that hold with the default packs, so that removing a `#` changes nothing.
    let policy = resolve(&[], rules).ok();
    let mut text = HEAD.to_owned();
    for rule in rules {
        let level = policy.as_ref().map_or(rule.default_level, |policy| policy.level(rule.id, &RelPath::from("")));
        let _ = write!(text, "# A finding says that {}.", rule.summary.trim_end_matches('.'));
        if !rule.option_names.is_empty() {
            let _ = write!(text, " Options: {}.", rule.option_names.join(", "));
        }
        let _ = writeln!(text, "\n#{} = \"{level}\"", rule.id);
    }
    if let Some(rule) = rules.iter().find(|rule| rule.default_level > Level::Off).or(rules.first()) {
        text.push_str("\n# Levels for some paths only; later ones win.\n");
        let _ = writeln!(text, "#[[override]]\n#paths = [\"tools/**\"]\n#rules = {{ {} = \"off\" }}", rule.id);
    }
    text.push_str(TAIL);
    text
}
