//! What models settle: the raw path of a request, a matched route, a type with few values.

use super::{Cardinality, Proof, Why};
use crate::eval::{Eval, HasCallee};
use crate::flow::At;
use crate::index::last_segment;
use crate::models::{Bound, BoundWord, Row, SourceRow};
use crate::symbols::Def;
use crate::types::Type;
use crate::unit::{Name, Node};
use skinflint_base::FileSpan;
use skinflint_facts::{Expr, Language};

impl Eval<'_> {
    /// `member.value`, `member.name` of a Python enum.
    pub(crate) fn member_of_enum(&self, at: &At) -> Option<Cardinality> {
        let unit = self.unit(at.node.file);
        let Expr::Field { base, name } = unit.expr(at.node.expr) else { return None };
        if unit.facts.language != Language::Python || !matches!(unit.str(name), "value" | "name") {
            return None;
        }
        let base = at.to(base).node;
        if let Type::Def(t, _) = self.peel(&self.type_of(base)) {
            return self.closed_enum(t);
        }
        // `Kind.DOC.value`
        let Expr::Field { base: class, .. } = unit.expr(base.expr) else { return None };
        let defs = self.symbols.resolve_expr(self.units, at.to(class).node);
        defs.into_iter().find_map(|d| match d {
            Def::Type(t) => self.closed_enum(t),
            _ => None,
        })
    }

    /// What a model settles: the raw path of a request, a matched route.
    pub(crate) fn settled(&self, at: &At) -> Option<Cardinality> {
        let unit = self.unit(at.node.file);
        let language = unit.facts.language;
        let (name, base) = match self.expr(at.node) {
            Expr::Call { .. } => {
                let receiver = self.receiver(at.node);
                if let Some(row) = self.match_rows(&self.models.sources, at.node).next() {
                    return Some(match receiver {
                        Some(receiver) => self.bound_by_receiver(at, receiver, row),
                        None => self.bound_of(at, row),
                    });
                }
                let name = self.callee_name(at.node);
                let receiver = receiver?;
                // A receiver of no known type may still be named like one.
                for row in self.models.sources.named(Name::of(name)) {
                    if row.language == language
                        && row.row.callee().methods.iter().any(|m| m == name)
                        && self.stands_for(receiver, &row.row)
                    {
                        return Some(self.bound_by_receiver(at, receiver, row));
                    }
                }
                return None;
            }
            Expr::Field { base, name } => (unit.str(name), Some(base)),
            Expr::Index { base, index } => match unit.expr(index) {
                Expr::Str(key) => (unit.str(key), Some(base)),
                _ => return None,
            },
            Expr::Path { name, .. } => (last_segment(unit.str(name)), None),
            _ => return None,
        };
        let is_index = matches!(self.expr(at.node), Expr::Index { .. });
        for row in self.models.sources.named(Name::of(name)) {
            if row.language != language {
                continue;
            }
            if row.row.callee.calls.matches_last(name) {
                for def in self.symbols.resolve_expr(self.units, at.node) {
                    if matches!(&def, Def::External(path) if row.row.callee.calls.matches(path)) {
                        return Some(self.bound_of(at, row));
                    }
                }
            }
            let keys = if is_index { &row.row.index } else { &row.row.fields };
            let Some(base) = base else { continue };
            if !keys.iter().any(|k| k == name) {
                continue;
            }
            let base = at.to(base).node;
            let no_condition = row.row.callee.receivers.is_empty() && row.row.named.is_empty();
            if no_condition
                || (!row.row.callee.receivers.is_empty()
                    && self.type_matches(&row.row.callee.receivers, &self.type_of(base), base.file, &row.library))
            {
                return Some(self.bound_of(at, row));
            }
            if self.stands_for(base, &row.row) {
                return Some(self.bound_by_receiver(at, base, row));
            }
        }
        None
    }

    /// Whether an expression without a known type is named like the receiver of a row.
    pub(crate) fn stands_for(&self, base: Node, row: &SourceRow) -> bool {
        let name = if row.named.is_empty() { None } else { self.last_name(base) };
        name.is_some_and(|name| row.named.iter().any(|n| n == name))
            && !matches!(self.peel(&self.type_of(base)), Type::Def(..))
    }

    /// The name that says most of what an expression is: a variable's, a field's, a method's, a key.
    pub(crate) fn last_name(&self, base: Node) -> Option<&str> {
        let unit = self.unit(base.file);
        let mut at = base.expr;
        loop {
            match unit.expr(at) {
                Expr::Local(var) => return Some(unit.str(unit.facts.vars[var.index()].name)),
                Expr::Path { name, .. } => return Some(last_segment(unit.str(name))),
                Expr::Field { name, .. } => return Some(unit.str(name)),
                Expr::Unary { operand, .. } => at = operand,
                Expr::Index { index, .. } => match unit.expr(index) {
                    Expr::Str(key) => return Some(unit.str(key)),
                    _ => return None,
                },
                Expr::Call { callee, .. } => match unit.expr(callee) {
                    Expr::Field { name, .. } => return Some(unit.str(name)),
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    /// What a row says of something by what it is read from: a `url` that stands in the code or in the
    /// settings is none of a request, and neither is a request that was built here.
    fn bound_by_receiver(&self, at: &At, receiver: Node, row: &Row<SourceRow>) -> Cardinality {
        let bound = self.bound_of(at, row);
        if bound.is_closed() {
            return bound;
        }
        match (self.cardinality(&at.to(receiver.expr)), bound) {
            (of @ (Cardinality::Exactly(_) | Cardinality::Few | Cardinality::Configured(_)), _) => of,
            (Cardinality::Unbounded(of), Cardinality::Unbounded(why)) if of.proof == Proof::Unproved => {
                Cardinality::Unbounded(Why { text: of.text, proof: Proof::Unproved, ..why })
            }
            (_, bound) => bound,
        }
    }

    pub(crate) fn bound_of(&self, at: &At, row: &Row<SourceRow>) -> Cardinality {
        row.usage.mark();
        let row = &row.row;
        if let Some((gate, way_round)) = &row.gate
            && self.is_routed_only(at.node, gate, way_round)
        {
            return Cardinality::Few;
        }
        let proof = if row.checked { Proof::Unproved } else { Proof::Followed };
        let why = || Why { proof, ..self.why(at, row.why.clone(), None) };
        match &row.bound {
            Bound::AtMost(n) => Cardinality::AtMost(*n),
            Bound::Word(BoundWord::Bounded) => Cardinality::Few,
            Bound::Word(BoundWord::Unbounded) => Cardinality::Unbounded(why()),
            Bound::Word(BoundWord::Numeric) => Cardinality::Numeric(why()),
        }
    }

    pub(crate) fn settled_type(&self, path: &str) -> Option<Cardinality> {
        let last = last_segment(path);
        for row in self.models.sources.named(Name::of(last)) {
            if row.row.types.matches(path) || (row.row.types.matches_last(last) && path == last && row.library == "std")
            {
                row.usage.mark();
                return Some(match &row.row.bound {
                    Bound::AtMost(n) => Cardinality::AtMost(*n),
                    Bound::Word(BoundWord::Bounded) => Cardinality::Few,
                    Bound::Word(word) => {
                        let nowhere =
                            FileSpan { file: skinflint_base::FileId(0), span: skinflint_base::Span::default() };
                        let proof = if row.row.checked { Proof::Unproved } else { Proof::ByType };
                        let why = Why { text: row.row.why.clone(), at: nowhere, hint: Some(last.to_owned()), proof };
                        if *word == BoundWord::Numeric {
                            // That it is a number is all there is to know.
                            Cardinality::Numeric(Why { proof: Proof::Followed, ..why })
                        } else {
                            Cardinality::Unbounded(why)
                        }
                    }
                });
            }
        }
        None
    }
}
