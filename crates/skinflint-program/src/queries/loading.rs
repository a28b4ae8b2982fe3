//! What a query loads with its rows: `select_related`, `prefetch_related`, `joinedload` and their kin.

use rustc_hash::FxHashSet;
use skinflint_facts::{Expr, ExprId};

use crate::eval::Eval;
use crate::flow::{At, Step};
use crate::index::last_segment;
use crate::types::Type;
use crate::unit::{Name, Node};

/// A query's rows, and what came with them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// Relations that were loaded, each with those below it: `owner`, `owner__team`.
    loaded: FxHashSet<String>,
    /// All relations to one row were.
    all: bool,
    /// The relation whose manager gave the rows: the way back costs nothing.
    pub(crate) from: Option<(crate::symbols::TypeRef, Name)>,
    /// The whole query is in sight.
    pub(crate) whole: bool,
    /// Further conditions were put on a manager that may have been prefetched.
    pub(crate) narrowed: bool,
}

const STEPS: usize = 60;

impl Rows {
    /// Whether a relation, or a way over several, came with the rows.
    pub(crate) fn has(&self, way: &[String], many: bool) -> bool {
        let joined = way.join("__");
        let begins = |l: &String| *l == joined || l.strip_prefix(&joined).is_some_and(|rest| rest.starts_with("__"));
        (self.all && way.len() == 1 && !many) || self.loaded.iter().any(begins)
    }
}

