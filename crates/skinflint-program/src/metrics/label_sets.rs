//! Reads label names and label pairs out of values: lists of strings, pairs, maps, label calls,
//! strings with a colon.

use skinflint_facts::{Expr, ExprId, UnaryOp};

use crate::eval::Eval;
use crate::flow::At;
use crate::index::last_segment;
use crate::models::{Slot, TagStyle};
use crate::symbols::Def;
use crate::unit::{FnRef, Node};

/// A label with its value.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) name_at: At,
    pub(crate) value: At,
}

impl Eval<'_> {
    /// The argument that a slot names.
    pub(crate) fn slot(&self, call: &At, slot: &Slot) -> Option<At> {
        if slot.receiver {
            return self.receiver(call.node).map(|n| call.to(n.expr));
        }
        let args = self.args_seen(call);
        if let Some(kw) = &slot.kw
            && let Some(arg) = args.iter().find(|a| a.name == Some(kw.as_str()))
        {
            return Some(arg.at.clone());
        }
        let n = slot.arg?;
        args.into_iter().filter(|a| a.name.is_none()).nth(n).map(|a| a.at)
    }

    /// The positional arguments from a slot on.
    pub(crate) fn rest(&self, call: &At, from: usize) -> Vec<At> {
        self.args_seen(call).into_iter().filter(|a| a.name.is_none()).skip(from).map(|a| a.at).collect()
    }

    /// The texts a value can be, with the place that says so.
    pub(crate) fn texts(&self, at: &At) -> Vec<(String, Node)> {
        let Some(_asked) = self.ask() else { return Vec::new() };
        let (leaves, _) = self.sources(at);
        let mut found = Vec::new();
        for leaf in leaves {
            let unit = self.unit(leaf.node.file);
            match self.expr(leaf.node) {
                Expr::Str(s) if !unit.str(s).is_empty() => found.push((unit.str(s).to_owned(), leaf.node)),
                Expr::Path { name, .. } => {
                    let text = last_segment(unit.str(name));
                    if let Some(variant) = self.variant_text(leaf.node) {
                        found.push((variant, leaf.node));
                        continue;
                    }
                    let external = self
                        .symbols
                        .resolve_expr(self.units, leaf.node)
                        .iter()
                        .any(|d| matches!(d, Def::External(_) | Def::Variant(..)));
                    if external && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
                        found.push((text.to_ascii_lowercase(), leaf.node));
                    }
                }
                Expr::Field { name, .. } => {
                    // `SpanAttributes.HTTP_URL` of a library.
                    let text = unit.str(name);
                    let external =
                        self.symbols.resolve_expr(self.units, leaf.node).iter().any(|d| matches!(d, Def::External(_)));
                    if external && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
                        found.push((text.to_ascii_lowercase(), leaf.node));
                    }
                }
                Expr::Template { parts, raw } => {
                    // Constant parts around constants are still one name.
                    let mut text = Some(String::new());
                    for part in unit.facts.exprs_of(parts) {
                        let piece = match unit.expr(part) {
                            Expr::Str(s) => Some(unit.str(s).to_owned()),
                            Expr::Hole { value, .. } => match self.texts(&leaf.to(value)).as_slice() {
                                [(one, _)] => Some(one.clone()),
                                _ => None,
                            },
                            _ => None,
                        };
                        text = text.zip(piece).map(|(a, b)| a + &b);
                    }
                    found.push((text.unwrap_or_else(|| unit.str(raw).to_owned()), leaf.node));
                }
                Expr::Call { .. } => {
                    if let Some(row) = self.match_rows(&self.models.options, leaf.node).next()
                        && let Some(name) = self.slot(&leaf, &row.row.name)
                    {
                        found.extend(self.texts(&name));
                    } else if let Some(text) = self.joined_text(&leaf) {
                        found.push((text, leaf.node));
                    } else if self.callee_name(leaf.node) == "stringify!"
                        && let Some(arg) = self.args(leaf.node).first()
                        && let Some(name) = self.identifier_through(&leaf.to(arg.value))
                    {
                        found.push((name, leaf.node));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The text of an enum's variant: what `strum(serialize = "…")` says, else its name.
    fn variant_text(&self, node: Node) -> Option<String> {
        let Some(Def::Variant(ty, at)) = self.symbols.resolve_expr(self.units, node).into_iter().next() else {
            return None;
        };
        let unit = self.unit(ty.file);
        let facts = &unit.facts;
        let variant = facts.variants_of(self.type_def(ty)).get(at as usize)?;
        let said = facts.exprs_of(variant.attributes).find_map(|a| match facts.expr(a) {
            Expr::Call { args, .. } => facts.args_of(args).find_map(|arg| {
                let is_text = arg.name.is_some() && matches!(facts.str(arg.name), "serialize" | "to_string");
                match facts.expr(arg.value) {
                    Expr::Str(s) if is_text => Some(facts.str(s).to_owned()),
                    _ => None,
                }
            }),
            _ => None,
        });
        Some(said.unwrap_or_else(|| facts.str(variant.name).to_owned()))
    }

    /// The text of a call that joins all its arguments: `concat!("a", B)`.
    fn joined_text(&self, call: &At) -> Option<String> {
        let joins = |row: &crate::models::FlowRow| row.returns == [crate::models::FlowReturn::Args];
        self.match_rows(&self.models.flows, call.node).find(|r| joins(&r.row))?;
        let mut text = String::new();
        for arg in self.args_seen(call) {
            text.push_str(&self.texts(&arg.at).into_iter().next()?.0);
        }
        Some(text)
    }

    /// The identifier that a macro's argument is: `stringify!($name)` at a call.
    fn identifier_through(&self, at: &At) -> Option<String> {
        // The metavariable's own argument: `let $name = …` also gives it a value, which is not its name.
        let at = &match self.expr(at.node) {
            Expr::Unary { operand, op: UnaryOp::Spread } => at.to(operand),
            _ => at.clone(),
        };
        let Expr::Local(var) = self.expr(at.node) else { return None };
        let (function, n) = self.unit(at.node.file).facts.vars[var.index()].param?;
        let given = self.step_param(at, FnRef { file: at.node.file, id: function }, n as usize)?;
        let [leaf] = given.as_slice() else { return None };
        let unit = self.unit(leaf.node.file);
        match self.expr(leaf.node) {
            Expr::Path { name, .. } => Some(unit.str(name).to_owned()),
            Expr::Str(s) => Some(unit.str(s).to_owned()),
            // `$($name:ident).+`
            Expr::Field { .. } => self.dotted(leaf),
            Expr::Local(_) if leaf != at => self.identifier_through(leaf).or_else(|| self.identifier(leaf)),
            _ => self.identifier(leaf),
        }
    }

    /// The labels of a set, whatever it is written as.
    pub(crate) fn pairs(&self, at: &At, style: TagStyle) -> Vec<Pair> {
        let mut found = Vec::new();
        let (elements, _) = self.elements(at);
        for element in &elements {
            self.pair(element, style, &mut found, 4);
        }
        if elements.is_empty() {
            self.pair(at, style, &mut found, 4);
        }
        found
    }

    /// The labels that one element of a set is.
    pub(crate) fn pair(&self, at: &At, style: TagStyle, found: &mut Vec<Pair>, depth: u32) {
        if depth == 0 {
            return;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        let mut push = |key: ExprId, value: ExprId| {
            for (name, _) in self.texts(&at.to(key)).into_iter().take(4) {
                found.push(Pair { name, name_at: at.to(key), value: at.to(value) });
            }
        };
        if let Some(entries) = self.entries_renamed(at) {
            for entry in entries {
                self.pair(&entry, style, found, depth - 1);
            }
            return;
        }
        match self.expr(at.node) {
            Expr::Pair { key, value } => match self.repeated_pairs(at, key, value) {
                // Inside a macro the pair stands for one of each repetition.
                Some(pairs) => {
                    for (key, value) in pairs {
                        for (name, _) in self.texts(&key).into_iter().take(1) {
                            found.push(Pair { name, name_at: key.clone(), value: value.clone() });
                        }
                    }
                }
                None => push(key, value),
            },
            Expr::Tuple(items) | Expr::Array(items) => {
                let items: Vec<ExprId> = facts.exprs_of(items).collect();
                if let [key, value] = items.as_slice() {
                    push(*key, *value);
                }
            }
            Expr::Assign { target, value, .. } => {
                if let Expr::Index { index, .. } = unit.expr(target) {
                    push(index, value);
                }
            }
            Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref | UnaryOp::Spread | UnaryOp::SpreadMap } => {
                self.pair(&at.to(operand), style, found, depth - 1);
            }
            Expr::Call { .. } => {
                if let Some(row) = self.match_rows(&self.models.labels, at.node).next() {
                    let (key, value) = (self.slot(at, &row.row.key), self.slot(at, &row.row.value));
                    if let (Some(key), Some(value)) = (key, value) {
                        push(key.node.expr, value.node.expr);
                    }
                    return;
                }
                let args = self.args(at.node);
                if matches!(self.callee_name(at.node), "insert" | "setdefault") && args.len() == 2 {
                    push(args[0].value, args[1].value);
                    return;
                }
                if self.callee_name(at.node) == "dict" {
                    for arg in args.iter().filter(|a| a.name.is_some()) {
                        let name = unit.str(arg.name).to_owned();
                        found.push(Pair { name, name_at: at.to(arg.value), value: at.to(arg.value) });
                    }
                    return;
                }
                self.pair_behind(at, style, found, depth);
            }
            Expr::Str(s) if style == TagStyle::Colon => {
                if let Some((name, _)) = unit.str(s).split_once(':') {
                    found.push(Pair { name: name.to_owned(), name_at: at.clone(), value: at.clone() });
                }
            }
            Expr::Template { parts, .. } if style == TagStyle::Colon => {
                let parts: Vec<ExprId> = facts.exprs_of(parts).collect();
                let name = match parts.first().map(|p| (unit.expr(*p), *p)) {
                    Some((Expr::Str(s), _)) => unit.str(s).split_once(':').map(|(k, _)| k.to_owned()),
                    Some((Expr::Hole { value, .. }, _)) => self.texts(&at.to(value)).first().map(|(t, _)| t.clone()),
                    _ => None,
                };
                if let Some(name) = name {
                    found.push(Pair { name, name_at: at.clone(), value: at.clone() });
                }
            }
            Expr::Binary { left, .. } if style == TagStyle::Colon => {
                // `"user:" + x`, `"user:%s" % x`
                if let Some((text, _)) = self.texts(&at.to(left)).first()
                    && let Some((name, _)) = text.split_once(':')
                {
                    found.push(Pair { name: name.to_owned(), name_at: at.clone(), value: at.clone() });
                }
            }
            _ => self.pair_behind(at, style, found, depth),
        }
    }

    /// The entries that a label stands for in a comprehension: `f"{k}:{v}" for k, v in tags.items()`.
    fn entries_renamed(&self, at: &At) -> Option<Vec<At>> {
        let unit = self.unit(at.node.file);
        let key = match unit.expr(at.node.expr) {
            Expr::Template { parts, .. } => match unit.expr(unit.facts.exprs_of(parts).next()?) {
                Expr::Hole { value, .. } => value,
                _ => return None,
            },
            Expr::Pair { key, .. } => key,
            _ => return None,
        };
        let Expr::Local(var) = unit.expr(key) else { return None };
        let [def] = unit.facts.defs_of(var) else { return None };
        let Expr::For { pattern, iter, .. } = unit.expr(*def) else { return None };
        let Expr::Tuple(names) = unit.expr(pattern) else { return None };
        let first = unit.facts.exprs_of(names).next()?;
        if !self.binds(at.node.file, first, var) {
            return None;
        }
        let (entries, _) = self.elements(&at.to(iter));
        let is_pair = |e: &At| matches!(self.expr(e.node), Expr::Pair { .. } | Expr::Tuple(_) | Expr::Assign { .. });
        (!entries.is_empty() && entries.iter().all(is_pair)).then_some(entries)
    }

    /// `$($key => $value),*`: the n-th key goes with the n-th value.
    fn repeated_pairs(&self, at: &At, key: ExprId, value: ExprId) -> Option<Vec<(At, At)>> {
        let unit = self.unit(at.node.file);
        let (Expr::Local(key), Expr::Local(value)) = (unit.expr(key), unit.expr(value)) else { return None };
        let (keys, values) = (self.repetitions(at, key)?, self.repetitions(at, value)?);
        Some(keys.into_iter().zip(values).collect())
    }

    fn pair_behind(&self, at: &At, style: TagStyle, found: &mut Vec<Pair>, depth: u32) {
        let (leaves, _) = self.sources(at);
        for leaf in leaves {
            if leaf != *at {
                self.pair(&leaf, style, found, depth - 1);
            }
        }
    }
}
