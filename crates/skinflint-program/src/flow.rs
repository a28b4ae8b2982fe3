//! Where a value comes from: backwards through bindings, parameters to their call sites, fields to
//! what they are given, calls to what they return. Bounded in steps; what it cannot follow it says.

mod arms;
mod calls;
mod collections;
mod fields;
mod variables;

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};
use skinflint_facts::{BinaryOp, Expr, ExprId, UnaryOp};

use crate::eval::Eval;
use crate::unit::{FnRef, Node};

/// A call that was gone into: inside, parameters have this call's arguments and no others.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) call: Node,
    pub(crate) callee: FnRef,
    pub(crate) up: Option<Arc<Frame>>,
    /// In a macro's repetition, the how-manieth of them.
    turn: Option<usize>,
    depth: u32,
    /// Of the whole chain: chains are compared at every step.
    hash: u64,
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.hash == other.hash
                && self.call == other.call
                && self.callee == other.callee
                && self.turn == other.turn
                && self.up == other.up)
    }
}

impl Eq for Frame {}

impl Frame {
    /// The same call in one turn of a repetition.
    pub(crate) fn turn(&self, turn: usize) -> Arc<Self> {
        let hash = FxBuildHasher.hash_one((self.hash, turn));
        let up = self.up.clone();
        Arc::new(Self { call: self.call, callee: self.callee, up, turn: Some(turn), depth: self.depth, hash })
    }

    /// Whether this is the same call, in whatever turns of repetitions.
    pub(crate) fn same_call(&self, other: &Self) -> bool {
        self.call == other.call && self.callee == other.callee && self.depth == other.depth && self.up == other.up
    }

    /// Which turn of a repetition this is, if it is one.
    pub(crate) fn turn_now(&self) -> Option<usize> {
        self.turn
    }
}

impl Hash for Frame {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// An expression as reached through calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct At {
    pub(crate) node: Node,
    pub(crate) frame: Option<Arc<Frame>>,
}

impl At {
    pub(crate) fn new(node: Node) -> Self {
        Self { node, frame: None }
    }

    /// Another expression of the same body.
    pub(crate) fn to(&self, expr: ExprId) -> Self {
        Self { node: Node { file: self.node.file, expr }, frame: self.frame.clone() }
    }
}

/// One step back.
#[derive(Debug)]
pub(crate) enum Step {
    /// The value is any of these.
    To(Vec<At>),
    /// Any of these, or something that cannot be followed: a parameter nobody is known to give.
    Open(Vec<At>),
    /// There is no going further.
    Leaf,
}

/// Calls gone into below each other.
const DEEPEST_FRAME: u32 = 6;
/// Steps for one question.
const MOST_STEPS: usize = 4_000;
/// A field given in more places than this says nothing.
const MOST_FIELD_VALUES: usize = 40;

impl Eval<'_> {
    pub(crate) fn frame(&self, call: &At, callee: FnRef) -> Option<Option<Arc<Frame>>> {
        let depth = call.frame.as_ref().map_or(0, |f| f.depth + 1);
        if depth > DEEPEST_FRAME {
            return None;
        }
        let mut up = call.frame.as_ref();
        while let Some(f) = up {
            if f.callee == callee {
                return None;
            }
            up = f.up.as_ref();
        }
        let hash = FxBuildHasher.hash_one((call.node, callee, call.frame.as_ref().map(|f| f.hash)));
        Some(Some(Arc::new(Frame { call: call.node, callee, up: call.frame.clone(), turn: None, depth, hash })))
    }

    /// All places a value can come from, each as far back as can be followed. The second part says
    /// whether nothing was given up on.
    pub(crate) fn sources(&self, at: &At) -> (Vec<At>, bool) {
        let Some(_asked) = self.ask() else { return (vec![at.clone()], false) };
        let mut leaves = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = vec![at.clone()];
        while let Some(next) = queue.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            if seen.len() > MOST_STEPS {
                return (leaves, false);
            }
            match self.step(&next) {
                Step::To(more) => queue.extend(more.into_iter().rev()),
                Step::Open(more) => {
                    queue.extend(more.into_iter().rev());
                    leaves.push(next);
                }
                Step::Leaf => leaves.push(next),
            }
        }
        (leaves, true)
    }

    /// One step back from an expression.
    pub(crate) fn step(&self, at: &At) -> Step {
        let Some(_asked) = self.ask() else { return Step::Leaf };
        if !self.burn() {
            return Step::Leaf;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        match self.expr(at.node) {
            Expr::Local(var) => self.step_var(at, var),
            // Stands for what a pattern takes out of something opaque.
            Expr::Bind { .. } => Step::Leaf,
            Expr::Path { .. } => self.step_path(at),
            Expr::Field { base, name } => self.step_field(at, base, unit.str(name)),
            Expr::Unary {
                operand,
                op:
                    UnaryOp::Ref
                    | UnaryOp::Deref
                    | UnaryOp::Try
                    | UnaryOp::Await
                    | UnaryOp::Async
                    | UnaryOp::Debug
                    | UnaryOp::Display,
            } => Step::To(vec![at.to(operand)]),
            Expr::Cast { operand, .. } => Step::To(vec![at.to(operand)]),
            Expr::Binary { left, right, op: BinaryOp::Or } => Step::To(vec![at.to(left), at.to(right)]),
            Expr::Binary { right, op: BinaryOp::And, .. } => Step::To(vec![at.to(right)]),
            Expr::If { then, orelse, .. } => Step::To(
                [then, orelse]
                    .into_iter()
                    .filter(|e| e.is_some() && !self.diverges(at, *e))
                    .map(|e| at.to(e))
                    .collect(),
            ),
            Expr::Match { subject, arms } => Step::To(
                self.taken_arms(at, subject, &facts.exprs_of(arms).collect::<Vec<_>>())
                    .unwrap_or_else(|| facts.exprs_of(arms).collect())
                    .into_iter()
                    .filter_map(|a| match facts.expr(a) {
                        Expr::Arm { body, .. } if body.is_some() && !self.diverges(at, body) => Some(at.to(body)),
                        _ => None,
                    })
                    .collect(),
            ),
            Expr::Block { tail, .. } => {
                if tail.is_some() {
                    return Step::To(vec![at.to(tail)]);
                }
                Step::Leaf
            }
            Expr::Index { base, index } => self.step_index(at, base, index),
            Expr::Call { .. } => self.step_call(at),
            Expr::Closure { body, .. } => Step::To(vec![at.to(body)]),
            _ => Step::Leaf,
        }
    }

    /// Whether a branch gives no value: it returns, breaks, continues or raises.
    pub(crate) fn diverges(&self, at: &At, expr: ExprId) -> bool {
        let unit = self.unit(at.node.file);
        match unit.expr(expr) {
            Expr::Return(_) | Expr::Break(_) | Expr::Continue => true,
            Expr::Unary { op: UnaryOp::Raise, .. } => true,
            Expr::Block { statements, tail } => {
                let last = if tail.is_some() { Some(tail) } else { unit.facts.exprs_of(statements).last() };
                last.is_some_and(|l| self.diverges(at, l))
            }
            Expr::Call { callee, .. } => {
                matches!(unit.expr(callee), Expr::Path { name, .. } if matches!(unit.str(name), "panic!" | "unreachable!" | "unimplemented!" | "todo!" | "bail!" | "anyhow::bail!"))
            }
            _ => false,
        }
    }
}