impl Eval<'_> {
    /// Follows what a loop goes over back to the query, and notes what it loads.
    pub(crate) fn rows_of(&self, over: Node) -> Rows {
        let mut rows = Rows { whole: true, ..Rows::default() };
        let mut queue = vec![At::new(over)];
        let mut steps = 0;
        while let Some(at) = queue.pop() {
            steps += 1;
            if steps > STEPS {
                rows.whole = false;
                return rows;
            }
            let unit = self.unit(at.node.file);
            match self.expr(at.node) {
                Expr::Call { callee, args, .. } => {
                    let args: Vec<_> = unit.facts.args_of(args).collect();
                    match unit.expr(callee) {
                        Expr::Field { base, name } => {
                            let name = unit.str(name);
                            self.note_loading(&at, name, &mut rows);
                            let targets = self.targets(at.node);
                            let own = !targets.functions.is_empty();
                            if own {
                                for f in &targets.functions {
                                    if let Some(frame) = self.frame(&at, *f) {
                                        queue.extend(self.returns(*f, frame));
                                    }
                                }
                            }
                            // `session.execute(statement)`: what was built is the argument.
                            let runs = matches!(name, "execute" | "scalars" | "exec" | "stream" | "stream_scalars");
                            if let (true, Some(statement)) = (runs, args.first()) {
                                queue.push(at.to(statement.value));
                            } else if name == "query"
                                && args.first().is_some_and(|a| self.class_of(at.to(a.value).node))
                            {
                                // `session.query(Order)`: here it begins.
                            } else if !own || self.class_of(at.to(base).node) {
                                queue.push(at.to(base));
                            }
                        }
                        Expr::Path { name, .. } => {
                            let last = last_segment(unit.str(name));
                            let targets = self.targets(at.node);
                            if targets.functions.is_empty() {
                                match (last, args.first()) {
                                    ("select" | "Select", _) => {}
                                    (_, Some(first)) => queue.push(at.to(first.value)),
                                    _ => rows.whole = false,
                                }
                            }
                            for f in &targets.functions {
                                match self.frame(&at, *f) {
                                    Some(frame) => queue.extend(self.returns(*f, frame)),
                                    None => rows.whole = false,
                                }
                            }
                        }
                        _ => rows.whole = false,
                    }
                }
                Expr::Field { base, name } => {
                    let text = unit.str(name);
                    if self.is_manager(at.node) {
                        // `Order.objects`, or the manager of a relation.
                        if let Type::Def(owner, _) = self.peel(&self.type_of(at.to(base).node)) {
                            rows.from = Some((owner, Name::of(text)));
                        } else if self.custom_manager(at.node) {
                            rows.whole = false;
                        }
                        continue;
                    }
                    match self.step(&at) {
                        Step::To(more) if !more.is_empty() && !more.contains(&at) => queue.extend(more),
                        _ => rows.whole = false,
                    }
                }
                Expr::Unary { operand, .. } => queue.push(at.to(operand)),
                Expr::Index { base, .. } => queue.push(at.to(base)),
                Expr::Comprehension { clauses, .. } => {
                    if let Some(Expr::For { iter, .. }) = unit.facts.exprs_of(clauses).next().map(|c| unit.expr(c)) {
                        queue.push(at.to(iter));
                    }
                }
                Expr::Path { .. } if self.class_of(at.node) => {}
                _ => match self.step(&at) {
                    Step::To(more) if !more.is_empty() && !more.contains(&at) => queue.extend(more),
                    _ => rows.whole = false,
                },
            }
        }
        rows
    }

    fn class_of(&self, node: Node) -> bool {
        self.symbols.resolve_expr(self.units, node).iter().any(|d| matches!(d, crate::symbols::Def::Type(_)))
    }

    fn is_manager(&self, node: Node) -> bool {
        let managed = |ty: &Type| match ty {
            Type::Ext(path, _) => last_segment(path).ends_with("Manager"),
            Type::Def(t, args) => {
                !args.is_empty() && self.ancestors(*t).iter().any(|p| last_segment(p).ends_with("Manager"))
            }
            _ => false,
        };
        managed(&self.type_of(node))
    }

    fn custom_manager(&self, node: Node) -> bool {
        match self.type_of(node) {
            Type::Def(t, _) => !self.symbols.method(t, Name::of("get_queryset")).is_empty(),
            _ => false,
        }
    }

    fn note_loading(&self, call: &At, name: &str, rows: &mut Rows) {
        let unit = self.unit(call.node.file);
        let args = self.args(call.node);
        match name {
            "select_related" | "prefetch_related" => {
                rows.all |= args.is_empty() && name == "select_related";
                for arg in args {
                    let at = match unit.expr(arg.value) {
                        // `Prefetch("items", queryset=…)`
                        Expr::Call { args, .. } => match unit.facts.args_of(args).next() {
                            Some(first) => first.value,
                            None => continue,
                        },
                        Expr::Unary { operand, .. } => operand,
                        _ => arg.value,
                    };
                    let (elements, whole) = self.elements(&call.to(at));
                    let texts = if elements.is_empty() { vec![call.to(at)] } else { elements };
                    let mut read = false;
                    for element in texts {
                        for (text, _) in self.texts(&element) {
                            read = true;
                            rows.loaded.insert(text);
                        }
                    }
                    // What cannot be read may load anything.
                    if !read || !whole {
                        rows.whole = rows.whole && read;
                    }
                }
            }
            "options" => {
                for arg in args {
                    let mut way = Vec::new();
                    self.option_way(Node { file: call.node.file, expr: arg.value }, &mut way, 8);
                    if way.is_empty() {
                        rows.whole = false;
                    }
                    for n in 1..=way.len() {
                        rows.loaded.insert(way[..n].join("__"));
                    }
                }
            }
            "filter" | "exclude" | "order_by" | "annotate" | "distinct" | "only" | "defer" | "select_for_update" => {
                rows.narrowed = true;
            }
            _ => {}
        }
    }

    /// `selectinload(Order.items).joinedload(Item.product)` is the way `items`, `product`.
    fn option_way(&self, at: Node, way: &mut Vec<String>, depth: u32) {
        let unit = self.unit(at.file);
        let Expr::Call { callee, args, .. } = unit.expr(at.expr) else { return };
        if let Expr::Field { base, .. } = unit.expr(callee)
            && depth > 0
        {
            self.option_way(Node { file: at.file, expr: base }, way, depth - 1);
        }
        for arg in unit.facts.args_of(args) {
            match unit.expr(arg.value) {
                Expr::Field { name, .. } => way.push(unit.str(name).to_owned()),
                Expr::Str(s) => way.push(unit.str(s).to_owned()),
                _ => {}
            }
        }
    }

    /// The chain of calls that a query site is the end of begins with this.
    pub(crate) fn chain_root(&self, site: Node) -> ExprId {
        let unit = self.unit(site.file);
        let mut at = site.expr;
        for _ in 0..64 {
            at = match unit.expr(at) {
                Expr::Call { callee, .. } if matches!(unit.expr(callee), Expr::Field { .. }) => callee,
                Expr::Field { base, .. } if matches!(unit.expr(base), Expr::Call { .. } | Expr::Field { .. }) => {
                    if self.is_manager(Node { file: site.file, expr: at }) {
                        return at;
                    }
                    base
                }
                Expr::Unary { operand, .. } => operand,
                _ => return at,
            };
        }
        at
    }
}
