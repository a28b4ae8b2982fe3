//! What a message is made of: a constant text, a text with holes, or a value.

use skinflint_facts::{Arg, BinaryOp, Expr, ExprId, UnaryOp};

use super::{Hole, Message, MessageKind};
use crate::eval::Eval;
use crate::models::ArgStyle;
use crate::unit::{Node, Unit};

/// A message while it is taken apart.
#[derive(Default)]
struct Parts {
    text: String,
    holes: Vec<(Node, bool)>,
    how: Option<&'static str>,
    made_at: Option<Node>,
}

impl Eval<'_> {
    /// The message that an expression is; `behind` are the arguments that may fill its holes later.
    pub(crate) fn message(&self, node: Node, behind: &[Arg], style: ArgStyle) -> Message {
        let unit = self.unit(node.file);
        let mut parts = Parts::default();
        let known = self.take_apart(node, &mut parts, 6);
        let mut kind = match (known, parts.how) {
            (false, _) => MessageKind::Unknown,
            (true, None) => MessageKind::Literal,
            (true, Some(how)) => MessageKind::Formatted(how),
        };
        let mut holes: Vec<Hole> = parts.holes.iter().map(|(n, debug)| self.hole(*n, *debug)).collect();
        if let MessageKind::Formatted(_) = kind {
            if holes.iter().all(|h| h.constant) {
                kind = MessageKind::Literal;
            } else if !parts.text.chars().any(char::is_alphabetic) && parts.made_at.is_none() && holes.len() == 1 {
                kind = MessageKind::Value;
            }
        }
        if style != ArgStyle::Format && matches!(kind, MessageKind::Literal) {
            let filled = match style {
                ArgStyle::Printf => parts.text.contains('%'),
                _ => parts.text.contains('{'),
            };
            let lazy: Vec<Hole> = behind
                .iter()
                .filter(|a| !a.name.is_some())
                .map(|a| self.hole(Node { file: node.file, expr: a.value }, false))
                .collect();
            if filled && lazy.iter().any(|h| !h.constant) {
                kind = MessageKind::Lazy;
            }
            holes.extend(lazy);
        }
        Message {
            at: self.line_of(node),
            kind,
            text: parts.text,
            holes,
            made_at: parts.made_at.map(|n| unit.file_span(n.file, n.expr)),
        }
    }

    /// A place on one line: an expression's own, or where it begins.
    pub(crate) fn line_of(&self, node: Node) -> skinflint_base::FileSpan {
        self.span(node)
    }

    fn hole(&self, node: Node, debug: bool) -> Hole {
        let constant = self.same_each_time(node);
        Hole {
            at: self.span(node),
            text: self.as_written(node).unwrap_or_default(),
            constant,
            error: self.is_error_value(node),
            dump: if constant { None } else { self.dump(node, debug) },
        }
    }

    /// Adds the parts of a text. Whether it is one.
    fn take_apart(&self, node: Node, parts: &mut Parts, depth: u32) -> bool {
        if depth == 0 || !node.expr.is_some() {
            return false;
        }
        let unit = self.unit(node.file);
        let to = |expr: ExprId| Node { file: node.file, expr };
        match unit.expr(node.expr) {
            Expr::Str(s) => {
                parts.text.push_str(unit.str(s));
                true
            }
            Expr::Template { parts: list, .. } => {
                let of_python = unit.facts.language == skinflint_facts::Language::Python;
                parts.how = parts.how.or(Some(if of_python { "an f-string" } else { "the format string" }));
                for part in unit.facts.exprs_of(list) {
                    match unit.expr(part) {
                        Expr::Str(s) => parts.text.push_str(unit.str(s)),
                        Expr::Hole { value, spec } => self.fill_hole(unit, to(value), unit.str(spec), parts, depth - 1),
                        _ => {}
                    }
                }
                true
            }
            Expr::Binary { left, right, op: BinaryOp::Rem } => {
                if !self.take_apart(to(left), parts, depth - 1) {
                    return false;
                }
                parts.how = Some("`%`");
                match unit.expr(right) {
                    Expr::Tuple(items) => {
                        parts.holes.extend(unit.facts.exprs_of(items).map(|e| (to(e), false)));
                    }
                    _ => parts.holes.push((to(right), false)),
                }
                true
            }
            Expr::Binary { left, right, op: BinaryOp::Add } => {
                let mut of = Parts::default();
                let (l, r) =
                    (self.take_apart(to(left), &mut of, depth - 1), self.text_or_hole(to(right), &mut of, depth));
                if !l && !r {
                    return false;
                }
                if !l {
                    of.text.insert_str(0, "{}");
                    of.holes.insert(0, (to(left), false));
                    of.how = of.how.or(Some("`+`"));
                }
                parts.text.push_str(&of.text);
                parts.holes.extend(of.holes);
                parts.how = parts.how.or(of.how);
                true
            }
            Expr::Call { callee, args, .. } => self.take_call(unit, node, callee, args, parts, depth),
            Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Display } => {
                self.take_apart(to(operand), parts, depth - 1)
            }
            Expr::If { then, orelse, .. } if orelse.is_some() => {
                // The one that is formatted says what it is.
                let (mut a, mut b) = (Parts::default(), Parts::default());
                let known =
                    self.take_apart(to(then), &mut a, depth - 1) && self.take_apart(to(orelse), &mut b, depth - 1);
                let chosen = if a.how.is_some() { a } else { b };
                parts.text.push_str(&chosen.text);
                parts.holes.extend(chosen.holes);
                parts.how = parts.how.or(chosen.how);
                known
            }
            Expr::Block { statements, tail } if tail.is_some() && unit.facts.len_of(statements) == 0 => {
                self.take_apart(to(tail), parts, depth - 1)
            }
            Expr::Local(_) | Expr::Path { .. } => self.take_variable(unit, node, parts, depth),
            _ => false,
        }
    }

    /// A variable is the text that it was given, if that is in sight.
    fn take_variable(&self, unit: &Unit, node: Node, parts: &mut Parts, depth: u32) -> bool {
        let defs: Vec<Node> = match unit.expr(node.expr) {
            Expr::Local(var) if unit.facts.vars[var.index()].param.is_none() => unit
                .facts
                .defs_of(var)
                .iter()
                .filter_map(|d| match unit.expr(*d) {
                    Expr::Let { pattern, value, .. }
                        if value.is_some() && matches!(unit.expr(pattern), Expr::Bind { .. }) =>
                    {
                        Some(value)
                    }
                    Expr::Assign { target, value, .. } if !matches!(unit.expr(target), Expr::Tuple(_)) => Some(value),
                    _ => None,
                })
                .map(|expr| Node { file: node.file, expr })
                .take(6)
                .collect(),
            _ => self.bound_once(node).into_iter().collect(),
        };
        let mut known = !defs.is_empty();
        for def in defs {
            let mut of = Parts::default();
            known &= self.take_apart(def, &mut of, depth - 1);
            if of.how.is_some() && of.holes.iter().any(|(h, _)| !self.same_each_time(*h)) {
                parts.text.push_str(&of.text);
                parts.holes.extend(of.holes);
                parts.how = parts.how.or(of.how);
                parts.made_at = Some(def);
                return true;
            }
            if parts.text.is_empty() {
                parts.text.push_str(&of.text);
            }
        }
        known
    }

    fn take_call(
        &self,
        unit: &Unit,
        node: Node,
        callee: ExprId,
        args: skinflint_facts::ArgList,
        parts: &mut Parts,
        depth: u32,
    ) -> bool {
        let to = |expr: ExprId| Node { file: node.file, expr };
        let args: Vec<Arg> = unit.facts.args_of(args).collect();
        match unit.expr(callee) {
            Expr::Field { base, name } => match unit.str(name) {
                "format" => {
                    if !self.take_apart(to(base), parts, depth - 1) {
                        return false;
                    }
                    parts.how = Some("`.format()`");
                    parts.holes.extend(args.iter().map(|a| (to(a.value), false)));
                    true
                }
                "to_string" | "as_str" | "into" | "to_owned" | "clone" | "strip" | "bold" | "as_ref" => {
                    self.take_apart(to(base), parts, depth - 1)
                }
                _ => false,
            },
            Expr::Path { name, .. } => {
                let last = crate::index::last_segment(unit.str(name));
                match last {
                    "format!" | "format_args!" | "concat!" | "_" | "gettext" | "ugettext" | "gettext_lazy"
                    | "dedent" | "from" | "str" => {
                        let Some(first) = args.first() else { return false };
                        let known = self.take_apart(to(first.value), parts, depth - 1);
                        if known && last == "format!" && parts.how.is_some() {
                            parts.how = Some("`format!`");
                        }
                        known
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn text_or_hole(&self, node: Node, of: &mut Parts, depth: u32) -> bool {
        let mut right = Parts::default();
        if self.take_apart(node, &mut right, depth - 1) {
            of.text.push_str(&right.text);
            of.holes.extend(right.holes);
            of.how = of.how.or(right.how);
            return true;
        }
        of.text.push_str("{}");
        of.holes.push((node, false));
        of.how = of.how.or(Some("`+`"));
        false
    }

    /// A hole: a constant text becomes part of the text.
    fn fill_hole(&self, unit: &Unit, value: Node, spec: &str, parts: &mut Parts, depth: u32) {
        let debug = spec.contains('?') || spec.starts_with("!r");
        let inner = match unit.expr(value.expr) {
            Expr::Local(_) | Expr::Call { .. } | Expr::Template { .. } => {
                let mut of = Parts::default();
                let known = self.take_apart(value, &mut of, depth);
                (known && of.how.is_some()).then_some(of)
            }
            _ => None,
        };
        match inner {
            Some(of) => {
                parts.made_at = parts.made_at.or(Some(value));
                parts.text.push_str(&of.text);
                parts.holes.extend(of.holes);
            }
            None => {
                parts.text.push_str("{}");
                parts.holes.push((value, debug));
            }
        }
    }

    /// Whether a value is an error: by its type, by the branch that binds it, by its name.
    pub(crate) fn is_error_value(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        while let Expr::Unary { operand, .. } = unit.expr(at) {
            at = operand;
        }
        if let Expr::Call { callee, args, .. } = unit.expr(at) {
            match unit.expr(callee) {
                Expr::Field { base, .. } => at = base,
                Expr::Path { name, .. } if matches!(unit.str(name), "str" | "repr" | "format_exception") => {
                    if let Some(first) = unit.facts.args_of(args).next() {
                        at = first.value;
                    }
                }
                _ => {}
            }
        }
        let name = crate::loops::spelling(unit, at);
        let last = name.rsplit('_').next().unwrap_or(name).to_ascii_lowercase();
        if matches!(last.as_str(), "e" | "err" | "error" | "exc" | "ex" | "exception" | "errors" | "cause" | "errs") {
            return true;
        }
        matches!(&self.type_of(Node { file: node.file, expr: at }), t if is_error_type(self, t))
    }
}

fn is_error_type(eval: &Eval<'_>, ty: &crate::types::Type) -> bool {
    match ty {
        crate::types::Type::Ext(path, _) => {
            let last = crate::index::last_segment(path);
            last.ends_with("Error") || last.ends_with("Exception")
        }
        crate::types::Type::Def(t, _) => {
            let name = eval.unit(t.file).str(eval.type_def(*t).name);
            name.ends_with("Error") || name.ends_with("Exception")
        }
        _ => false,
    }
}
