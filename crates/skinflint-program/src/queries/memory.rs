//! Queries that are not asked again: what looks into a map or a cache first, and what remembers its answers.

use skinflint_facts::{BinaryOp, Expr, ExprId, UnaryOp};

use crate::eval::Eval;
use crate::index::last_segment;
use crate::loops::words;
use crate::symbols::Def;
use crate::types::Type;
use crate::unit::{FnRef, Name, Node, Unit};

/// What asks a map or a cache.
const LOOKUPS: &[&str] = &[
    "get",
    "contains_key",
    "contains",
    "peek",
    "get_mut",
    "get_cached",
    "lookup",
    "has",
    "aget",
    "get_if_present",
    "entry",
    "get_from_cache",
    "cache_get",
    "cached",
    "is_cached",
    "load_cached",
];
/// What runs its closure only where nothing is there yet.
const FILLERS: &[&str] = &[
    "get_or_init",
    "get_or_try_init",
    "get_or_insert_with",
    "or_insert_with",
    "or_try_insert_with",
    "get_with",
    "try_get_with",
    "optionally_get_with",
    "get_or_create_with",
    "get_or_load",
    "get_or_set",
    "get_value_or_guard",
    "get_or_insert_async",
    "call_once",
    "or_insert_with_key",
    "cached",
];
/// What says that what is there is still good.
const FRESH: &[&str] = &["is_fresh", "is_expired", "expired", "fresh", "is_valid", "is_stale", "elapsed"];

