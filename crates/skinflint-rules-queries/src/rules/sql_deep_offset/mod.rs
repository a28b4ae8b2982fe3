//! Pages that are found by skipping all rows before them.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::sql::{Operand, SourceKind};
use skinflint_program::{ClauseKind, Setting, Statement};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Scope, Told, clause_home, each_select, few_rows, is_small_source, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query skips as many rows as its caller asks for",
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

/// What is skipped in.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: Option<String>,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| !matches!(s.setting, Setting::Migration | Setting::Seed)) {
        each_select(&statement.sql, &mut |query, select, _| {
            let Some(offset) = &query.offset else { return };
            if !is_open(statement, &offset.value) {
                return;
            }
            let scope = Scope { from: &select.from, schema: &all.schema };
            let Some(first) = select.from.first() else { return };
            if is_small_source(first, &all.schema) && matches!(first.kind, SourceKind::Table { .. }) {
                return;
            }
            if matches!(first.kind, SourceKind::Function) {
                return;
            }
            if few_rows_for_certain(select.from.len(), &select.filter, scope) {
                return;
            }
            let table = match &first.kind {
                SourceKind::Table { name, .. } => Some(name.clone()),
                _ => None,
            };
            let key = table.clone().unwrap_or_default();
            told.add(statement, statement.at(&offset.at), key, Evidence { table });
        });
    }
    for clause in all.clauses.iter().filter(|c| c.kind == ClauseKind::Offset && c.setting == Setting::Code) {
        told.add_at(clause.at, clause_home(clause), clause.library.clone(), Evidence { table: None });
    }
    told.tell(hits);
}

/// Only the table's own key leaves few rows here: what belongs to one owner can still be long.
fn few_rows_for_certain(sources: usize, filter: &[skinflint_program::sql::Predicate], scope: Scope<'_>) -> bool {
    let known = scope.from.first().and_then(|s| scope.table(s));
    sources == 1 && known.is_some_and(|t| t.single_row) && few_rows(filter, 0, scope)
}

/// Whether the number is not written there, nor a constant of the program.
fn is_open(statement: &Statement, value: &Operand) -> bool {
    match value {
        Operand::Number(_) | Operand::Null | Operand::Text(_) => false,
        Operand::Param(param) => statement.bind(param).is_none_or(|b| b.constant.is_none()),
        _ => true,
    }
}

fn describe(evidence: &Evidence) -> Words {
    let of = evidence.table.as_ref().map_or_else(String::new, |t| format!(" of `{}`", short(t)));
    Words {
        message: format!("a page{of} is found by reading and dropping every row before it"),
        label: "grows with the page's number".to_owned(),
        help:
            "Go on from the last row instead of counting: `WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, \
               id DESC LIMIT n`, with the last row's values handed out as a cursor. Or bound how far a caller may go."
                .to_owned(),
    }
}
