//! What a loop is: for any expression, the loops around it from inside out, what each runs over, and
//! why it runs often or not.
//!
//! A loop is a statement, a comprehension, or a closure that a model says runs per element. Nothing here
//! knows what is done in a loop; rules about logs and about queries ask the same question.

mod character;
mod closures;
mod elements;
mod fixed;
mod leaving;
mod sequence;
pub(crate) mod words;

use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, VarId};

pub(crate) use words::words;

use crate::eval::Eval;
use crate::unit::{Node, Unit};

/// How a loop is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `for x in xs`
    For,
    /// `while cond`, `while let`
    While,
    /// `loop`, `while True`
    Endless,
    /// `[… for x in xs]`
    Comprehension,
    /// A closure that the call runs once per element.
    Closure,
}

/// How often a loop runs, and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    /// Once per element of something whose size the code does not limit.
    PerElement,
    /// Once per row of a result that is read as a stream.
    PerRow,
    /// As often as the code says: over literals, a constant list, a small range; how often, where known.
    Few(Option<usize>),
    /// Until it works: another attempt at the same thing.
    Retry,
    /// Endless, with a wait in each pass.
    Poll,
    /// Endless, once per job, message or connection that comes in.
    Worker,
    /// Once per page of something that is read page by page.
    Pages,
    /// Once per chunk, batch or window.
    Batches,
    /// Until a list of things still to be done is empty; each pass may add to it.
    WorkList,
    /// As often as a condition holds; nothing says how often that is.
    Unknown,
}

/// A loop around an expression.
#[derive(Clone, Debug)]
pub(crate) struct LoopAt {
    /// The loop: a `For`, `While` or `Comprehension`, or the call that runs the closure.
    pub(crate) at: Node,
    /// How it is written.
    pub(crate) shape: Shape,
    /// What it runs over, where it runs over something. It is evaluated once: see [`Self::in_condition`].
    pub(crate) over: Option<Node>,
    /// What runs in each pass.
    pub(crate) body: Node,
    /// The variables that hold the element, in the file of `at`.
    pub(crate) elements: Vec<VarId>,
    /// How often it runs.
    pub(crate) runs: Runs,
    /// What says so, where one place does.
    pub(crate) evidence: Option<Node>,
    /// The expression asked about is part of the loop's own condition: `while let Some(x) = next()`.
    pub(crate) in_condition: bool,
    /// A statement that leaves the loop once the expression has been reached: it runs once at most.
    pub(crate) leaves: Option<Node>,
    /// A condition that lets the expression run now and then only: `n % 500 == 0`, `elapsed()`, a flag.
    pub(crate) throttle: Option<Node>,
    /// The branch taken where something failed, if the expression stands in one: an `Err` arm, a handler.
    pub(crate) failure: Option<Node>,
}

impl LoopAt {
    /// Whether the expression runs again for every element of data without a limit in the code.
    pub(crate) fn repeats(&self) -> bool {
        matches!(self.runs, Runs::PerElement | Runs::PerRow) && self.leaves.is_none() && self.throttle.is_none()
    }
}

/// What is seen on the way from an expression to the loop around it.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    /// Leaves the innermost loop.
    breaks: Option<ExprId>,
    /// Leaves the function, or the closure.
    returns: Option<ExprId>,
    throttle: Option<ExprId>,
    failure: Option<ExprId>,
}

