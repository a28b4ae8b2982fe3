//! How many values an expression can take, and what shows it.
//!
//! A value is closed when every place it can come from is closed; one open place makes it open.
//! What could not be followed is unknown and says why; unknown is never reported as open.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use skinflint_base::FileSpan;
use skinflint_facts::{BinaryOp, Expr, ExprId, Language, Owner, Ty, TypeKind, UnaryOp};

use crate::eval::{Eval, HasCallee};
use crate::flow::{At, Step};
use crate::index::last_segment;
use crate::models::{Bound, BoundWord, SourceRow};
use crate::symbols::{Def, TypeRef};
use crate::types::Type;
use crate::unit::{Name, Node};

/// What shows it: words, the place, and a name that says more (of a type, a field, a variable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// In words that follow "is" or "comes from": `the raw request path`.
    pub text: String,
    /// Where.
    pub at: FileSpan,
    /// A name that is evidence of its own.
    pub hint: Option<String>,
    /// Whether the way there leaned on a call whose target only agrees in its name: no proof.
    pub by_name: bool,
}

/// How many values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// These values and no others.
    Exactly(BTreeSet<String>),
    /// No more than so many.
    AtMost(u64),
    /// A fixed set whose size is not known: program constants, matched routes.
    Few,
    /// A number of no small range.
    Numeric(Why),
    /// Without limit.
    Unbounded(Why),
    /// Not known.
    Unknown(Why),
}

impl Cardinality {
    /// How many values at most, where that is known.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::Exactly(values) => u64::try_from(values.len()).ok(),
            Self::AtMost(n) => Some(*n),
            _ => None,
        }
    }

    /// Whether the set of values is fixed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Exactly(_) | Self::AtMost(_) | Self::Few)
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Exactly(_) => 0,
            Self::AtMost(_) => 1,
            Self::Few => 2,
            Self::Unknown(_) => 3,
            Self::Numeric(_) => 4,
            Self::Unbounded(_) => 5,
        }
    }

    /// The same, known only through a call that agrees in its name.
    fn by_name(mut self) -> Self {
        if let Self::Numeric(why) | Self::Unbounded(why) | Self::Unknown(why) = &mut self {
            why.by_name = true;
        }
        self
    }

    /// Which of two of a kind says more: what is proved.
    fn rank_of_proof(&self) -> (u8, bool) {
        let proved = match self {
            Self::Numeric(why) | Self::Unbounded(why) | Self::Unknown(why) => !why.by_name,
            _ => true,
        };
        (self.rank(), proved)
    }

    /// Either of two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exactly(mut a), Self::Exactly(b)) => {
                a.extend(b);
                Self::Exactly(a)
            }
            (a @ (Self::Exactly(_) | Self::AtMost(_)), b @ (Self::Exactly(_) | Self::AtMost(_))) => {
                Self::AtMost(a.count().unwrap_or(0).saturating_add(b.count().unwrap_or(0)))
            }
            (a, b) => {
                if b.rank_of_proof() > a.rank_of_proof() {
                    b
                } else {
                    a
                }
            }
        }
    }

    /// Both together, as in a text made of two parts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (a @ (Self::Exactly(_) | Self::AtMost(_)), b @ (Self::Exactly(_) | Self::AtMost(_))) => {
                Self::AtMost(a.count().unwrap_or(1).max(1).saturating_mul(b.count().unwrap_or(1).max(1)))
            }
            (a, b) => {
                if b.rank_of_proof() > a.rank_of_proof() {
                    b
                } else {
                    a
                }
            }
        }
    }

    /// One value.
    #[must_use]
    pub fn one(value: &str) -> Self {
        Self::Exactly(BTreeSet::from([value.to_owned()]))
    }
}

const MOST_DEPTH: u32 = 40;
const MOST_SEEN: usize = 3_000;

struct Walk {
    seen: FxHashSet<At>,
}

