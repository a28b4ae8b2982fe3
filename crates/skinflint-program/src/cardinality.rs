//! How many values an expression can take, and what shows it.
//!
//! A value is closed when every place it can come from is closed; one open place makes it open.
//! What could not be followed is unknown and says why; unknown is never reported as open.

mod by_type;
mod configured;
mod display;
mod routed;
mod settled;

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use skinflint_base::FileSpan;
use skinflint_facts::{BinaryOp, Expr, ExprId, Language, UnaryOp};

use crate::eval::Eval;
use crate::flow::{At, Step};
use crate::index::last_segment;
use crate::types::Type;
use crate::unit::Node;

/// What shows it: words, the place, and a name that says more (of a type, a field, a variable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// In words that follow "is" or "comes from": `the raw request path`.
    pub text: String,
    /// Where.
    pub at: FileSpan,
    /// A name that is evidence of its own.
    pub hint: Option<String>,
    /// How much it proves.
    pub proof: Proof,
}

/// How much the evidence about a value proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The value was followed to where it comes from.
    Followed,
    /// Only its type says it: an address can be configured.
    ByType,
    /// The way there leaned on a call whose target only agrees in its name, or begins at what a client
    /// sent, which somebody may have checked since.
    Unproved,
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
    /// What the process was configured with: one per process, how many there are in all is not known.
    Configured(Why),
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

    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Exactly(_) => 0,
            Self::AtMost(_) => 1,
            Self::Few => 2,
            Self::Configured(_) => 3,
            Self::Unknown(_) => 4,
            Self::Numeric(_) => 5,
            Self::Unbounded(_) => 6,
        }
    }

    /// The same, known only through a call that agrees in its name.
    fn by_name(mut self) -> Self {
        if let Self::Numeric(why) | Self::Unbounded(why) | Self::Unknown(why) = &mut self {
            why.proof = Proof::Unproved;
        }
        self
    }

    /// Which of two of a kind says more: what is proved.
    pub(crate) fn rank_of_proof(&self) -> (u8, bool) {
        let proved = match self {
            Self::Numeric(why) | Self::Unbounded(why) | Self::Unknown(why) => why.proof == Proof::Followed,
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

pub(crate) struct Walk {
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

    pub(crate) fn why(&self, at: &At, text: impl Into<String>, hint: Option<String>) -> Why {
        Why { text: text.into(), at: self.span(at.node), hint, proof: Proof::Followed }
    }

    pub(crate) fn unknown(&self, at: &At, text: &str, hint: Option<String>) -> Cardinality {
        Cardinality::Unknown(self.why(at, text, hint))
    }

    /// `None` where a value was met again on its own way: it adds nothing.
    pub(crate) fn card(&self, at: &At, walk: &mut Walk, depth: u32) -> Option<Cardinality> {
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
                    if let Expr::Hole { value, spec } = facts.expr(part) {
                        if facts.str(spec).contains('?') && self.shows_data(&at.to(value)) {
                            all = all.and(self.unknown(&at.to(value), "a value with all that is in it", None));
                            continue;
                        }
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
        let open = matches!(step, Step::Open(_));
        match step {
            Step::To(more) | Step::Open(more) => {
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
                if open {
                    let unknown = self.leaf(at, &ty);
                    all = Some(match all {
                        Some(so_far) => so_far.or(unknown),
                        None => unknown,
                    });
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
    pub(crate) fn joins(&self, at: &At) -> bool {
        self.match_rows(&self.models.flows, at.node)
            .any(|r| !r.row.elements && r.row.returns == [crate::models::FlowReturn::Args])
    }

    /// Whether `Debug` shows more of a value than a variant's name.
    fn shows_data(&self, at: &At) -> bool {
        let Type::Def(t, _) = self.peel(&self.type_of(at.node)) else { return false };
        let facts = &self.unit(t.file).facts;
        let variants = facts.variants_of(self.type_def(t));
        facts.language == Language::Rust && variants.iter().any(|v| v.fields.0 != v.fields.1)
    }

    /// `x % 10` has ten values; `"%s" % x` has those of what is put in.
    pub(crate) fn remainder(&self, at: &At, left: ExprId, right: ExprId, walk: &mut Walk, depth: u32) -> Cardinality {
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

    /// A variable that a parameter's pattern takes out of what a client sent: `Path(id): Path<String>`.
    fn extracted(&self, at: &At) -> Option<Cardinality> {
        let (Expr::Local(var) | Expr::Bind { var, .. }) = self.expr(at.node) else { return None };
        let facts = &self.unit(at.node.file).facts;
        if facts.vars[var.index()].param.is_some() || !facts.defs_of(var).is_empty() {
            return None;
        }
        let (_, ty) = self.unpacked(at.node.file, var, 12)?;
        match self.settled_type(ty.path()?)? {
            Cardinality::Unbounded(why) => Some(Cardinality::Unbounded(Why {
                at: self.span(at.node),
                hint: self.identifier(at),
                proof: Proof::Unproved,
                ..why
            })),
            other => Some(other),
        }
    }

    pub(crate) fn leaf(&self, at: &At, ty: &Type) -> Cardinality {
        if self.is_error(at.node) {
            return Cardinality::Unbounded(self.why(at, "the text of an error", None));
        }
        if self.is_configured(at.node) {
            let name = self.identifier(at);
            let text = name.as_ref().map_or_else(|| "a setting".to_owned(), |name| format!("the setting `{name}`"));
            return Cardinality::Configured(self.why(at, text, name));
        }
        if let Some(card) = self.by_type(at, ty) {
            return card;
        }
        if let Some(card) = self.extracted(at) {
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
    pub(crate) fn is_error(&self, node: Node) -> bool {
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

    pub(crate) fn bound_by_err(
        &self,
        file: skinflint_base::FileId,
        pattern: ExprId,
        var: skinflint_facts::VarId,
    ) -> bool {
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
}

/// Whether a type's name says that it is an error.
fn says_error(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Err") || name.ends_with("Exception")
}
