//! Walks over statements: every `SELECT` with the query around it, every condition, every value.

use skinflint_program::sql::{
    Delete, Insert, Join, Kind, Operand, Predicate, Query, Select, Source, SourceKind, Statement, Update,
};

/// Levels of subqueries that are looked into.
const DEEPEST: u32 = 12;

/// Calls `f` with every `SELECT` of a statement and the query that it is an arm of; `true` for the arms
/// whose rows are the statement's.
pub(crate) fn each_select<'s>(statement: &'s Statement, f: &mut dyn FnMut(&'s Query, &'s Select, bool)) {
    each_select_of(&statement.kind, true, f, DEEPEST);
}

fn each_select_of<'s>(kind: &'s Kind, top: bool, f: &mut dyn FnMut(&'s Query, &'s Select, bool), depth: u32) {
    match kind {
        Kind::Query(query) => in_query(query, top, f, depth),
        Kind::Insert(Insert { query: Some(query), .. }) => in_query(query, false, f, depth),
        Kind::Update(Update { from, filter, with, set, .. }) => {
            with.iter().for_each(|(_, q)| in_query(q, false, f, depth));
            in_sources(from, f, depth);
            in_predicates(filter, f, depth);
            set.iter().for_each(|(_, value)| in_operand(value, f, depth));
        }
        Kind::Delete(Delete { from, filter, with, .. }) => {
            with.iter().for_each(|(_, q)| in_query(q, false, f, depth));
            in_sources(from, f, depth);
            in_predicates(filter, f, depth);
        }
        _ => {}
    }
}

fn in_query<'s>(query: &'s Query, top: bool, f: &mut dyn FnMut(&'s Query, &'s Select, bool), depth: u32) {
    if depth == 0 {
        return;
    }
    query.with.iter().for_each(|(_, inner)| in_query(inner, false, f, depth - 1));
    query.with_changes.iter().for_each(|change| each_select_of(&change.kind, false, f, depth - 1));
    for select in &query.selects {
        f(query, select, top);
        in_sources(&select.from, f, depth);
        in_predicates(&select.filter, f, depth);
        select.items.iter().for_each(|item| in_operand(item, f, depth));
    }
}

fn in_sources<'s>(sources: &'s [Source], f: &mut dyn FnMut(&'s Query, &'s Select, bool), depth: u32) {
    for source in sources {
        if let SourceKind::Query(inner) = &source.kind {
            in_query(inner, false, f, depth - 1);
        }
        if let Join::On { on, .. } = &source.join {
            in_predicates(on, f, depth);
        }
    }
}

fn in_predicates<'s>(all: &'s [Predicate], f: &mut dyn FnMut(&'s Query, &'s Select, bool), depth: u32) {
    if depth == 0 {
        return;
    }
    for predicate in all {
        match predicate {
            Predicate::Compare { left, right, .. } | Predicate::Like { left, pattern: right, .. } => {
                in_operand(left, f, depth);
                in_operand(right, f, depth);
            }
            Predicate::Is { of, .. } | Predicate::Other(of) => in_operand(of, f, depth),
            Predicate::Or(arms) => arms.iter().for_each(|arm| in_predicates(arm, f, depth - 1)),
            Predicate::Not(inner) => in_predicates(inner, f, depth - 1),
            Predicate::Exists(query) => in_query(query, false, f, depth - 1),
        }
    }
}

fn in_operand<'s>(operand: &'s Operand, f: &mut dyn FnMut(&'s Query, &'s Select, bool), depth: u32) {
    if depth == 0 {
        return;
    }
    match operand {
        Operand::Query(query) => in_query(query, false, f, depth - 1),
        Operand::Call { args, .. } | Operand::List(args) | Operand::Other(args) => {
            args.iter().for_each(|a| in_operand(a, f, depth - 1));
        }
        Operand::Cast { of, .. } => in_operand(of, f, depth - 1),
        Operand::Operation { sides, .. } => {
            in_operand(&sides.0, f, depth - 1);
            in_operand(&sides.1, f, depth - 1);
        }
        Operand::Condition(inner) => in_predicates(std::slice::from_ref(inner), f, depth - 1),
        _ => {}
    }
}

/// The conditions that choose a statement's rows, with the tables they are about: of each `SELECT`, and
/// of what is changed.
pub(crate) fn filters_of<'s>(statement: &'s Statement, f: &mut dyn FnMut(&'s [Source], &'s [Predicate])) {
    match &statement.kind {
        Kind::Update(update) => f(&update.from, &update.filter),
        Kind::Delete(delete) => f(&delete.from, &delete.filter),
        _ => {}
    }
    each_select(statement, &mut |_, select, _| f(&select.from, &select.filter));
}

/// Every condition below these, arms of `OR` included; `true` for those that must hold.
pub(crate) fn predicates<'s>(all: &'s [Predicate], must: bool, f: &mut dyn FnMut(&'s Predicate, bool)) {
    for predicate in all {
        match predicate {
            Predicate::Or(arms) => {
                let only = arms.len() == 1;
                arms.iter().for_each(|arm| predicates(arm, must && only, f));
            }
            other => f(other, must),
        }
    }
}

/// Every value below one, itself first, subqueries left out.
pub(crate) fn operands<'s>(operand: &'s Operand, f: &mut dyn FnMut(&'s Operand)) {
    f(operand);
    match operand {
        Operand::Call { args, .. } | Operand::List(args) | Operand::Other(args) => {
            args.iter().for_each(|a| operands(a, f));
        }
        Operand::Cast { of, .. } => operands(of, f),
        Operand::Operation { sides, .. } => {
            operands(&sides.0, f);
            operands(&sides.1, f);
        }
        Operand::Condition(inner) => match &**inner {
            Predicate::Compare { left, right, .. } | Predicate::Like { left, pattern: right, .. } => {
                operands(left, f);
                operands(right, f);
            }
            Predicate::Is { of, .. } | Predicate::Other(of) => operands(of, f),
            _ => {}
        },
        _ => {}
    }
}
