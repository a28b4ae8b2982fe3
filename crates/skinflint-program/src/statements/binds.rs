//! The values given to a statement's placeholders.

use skinflint_facts::{BinaryOp, Expr};

use super::Bind;
use crate::eval::Eval;
use crate::flow::At;
use crate::models::StatementRow;
use crate::unit::Node;

/// Values looked at for one statement.
const MOST: usize = 64;

impl Eval<'_> {
    /// The values that a call hands over, as its row says.
    pub(super) fn given_binds(&self, row: &StatementRow, call: &At) -> Vec<(Option<String>, At)> {
        let mut all = Vec::new();
        if let Some(slot) = &row.binds {
            if let Some(from) = slot.rest {
                for given in self.rest(call, from) {
                    // `a => x` gives the value.
                    let value = match self.expr(given.node) {
                        Expr::Pair { value, .. } => given.to(value),
                        _ => given,
                    };
                    all.push((None, value));
                }
            } else if let Some(list) = self.slot(call, slot) {
                self.listed(&list, &mut all, 6);
            }
        }
        let mut at = call.node;
        while let Some((method, outer)) = self.next_in_chain(at) {
            if row.bind.iter().any(|b| b == method)
                && let Some(arg) = self.args(outer).iter().rfind(|a| !a.name.is_some())
            {
                all.push((None, call.to(arg.value)));
            }
            at = outer;
        }
        all.truncate(MOST);
        all
    }

    /// The call of a method on what a call gives.
    pub(super) fn next_in_chain(&self, call: Node) -> Option<(&str, Node)> {
        let unit = self.unit(call.file);
        let mut at = call.expr;
        for _ in 0..6 {
            let up = unit.parent(at);
            if !up.is_some() {
                return None;
            }
            match unit.expr(up) {
                Expr::Field { base, name } if base == at => {
                    let outer = unit.parent(up);
                    if !outer.is_some() {
                        return None;
                    }
                    return match unit.expr(outer) {
                        Expr::Call { callee, .. } if callee == up => {
                            Some((unit.str(name), Node { file: call.file, expr: outer }))
                        }
                        _ => None,
                    };
                }
                Expr::Unary { .. } => at = up,
                _ => return None,
            }
        }
        None
    }

    fn listed(&self, at: &At, all: &mut Vec<(Option<String>, At)>, depth: u32) {
        if depth == 0 {
            return;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        match self.expr(at.node) {
            Expr::Array(items) | Expr::Tuple(items) => {
                for item in facts.exprs_of(items) {
                    match facts.expr(item) {
                        // `&[(":a", &x)]`
                        Expr::Tuple(pair) if facts.len_of(pair) == 2 => {
                            let sides: Vec<_> = facts.exprs_of(pair).collect();
                            match facts.expr(sides[0]) {
                                Expr::Str(name) => all.push((named(unit.str(name)), at.to(sides[1]))),
                                _ => all.push((None, at.to(item))),
                            }
                        }
                        _ => all.push((None, at.to(item))),
                    }
                }
            }
            Expr::Map(items) => {
                for item in facts.exprs_of(items) {
                    if let Expr::Pair { key, value } = facts.expr(item)
                        && let Expr::Str(name) = facts.expr(key)
                    {
                        all.push((named(unit.str(name)), at.to(value)));
                    }
                }
            }
            Expr::Call { callee, args, .. } => {
                let name = match facts.expr(callee) {
                    Expr::Path { name, .. } => crate::index::last_segment(unit.str(name)),
                    _ => "",
                };
                match name {
                    "params!" | "named_params!" | "params_from_iter" => {
                        for arg in facts.args_of(args) {
                            match facts.expr(arg.value) {
                                Expr::Pair { key, value } => {
                                    let key = match facts.expr(key) {
                                        Expr::Str(name) => named(unit.str(name)),
                                        _ => None,
                                    };
                                    all.push((key, at.to(value)));
                                }
                                _ => all.push((None, at.to(arg.value))),
                            }
                        }
                    }
                    "dict" => {
                        for arg in facts.args_of(args).filter(|a| a.name.is_some()) {
                            all.push((named(unit.str(arg.name)), at.to(arg.value)));
                        }
                    }
                    _ => {}
                }
            }
            Expr::Unary { operand, .. } => self.listed(&at.to(operand), all, depth - 1),
            _ => {
                if let crate::flow::Step::To(next) = self.step(at)
                    && let [only] = next.as_slice()
                {
                    self.listed(only, all, depth - 1);
                }
            }
        }
    }

    /// What is known of a value.
    pub(super) fn bind(&self, name: Option<String>, at: &At) -> Bind {
        let (leaves, _) = self.sources(at);
        let mut wildcard = None;
        let mut constant = None;
        for leaf in &leaves {
            if self.begins_with_wildcard(leaf, 6) {
                wildcard = Some(self.span(leaf.node));
            }
            match self.expr(leaf.node) {
                Expr::Str(s) | Expr::Int(s) | Expr::Float(s) => {
                    constant = Some(self.unit(leaf.node.file).str(s).to_owned());
                }
                _ => {}
            }
        }
        if leaves.len() != 1 {
            constant = None;
        }
        Bind { name, at: self.span(self.surface(at, None)), constant, wildcard }
    }

    /// Whether a text begins with `%` and goes on: `"%"` alone matches all and is no search.
    fn begins_with_wildcard(&self, at: &At, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        match self.expr(at.node) {
            Expr::Str(text) => is_wildcard(unit.str(text)),
            Expr::Template { parts, .. } => facts.exprs_of(parts).next().is_some_and(|first| match facts.expr(first) {
                Expr::Str(text) => unit.str(text).starts_with(['%', '_']),
                _ => false,
            }),
            Expr::Binary { left, op: BinaryOp::Add, .. } => match facts.expr(left) {
                Expr::Str(text) => unit.str(text).starts_with('%'),
                _ => self.begins_with_wildcard(&at.to(left), depth - 1),
            },
            Expr::Binary { left, op: BinaryOp::Rem, .. } => match facts.expr(left) {
                Expr::Str(text) => unit.str(text).starts_with("%%"),
                _ => false,
            },
            Expr::Call { callee, .. } => match facts.expr(callee) {
                Expr::Field { base, name } if unit.str(name) == "format" => match facts.expr(base) {
                    Expr::Str(text) => unit.str(text).starts_with('%'),
                    _ => false,
                },
                _ => false,
            },
            Expr::Unary { operand, .. } => self.begins_with_wildcard(&at.to(operand), depth - 1),
            _ => false,
        }
    }
}

/// `%x`, which is no prefix.
fn is_wildcard(text: &str) -> bool {
    text.starts_with('%') && text.bytes().any(|b| b != b'%')
}

/// A placeholder's name without its sign.
fn named(text: &str) -> Option<String> {
    Some(text.trim_start_matches([':', '@', '$']).to_owned())
}
