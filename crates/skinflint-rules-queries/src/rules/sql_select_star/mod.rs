//! Whole rows that are read for a few of their columns, where one that is dropped is large.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::sql::{Operand, SourceKind};
use skinflint_program::{Fetch, Setting, Table};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Scope, Told, each_select, few_rows, is_small_source, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query reads a large column of many rows that nobody looks at",
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

/// What is read in vain.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: String,
    columns: Vec<String>,
    entity: String,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| s.setting == Setting::Code) {
        // What becomes of the rows is only known where they are read into a type of the tree.
        let Some(entity) = statement.entity.as_ref().filter(|e| !e.handed_on) else { continue };
        if statement.fetch == Fetch::One {
            continue;
        }
        each_select(&statement.sql, &mut |query, select, top| {
            if !top || matches!(&query.limit, Some(l) if matches!(&l.value, Operand::Number(n) if n == "1")) {
                return;
            }
            for star in select.stars.iter().filter(|s| !s.narrowed) {
                let source = match &star.of {
                    Some(of) => select.from.iter().position(|s| s.name == *of),
                    None if select.from.len() == 1 => Some(0),
                    None => None,
                };
                let Some(at) = source else { continue };
                let SourceKind::Table { name, .. } = &select.from[at].kind else { continue };
                let scope = Scope { from: &select.from, schema: &all.schema };
                if is_small_source(&select.from[at], &all.schema) || has_own_key(&select.filter, at, scope) {
                    continue;
                }
                let Some(table) = scope.table(&select.from[at]) else { continue };
                let columns: Vec<String> = table
                    .columns
                    .iter()
                    .filter(|(column, ty)| is_large(column, ty) && !entity.read.contains(column))
                    .map(|(column, _)| column.clone())
                    .collect();
                // Where no column of the table is a field, the type is filled from something else.
                let fits = table.columns.iter().filter(|(c, _)| entity.fields.contains(c)).count() >= 2;
                if columns.is_empty() || !fits {
                    continue;
                }
                let evidence = Evidence { table: name.clone(), columns, entity: entity.name.clone() };
                told.add(
                    statement,
                    statement.at(&star.at),
                    format!("{name}/{}", statement.begin().span.start),
                    evidence,
                );
            }
        });
    }
    told.tell(hits);
}

/// Whether the row is named by its key: then one row is read, and a reference is no key.
fn has_own_key(filter: &[skinflint_program::sql::Predicate], at: usize, scope: Scope<'_>) -> bool {
    use skinflint_program::sql::{Compare, Predicate};
    let own: Vec<&str> = filter
        .iter()
        .filter_map(|p| match p {
            Predicate::Compare { op: Compare::Equal, left: Operand::Column(c), .. } if scope.source(c) == Some(at) => {
                Some(c.name.as_str())
            }
            _ => None,
        })
        .collect();
    own.contains(&"id")
        || scope.table(&scope.from[at]).is_some_and(|t: &Table| t.names_one_row(&own))
        || (scope.table(&scope.from[at]).is_none() && few_rows(filter, at, scope))
}

/// Columns that are large by their type, or by type and name together.
fn is_large(column: &str, ty: &str) -> bool {
    const LARGE: &[&str] = &["json", "bytea", "blob", "xml", "longtext", "mediumtext", "vector", "varbinary", "image"];
    const TEXTS: &[&str] = &["text", "clob", "string", "nvarchar(max)"];
    const NAMES: &[&str] = &[
        "body",
        "content",
        "contents",
        "html",
        "markdown",
        "payload",
        "raw",
        "document",
        "source",
        "text",
        "transcript",
        "data",
        "dump",
        "log",
        "logs",
        "embedding",
        "readme",
        "manifest",
        "patch",
        "diff",
        "blob",
        "attachment",
    ];
    let small = |c: &str| {
        ["meta", "metadata", "settings", "options", "config", "tags", "labels", "flags", "preferences"].contains(&c)
    };
    if LARGE.iter().any(|l| ty.starts_with(l)) {
        return !small(column);
    }
    TEXTS.iter().any(|t| ty.starts_with(t)) && column.split('_').any(|word| NAMES.contains(&word))
}

fn describe(evidence: &Evidence) -> Words {
    let columns: Vec<String> = evidence.columns.iter().take(3).map(|c| format!("`{}`", short(c))).collect();
    let columns = columns.join(", ");
    let table = short(&evidence.table);
    Words {
        message: format!("`*` reads {columns} of every row of `{table}`, and nobody looks at it"),
        label: "large columns are read and dropped".to_owned(),
        help: format!(
            "Name the columns that are used instead of `*`, and read them into a type that has no others than those: \
             `{}` is filled here only to be taken apart.",
            short(&evidence.entity)
        ),
    }
}
