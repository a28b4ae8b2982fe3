//! Tables that stand in one query and nothing joins them.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Level, Precision};
use skinflint_program::Setting;
use skinflint_program::sql::{Compare, Join, Kind, Operand, Predicate, Source, SourceKind};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::sql::{Scope, Tables, Told, each_select, is_small_source, operands, predicates, short};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a query multiplies the rows of two tables that nothing joins",
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

/// What is multiplied.
#[derive(Debug)]
pub(crate) struct Evidence {
    table: String,
    others: String,
    has_condition: bool,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let all = cx.statements();
    let tables = Tables::of(all);
    let mut told = Told::default();
    for statement in all.all.iter().filter(|s| !matches!(s.setting, Setting::Migration | Setting::Seed)) {
        let mut judge = |from: &[Source], filter: &[Predicate], parts: &[&str]| {
            let scope = Scope { from, schema: &all.schema };
            let Some(at) = unjoined(scope, filter, parts, &tables) else { return };
            let source = &from[at];
            let evidence = Evidence {
                table: source.name.clone(),
                others: from[0].name.clone(),
                has_condition: matches!(&source.join, Join::On { on, .. } if !on.is_empty()),
            };
            told.add(statement, statement.at(&source.at), source.name.clone(), evidence);
        };
        if let Kind::Update(update) = &statement.sql.kind {
            let parts: Vec<&str> = update.with.iter().map(|(n, _)| n.as_str()).collect();
            judge(&update.from, &update.filter, &parts);
        }
        if let Kind::Delete(delete) = &statement.sql.kind {
            let parts: Vec<&str> = delete.with.iter().map(|(n, _)| n.as_str()).collect();
            judge(&delete.from, &delete.filter, &parts);
        }
        // Names that any part of the statement gives to a query of its own.
        let mut named: Vec<&str> = Vec::new();
        each_select(&statement.sql, &mut |query, _, _| named.extend(query.with.iter().map(|(n, _)| n.as_str())));
        each_select(&statement.sql, &mut |_, select, _| {
            if !statement.is_open() {
                judge(&select.from, &select.filter, &named);
            }
        });
    }
    told.tell(hits);
}

/// The first table that nothing joins to those before it.
fn unjoined(scope: Scope<'_>, filter: &[Predicate], parts: &[&str], tables: &Tables) -> Option<usize> {
    let from = scope.from;
    if from.len() < 2 {
        return None;
    }
    let mut groups = Groups::new(from.len());
    // What is pinned to one value is as good as joined to everything else that is.
    let mut pinned: Vec<usize> = Vec::new();
    let mut plain: Vec<bool> = Vec::new();
    for (i, source) in from.iter().enumerate() {
        let is_plain = match &source.kind {
            SourceKind::Table { name, .. } => {
                !parts.contains(&name.as_str())
                    && !is_small_source(source, scope.schema)
                    && tables.known(name).one_row.is_none()
            }
            _ => false,
        };
        plain.push(is_plain);
        if !is_plain || matches!(source.join, Join::Cross | Join::Named) {
            groups.join(0, i);
        }
    }
    let mut on: Vec<&Predicate> = filter.iter().collect();
    for source in from {
        if let Join::On { on: conditions, .. } = &source.join {
            on.extend(conditions);
        }
    }
    let mut unknown = false;
    for condition in on {
        predicates(std::slice::from_ref(condition), true, &mut |p, _| {
            let mut sides: Vec<&Operand> = Vec::new();
            match p {
                Predicate::Compare { left, right, .. } | Predicate::Like { left, pattern: right, .. } => {
                    sides.extend([left, right]);
                }
                Predicate::Is { of, .. } | Predicate::Other(of) => sides.push(of),
                _ => unknown = true,
            }
            let mut seen: Vec<usize> = Vec::new();
            for side in sides {
                operands(side, &mut |o| match o {
                    Operand::Column(column) => match scope.source(column) {
                        Some(at) => seen.push(at),
                        None => unknown = true,
                    },
                    Operand::Query(_) | Operand::Other(_) | Operand::Condition(_) => unknown = true,
                    _ => {}
                });
            }
            for pair in seen.windows(2) {
                groups.join(pair[0], pair[1]);
            }
            if let (Predicate::Compare { op: Compare::Equal, .. }, Some(at)) = (p, seen.first())
                && seen.iter().all(|s| s == at)
            {
                pinned.push(*at);
            }
        });
    }
    if unknown {
        return None;
    }
    for pair in pinned.windows(2) {
        groups.join(pair[0], pair[1]);
    }
    // Beside something whose size nobody knows (a named part, a subquery) nothing is certain.
    (1..from.len()).find(|i| {
        plain[*i] && (0..*i).all(|j| plain[j] && !groups.same(*i, j)) && !later_joins(&mut groups, *i, from.len())
    })
}

/// Whether a table further on is joined to this one and to one before it.
fn later_joins(groups: &mut Groups, at: usize, len: usize) -> bool {
    (at + 1..len).any(|later| groups.same(later, at) && (0..at).any(|before| groups.same(later, before)))
}

/// Which tables hang together.
struct Groups(Vec<usize>);

impl Groups {
    fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    fn of(&self, at: usize) -> usize {
        self.0[at]
    }

    fn join(&mut self, a: usize, b: usize) {
        let (from, to) = (self.of(b), self.of(a));
        for group in &mut self.0 {
            if *group == from {
                *group = to;
            }
        }
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.of(a) == self.of(b)
    }
}

fn describe(evidence: &Evidence) -> Words {
    let (table, others) = (short(&evidence.table), short(&evidence.others));
    let why = if evidence.has_condition {
        format!("the condition of its join says nothing of `{table}`")
    } else {
        format!("no condition joins `{table}` to the others")
    };
    Words {
        message: format!("every row of `{table}` is joined to every row of `{others}`: {why}"),
        label: "a product of two tables".to_owned(),
        help: format!(
            "Join `{table}` by its key (`ON {table}.id = …`), or leave it out. Where the product is meant, write \
             `CROSS JOIN`: then it is not reported."
        ),
    }
}
