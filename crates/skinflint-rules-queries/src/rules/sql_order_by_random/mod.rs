//! Rows that are sorted by a random number to take some of them.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::sql::{Operand, SourceKind};
use skinflint_program::{ClauseKind, Setting};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Scope, Told, clause_home, each_select, few_rows, is_small_source, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query sorts all its rows by a random number",
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

/// What is sorted.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: Option<String>,
}

/// Functions that give another number for every row.
const RANDOM: &[&str] = &["random", "rand", "newid", "uuid", "gen_random_uuid", "uuid_generate_v4", "randomblob"];

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| !matches!(s.setting, Setting::Migration | Setting::Seed)) {
        each_select(&statement.sql, &mut |query, select, _| {
            let scope = Scope { from: &select.from, schema: &all.schema };
            let Some(first) = select.from.first() else { return };
            let SourceKind::Table { name, .. } = &first.kind else { return };
            // A named part of the statement has as few rows as it was given.
            let is_part = query.with.iter().any(|(part, _)| part == name);
            if is_part || select.aggregates || is_small_source(first, &all.schema) {
                return;
            }
            if few_rows(&select.filter, 0, scope) {
                return;
            }
            let random = query
                .order
                .iter()
                .find(|o| matches!(&o.by, Operand::Call { name, .. } if RANDOM.contains(&name.as_str())));
            if let Some(order) = random {
                told.add(statement, statement.at(&order.at), name.clone(), Evidence { table: Some(name.clone()) });
            }
        });
    }
    for clause in all.clauses.iter().filter(|c| c.kind == ClauseKind::RandomOrder) {
        if clause.setting == Setting::Code {
            told.add_at(clause.at, clause_home(clause), clause.library.clone(), Evidence { table: None });
        }
    }
    told.tell(hits);
}

fn describe(evidence: &Evidence) -> Words {
    let of = evidence.table.as_ref().map_or_else(|| "the query".to_owned(), |t| format!("the query of `{}`", short(t)));
    Words {
        message: format!("{of} gives every row a random number and sorts them all to take a few"),
        label: "every row is read and sorted".to_owned(),
        help:
            "Draw random keys instead: `WHERE id >= <a random id> ORDER BY id LIMIT n`, `TABLESAMPLE`, or an indexed \
               column that holds a random number. Where only few rows can be there, say so with a suppression."
                .to_owned(),
    }
}
