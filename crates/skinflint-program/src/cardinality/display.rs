//! What a type of the tree prints as, by its `Display` or the messages on its variants.

use super::{Cardinality, Proof, Why, says_error};
use crate::eval::Eval;
use crate::flow::At;
use crate::index::last_segment;
use crate::symbols::TypeRef;
use crate::types::Type;
use crate::unit::{Name, Node};
use skinflint_facts::{Expr, ExprId, Owner, Ty};

impl Eval<'_> {
    /// What a type of the tree prints as: its `Display`, or the messages on its variants.
    pub(crate) fn displayed(&self, at: &At, ty: TypeRef, depth: u32) -> Option<Cardinality> {
        let _asked = self.ask()?;
        let unit = self.unit(ty.file);
        let facts = &unit.facts;
        let name = unit.str(self.type_def(ty).name);
        let mut all: Option<Cardinality> = None;
        let mut add = |card: Cardinality| {
            all = Some(match all.take() {
                Some(so_far) => so_far.or(card),
                None => card,
            });
        };
        for f in self.symbols.method(ty, Name::of("fmt")) {
            let of = self.unit(f.file);
            let function = self.function(*f);
            let Owner::Impl(block) = function.owner else { continue };
            let shows = match of.facts.impls[block.index()].trait_ty {
                t if t.is_some() => match of.facts.ty(t) {
                    Ty::Named { name, .. } => last_segment(of.str(name)) == "Display",
                    _ => false,
                },
                _ => false,
            };
            if !shows {
                continue;
            }
            for i in function.exprs.0..function.exprs.1 {
                let node = Node { file: f.file, expr: ExprId(i) };
                let args = self.args(node);
                let text = match self.callee_name(node) {
                    "write!" => args.get(1),
                    "write_str" | "pad" => args.first(),
                    "fmt" => args.first().filter(|_| args.len() == 2),
                    _ => continue,
                };
                let value = match text {
                    Some(arg) => arg.value,
                    None => match self.receiver(node) {
                        Some(receiver) => receiver.expr,
                        None => continue,
                    },
                };
                add(self.shown(f.file, value, depth));
            }
        }
        let def = self.type_def(ty);
        for variant in facts.variants_of(def) {
            for attribute in facts.exprs_of(variant.attributes) {
                let Expr::Call { callee, args, .. } = facts.expr(attribute) else { continue };
                if !matches!(facts.expr(callee), Expr::Path { name, .. } if facts.str(name) == "error") {
                    continue;
                }
                let text = facts.args_of(args).find_map(|a| match facts.expr(a.value) {
                    Expr::Str(s) | Expr::Template { raw: s, .. } => Some(facts.str(s)),
                    _ => None,
                });
                let carries =
                    says_error(name) && variant.fields.0 != variant.fields.1 && text.is_none_or(|t| t.contains('{'));
                add(if carries {
                    Cardinality::Unbounded(self.why(
                        at,
                        format!("the text of `{name}`, whose variant `{}` carries a value", facts.str(variant.name)),
                        Some(name.to_owned()),
                    ))
                } else {
                    Cardinality::one(facts.str(variant.name))
                });
            }
        }
        match all {
            // The place is that of the value; the name is that of the innermost type that says more.
            Some(Cardinality::Unbounded(why)) => {
                let hint = why.hint.or(Some(name.to_owned()));
                let text = format!("a `{name}`, which prints as {}", why.text);
                Some(Cardinality::Unbounded(Why { at: self.span(at.node), hint, text, proof: why.proof }))
            }
            Some(Cardinality::Numeric(why)) => {
                Some(Cardinality::Numeric(Why { at: self.span(at.node), hint: Some(name.to_owned()), ..why }))
            }
            // An error that quotes what it met prints whatever it met.
            Some(Cardinality::Unknown(why)) if says_error(name) => Some(Cardinality::Unbounded(Why {
                at: self.span(at.node),
                text: format!("the text of an error (`{name}` prints {})", why.text),
                hint: Some(name.to_owned()),
                proof: Proof::Followed,
            })),
            Some(Cardinality::Unknown(why)) if why.hint.is_some() => Some(Cardinality::Unknown(Why {
                at: self.span(at.node),
                text: format!("a `{name}`, which prints as {}", why.text),
                hint: why.hint,
                proof: why.proof,
            })),
            Some(Cardinality::Unknown(_)) | None => {
                Some(Cardinality::Unknown(self.why(at, format!("a `{name}`"), Some(name.to_owned()))))
            }
            closed => closed,
        }
    }

    /// One part of what a `Display` writes; `self` inside is not followed back to its callers.
    pub(crate) fn shown(&self, file: skinflint_base::FileId, value: ExprId, depth: u32) -> Cardinality {
        let unit = self.unit(file);
        let at = At::new(Node { file, expr: value });
        match unit.expr(value) {
            Expr::Str(s) => Cardinality::one(unit.str(s)),
            Expr::Template { parts, .. } => {
                let mut all = Cardinality::one("");
                for part in unit.facts.exprs_of(parts) {
                    match unit.expr(part) {
                        Expr::Hole { value, .. } => all = all.and(self.shown(file, value, depth)),
                        Expr::Str(s) => all = all.and(Cardinality::one(unit.str(s))),
                        _ => {}
                    }
                }
                all
            }
            Expr::Unary { operand, .. } => self.shown(file, operand, depth),
            Expr::Match { .. } | Expr::If { .. } => self.cardinality(&at),
            _ => {
                let ty = self.type_of(at.node);
                if let Some(closed) = self.closed_type(&ty) {
                    return closed;
                }
                match self.peel(&ty) {
                    Type::Ext(path, _) if matches!(&*path, "String" | "str") => {
                        self.unknown(&at, "a text", self.identifier(&at))
                    }
                    Type::Def(t, _) => {
                        let name = self.unit(t.file).str(self.type_def(t).name).to_owned();
                        let inner = if depth > 0 { self.displayed(&at, t, depth - 1) } else { None };
                        inner.unwrap_or_else(|| self.unknown(&at, &format!("a `{name}`"), Some(name)))
                    }
                    _ => self.by_type(&at, &ty).unwrap_or_else(|| self.unknown(&at, "a value of no known type", None)),
                }
            }
        }
    }
}
