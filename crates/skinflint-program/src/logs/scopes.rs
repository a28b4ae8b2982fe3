//! Fields that surround an event: spans, contexts, instrumented functions, on every way to it.

use rustc_hash::FxHashSet;
use skinflint_base::FileId;
use skinflint_facts::{Arg, Expr, ExprId, UnaryOp};

use crate::eval::Eval;
use crate::models::ScopeKind;
use crate::unit::{FnRef, Node, Unit};

/// Calls gone up from an event.
const DEEPEST: u32 = 5;

impl Eval<'_> {
    /// The names of fields that a place has around it, whoever called its function.
    pub(crate) fn fields_around(&self, node: Node) -> Vec<String> {
        let mut seen = FxHashSet::default();
        let mut all: Vec<String> = self.fields_at(node, DEEPEST, &mut seen).into_iter().collect();
        all.sort();
        all
    }

    fn fields_at(&self, node: Node, depth: u32, seen: &mut FxHashSet<FnRef>) -> FxHashSet<String> {
        let unit = self.unit(node.file);
        let mut found = FxHashSet::default();
        let mut at = node.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() {
                break;
            }
            match unit.expr(up) {
                Expr::Block { statements, .. } => {
                    for statement in unit.facts.exprs_of(statements).take_while(|s| *s != at) {
                        self.scopes_in(unit, node.file, statement, &mut found);
                    }
                }
                Expr::With { items, .. } => {
                    for item in unit.facts.exprs_of(items) {
                        self.scopes_in(unit, node.file, item, &mut found);
                    }
                }
                // `async { … }.instrument(span)`, `span.in_scope(|| …)`
                Expr::Call { callee, args, .. } => {
                    if let Expr::Field { base, name } = unit.expr(callee) {
                        match unit.str(name) {
                            "instrument" => {
                                for arg in unit.facts.args_of(args) {
                                    self.span_of(Node { file: node.file, expr: arg.value }, &mut found);
                                }
                            }
                            "in_scope" => self.span_of(Node { file: node.file, expr: base }, &mut found),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
            at = up;
        }
        let Some(f) = self.function_of(node) else { return found };
        self.instrumented(f, &mut found);
        if depth == 0 || !seen.insert(f) {
            return found;
        }
        let Some(callers) = self.callers(f) else { return found };
        let mut shared: Option<FxHashSet<String>> = None;
        for call in callers.iter().take(24) {
            let of = self.fields_at(*call, depth - 1, seen);
            shared = Some(match shared {
                None => of,
                Some(before) => before.intersection(&of).cloned().collect(),
            });
        }
        found.extend(shared.into_iter().flatten());
        found
    }

    /// The fields of spans and contexts that a statement makes.
    fn scopes_in(&self, unit: &Unit, file: FileId, statement: ExprId, found: &mut FxHashSet<String>) {
        let mut queue = vec![statement];
        while let Some(at) = queue.pop() {
            match unit.expr(at) {
                Expr::Closure { .. } | Expr::For { .. } | Expr::While { .. } | Expr::If { .. } | Expr::Match { .. } => {
                    continue;
                }
                Expr::Call { .. } => self.span_of(Node { file, expr: at }, found),
                _ => {}
            }
            unit.facts.children(at, |c| queue.push(c));
        }
    }

    /// The fields of the span that a value is.
    fn span_of(&self, node: Node, found: &mut FxHashSet<String>) {
        let mut at = node;
        for _ in 0..4 {
            if matches!(self.expr(at), Expr::Call { .. }) {
                break;
            }
            match self.bound_once(at) {
                Some(next) => at = next,
                None => return,
            }
        }
        let unit = self.unit(at.file);
        if !matches!(unit.expr(at.expr), Expr::Call { .. }) {
            return;
        }
        let row = self.match_rows(&self.models.scopes, at).next().or_else(|| {
            let name = self.callee_name(at);
            self.models
                .scopes
                .named(crate::unit::Name::of(name))
                .find(|r| r.language == unit.facts.language && r.row.callee.methods.iter().any(|m| m == name))
        });
        if let Some(row) = row {
            row.usage.mark();
            found.extend(self.args(at).into_iter().filter_map(|a| field_of(unit, a)));
        }
    }

    /// `#[instrument(fields(a = 1), skip(b))]`: its fields, and the parameters that are not skipped.
    fn instrumented(&self, f: FnRef, found: &mut FxHashSet<String>) {
        let unit = self.unit(f.file);
        let function = self.function(f);
        for attribute in unit.facts.exprs_of(function.attributes) {
            let (name, args) = match unit.expr(attribute) {
                Expr::Path { name, .. } => (unit.str(name), Vec::new()),
                Expr::Call { callee, args, .. } => match unit.expr(callee) {
                    Expr::Path { name, .. } => (unit.str(name), unit.facts.args_of(args).collect()),
                    _ => continue,
                },
                _ => continue,
            };
            let last = crate::index::last_segment(name);
            let row = self.models.scopes.iter().find(|r| {
                r.language == unit.facts.language
                    && r.row.kind == ScopeKind::Instrument
                    && r.row.callee.calls.matches_last(last)
            });
            let Some(row) = row else { continue };
            row.usage.mark();
            let mut skipped: Vec<String> = Vec::new();
            let mut skips_all = false;
            for arg in &args {
                match unit.expr(arg.value) {
                    Expr::Path { name, .. } => skips_all |= unit.str(name) == "skip_all",
                    Expr::Call { callee, args, .. } => {
                        let Expr::Path { name, .. } = unit.expr(callee) else { continue };
                        let names = unit.facts.args_of(args).filter_map(|a| field_of(unit, a));
                        match unit.str(name) {
                            "fields" => found.extend(names),
                            "skip" => skipped.extend(names),
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
            if !skips_all {
                let params = unit.facts.params_of(function).iter().map(|p| unit.str(p.name).to_owned());
                found.extend(params.filter(|p| !p.is_empty() && p != "self" && !skipped.contains(p)));
            }
        }
    }
}

/// The name of a field: as given, or that of a variable that stands for itself.
pub(super) fn field_of(unit: &Unit, arg: Arg) -> Option<String> {
    if arg.name.is_some() {
        return Some(unit.str(arg.name).to_owned());
    }
    let mut at = arg.value;
    while let Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Debug | UnaryOp::Display } = unit.expr(at) {
        at = operand;
    }
    match unit.expr(at) {
        Expr::Local(_) | Expr::Path { .. } | Expr::Field { .. } => Some(crate::loops::spelling(unit, at).to_owned()),
        Expr::Pair { key, .. } => match unit.expr(key) {
            Expr::Str(s) => Some(unit.str(s).to_owned()),
            _ => None,
        },
        _ => None,
    }
}
