//! Where things stand in the whole tree: calls by the callee's last name, values given to fields,
//! and values put under a constant key. One pass over all expressions; sorted, so that what is
//! found first does not depend on threads.

use rayon::prelude::*;
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId};

use crate::unit::{Name, Node, Unit};

/// The tables.
#[derive(Debug, Default)]
pub(crate) struct Index {
    calls: Table,
    fields: Table,
    keyed: Table,
    structs: Table,
}

#[derive(Debug, Default)]
struct Table(Vec<(Name, Node)>);

impl Table {
    fn get(&self, name: Name) -> impl ExactSizeIterator<Item = Node> + '_ {
        let from = self.0.partition_point(|(n, _)| *n < name);
        let to = from + self.0[from..].partition_point(|(n, _)| *n == name);
        self.0[from..to].iter().map(|(_, node)| *node)
    }
}

/// What a class method calls its class.
pub(crate) const OWN_CLASS: &str = "cls";

/// The last part of a path as written.
pub(crate) fn last_segment(path: &str) -> &str {
    let path = path.rsplit("::").next().unwrap_or(path);
    path.rsplit('.').next().unwrap_or(path)
}

impl Index {
    pub(crate) fn build(units: &[Unit]) -> Self {
        let parts: Vec<[Vec<(Name, Node)>; 4]> = units
            .par_iter()
            .enumerate()
            .map(|(i, unit)| Self::of_unit(FileId(u32::try_from(i).unwrap_or(u32::MAX)), unit))
            .collect();
        let mut tables: [Vec<(Name, Node)>; 4] = Default::default();
        for part in parts {
            for (table, part) in tables.iter_mut().zip(part) {
                table.extend(part);
            }
        }
        tables.par_iter_mut().for_each(|t| t.sort_unstable());
        let [calls, fields, keyed, structs] = tables;
        Self { calls: Table(calls), fields: Table(fields), keyed: Table(keyed), structs: Table(structs) }
    }

    fn of_unit(file: FileId, unit: &Unit) -> [Vec<(Name, Node)>; 4] {
        let facts = &*unit.facts;
        let mut found: [Vec<(Name, Node)>; 4] = Default::default();
        if !facts.language.is_code() {
            return found;
        }
        // A path's last part is hashed once per string of the file, not once per expression.
        let mut last: Vec<Option<Name>> = vec![None; facts.strings.len()];
        let mut last_name = |sym: skinflint_facts::Sym| match last.get_mut(sym.index()) {
            Some(slot) => *slot.get_or_insert_with(|| Name::of(last_segment(unit.str(sym)))),
            None => Name::of(""),
        };
        for (i, expr) in facts.exprs.iter().enumerate() {
            let node = Node { file, expr: ExprId(u32::try_from(i).unwrap_or(u32::MAX)) };
            match *expr {
                Expr::Call { callee, .. } => match facts.expr(callee) {
                    Expr::Path { name, .. } => found[0].push((last_name(name), node)),
                    Expr::Field { name, .. } => found[0].push((unit.name(name), node)),
                    // `cls(…)` in a class method makes one of its own class.
                    Expr::Local(var) if unit.str(facts.vars[var.index()].name) == OWN_CLASS => {
                        found[0].push((Name::of(OWN_CLASS), node));
                    }
                    _ => {}
                },
                Expr::Struct { name, fields, .. } => {
                    found[3].push((last_name(name), node));
                    for arg in facts.args_of(fields) {
                        if arg.name.is_some() {
                            found[1].push((unit.name(arg.name), node));
                        }
                    }
                }
                Expr::Assign { target, .. } => match facts.expr(target) {
                    Expr::Field { name, .. } => found[1].push((unit.name(name), node)),
                    Expr::Index { index, .. } => match facts.expr(index) {
                        Expr::Str(s) | Expr::Path { name: s, .. } => found[2].push((unit.name(s), node)),
                        _ => {}
                    },
                    _ => {}
                },
                _ => {}
            }
        }
        found
    }

    /// Calls of functions, methods and macros whose last name is this.
    pub(crate) fn calls(&self, name: Name) -> impl ExactSizeIterator<Item = Node> + '_ {
        self.calls.get(name)
    }

    /// Struct literals that give a field of this name, and assignments to one.
    pub(crate) fn field_values(&self, name: Name) -> impl ExactSizeIterator<Item = Node> + '_ {
        self.fields.get(name)
    }

    /// Assignments `x[KEY] = …` under a constant key.
    pub(crate) fn keyed(&self, key: Name) -> impl ExactSizeIterator<Item = Node> + '_ {
        self.keyed.get(key)
    }

    /// Struct literals whose type's last name is this.
    pub(crate) fn structs(&self, name: Name) -> impl ExactSizeIterator<Item = Node> + '_ {
        self.structs.get(name)
    }
}
