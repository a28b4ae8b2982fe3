//! What a type alone says: enums and booleans are few, numbers many, texts anything.

use super::{Cardinality, Proof, Why};
use crate::eval::Eval;
use crate::flow::At;
use crate::index::last_segment;
use crate::symbols::{Def, TypeRef};
use crate::types::Type;
use skinflint_base::FileSpan;
use skinflint_facts::{Expr, Language, Ty, TypeKind};
use std::sync::Arc;

impl Eval<'_> {
    /// Types that have few values whatever the value is.
    pub(crate) fn closed_type(&self, ty: &Type) -> Option<Cardinality> {
        match self.peel(ty) {
            Type::Ext(path, args) => match &*path {
                "bool" => Some(Cardinality::AtMost(2)),
                // Few enough; how many of them are used, a width does not say.
                "u8" | "i8" => Some(Cardinality::Few),
                "Literal" => Some(Cardinality::Exactly(
                    args.iter().filter_map(|a| a.path()).map(|a| a.trim_matches(['"', '\'']).to_owned()).collect(),
                )),
                "typing.Literal" | "typing_extensions.Literal" => Some(Cardinality::AtMost(args.len() as u64)),
                path => self.settled_type(path).filter(Cardinality::is_closed),
            },
            Type::Def(t, _) => self.closed_enum(t),
            Type::Any(all) if !all.is_empty() => {
                let mut sum: Option<Cardinality> = None;
                for ty in all.iter() {
                    let card = self.closed_type(ty)?;
                    sum = Some(match sum {
                        Some(s) => s.or(card),
                        None => card,
                    });
                }
                sum
            }
            _ => None,
        }
    }

    /// An enum whose variants carry nothing, or whose text is only its variant's name.
    pub(crate) fn closed_enum(&self, ty: TypeRef) -> Option<Cardinality> {
        let facts = &self.unit(ty.file).facts;
        let def = self.type_def(ty);
        match def.kind {
            TypeKind::Enum => {
                let variants = facts.variants_of(def);
                let named = self.names_variants(ty);
                let plain = variants.iter().all(|v| v.fields.0 == v.fields.1);
                (plain || named).then_some(Cardinality::AtMost(variants.len() as u64))
            }
            TypeKind::Class => {
                let is_enum = |t: TypeRef| {
                    let of = self.type_def(t);
                    let unit = self.unit(t.file);
                    unit.facts.tys_of(of.bases).any(|b| match unit.facts.ty(b) {
                        Ty::Named { name, .. } => {
                            matches!(
                                last_segment(unit.str(name)),
                                "Enum" | "StrEnum" | "IntEnum" | "Flag" | "TextChoices" | "IntegerChoices"
                            )
                        }
                        _ => false,
                    })
                };
                if is_enum(ty) {
                    let members = facts.fields_of(def).iter().filter(|f| f.value.is_some()).count();
                    return Some(Cardinality::AtMost(members.max(1) as u64));
                }
                let base_enum = facts.tys_of(def.bases).any(|b| match facts.ty(b) {
                    Ty::Named { name, .. } => {
                        let module = self.symbols.module(ty.file, def.module);
                        self.symbols
                            .resolve_path(self.units, ty.file, module, facts.str(name))
                            .iter()
                            .any(|d| matches!(d, Def::Type(t) if *t != ty && is_enum(*t)))
                    }
                    _ => false,
                });
                base_enum.then(|| {
                    Cardinality::AtMost(facts.fields_of(def).iter().filter(|f| f.value.is_some()).count().max(1) as u64)
                })
            }
            _ => None,
        }
    }

    /// Derives that turn an enum into the names of its variants, whatever they carry.
    pub(crate) fn names_variants(&self, ty: TypeRef) -> bool {
        let unit = self.unit(ty.file);
        let facts = &unit.facts;
        facts.exprs_of(self.type_def(ty).attributes).any(|a| match facts.expr(a) {
            Expr::Call { callee, args, .. } => {
                let derives = matches!(facts.expr(callee), Expr::Path { name, .. } if facts.str(name) == "derive");
                derives
                    && facts.args_of(args).any(|arg| match facts.expr(arg.value) {
                        Expr::Path { name, .. } => {
                            matches!(last_segment(facts.str(name)), "AsRefStr" | "IntoStaticStr" | "EnumDiscriminants")
                                || facts.str(name).ends_with("strum::Display")
                                || facts.str(name).ends_with("strum_macros::Display")
                        }
                        _ => false,
                    })
            }
            _ => false,
        })
    }

    /// What a type alone says of an open value.
    pub(crate) fn by_type(&self, at: &At, ty: &Type) -> Option<Cardinality> {
        match self.peel(ty) {
            Type::Ext(path, _) => {
                let here = |card: Cardinality| match card {
                    Cardinality::Unbounded(why) => Cardinality::Unbounded(Why { at: self.span(at.node), ..why }),
                    Cardinality::Numeric(why) => Cardinality::Numeric(Why { at: self.span(at.node), ..why }),
                    other => other,
                };
                if let Some(card) = self.settled_type(&path) {
                    return Some(here(card));
                }
                match &*path {
                    "'static str" => Some(Cardinality::Few),
                    "u16" | "u32" | "u64" | "u128" | "usize" | "i16" | "i32" | "i64" | "i128" | "isize" | "int"
                    | "f32" | "f64" | "float" => {
                        Some(Cardinality::Numeric(self.why(at, format!("a number (`{path}`)"), self.identifier(at))))
                    }
                    path if self.unit(at.node.file).facts.language == Language::Rust
                        && (last_segment(path).ends_with("Error") || path == "anyhow::Error") =>
                    {
                        Some(Cardinality::Unbounded(self.why(at, format!("the text of an error (`{path}`)"), None)))
                    }
                    _ => None,
                }
            }
            Type::Def(t, _) => self.displayed(at, t, 3),
            _ => None,
        }
    }

    /// What a declared type alone says, at the place that declares it.
    pub(crate) fn card_of_type(&self, ty: &Type, at: FileSpan) -> Option<Cardinality> {
        if let Some(closed) = self.closed_type(ty) {
            return Some(closed);
        }
        let text = self.type_text(ty)?;
        match self.settled_type(&text) {
            Some(Cardinality::Unbounded(why)) => Some(Cardinality::Unbounded(Why { at, ..why })),
            Some(Cardinality::Numeric(why)) => Some(Cardinality::Numeric(Why { at, ..why })),
            Some(other) => Some(other),
            None => Some(Cardinality::Unknown(Why {
                text: format!("a `{text}`"),
                at,
                hint: Some(last_segment(&text).to_owned()),
                proof: Proof::Followed,
            })),
        }
    }

    /// A type's own name, for messages.
    pub(crate) fn type_text(&self, ty: &Type) -> Option<Arc<str>> {
        match self.peel(ty) {
            Type::Ext(path, _) => Some(path),
            Type::Def(t, _) => Some(Arc::from(self.unit(t.file).str(self.type_def(t).name))),
            _ => None,
        }
    }
}
