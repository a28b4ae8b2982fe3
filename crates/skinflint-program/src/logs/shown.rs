//! Expressions as text again, where they are short: names, fields, calls without arguments.

use skinflint_facts::{Expr, ExprId, UnaryOp};

use crate::eval::Eval;
use crate::unit::Node;

const LONGEST: usize = 60;

impl Eval<'_> {
    /// An expression as its language writes it; none where it is more than a short chain.
    pub(crate) fn as_written(&self, node: Node) -> Option<String> {
        let text = self.shown_at(node, 8)?;
        (text.len() <= LONGEST).then_some(text)
    }

    fn shown_at(&self, node: Node, depth: u32) -> Option<String> {
        if depth == 0 {
            return None;
        }
        let unit = self.unit(node.file);
        let to = |expr: ExprId| self.shown_at(Node { file: node.file, expr }, depth - 1);
        Some(match unit.expr(node.expr) {
            Expr::Local(var) => unit.str(unit.facts.vars[var.index()].name).to_owned(),
            Expr::Path { name, .. } if !unit.str(name).ends_with('!') => unit.str(name).to_owned(),
            Expr::Int(n) | Expr::Float(n) => unit.str(n).to_owned(),
            Expr::Bool(b) if unit.facts.language == skinflint_facts::Language::Python => {
                if b {
                    "True".to_owned()
                } else {
                    "False".to_owned()
                }
            }
            Expr::Bool(b) => b.to_string(),
            Expr::Str(s) => {
                let text = unit.str(s);
                if text.contains(['"', '\\', '\n']) {
                    return None;
                }
                format!("\"{text}\"")
            }
            Expr::Field { base, name } => format!("{}.{}", to(base)?, unit.str(name)),
            Expr::Index { base, index } => format!("{}[{}]", to(base)?, to(index)?),
            Expr::Unary { operand, op } => match op {
                UnaryOp::Ref => format!("&{}", to(operand)?),
                UnaryOp::Deref => format!("*{}", to(operand)?),
                UnaryOp::Debug => format!("?{}", to(operand)?),
                UnaryOp::Display => format!("%{}", to(operand)?),
                UnaryOp::Neg => format!("-{}", to(operand)?),
                _ => return None,
            },
            Expr::Call { callee, args, .. } => {
                let callee = match unit.expr(callee) {
                    Expr::Path { name, .. } => unit.str(name).to_owned(),
                    _ => to(callee)?,
                };
                let mut shown = Vec::new();
                for arg in unit.facts.args_of(args) {
                    if arg.name.is_some() || callee.ends_with('!') {
                        return None;
                    }
                    shown.push(to(arg.value)?);
                }
                format!("{callee}({})", shown.join(", "))
            }
            _ => return None,
        })
    }

    /// The last name of a value, for a field: `user_id` of `self.user.user_id()`.
    pub(crate) fn field_name(&self, node: Node) -> Option<String> {
        let unit = self.unit(node.file);
        let plain = |n: &str| {
            let fits = n.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            fits.then(|| n.trim_start_matches('_').to_owned()).filter(|n| !n.is_empty())
        };
        let mut at = node.expr;
        for _ in 0..8 {
            match unit.expr(at) {
                Expr::Local(var) => return plain(unit.str(unit.facts.vars[var.index()].name)),
                Expr::Path { name, .. } => {
                    return plain(&crate::index::last_segment(unit.str(name)).to_ascii_lowercase());
                }
                Expr::Field { base, name } => {
                    let own = unit.str(name);
                    // A tuple's digit says nothing; `order.id` is the order's.
                    if own.chars().all(|c| c.is_ascii_digit()) {
                        at = base;
                        continue;
                    }
                    if matches!(own, "id" | "name" | "key" | "uuid") {
                        let of = super::super::loops::spelling(unit, base);
                        if !of.is_empty() && !matches!(of, "self" | "cls") {
                            return plain(&format!("{}_{own}", of.trim_start_matches('_')));
                        }
                    }
                    return plain(own);
                }
                Expr::Unary { operand, .. } => at = operand,
                Expr::Call { callee, args, .. } => match unit.expr(callee) {
                    Expr::Field { base, name } => {
                        let own = unit.str(name);
                        if own == "len" || own == "count" {
                            let of = super::super::loops::spelling(unit, base);
                            return plain(&format!("{of}_{own}"));
                        }
                        if !matches!(
                            own,
                            "to_string"
                                | "clone"
                                | "display"
                                | "as_str"
                                | "unwrap"
                                | "as_ref"
                                | "into"
                                | "to_owned"
                                | "lower"
                                | "upper"
                                | "strip"
                                | "unwrap_or_default"
                                | "debug"
                                | "to_string_lossy"
                        ) {
                            return plain(own);
                        }
                        at = base;
                    }
                    // `str(x)`, `len(xs)`
                    Expr::Path { name, .. } => {
                        let first = unit.facts.args_of(args).next()?.value;
                        match unit.str(name) {
                            "str" | "repr" | "int" | "list" | "sorted" => at = first,
                            "len" => return plain(&format!("{}_count", super::super::loops::spelling(unit, first))),
                            _ => return None,
                        }
                    }
                    _ => return None,
                },
                _ => return None,
            }
        }
        None
    }
}
