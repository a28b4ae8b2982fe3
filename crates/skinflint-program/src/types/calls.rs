//! Types of calls: what is declared, what is constructed, what is handed on.

use super::{Type, owned};
use crate::eval::Eval;
use crate::symbols::Def;
use crate::unit::Node;
use skinflint_facts::{Expr, ExprId, FnKind, Language};
use std::sync::Arc;

/// So many places that return a value are looked at for its type, and so far.
const MOST_RETURNS: usize = 3;
const RETURN_STEPS: u32 = 10;

impl Eval<'_> {
    pub(crate) fn type_of_call(&self, node: Node, depth: u32) -> Type {
        let unit = self.unit(node.file);
        let Expr::Call { callee, args, ty } = unit.expr(node.expr) else { return Type::Unknown };
        if let Some(row) = self.match_rows(&self.models.types, node).next() {
            return self.modelled_type(&row.row.returns, node, depth);
        }
        let targets = self.targets(node);
        for f in &targets.functions {
            let function = self.function(*f);
            if function.kind == FnKind::MacroArm {
                continue;
            }
            let ret = self.declared(self.site_of(*f), function.ret, &[], depth - 1);
            if ret != Type::Unknown {
                return ret;
            }
            // Where nothing is annotated, what is returned says it.
            if !function.ret.is_some() && self.unit(f.file).facts.language == Language::Python {
                for value in self.returns(*f, None).into_iter().take(MOST_RETURNS) {
                    let of = self.type_at(value.node, depth.saturating_sub(2).min(RETURN_STEPS));
                    if of != Type::Unknown {
                        return of;
                    }
                }
            }
        }
        let callee_node = Node { file: node.file, expr: callee };
        for def in &targets.defs {
            match def {
                Def::Type(t) | Def::Variant(t, _) => return Type::Def(*t, Arc::from([])),
                _ => {}
            }
        }
        // `parse::<Uri>()`, `collect::<Vec<_>>()`: what is asked for.
        if ty.is_some() && matches!(unit.expr(callee), Expr::Field { .. }) {
            return self.declared(self.site_at(node), ty, &[], depth - 1);
        }
        if let Some(row) = self.match_rows(&self.models.flows, node).next() {
            use crate::models::FlowReturn;
            for ret in &row.row.returns {
                let of = match ret {
                    FlowReturn::Receiver => match unit.expr(callee) {
                        Expr::Field { base, .. } => base,
                        _ => continue,
                    },
                    FlowReturn::Arg0 | FlowReturn::Closure0 | FlowReturn::Args => {
                        match unit.facts.args_of(args).next() {
                            Some(a) => a.value,
                            None => continue,
                        }
                    }
                    FlowReturn::Values => continue,
                    FlowReturn::Arg2 => match unit.facts.args_of(args).nth(2) {
                        Some(a) => a.value,
                        None => continue,
                    },
                    FlowReturn::Arg1 | FlowReturn::Closure1 => match unit.facts.args_of(args).nth(1) {
                        Some(a) => a.value,
                        None => continue,
                    },
                };
                let of = self.type_at(Node { file: node.file, expr: of }, depth - 1);
                if of != Type::Unknown {
                    return owned(self.unwrapped_by(unit, callee, of));
                }
            }
        }
        match unit.expr(callee) {
            Expr::Path { name, ty: written } => {
                let text = unit.str(name);
                // `Type::new(…)`, `Type::from(…)`, `Type::default()`: what is named before the last part.
                if unit.facts.language == Language::Rust
                    && let Some((of, method)) = text.rsplit_once("::")
                    && of.rsplit("::").next().is_some_and(|t| t.starts_with(|c: char| c.is_ascii_uppercase()))
                    && method.starts_with(|c: char| c.is_ascii_lowercase())
                {
                    let site = self.site_at(node);
                    if written.is_some() {
                        return self.declared(site, written, &[], depth - 1);
                    }
                    return self.named(site, of, Arc::from([]), &[], depth - 1);
                }
                if unit.facts.language == Language::Python {
                    return self.external_class(callee_node);
                }
                // `serde_json::from_slice::<Value>(…)`: what is asked for, or why it was not to be had.
                if written.is_some() && targets.functions.is_empty() {
                    let asked = self.declared(self.site_at(node), written, &[], depth - 1);
                    if let [one] = asked.args() {
                        return Type::Ext(Arc::from("Result"), Arc::from([one.clone()]));
                    }
                }
                Type::Unknown
            }
            Expr::Field { base, name } => {
                if unit.facts.language == Language::Python {
                    let class = self.external_class(callee_node);
                    if class != Type::Unknown {
                        return class;
                    }
                }
                let of = self.type_at(Node { file: node.file, expr: base }, depth - 1);
                // A builder's methods give the builder back: `Opts::new(…).namespace(…)`.
                match (self.peel(&of), unit.str(name)) {
                    (Type::Ext(path, args), "get" | "first" | "last" | "next" | "pop" | "get_mut" | "nth") => {
                        self.element(&Type::Ext(path, args))
                    }
                    _ => Type::Unknown,
                }
            }
            _ => Type::Unknown,
        }
    }

    /// Methods such as `unwrap` take one wrapper away; methods such as `clone` none.
    pub(crate) fn unwrapped_by(&self, unit: &crate::unit::Unit, callee: ExprId, ty: Type) -> Type {
        let Expr::Field { name, .. } = unit.expr(callee) else { return ty };
        match unit.str(name) {
            "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default" | "unwrap_or_else" | "lock" | "read" | "write"
            | "borrow" | "get_or_init" => self.unwrap_once(&ty).unwrap_or(ty),
            _ => ty,
        }
    }

    /// `Class(…)` of a class outside the tree: Python's classes begin with a capital.
    pub(crate) fn external_class(&self, callee: Node) -> Type {
        for def in self.symbols.resolve_expr(self.units, callee) {
            if let Def::External(path) = def
                && crate::index::last_segment(&path).starts_with(|c: char| c.is_ascii_uppercase())
            {
                return Type::Ext(path, Arc::from([]));
            }
        }
        Type::Unknown
    }
}
