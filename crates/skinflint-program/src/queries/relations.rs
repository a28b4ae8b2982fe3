//! Relations read per element: a read of a field that is a query, unless the rows came with it.

use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_facts::{BinaryOp, Expr, ExprId, Language, VarId};

use super::around::Around;
use crate::eval::Eval;
use crate::symbols::TypeRef;
use crate::types::Type;
use crate::unit::{FnRef, Name, Node};

/// A relation that is read per element.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    /// In the loop: the read itself, or the call that leads to it.
    pub(crate) at: Node,
    /// The read.
    pub(crate) read: Node,
    /// The functions between them, each with the call that enters it.
    pub(crate) through: Vec<(Node, FnRef)>,
    pub(crate) around: Around,
    /// The relation's name, with those before it: `owner`, `owner__team`.
    pub(crate) way: String,
    pub(crate) library: String,
    /// The query of the rows is in sight.
    pub(crate) whole: bool,
}

/// Where reads of certain names stand.
pub(crate) type Reads = FxHashMap<Name, Vec<Node>>;

/// Functions between a loop and a read.
const MOST_CALLS: usize = 3;

impl Eval<'_> {
    /// Reads of all fields that are named like a relation to one row, or like a property.
    pub(crate) fn field_reads(&self) -> Reads {
        let relations = self.relations();
        let mut names: FxHashSet<Name> =
            relations.of.iter().filter(|(_, r)| !r.many).map(|((_, name), _)| *name).collect();
        if names.is_empty() {
            return Reads::default();
        }
        for unit in self.units.iter().filter(|u| u.facts.language == Language::Python) {
            names.extend(unit.facts.functions.iter().filter(|f| f.flags.is_property).map(|f| unit.name(f.name)));
        }
        let mut found = Reads::default();
        for (i, unit) in self.units.iter().enumerate() {
            if unit.facts.language != Language::Python {
                continue;
            }
            let file = skinflint_base::FileId(u32::try_from(i).unwrap_or(u32::MAX));
            for (n, expr) in unit.facts.exprs.iter().enumerate() {
                if let Expr::Field { name, .. } = *expr
                    && names.contains(&unit.name(name))
                {
                    let node = Node { file, expr: ExprId(u32::try_from(n).unwrap_or(u32::MAX)) };
                    found.entry(unit.name(name)).or_default().push(node);
                }
            }
        }
        found
    }

    /// The reads of a relation at a place, per element of a loop around it or around a call of its function.
    pub(crate) fn relation_reads(&self, read: Node, reads: &Reads) -> Vec<Read> {
        if self.in_test(read) || self.is_written(read) {
            return Vec::new();
        }
        let unit = self.unit(read.file);
        let mut way = Vec::new();
        let mut at = read.expr;
        while let Expr::Field { base, name } = unit.expr(at) {
            way.push(unit.str(name).to_owned());
            at = base;
        }
        way.reverse();
        let Expr::Local(var) = unit.expr(at) else { return Vec::new() };
        let root = Node { file: read.file, expr: at };
        let mut found = Vec::new();
        self.read_of(root, var, &way, read, read, &mut Vec::new(), reads, &mut found);
        found
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a walk: where it is, and what it carries")]
    fn read_of(
        &self,
        root: Node,
        var: VarId,
        way: &[String],
        at: Node,
        read: Node,
        through: &mut Vec<(Node, FnRef)>,
        reads: &Reads,
        found: &mut Vec<Read>,
    ) {
        let unit = self.unit(root.file);
        for of in self.loops_around(at) {
            if !of.elements.contains(&var) {
                continue;
            }
            let (true, Some(over)) = (of.repeats() && !of.in_condition, of.over) else { return };
            let Type::Def(entity, _) = self.peel(&self.type_of(root)) else { return };
            let Some(library) = self.is_lazy(entity, way) else { return };
            let rows = self.rows_of(over);
            if rows.has(way, false) || self.is_known_parent(entity, way, &rows) || self.prefetched_later(at, way) {
                return;
            }
            // What was not loaded before costs the query; the relation behind it comes on top.
            if (1..way.len()).any(|n| self.is_lazy(entity, &way[..n]).is_some() && !rows.has(&way[..n], false)) {
                return;
            }
            let around = Around { node: of.at, head: over, same: false, doubt: None };
            found.push(Read {
                at,
                read,
                through: through.iter().rev().copied().collect(),
                around,
                way: way.join("__"),
                library,
                whole: rows.whole,
            });
            return;
        }
        let Some((f, n)) = unit.facts.vars[var.index()].param else { return };
        if through.len() >= MOST_CALLS {
            return;
        }
        let f = FnRef { file: root.file, id: f };
        let mut calls: Vec<Node> = self.callers(f).map(|c| c.to_vec()).unwrap_or_default();
        if self.function(f).flags.is_property && n == 0 {
            let name = unit.name(self.function(f).name);
            calls.extend(reads.get(&name).into_iter().flatten().filter(|r| self.reads_property(**r, f)));
        }
        for call in calls {
            if self.in_test(call) {
                continue;
            }
            let given = match self.expr(call) {
                Expr::Field { base, .. } => vec![Node { file: call.file, expr: base }],
                _ => self.given(call, f, n as usize),
            };
            for value in given {
                if let Expr::Local(var) = self.expr(value) {
                    through.push((call, f));
                    self.read_of(value, var, way, call, read, through, reads, found);
                    through.pop();
                }
            }
        }
    }

    fn reads_property(&self, read: Node, f: FnRef) -> bool {
        let Expr::Field { base, .. } = self.expr(read) else { return false };
        let Some(owner) = self.symbols.owner_type(self.units, f) else { return false };
        let ty = self.peel(&self.type_of(Node { file: read.file, expr: base }));
        matches!(ty, Type::Def(t, _) if t == owner || self.tree_bases(t).contains(&owner))
    }

    /// Whether the last part of a way is a relation to one row that is loaded when it is read.
    fn is_lazy(&self, entity: TypeRef, way: &[String]) -> Option<String> {
        let mut at = entity;
        for (n, name) in way.iter().enumerate() {
            let relation = self.relation(at, Name::of(name))?;
            if relation.many {
                return None;
            }
            if n + 1 == way.len() {
                return (!relation.eager).then(|| relation.library.to_string());
            }
            at = relation.to;
        }
        None
    }

    /// `for item in order.items.all(): item.order`: known.
    fn is_known_parent(&self, entity: TypeRef, way: &[String], rows: &super::loading::Rows) -> bool {
        let (Some((owner, name)), [only]) = (rows.from, way) else { return false };
        self.relation(entity, Name::of(only))
            .is_some_and(|r| r.back == Some(name) && (r.to == owner || self.tree_bases(owner).contains(&r.to)))
    }

    /// Whether the relation is written, or only handed to something that does not read it.
    fn is_written(&self, read: Node) -> bool {
        let unit = self.unit(read.file);
        let up = unit.parent(read.expr);
        if !up.is_some() {
            return false;
        }
        match unit.expr(up) {
            Expr::Assign { target, op: None::<BinaryOp>, .. } => target == read.expr,
            // A method of that name.
            Expr::Call { callee, .. } => callee == read.expr,
            // `order.customer.pk` and `order.customer_id` need no row; the first one does in Django.
            _ => false,
        }
    }

    /// `prefetch_related_objects(orders, "customer")` before the loop.
    fn prefetched_later(&self, at: Node, way: &[String]) -> bool {
        let Some(f) = self.function_of(at) else { return false };
        let unit = self.unit(at.file);
        self.index.calls(Name::of("prefetch_related_objects")).any(|call| {
            call.file == at.file
                && self.function_of(call) == Some(f)
                && self.args(call).iter().any(|a| matches!(unit.expr(a.value), Expr::Str(s) if way.first().is_some_and(|w| unit.str(s).starts_with(w.as_str()))))
        })
    }

    /// Whether a query begins at a relation of many whose rows came with those of the loop around it.
    pub(crate) fn came_with_rows(&self, site: Node, loop_of: Node) -> bool {
        let root = self.chain_root(site);
        let unit = self.unit(loop_of.file);
        let Expr::Field { base, name } = self.unit(site.file).expr(root) else { return false };
        let relation = self.unit(site.file).str(name).to_owned();
        let chain = self.narrows(site, root);
        let Expr::Local(var) = self.unit(site.file).expr(base) else { return false };
        if chain {
            return false;
        }
        let over = match self.unit(site.file).facts.vars[var.index()].param {
            // The parameter of a function that the loop calls.
            Some((f, n)) if self.function_of(loop_of) != Some(FnRef { file: site.file, id: f }) => {
                let f = FnRef { file: site.file, id: f };
                let Some(Expr::Local(var)) = self.given(loop_of, f, n as usize).first().map(|v| self.expr(*v)) else {
                    return false;
                };
                self.loops_around(loop_of).into_iter().find(|l| l.elements.contains(&var)).and_then(|l| l.over)
            }
            _ => {
                if site.file != loop_of.file {
                    return false;
                }
                self.loops_around(site).into_iter().find(|l| l.elements.contains(&var)).and_then(|l| l.over)
            }
        };
        let _ = unit;
        over.is_some_and(|over| self.rows_of(over).has(&[relation], true))
    }

    /// Whether a query asks a relation for all it holds, of rows whose query is not in sight: they may have come
    /// with what it asks for.
    pub(crate) fn may_have_come(&self, site: Node, at: Node) -> bool {
        let unit = self.unit(site.file);
        let root = self.chain_root(site);
        let Expr::Field { base, .. } = unit.expr(root) else { return false };
        let of = self.peel(&self.type_of(Node { file: site.file, expr: base }));
        if unit.facts.language != Language::Python || !matches!(of, Type::Def(..)) || self.narrows(site, root) {
            return false;
        }
        let Expr::Local(var) = unit.expr(base) else { return true };
        let over = self.loops_around(site).into_iter().find(|l| l.elements.contains(&var)).and_then(|l| l.over);
        at != site || !over.is_some_and(|over| self.rows_of(over).whole)
    }

    /// Whether a chain asks for something else than all of what a manager holds.
    fn narrows(&self, site: Node, root: ExprId) -> bool {
        let unit = self.unit(site.file);
        let mut at = site.expr;
        for _ in 0..64 {
            if at == root {
                return false;
            }
            at = match unit.expr(at) {
                Expr::Call { callee, .. } => callee,
                Expr::Field { base, name } => {
                    if !matches!(unit.str(name), "all" | "count" | "exists" | "iterator") {
                        return true;
                    }
                    base
                }
                Expr::Unary { operand, .. } => operand,
                _ => return true,
            };
        }
        true
    }
}
