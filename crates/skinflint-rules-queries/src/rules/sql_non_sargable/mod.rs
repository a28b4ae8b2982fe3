//! Conditions that hide a column inside a function, so that its index cannot be used.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::sql::{Bytes, Column, Compare, Operand, Predicate, SourceKind};
use skinflint_program::{Setting, Table};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Scope, Told, few_rows, filters_of, is_small_source, operands, predicates, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a condition hides a column inside a function, so that no index is used",
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

/// What is hidden.
#[derive(Debug)]
pub(crate) struct Evidence {
    column: String,
    by: By,
}

/// What hides a column.
#[derive(Debug)]
enum By {
    Function(String),
    Cast(String),
    Arithmetic,
}

/// Functions of one column whose condition could be written without.
const FUNCTIONS: &[&str] = &[
    "lower",
    "upper",
    "date",
    "year",
    "month",
    "day",
    "extract",
    "date_part",
    "date_trunc",
    "date_format",
    "strftime",
    "to_char",
    "datetime",
    "julianday",
    "unix_timestamp",
    "from_unixtime",
    "timestampdiff",
    "datediff",
    "date_add",
    "date_sub",
    "trim",
    "ltrim",
    "rtrim",
    "coalesce",
    "ifnull",
    "nvl",
    "substr",
    "substring",
    "left",
    "right",
    "concat",
    "replace",
    "hex",
    "timezone",
    "timestamp",
    "time",
];

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| !matches!(s.setting, Setting::Migration | Setting::Seed)) {
        filters_of(&statement.sql, &mut |from, filter| {
            let scope = Scope { from, schema: &all.schema };
            predicates(filter, true, &mut |predicate, must| {
                let Predicate::Compare {
                    op: op @ (Compare::Equal | Compare::In | Compare::Order), left, right, ..
                } = predicate
                else {
                    return;
                };
                // An arm of `OR` alone decides nothing.
                if !must {
                    return;
                }
                let Some((column, by, at)) = hidden(left, *op).or_else(|| hidden(right, *op)) else { return };
                let other = if hidden(left, *op).is_some() { right } else { left };
                let Some(source) = scope.source(column) else { return };
                let SourceKind::Table { .. } = &from[source].kind else { return };
                if is_small_source(&from[source], &all.schema) || (0..from.len()).any(|i| few_rows(filter, i, scope)) {
                    return;
                }
                if mentions_columns(other) {
                    return;
                }
                if !scope.table(&from[source]).is_none_or(|t| would_help(t, column, &by)) {
                    return;
                }
                let evidence = Evidence { column: column.name.clone(), by };
                told.add(statement, statement.at(&at), column.name.clone(), evidence);
            });
        });
    }
    told.tell(hits);
}

fn mentions_columns(operand: &Operand) -> bool {
    let mut found = false;
    operands(operand, &mut |o| found |= matches!(o, Operand::Column(_) | Operand::Query(_)));
    found
}

/// The column that a value hides, and how.
fn hidden(value: &Operand, op: Compare) -> Option<(&Column, By, Bytes)> {
    match value {
        Operand::Call { name, args, window: false, at } if FUNCTIONS.contains(&name.as_str()) => {
            let mut columns = args.iter().filter_map(|a| match a {
                Operand::Column(column) => Some(column),
                Operand::Cast { of, .. } => match &**of {
                    Operand::Column(column) => Some(column),
                    _ => None,
                },
                _ => None,
            });
            let column = columns.next()?;
            // Names of units (`date_trunc(day, x)`) are read as columns; several columns are no condition of one.
            if columns.next().is_some()
                || args.iter().any(|a| !matches!(a, Operand::Column(_) | Operand::Cast { .. }) && mentions_columns(a))
            {
                return None;
            }
            Some((column, By::Function(name.clone()), at.clone()))
        }
        Operand::Cast { of, to, at } => match &**of {
            Operand::Column(column) => Some((column, By::Cast(to.clone()), at.clone())),
            _ => None,
        },
        Operand::Operation { op: sign, sides, at } if op == Compare::Order && matches!(sign.as_str(), "+" | "-") => {
            match &**sides {
                (Operand::Column(column), other) if !mentions_columns(other) => {
                    Some((column, By::Arithmetic, at.clone()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether the column has an index that is lost, and none of the expression itself.
fn would_help(table: &Table, column: &Column, by: &By) -> bool {
    let has_expression = table.indexes.iter().any(|i| {
        i.parts.iter().any(|part| match (&part.of, by) {
            (Operand::Column(_), _) => false,
            (of, _) => {
                let mut named = false;
                operands(of, &mut |o| named |= matches!(o, Operand::Column(c) if c.name == column.name));
                named
            }
        })
    });
    let any_case = table.column(&column.name).is_some_and(|ty| ty.contains("citext") || ty.contains("nocase"));
    let indexed = table.indexes.iter().any(|i| !i.reference && i.columns().any(|c| c == column.name));
    indexed && !has_expression && !any_case
}

fn describe(evidence: &Evidence) -> Words {
    let column = short(&evidence.column);
    let (how, help) = match &evidence.by {
        By::Function(name) => {
            let name = short(name);
            (
                format!("`{name}(…)` hides `{column}`"),
                match name.as_str() {
                    "lower" | "upper" => format!(
                        "Store what is compared in one case, index the expression (`CREATE INDEX … ({name}({column}))`), or \
                         give the column a type or collation that ignores case."
                    ),
                    "coalesce" | "ifnull" | "nvl" => {
                        format!("Write the two cases apart: `{column} = … OR {column} IS NULL`, or forbid `NULL`.")
                    }
                    _ => format!(
                        "Compare the column itself: a range (`{column} >= $1 AND {column} < $2`) instead of a part of it, or \
                         index the expression."
                    ),
                },
            )
        }
        By::Cast(to) => (
            format!("a cast to `{}` hides `{column}`", short(to)),
            format!("Cast the other side, so that `{column}` stands alone; a day is a range of times."),
        ),
        By::Arithmetic => (
            format!("arithmetic hides `{column}`"),
            format!(
                "Move it to the other side, so that `{column}` stands alone: `{column} < now() - interval '1 day'`."
            ),
        ),
    };
    Words {
        message: format!("{how} from its index: every row is computed and compared"),
        label: "no index is used".to_owned(),
        help,
    }
}
