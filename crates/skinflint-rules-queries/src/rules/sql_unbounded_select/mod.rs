//! Whole tables that are read into memory, where the program itself shows that they are large.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision, Related};
use skinflint_program::sql::{Kind, Operand, Predicate, SourceKind};
use skinflint_program::{Fetch, Setting};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Tables, Told, is_small_source, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query reads a whole table into memory that is paged elsewhere",
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

/// What is read.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: String,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let tables = Tables::of(all);
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| s.setting == Setting::Code && s.fetch == Fetch::Many && !s.is_open()) {
        let Kind::Query(query) = &statement.sql.kind else { continue };
        let [select] = &query.selects[..] else { continue };
        let Some(first) = select.from.first() else { continue };
        let SourceKind::Table { name, .. } = &first.kind else { continue };
        let bounded =
            query.limit.is_some() || select.top.is_some() || select.aggregates || select.grouped || select.distinct;
        let chosen = select.filter.iter().any(|p| !is_trivial(p));
        if bounded || chosen || query.with.iter().any(|(part, _)| part == name) || is_small_source(first, &all.schema) {
            continue;
        }
        // A join to what is chosen elsewhere chooses too.
        if select.from.iter().skip(1).any(|s| !matches!(s.kind, SourceKind::Table { .. })) {
            continue;
        }
        let Some(paged) = tables.known(name).paged else { continue };
        let evidence = Evidence { table: name.clone() };
        if let Some(found) = told.add(statement, statement.begin(), name.clone(), evidence) {
            found.related.push(Related { at: paged, message: "read page by page here".to_owned() });
        }
    }
    told.tell(hits);
}

/// `1 = 1`, `TRUE`
fn is_trivial(predicate: &Predicate) -> bool {
    matches!(
        predicate,
        Predicate::Other(Operand::Bool(_))
            | Predicate::Compare { left: Operand::Number(_), right: Operand::Number(_), .. }
    )
}

fn describe(evidence: &Evidence) -> Words {
    let table = short(&evidence.table);
    Words {
        message: format!(
            "every row of `{table}` is read into memory at once, though elsewhere it is read page by page"
        ),
        label: "no `WHERE` and no `LIMIT`".to_owned(),
        help:
            "Take only the rows that are needed, or go through the table in batches: `WHERE id > $1 ORDER BY id LIMIT \
               n`. Rows that are handled one by one can be streamed from a cursor."
                .to_owned(),
    }
}