impl Eval<'_> {
    /// The loops around an expression, from inside out, within its function. A closure that nobody is
    /// known to run per element, and a spawned task, are part of what surrounds them.
    pub(crate) fn loops_around(&self, node: Node) -> Vec<LoopAt> {
        let unit = self.unit(node.file);
        let mut found = Vec::new();
        let mut way = Way::default();
        let mut at = node.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() {
                return found;
            }
            self.look_around(unit, node.file, up, at, &mut way);
            match unit.expr(up) {
                Expr::For { pattern, iter, body } if body.is_some() && at == body => {
                    self.push_loop(node.file, Found::For { at: up, pattern, iter, body }, way, &mut found);
                    way = way.outside();
                }
                Expr::While { cond, body } => {
                    self.push_loop(
                        node.file,
                        Found::While { at: up, cond, body, in_cond: at == cond },
                        way,
                        &mut found,
                    );
                    way = way.outside();
                }
                Expr::Comprehension { element, clauses } => {
                    let clauses: Vec<ExprId> = unit.facts.exprs_of(clauses).collect();
                    // The first iterable runs once, a later one per element of those before it.
                    let before = clauses.iter().position(|c| *c == at).unwrap_or(clauses.len());
                    for clause in clauses[..before].iter().rev() {
                        if let Expr::For { pattern, iter, .. } = unit.expr(*clause) {
                            self.push_loop(
                                node.file,
                                Found::Clause { at: up, pattern, iter, element },
                                way,
                                &mut found,
                            );
                        }
                    }
                    way = way.outside();
                }
                Expr::Closure { params, body } if at == body => {
                    // A return inside leaves the closure only.
                    way.returns = None;
                    way.breaks = None;
                    let closure = Node { file: node.file, expr: up };
                    let params: Vec<ExprId> = unit.facts.exprs_of(params).collect();
                    if self.closure_loop(closure, &params, way, &mut found) {
                        way = way.outside();
                    }
                }
                _ => {}
            }
            at = up;
        }
    }

    fn push_loop(&self, file: FileId, loop_: Found, way: Way, found: &mut Vec<LoopAt>) {
        let node = |expr: ExprId| Node { file, expr };
        let (at, pattern, over, body, shape, in_condition) = match loop_ {
            Found::For { at, pattern, iter, body } => (at, pattern, Some(iter), body, Shape::For, false),
            Found::Clause { at, pattern, iter, element } => {
                (at, pattern, Some(iter), element, Shape::Comprehension, false)
            }
            Found::While { at, cond, body, in_cond } => {
                let shape = if self.always(node(cond)) { Shape::Endless } else { Shape::While };
                (at, ExprId::NONE, None, body, shape, in_cond && shape == Shape::While)
            }
        };
        let mut made = LoopAt {
            at: node(at),
            shape,
            over: over.map(node),
            body: node(body),
            elements: Vec::new(),
            runs: Runs::Unknown,
            evidence: None,
            in_condition,
            leaves: way.breaks.or(way.returns).map(node),
            throttle: way.throttle.map(node),
            failure: way.failure.map(node),
        };
        self.bound_vars(file, pattern, &mut made.elements);
        self.characterise(&mut made);
        found.push(made);
    }

    /// Whether a loop's condition never ends it: none, `True`, `1`.
    fn always(&self, cond: Node) -> bool {
        if !cond.expr.is_some() {
            return true;
        }
        let unit = self.unit(cond.file);
        match unit.expr(cond.expr) {
            Expr::Bool(always) => always,
            Expr::Int(n) => unit.str(n) != "0",
            _ => false,
        }
    }

    /// The variables that a pattern binds.
    pub(crate) fn bound_vars(&self, file: FileId, pattern: ExprId, found: &mut Vec<VarId>) {
        if !pattern.is_some() {
            return;
        }
        let unit = self.unit(file);
        if let Expr::Bind { var, .. } | Expr::Local(var) = unit.expr(pattern) {
            found.push(var);
        }
        unit.facts.children(pattern, |c| self.bound_vars(file, c, found));
    }
}

/// A loop statement or clause while it is looked at.
enum Found {
    For { at: ExprId, pattern: ExprId, iter: ExprId, body: ExprId },
    Clause { at: ExprId, pattern: ExprId, iter: ExprId, element: ExprId },
    While { at: ExprId, cond: ExprId, body: ExprId, in_cond: bool },
}

impl Way {
    /// What still holds outside of a loop: a `break` leaves one loop only.
    fn outside(self) -> Self {
        Self { breaks: None, ..self }
    }
}

/// The name that a node ends in: a variable, a field, a path's or a call's last part.
pub(crate) fn spelling(unit: &Unit, expr: ExprId) -> &str {
    match unit.expr(expr) {
        Expr::Local(var) | Expr::Bind { var, .. } => unit.str(unit.facts.vars[var.index()].name),
        Expr::Path { name, .. } => crate::index::last_segment(unit.str(name)),
        Expr::Field { name, .. } => unit.str(name),
        Expr::Call { callee, .. } => spelling_once(unit, callee),
        _ => "",
    }
}

fn spelling_once(unit: &Unit, expr: ExprId) -> &str {
    match unit.expr(expr) {
        Expr::Path { name, .. } => crate::index::last_segment(unit.str(name)),
        Expr::Field { name, .. } => unit.str(name),
        _ => "",
    }
}
