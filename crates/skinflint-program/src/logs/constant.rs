//! What is the same each time a line is written: literals, constants, what the build fixes.

use skinflint_facts::{BinaryOp, Expr, ExprId};

use crate::eval::Eval;
use crate::flow::At;
use crate::symbols::Def;
use crate::unit::Node;

/// Bindings followed below each other.
const DEEPEST: u32 = 8;

impl Eval<'_> {
    /// Whether a value is the same each time.
    pub(crate) fn same_each_time(&self, node: Node) -> bool {
        self.constant_at(node, DEEPEST)
    }

    fn constant_at(&self, node: Node, depth: u32) -> bool {
        if depth == 0 || !node.expr.is_some() {
            return false;
        }
        let unit = self.unit(node.file);
        let to = |expr: ExprId| self.constant_at(Node { file: node.file, expr }, depth - 1);
        match unit.expr(node.expr) {
            Expr::Str(_) | Expr::Int(_) | Expr::Float(_) | Expr::Bool(_) | Expr::Null => true,
            Expr::Template { parts, .. } => unit.facts.exprs_of(parts).all(|p| match unit.expr(p) {
                Expr::Hole { value, .. } => to(value),
                _ => true,
            }),
            Expr::Unary { operand, .. } | Expr::Cast { operand, .. } => to(operand),
            Expr::Binary { left, right, op } => !matches!(op, BinaryOp::Or | BinaryOp::And) && to(left) && to(right),
            Expr::Tuple(items) | Expr::Array(items) => unit.facts.exprs_of(items).all(to),
            Expr::Path { .. } | Expr::Field { .. } => self.is_constant_name(node, depth),
            Expr::Local(var) => {
                let facts = &unit.facts;
                // Another caller gives another text, constant or not.
                if facts.vars[var.index()].param.is_some() {
                    return false;
                }
                match facts.defs_of(var) {
                    [only] => match unit.expr(*only) {
                        Expr::Let { pattern, value, .. } => {
                            value.is_some() && matches!(unit.expr(pattern), Expr::Bind { .. }) && to(value)
                        }
                        Expr::Assign { value, op: None, target } => {
                            !matches!(unit.expr(target), Expr::Tuple(_)) && to(value)
                        }
                        _ => false,
                    },
                    _ => false,
                }
            }
            Expr::Call { callee, args, .. } => {
                let name = self.callee_name(node);
                if matches!(
                    name,
                    "file!"
                        | "line!"
                        | "column!"
                        | "module_path!"
                        | "env!"
                        | "option_env!"
                        | "stringify!"
                        | "type_name"
                        | "function_name!"
                        | "crate_version!"
                        | "include_str!"
                ) {
                    return true;
                }
                let hands_on = matches!(
                    name,
                    "format!"
                        | "concat!"
                        | "format"
                        | "to_string"
                        | "to_owned"
                        | "as_str"
                        | "into"
                        | "clone"
                        | "str"
                        | "String::from"
                        | "from"
                        | "upper"
                        | "lower"
                        | "strip"
                        | "join"
                        | "bold"
                        | "as_secs"
                        | "as_millis"
                        | "from_secs"
                        | "from_millis"
                        | "format_args!"
                );
                let base = match unit.expr(callee) {
                    Expr::Field { base, .. } => to(base),
                    _ => true,
                };
                hands_on && base && unit.facts.args_of(args).all(|a| to(a.value))
            }
            _ => false,
        }
    }

    fn is_constant_name(&self, node: Node, depth: u32) -> bool {
        let unit = self.unit(node.file);
        let name = crate::loops::spelling(unit, node.expr);
        if matches!(name, "__name__" | "__file__" | "__version__" | "__qualname__" | "__module__") {
            return true;
        }
        let loud = name.len() > 1
            && name.chars().any(|c| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let defs = self.symbols.resolve_expr(self.units, node);
        if defs.is_empty() {
            return loud && matches!(unit.expr(node.expr), Expr::Path { .. });
        }
        defs.iter().all(|def| match def {
            // What a `static` holds may be set at the start, and is the same from then on.
            Def::Const(..) | Def::Variant(..) => true,
            Def::Global(at) => {
                loud || match self.expr(*at) {
                    Expr::Assign { value, op: None, .. } => {
                        self.constant_at(Node { file: at.file, expr: value }, depth - 1)
                    }
                    _ => false,
                }
            }
            Def::Attribute(..) | Def::External(_) => loud,
            _ => false,
        })
    }

    /// The statement's value that a variable was given, where there is exactly one.
    pub(crate) fn bound_once(&self, node: Node) -> Option<Node> {
        let unit = self.unit(node.file);
        let Expr::Local(var) = unit.expr(node.expr) else {
            let at = At::new(node);
            return match self.step_path(&at) {
                crate::flow::Step::To(values) if values.len() == 1 => values.first().map(|v| v.node),
                _ => None,
            };
        };
        let [only] = unit.facts.defs_of(var) else { return None };
        match unit.expr(*only) {
            Expr::Let { pattern, value, .. } if value.is_some() && matches!(unit.expr(pattern), Expr::Bind { .. }) => {
                Some(Node { file: node.file, expr: value })
            }
            Expr::Assign { target, value, op: None } if !matches!(unit.expr(target), Expr::Tuple(_)) => {
                Some(Node { file: node.file, expr: value })
            }
            _ => None,
        }
    }
}
