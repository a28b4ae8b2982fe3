//! Rows chosen by a column that no index of the schema serves.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision, Related};
use skinflint_program::sql::{Column, Compare, Kind, Operand, Predicate, SourceKind};
use skinflint_program::{Setting, Table};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Scope, Tables, Told, filters_of, is_small_source, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query chooses rows of a growing table by a column that no index serves",
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

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: String,
    columns: Vec<String>,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let tables = Tables::of(all);
    let mut told = Told::default();
    if all.schema.has_hidden_indexes() {
        return;
    }
    for statement in all.all.iter().filter(|s| matches!(s.setting, Setting::Code | Setting::Script) && !s.is_open()) {
        if matches!(statement.sql.kind, Kind::Insert(_)) {
            continue;
        }
        filters_of(&statement.sql, &mut |from, filter| {
            // One table, and all that chooses its rows in sight.
            let [source] = from else { return };
            let SourceKind::Table { name, .. } = &source.kind else { return };
            let scope = Scope { from, schema: &all.schema };
            let Some(table) = scope.table(source).filter(|t| t.complete) else { return };
            if is_small_source(source, &all.schema) || !grows(table, &tables) {
                return;
            }
            let chosen: Vec<&Column> = filter.iter().filter_map(chooses).collect();
            // A condition that cannot be told apart may use an index.
            if filter.iter().any(|p| !matches!(p, Predicate::Compare { .. } | Predicate::Is { .. })) {
                return;
            }
            let equal: Vec<&Column> = filter.iter().filter_map(is_equal).collect();
            if equal.is_empty() || chosen.iter().any(|c| is_served(table, &c.name)) {
                return;
            }
            if equal.iter().any(|c| table.column(&c.name).is_none()) {
                return;
            }
            let columns: Vec<String> = equal.iter().map(|c| c.name.clone()).collect();
            let at = statement.at(&equal[0].at);
            let key = format!("{name}/{}", columns.join(","));
            let evidence = Evidence { table: name.clone(), columns };
            if let (Some(found), Some(made)) = (told.add(statement, at, key, evidence), table.at) {
                let message = "the table is made here, and no index names the column".to_owned();
                found.related.push(Related { at: made, message });
            }
        });
    }
    told.tell(hits);
}

/// Whether rows are added again and again, with the time of each.
fn grows(table: &Table, tables: &Tables) -> bool {
    let timed = table.columns.iter().any(|(_, ty)| ty.starts_with("timestamp") || ty.starts_with("datetime"));
    let known = tables.known(&table.name);
    known.inserted.is_some() && (timed || known.paged.is_some())
}

/// The column that a condition narrows.
fn chooses(predicate: &Predicate) -> Option<&Column> {
    match predicate {
        Predicate::Compare { op: Compare::Equal | Compare::In | Compare::Order, left, right, .. } => {
            match (left, right) {
                (Operand::Column(column), _) | (_, Operand::Column(column)) => Some(column),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_equal(predicate: &Predicate) -> Option<&Column> {
    match predicate {
        Predicate::Compare { op: Compare::Equal, left: Operand::Column(column), right, .. } => {
            (!matches!(right, Operand::Column(_) | Operand::Bool(_) | Operand::Null)).then_some(column)
        }
        _ => None,
    }
}

/// Whether an index begins with a column, or names it behind others; some databases make one for each
/// reference.
fn is_served(table: &Table, column: &str) -> bool {
    table.leads(column)
        || table.indexes.iter().any(|i| {
            let named = i.columns().any(|c| c == column);
            (named && !i.reference) || i.parts.iter().any(|p| !matches!(p.of, Operand::Column(_)))
        })
}

fn describe(evidence: &Evidence) -> Words {
    let table = short(&evidence.table);
    let columns: Vec<String> = evidence.columns.iter().map(|c| format!("`{}`", short(c))).collect();
    let list = evidence.columns.iter().map(|c| short(c)).collect::<Vec<_>>().join(", ");
    Words {
        message: format!(
            "rows of `{table}` are chosen by {}, which no index of the migrations serves",
            columns.join(" and ")
        ),
        label: "reads the whole table".to_owned(),
        help: format!(
            "Add an index: `CREATE INDEX ON {table} ({list});`. The table grows with every insert, and each such query reads it whole."
        ),
    }
}