impl Eval<'_> {
    /// Whether what runs at a place runs only where memory has no answer.
    pub(crate) fn asked_first(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() {
                return false;
            }
            match unit.expr(up) {
                // The whole of a loop or function: what is behind it is somebody else's.
                Expr::For { .. } | Expr::While { .. } | Expr::FnDef(_) => return false,
                Expr::If { cond, then, orelse }
                    if (at == then || at == orelse) && self.looks_up(unit, node.file, cond) =>
                {
                    return true;
                }
                Expr::Match { subject, .. } if at != subject && self.looks_up(unit, node.file, subject) => {
                    return true;
                }
                Expr::Let { value, orelse, .. } if at == orelse && self.looks_up(unit, node.file, value) => {
                    return true;
                }
                Expr::Block { statements, .. } => {
                    let before = unit.facts.exprs_of(statements).take_while(|s| *s != at);
                    if before.into_iter().any(|s| self.answers(unit, node.file, s)) {
                        return true;
                    }
                }
                Expr::Closure { .. } => {
                    let mut call = unit.parent(up);
                    if call.is_some() && matches!(unit.expr(call), Expr::Unary { .. }) {
                        call = unit.parent(call);
                    }
                    if call.is_some() {
                        let call = Node { file: node.file, expr: call };
                        if FILLERS.contains(&self.callee_name(call)) {
                            return true;
                        }
                    }
                }
                _ => {}
            }
            at = up;
        }
    }

    /// A statement that leaves with what memory has: `if let Some(x) = cache.get(k) { return x }`.
    fn answers(&self, unit: &Unit, file: skinflint_base::FileId, statement: ExprId) -> bool {
        match unit.expr(statement) {
            Expr::If { cond, then, .. } => self.ends_function(unit, then, 6) && self.looks_up(unit, file, cond),
            Expr::Match { subject, arms } => {
                let leaves = unit.facts.exprs_of(arms).any(|a| {
                    matches!(unit.expr(a), Expr::Arm { body, .. } if body.is_some() && self.ends_function(unit, body, 6))
                });
                leaves && self.looks_up(unit, file, subject)
            }
            Expr::Block { statements, tail } => unit
                .facts
                .exprs_of(statements)
                .chain(std::iter::once(tail).filter(|t| t.is_some()))
                .any(|s| self.answers(unit, file, s)),
            Expr::With { body, .. } => match unit.expr(body) {
                Expr::Block { statements, .. } => unit.facts.exprs_of(statements).any(|s| self.answers(unit, file, s)),
                _ => false,
            },
            Expr::TryCatch { body, .. } => {
                // `try: return self._cache[key]`
                self.ends_function(unit, body, 6) && self.looks_up(unit, file, body)
            }
            _ => false,
        }
    }

    fn ends_function(&self, unit: &Unit, at: ExprId, depth: u32) -> bool {
        if depth == 0 || !at.is_some() {
            return false;
        }
        match unit.expr(at) {
            Expr::Return(_) | Expr::Continue => true,
            Expr::Block { statements, tail } => unit
                .facts
                .exprs_of(statements)
                .chain(std::iter::once(tail))
                .any(|s| self.ends_function(unit, s, depth - 1)),
            Expr::If { then, orelse, .. } => {
                self.ends_function(unit, then, depth - 1) || self.ends_function(unit, orelse, depth - 1)
            }
            _ => false,
        }
    }

    /// Whether an expression asks memory: a lookup in something that is a map or a cache, or is named so.
    fn looks_up(&self, unit: &Unit, file: skinflint_base::FileId, at: ExprId) -> bool {
        let mut queue = vec![at];
        let mut steps = 0;
        while let Some(at) = queue.pop() {
            steps += 1;
            if !at.is_some() || steps > 200 {
                continue;
            }
            match unit.expr(at) {
                Expr::Call { callee, .. } => {
                    let call = Node { file, expr: at };
                    let name = self.callee_name(call);
                    if FRESH.contains(&name) {
                        return true;
                    }
                    if let Expr::Field { base, .. } = unit.expr(callee)
                        && LOOKUPS.contains(&name)
                        && self.is_memory(Node { file, expr: base })
                    {
                        return true;
                    }
                    if words::is_cache(name) {
                        return true;
                    }
                }
                Expr::Binary { op: BinaryOp::In, right, .. } if self.is_memory(Node { file, expr: right }) => {
                    return true;
                }
                Expr::Index { base, .. } if self.is_memory(Node { file, expr: base }) => return true,
                Expr::Local(var) => {
                    if words::is_cache(unit.str(unit.facts.vars[var.index()].name)) {
                        return true;
                    }
                    // `found = self.cache.get(key)` and then `if found`.
                    if steps < 20
                        && let [only] = unit.facts.defs_of(var)
                        && let Expr::Let { value, .. } | Expr::Assign { value, .. } = unit.expr(*only)
                    {
                        queue.push(value);
                    }
                }
                Expr::Field { name, .. } | Expr::Path { name, .. } | Expr::Struct { name, .. }
                    if words::is_cache(unit.str(name)) =>
                {
                    return true;
                }
                Expr::Closure { .. } => continue,
                _ => {}
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        false
    }

    /// Whether something is a map or a cache: by its type, or by its name.
    fn is_memory(&self, at: Node) -> bool {
        let unit = self.unit(at.file);
        let mut inner = at.expr;
        while let Expr::Unary { operand, op: UnaryOp::Await | UnaryOp::Try | UnaryOp::Ref | UnaryOp::Deref } =
            unit.expr(inner)
        {
            inner = operand;
        }
        if self.calling_name(at).is_some_and(|n| words::is_cache(&n)) {
            return true;
        }
        match self.peel(&self.type_of(Node { file: at.file, expr: inner })) {
            Type::Ext(path, _) => matches!(
                last_segment(&path),
                "HashMap"
                    | "BTreeMap"
                    | "DashMap"
                    | "LruCache"
                    | "Cache"
                    | "IndexMap"
                    | "TTLCache"
                    | "TimedCache"
                    | "dict"
                    | "defaultdict"
                    | "OrderedDict"
                    | "FxHashMap"
                    | "AHashMap"
                    | "SkipMap"
                    | "HashSet"
                    | "set"
            ),
            _ => matches!(unit.expr(inner), Expr::Map(_)),
        }
    }

    /// Whether a function remembers its answers: a decorator or attribute says so.
    pub(crate) fn remembers(&self, f: FnRef) -> bool {
        let unit = self.unit(f.file);
        unit.facts.exprs_of(self.function(f).attributes).any(|a| {
            let callee = match unit.expr(a) {
                Expr::Call { callee, .. } => callee,
                _ => a,
            };
            let (Expr::Path { name, .. } | Expr::Field { name, .. }) = unit.expr(callee) else { return false };
            let last = last_segment(unit.str(name));
            let defs = self.symbols.resolve_expr(self.units, Node { file: f.file, expr: callee });
            self.models.caches.named(Name::of(last)).any(|row| {
                let fits = row.language == unit.facts.language
                    && (row.row.decorators.matches(unit.str(name))
                        || defs.iter().any(|d| matches!(d, Def::External(path) if row.row.decorators.matches(path))));
                if fits {
                    row.usage.mark();
                }
                fits
            })
        })
    }
}