impl Eval<'_> {
    /// How many values an expression can take.
    pub(crate) fn cardinality(&self, at: &At) -> Cardinality {
        let Some(_asked) = self.ask() else { return self.unknown(at, "a value too far from here to follow", None) };
        let mut walk = Walk { seen: FxHashSet::default() };
        self.card(at, &mut walk, MOST_DEPTH)
            .unwrap_or_else(|| self.unknown(at, "a value that only depends on itself", None))
    }

    fn why(&self, at: &At, text: impl Into<String>, hint: Option<String>) -> Why {
        Why { text: text.into(), at: self.span(at.node), hint, by_name: false }
    }

    fn unknown(&self, at: &At, text: &str, hint: Option<String>) -> Cardinality {
        Cardinality::Unknown(self.why(at, text, hint))
    }

    /// `None` where a value was met again on its own way: it adds nothing.
    fn card(&self, at: &At, walk: &mut Walk, depth: u32) -> Option<Cardinality> {
        if depth == 0 || walk.seen.len() > MOST_SEEN {
            return Some(self.unknown(at, "a value too far from here to follow", None));
        }
        if !walk.seen.insert(at.clone()) {
            return None;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        let known = match self.expr(at.node) {
            Expr::Str(s) | Expr::Int(s) | Expr::Float(s) => Some(Cardinality::one(facts.str(s))),
            Expr::Bool(b) => Some(Cardinality::one(if b { "true" } else { "false" })),
            Expr::Null => Some(Cardinality::one("")),
            Expr::Template { parts, .. } => {
                let mut all = Cardinality::one("");
                for part in facts.exprs_of(parts) {
                    if let Expr::Hole { value, .. } = facts.expr(part) {
                        all = all.and(self.card(&at.to(value), walk, depth - 1).unwrap_or(Cardinality::AtMost(1)));
                    }
                }
                Some(all)
            }
            Expr::Array(items) | Expr::Tuple(items) => {
                let mut all = Cardinality::one("");
                for item in facts.exprs_of(items) {
                    all = all.and(self.card(&at.to(item), walk, depth - 1).unwrap_or(Cardinality::AtMost(1)));
                }
                Some(all)
            }
            Expr::Comprehension { element, .. } => self.card(&at.to(element), walk, depth - 1),
            Expr::Call { .. } if self.joins(at) => {
                let mut all = Cardinality::one("");
                for arg in self.args(at.node) {
                    all = all.and(self.card(&at.to(arg.value), walk, depth - 1).unwrap_or(Cardinality::AtMost(1)));
                }
                Some(all)
            }
            Expr::Binary { op: BinaryOp::Eq | BinaryOp::Order | BinaryOp::In, .. }
            | Expr::Unary { op: UnaryOp::Not, .. } => Some(Cardinality::AtMost(2)),
            Expr::Binary { left, right, op: BinaryOp::Rem } => Some(self.remainder(at, left, right, walk, depth)),
            Expr::Binary { left, right, op: BinaryOp::Add } => {
                let l = self.card(&at.to(left), walk, depth - 1).unwrap_or(Cardinality::AtMost(1));
                let r = self.card(&at.to(right), walk, depth - 1).unwrap_or(Cardinality::AtMost(1));
                Some(l.and(r))
            }
            _ => None,
        };
        if known.is_some() {
            return known;
        }
        if let Some(settled) = self.settled(at) {
            return Some(settled);
        }
        if let Some(member) = self.member_of_enum(at) {
            return Some(member);
        }
        let ty = self.type_of(at.node);
        if let Some(closed) = self.closed_type(&ty) {
            return Some(closed);
        }
        if self.is_guarded(at.node) {
            return Some(Cardinality::Few);
        }
        self.leaned_on_name();
        let step = self.step(at);
        let by_name = self.leaned_on_name();
        match step {
            Step::To(more) => {
                let mut all: Option<Cardinality> = None;
                for next in more {
                    if let Some(card) = self.card(&next, walk, depth - 1) {
                        let card = if by_name { card.by_name() } else { card };
                        all = Some(match all {
                            Some(so_far) => so_far.or(card),
                            None => card,
                        });
                    }
                }
                // What is only known by its steps may still have a type that says more.
                match all {
                    Some(Cardinality::Unknown(why)) => Some(self.by_type(at, &ty).unwrap_or(Cardinality::Unknown(why))),
                    other => other,
                }
            }
            Step::Leaf => Some(self.leaf(at, &ty)),
        }
    }

    /// Whether a call joins all its arguments into one text.
    fn joins(&self, at: &At) -> bool {
        self.match_rows(&self.models.flows, at.node)
            .any(|r| !r.row.elements && r.row.returns == [crate::models::FlowReturn::Args])
    }

    /// `x % 10` has ten values; `"%s" % x` has those of what is put in.
    fn remainder(&self, at: &At, left: ExprId, right: ExprId, walk: &mut Walk, depth: u32) -> Cardinality {
        let unit = self.unit(at.node.file);
        if let Expr::Str(_) = unit.expr(left) {
            let mut all = Cardinality::one("");
            let holes: Vec<ExprId> = match unit.expr(right) {
                Expr::Tuple(items) => unit.facts.exprs_of(items).collect(),
                _ => vec![right],
            };
            for hole in holes {
                all = all.and(self.card(&at.to(hole), walk, depth - 1).unwrap_or(Cardinality::AtMost(1)));
            }
            return all;
        }
        match self.cardinality(&at.to(right)) {
            Cardinality::Exactly(values) => {
                let most = values.iter().filter_map(|v| v.parse::<u64>().ok()).max();
                most.map_or(Cardinality::Few, Cardinality::AtMost)
            }
            _ => Cardinality::Few,
        }
    }

    /// `member.value`, `member.name` of a Python enum.
    fn member_of_enum(&self, at: &At) -> Option<Cardinality> {
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
    fn settled(&self, at: &At) -> Option<Cardinality> {
        let unit = self.unit(at.node.file);
        let language = unit.facts.language;
        let (name, base) = match self.expr(at.node) {
            Expr::Call { .. } => {
                let row = self.match_rows(&self.models.sources, at.node).next().map(|r| &r.row);
                if let Some(row) = row {
                    return Some(self.bound_of(at, row));
                }
                let name = self.callee_name(at.node);
                let receiver = self.receiver(at.node)?;
                // A receiver of no known type may still be named like one.
                for row in self.models.sources.named(Name::of(name)) {
                    if row.language == language
                        && row.row.callee().methods.iter().any(|m| m == name)
                        && self.stands_for(receiver, &row.row)
                    {
                        return Some(self.bound_of(at, &row.row));
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
                        return Some(self.bound_of(at, &row.row));
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
                || self.stands_for(base, &row.row)
                || (!row.row.callee.receivers.is_empty()
                    && self.type_matches(&row.row.callee.receivers, &self.type_of(base), base.file, &row.library))
            {
                return Some(self.bound_of(at, &row.row));
            }
        }
        None
    }

    /// Whether an expression without a known type is named like the receiver of a row.
    fn stands_for(&self, base: Node, row: &SourceRow) -> bool {
        if row.named.is_empty() {
            return false;
        }
        let unit = self.unit(base.file);
        let mut at = base.expr;
        let name = loop {
            match unit.expr(at) {
                Expr::Local(var) => break unit.str(unit.facts.vars[var.index()].name),
                Expr::Path { name, .. } => break last_segment(unit.str(name)),
                Expr::Field { name, .. } => break unit.str(name),
                Expr::Unary { operand, .. } => at = operand,
                Expr::Call { callee, .. } => match unit.expr(callee) {
                    Expr::Field { name, .. } => break unit.str(name),
                    _ => return false,
                },
                _ => return false,
            }
        };
        row.named.iter().any(|n| n == name) && !matches!(self.peel(&self.type_of(base)), Type::Def(..))
    }

    fn bound_of(&self, at: &At, row: &SourceRow) -> Cardinality {
        match &row.bound {
            Bound::AtMost(n) => Cardinality::AtMost(*n),
            Bound::Word(BoundWord::Bounded) => Cardinality::Few,
            Bound::Word(BoundWord::Unbounded) => Cardinality::Unbounded(self.why(at, row.why.clone(), None)),
            Bound::Word(BoundWord::Numeric) => Cardinality::Numeric(self.why(at, row.why.clone(), None)),
        }
    }

    /// Types that have few values whatever the value is.
    fn closed_type(&self, ty: &Type) -> Option<Cardinality> {
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

    fn settled_type(&self, path: &str) -> Option<Cardinality> {
        let last = last_segment(path);
        for row in self.models.sources.named(Name::of(last)) {
            if row.row.types.matches(path) || (row.row.types.matches_last(last) && path == last && row.library == "std")
            {
                return Some(match &row.row.bound {
                    Bound::AtMost(n) => Cardinality::AtMost(*n),
                    Bound::Word(BoundWord::Bounded) => Cardinality::Few,
                    Bound::Word(word) => {
                        let nowhere =
                            FileSpan { file: skinflint_base::FileId(0), span: skinflint_base::Span::default() };
                        let why =
                            Why { text: row.row.why.clone(), at: nowhere, hint: Some(last.to_owned()), by_name: false };
                        if *word == BoundWord::Numeric {
                            Cardinality::Numeric(why)
                        } else {
                            Cardinality::Unbounded(why)
                        }
                    }
                });
            }
        }
        None
    }

    /// An enum whose variants carry nothing, or whose text is only its variant's name.
    fn closed_enum(&self, ty: TypeRef) -> Option<Cardinality> {
        let facts = &self.unit(ty.file).facts;
        let def = self.type_def(ty);
        match def.kind {
            TypeKind::Enum => {
                let variants = facts.variants_of(def);
                let named = self.names_variants(ty);
                let plain = variants.iter().all(|v| v.fields.0 == v.fields.1);
                (plain || named).then(|| Cardinality::AtMost(variants.len() as u64))
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
    fn names_variants(&self, ty: TypeRef) -> bool {
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
    fn by_type(&self, at: &At, ty: &Type) -> Option<Cardinality> {
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
                by_name: false,
            })),
        }
    }

    /// What a type of the tree prints as: its `Display`, or the messages on its variants.
    fn displayed(&self, at: &At, ty: TypeRef, depth: u32) -> Option<Cardinality> {
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
                Some(Cardinality::Unbounded(Why { at: self.span(at.node), hint, text, by_name: why.by_name }))
            }
            Some(Cardinality::Numeric(why)) => {
                Some(Cardinality::Numeric(Why { at: self.span(at.node), hint: Some(name.to_owned()), ..why }))
            }
            // An error that quotes what it met prints whatever it met.
            Some(Cardinality::Unknown(why)) if says_error(name) => Some(Cardinality::Unbounded(Why {
                at: self.span(at.node),
                text: format!("the text of an error (`{name}` prints {})", why.text),
                hint: Some(name.to_owned()),
                by_name: false,
            })),
            Some(Cardinality::Unknown(why)) if why.hint.is_some() => Some(Cardinality::Unknown(Why {
                at: self.span(at.node),
                text: format!("a `{name}`, which prints as {}", why.text),
                hint: why.hint,
                by_name: why.by_name,
            })),
            Some(Cardinality::Unknown(_)) | None => {
                Some(Cardinality::Unknown(self.why(at, format!("a `{name}`"), Some(name.to_owned()))))
            }
            closed => closed,
        }
    }

    /// One part of what a `Display` writes; `self` inside is not followed back to its callers.
    fn shown(&self, file: skinflint_base::FileId, value: ExprId, depth: u32) -> Cardinality {
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

    fn leaf(&self, at: &At, ty: &Type) -> Cardinality {
        if self.is_error(at.node) {
            return Cardinality::Unbounded(self.why(at, "the text of an error", None));
        }
        if let Some(card) = self.by_type(at, ty) {
            return card;
        }
        let unit = self.unit(at.node.file);
        let hint = self.identifier(at);
        match self.expr(at.node) {
            Expr::Local(_) | Expr::Bind { .. } => {
                let name = hint.clone().unwrap_or_default();
                self.unknown(at, &format!("`{name}`, whose values could not be followed"), hint)
            }
            Expr::Call { .. } => {
                let name = self.callee_name(at.node);
                self.unknown(at, &format!("the result of `{name}`"), Some(name.to_owned()))
            }
            Expr::Path { .. } if matches!(ty, Type::Def(..)) => Cardinality::AtMost(1),
            Expr::Path { name, .. } => {
                // A constant of a library, an enum's variant from outside.
                let text = last_segment(unit.str(name));
                if text.chars().next().is_some_and(char::is_uppercase) {
                    return Cardinality::one(text);
                }
                self.unknown(at, &format!("`{text}`"), Some(text.to_owned()))
            }
            Expr::Field { name, .. } => {
                let text = unit.str(name).to_owned();
                self.unknown(at, &format!("the field `{text}`"), Some(text))
            }
            _ => self.unknown(at, "an expression that could not be followed", hint),
        }
    }

    /// The name that stands at an expression, if it is one.
    pub(crate) fn identifier(&self, at: &At) -> Option<String> {
        let unit = self.unit(at.node.file);
        let mut expr = at.node.expr;
        loop {
            match unit.expr(expr) {
                Expr::Local(var) | Expr::Bind { var, .. } => {
                    return Some(unit.str(unit.facts.vars[var.index()].name).to_owned());
                }
                Expr::Field { name, .. } => return Some(unit.str(name).to_owned()),
                Expr::Unary { operand, .. } | Expr::Cast { operand, .. } => expr = operand,
                Expr::Call { callee, .. } => match unit.expr(callee) {
                    Expr::Field { base, .. } => expr = base,
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    /// A variable bound by `Err(e)`, by `except … as e`, or by a closure that gets an error.
    fn is_error(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let var = match unit.expr(node.expr) {
            Expr::Bind { var, .. } | Expr::Local(var) => var,
            _ => return false,
        };
        unit.facts.defs_of(var).iter().any(|def| match unit.expr(*def) {
            Expr::Arm { pattern, .. } | Expr::Let { pattern, .. } => {
                if matches!(unit.expr(unit.parent(*def)), Expr::TryCatch { .. }) {
                    return true;
                }
                self.bound_by_err(node.file, pattern, var)
            }
            Expr::Closure { .. } => {
                let call = Node { file: node.file, expr: unit.parent(*def) };
                call.expr.is_some() && matches!(self.callee_name(call), "map_err" | "inspect_err" | "or_else")
            }
            _ => false,
        })
    }

    fn bound_by_err(&self, file: skinflint_base::FileId, pattern: ExprId, var: skinflint_facts::VarId) -> bool {
        let unit = self.unit(file);
        if !pattern.is_some() {
            return false;
        }
        match unit.expr(pattern) {
            Expr::Call { callee, args, .. } => {
                let is_err = matches!(unit.expr(callee), Expr::Path { name, .. } if unit.str(name) == "Err");
                unit.facts.args_of(args).any(|a| {
                    if is_err {
                        matches!(unit.expr(a.value), Expr::Bind { var: v, .. } if v == var)
                    } else {
                        self.bound_by_err(file, a.value, var)
                    }
                })
            }
            Expr::Unary { operand, .. } => self.bound_by_err(file, operand, var),
            _ => false,
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

/// Whether a type's name says that it is an error.
fn says_error(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Err") || name.ends_with("Exception")
}
