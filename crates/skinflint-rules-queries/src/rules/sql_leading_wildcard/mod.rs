//! Texts searched for inside a column, which no ordinary index can do.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{FileSpan, Level, Precision};
use skinflint_program::sql::{Column, Operand, Predicate, SourceKind};
use skinflint_program::{ClauseKind, Setting, Statement, Table};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{
    Scope, Told, clause_home, few_rows, filters_of, has_column, is_small_source, operands, predicates, short,
};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query searches inside a column with a pattern that begins with `%`",
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

/// What is searched.
#[derive(Debug)]
pub(crate) struct Evidence {
    column: Option<String>,
    table: Option<String>,
    in_bind: bool,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| !matches!(s.setting, Setting::Migration | Setting::Seed)) {
        filters_of(&statement.sql, &mut |from, filter| {
            let scope = Scope { from, schema: &all.schema };
            predicates(filter, true, &mut |predicate, _| {
                let Predicate::Like { left, pattern, negated: false, at, .. } = predicate else { return };
                let Some(pattern) = wildcard(statement, pattern) else { return };
                let Some(column) = has_column(left) else { return };
                let source = scope.source(column).or(Some(0)).filter(|i| *i < from.len());
                let Some(source) = source else { return };
                if !matches!(from[source].kind, SourceKind::Table { .. }) || is_small_source(&from[source], &all.schema)
                {
                    return;
                }
                if (0..from.len()).any(|i| few_rows(filter, i, scope))
                    || is_ranged(filter)
                    || has_trigram(from, scope, column)
                {
                    return;
                }
                let table = match &from[source].kind {
                    SourceKind::Table { name, .. } if scope.source(column).is_some() => Some(name.clone()),
                    _ => None,
                };
                let evidence = Evidence { column: Some(column.name.clone()), table, in_bind: pattern.is_some() };
                let key = column.name.clone();
                told.add(statement, statement.at(at), key, evidence);
            });
        });
    }
    // One search looks into several columns: it is told once.
    let mut homes: Vec<&str> = Vec::new();
    for clause in all.clauses.iter().filter(|c| c.kind == ClauseKind::Contains && c.setting == Setting::Code) {
        let trigram = |column: &str| {
            all.schema.tables().flat_map(|t| &t.indexes).filter(|i| i.trigram).any(|i| {
                i.parts.iter().any(|part| {
                    let mut named = false;
                    operands(&part.of, &mut |o| named |= matches!(o, Operand::Column(c) if c.name == column));
                    named
                })
            })
        };
        if homes.contains(&clause.home.as_str()) || clause.column.as_deref().is_some_and(trigram) {
            continue;
        }
        homes.push(&clause.home);
        let evidence = Evidence { column: clause.column.clone(), table: None, in_bind: false };
        told.add_at(clause.at, clause_home(clause), clause.library.clone(), evidence);
    }
    told.tell(hits);
}

/// Whether a pattern begins with `%` and goes on; with the place of the value where that says so.
#[expect(clippy::option_option, reason = "a wildcard that is written has no other place")]
fn wildcard(statement: &Statement, pattern: &Operand) -> Option<Option<FileSpan>> {
    match pattern {
        Operand::Text(text) => {
            let text = text.trim_start_matches('%');
            (!text.is_empty() && text.len() < raw_len(pattern)).then_some(None)
        }
        Operand::Param(param) => statement.bind(param).and_then(|b| b.wildcard).map(Some),
        Operand::Operation { op, sides, .. } if op == "||" => match &sides.0 {
            Operand::Text(text) if text.starts_with('%') => Some(None),
            left => wildcard(statement, left),
        },
        Operand::Call { name, args, .. } if name == "concat" => match args.first() {
            Some(Operand::Text(text)) if text.starts_with('%') => Some(None),
            _ => None,
        },
        Operand::Call { name, args, .. } if matches!(name.as_str(), "lower" | "upper" | "unaccent") => {
            args.first().and_then(|a| wildcard(statement, a))
        }
        Operand::Cast { of, .. } => wildcard(statement, of),
        _ => None,
    }
}

/// Whether two sides of a range hold the rows already.
fn is_ranged(filter: &[Predicate]) -> bool {
    let sides = |name: &str| {
        filter
            .iter()
            .filter(|p| {
                matches!(p, Predicate::Compare { op: skinflint_program::sql::Compare::Order, left: Operand::Column(c), .. }
                    if c.name == name)
            })
            .count()
    };
    filter.iter().any(|p| match p {
        Predicate::Compare { op: skinflint_program::sql::Compare::Order, left: Operand::Column(c), right, .. } => {
            matches!(right, Operand::List(_)) || sides(&c.name) > 1
        }
        _ => false,
    })
}

fn raw_len(pattern: &Operand) -> usize {
    if let Operand::Text(text) = pattern { text.len() } else { 0 }
}

/// Whether an index that finds text inside serves the column.
fn has_trigram(from: &[skinflint_program::sql::Source], scope: Scope<'_>, column: &Column) -> bool {
    let serves = |table: &Table| {
        table.indexes.iter().filter(|i| i.trigram).any(|i| {
            i.parts.iter().any(|part| {
                let mut named = false;
                operands(&part.of, &mut |o| named |= matches!(o, Operand::Column(c) if c.name == column.name));
                named
            })
        })
    };
    match scope.source(column) {
        Some(at) => scope.table(&from[at]).is_some_and(serves),
        None => from.iter().filter_map(|s| scope.table(s)).any(serves),
    }
}

fn describe(evidence: &Evidence) -> Words {
    let column = evidence.column.as_ref().map_or_else(|| "a column".to_owned(), |c| format!("`{}`", short(c)));
    let of = evidence.table.as_ref().map_or_else(String::new, |t| format!(" of `{}`", short(t)));
    let why = if evidence.in_bind { "the value that is given begins with `%`" } else { "the pattern begins with `%`" };
    Words {
        message: format!("{column}{of} is searched inside, row by row: {why}, and no index helps"),
        label: "reads every row".to_owned(),
        help: "Search by prefix (`value%`) where that is enough; else give the column an index that finds text inside \
               (PostgreSQL: `CREATE INDEX … USING gin (name gin_trgm_ops)`; a full-text index), or narrow the rows by an \
               indexed column first."
            .to_owned(),
    }
}
