//! Changes of every row of a table by what reads like a change of one.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::sql::{Kind, Operand, SourceKind, is_hole};
use skinflint_program::{Setting, Statement, Statements};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Tables, Told, is_small_source, operands, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a statement changes every row of a table with the values of one",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::STATEMENTS,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// Nothing can be set.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {}

/// What is changed.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: String,
    deletes: bool,
    given: Option<String>,
}

/// Words in a function's name that say that all rows are meant.
const ALL: &[&str] = &[
    "all",
    "reset",
    "clear",
    "truncate",
    "wipe",
    "flush",
    "purge",
    "empty",
    "drop",
    "rebuild",
    "refresh",
    "restore",
    "cleanup",
    "clean",
    "teardown",
    "every",
    "reindex",
    "migrate",
    "init",
    "initialize",
    "setup",
    "replace",
    "recreate",
    "resync",
    "vacuum",
    "prune",
    "expire",
    "invalidate",
    "backfill",
    "nuke",
];

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let tables = Tables::of(all);
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| matches!(s.setting, Setting::Code | Setting::Script) && !s.is_open()) {
        let found = match &statement.sql.kind {
            Kind::Update(update) if update.filter.is_empty() && !update.limited && update.from.len() == 1 => {
                let of_one = update.set.iter().any(|(_, value)| is_given(statement, value));
                let SourceKind::Table { name, .. } = &update.from[0].kind else { continue };
                (of_one && !means_all(statement)).then(|| (name, &update.from[0], false))
            }
            Kind::Delete(delete) if delete.filter.is_empty() && !delete.limited && delete.from.len() == 1 => {
                let SourceKind::Table { name, .. } = &delete.from[0].kind else { continue };
                let chosen = statement.setting == Setting::Code && names_one(statement);
                (chosen && !means_all(statement) && !filled_again(all, statement, name))
                    .then(|| (name, &delete.from[0], true))
            }
            _ => None,
        };
        let Some((name, source, deletes)) = found else { continue };
        let known = tables.known(name);
        // One row is all there is, or nobody ever chooses among the rows.
        if is_hole(name) || is_small_source(source, &all.schema) || known.one_row.is_some() || known.chosen.is_none() {
            continue;
        }
        let given = statement.given.first().cloned();
        told.add(statement, statement.begin(), name.clone(), Evidence { table: name.clone(), deletes, given });
    }
    told.tell(hits);
}

/// Whether a value comes from outside the statement.
fn is_given(statement: &Statement, value: &Operand) -> bool {
    let mut found = false;
    operands(value, &mut |o| {
        if let Operand::Param(param) = o {
            found |= statement.bind(param).is_none_or(|b| b.constant.is_none());
        }
    });
    found && !matches!(value, Operand::Call { name, .. } if name == "now")
}

/// Whether the function's name says that all rows are meant.
fn means_all(statement: &Statement) -> bool {
    let mut words = String::new();
    for c in statement.function.chars() {
        if c.is_uppercase() {
            words.push('_');
        }
        words.extend(c.to_lowercase());
    }
    words.split(|c: char| !c.is_alphanumeric()).any(|word| ALL.contains(&word))
}

/// Whether the function is given something that names a row.
fn names_one(statement: &Statement) -> bool {
    statement.given.iter().any(|g| g == "id" || g.ends_with("_id") || g.ends_with("_key") || g.ends_with("uuid"))
}

/// Whether the same function fills the table again.
fn filled_again(all: &Statements, statement: &Statement, table: &str) -> bool {
    all.all
        .iter()
        .any(|s| s.home == statement.home && matches!(&s.sql.kind, Kind::Insert(insert) if insert.table == *table))
}

fn describe(evidence: &Evidence) -> Words {
    let table = short(&evidence.table);
    let (does, verb) = if evidence.deletes { ("deletes", "DELETE") } else { ("overwrites", "UPDATE") };
    let given = evidence.given.as_ref().map_or_else(String::new, |g| format!(", though `{}` is given", short(g)));
    Words {
        message: format!("this {verb} {does} every row of `{table}`{given}: it has no `WHERE`"),
        label: "all rows are meant?".to_owned(),
        help: "Say which rows (`WHERE id = …`). Where all are meant, let the function's name say so (`clear_…`, \
               `reset_all_…`), or suppress the finding with the reason."
            .to_owned(),
    }
}
