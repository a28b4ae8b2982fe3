//! Small fixed sets: what the code itself lists, so that a loop over it runs as often as the code says.

use skinflint_facts::{BinaryOp, Expr, ExprId, FileRole, TypeKind, UnaryOp, VarId};

use crate::eval::Eval;
use crate::flow::{At, Step};
use crate::models::Gives;
use crate::symbols::Def;
use crate::unit::{FnRef, Node};

/// A set that the code lists; how many are in it, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fixed(pub(crate) Option<usize>);

/// A range of more numbers than this is no small one.
const LARGEST_RANGE: u64 = 128;

/// Methods that make a collection larger.
const GROWS: [&str; 9] =
    ["push", "push_back", "push_front", "append", "extend", "insert", "add", "update", "setdefault"];

impl Eval<'_> {
    /// Whether a sequence is a small fixed set.
    pub(crate) fn fixed(&self, at: &At) -> Option<Fixed> {
        self.fixed_at(at, 16)
    }

    fn fixed_at(&self, at: &At, depth: u32) -> Option<Fixed> {
        let _asked = self.ask()?;
        if depth == 0 || !self.burn() {
            return None;
        }
        let unit = self.unit(at.node.file);
        match self.expr(at.node) {
            Expr::Array(items) | Expr::Tuple(items) | Expr::Map(items) => {
                let mut size = Some(0);
                let mut any = false;
                for item in unit.facts.exprs_of(items) {
                    any = true;
                    let more = match unit.expr(item) {
                        Expr::Unary { operand, op: UnaryOp::Spread | UnaryOp::SpreadMap } => {
                            self.fixed_at(&at.to(operand), depth - 1)?.0
                        }
                        _ => Some(1),
                    };
                    size = size.zip(more).map(|(a, b)| a + b);
                }
                // What begins empty is filled elsewhere.
                any.then_some(Fixed(size))
            }
            Expr::Binary { left, right, op: BinaryOp::Range } => self.range(at, Some(left), right),
            Expr::Binary { left, right, op: BinaryOp::Add } => {
                let (l, r) = (self.fixed_at(&at.to(left), depth - 1)?, self.fixed_at(&at.to(right), depth - 1)?);
                Some(Fixed(l.0.zip(r.0).map(|(a, b)| a + b)))
            }
            // `xs[:10]`
            Expr::Index { index, .. } => match unit.expr(index) {
                Expr::Binary { left, right, op: BinaryOp::Range }
                    if !left.is_some() || matches!(unit.expr(left), Expr::Null) =>
                {
                    self.range(at, None, right)
                }
                _ => self.all_fixed(at, depth),
            },
            Expr::Comprehension { clauses, .. } => {
                let mut fors = unit.facts.exprs_of(clauses).filter_map(|c| match unit.expr(c) {
                    Expr::For { iter, .. } => Some(iter),
                    _ => None,
                });
                let (first, more) = (fors.next()?, fors.next());
                if more.is_some() { None } else { self.fixed_at(&at.to(first), depth - 1) }
            }
            Expr::Call { .. } => self.fixed_call(at, depth),
            Expr::Local(var) => {
                if self.grows(at.node, var) || self.is_open_parameter(at, var) {
                    return None;
                }
                self.all_fixed(at, depth)
            }
            Expr::Path { .. } | Expr::Field { .. } => self.all_fixed(at, depth).or_else(|| self.named_set(at)),
            Expr::Unary { op: UnaryOp::Ref | UnaryOp::Deref | UnaryOp::Try | UnaryOp::Await, operand } => {
                self.fixed_at(&at.to(operand), depth - 1)
            }
            _ => self.all_fixed(at, depth),
        }
    }

    /// All that a value can be is fixed: the largest of them.
    fn all_fixed(&self, at: &At, depth: u32) -> Option<Fixed> {
        let Step::To(values) = self.step(at) else { return None };
        let mut largest: Option<Fixed> = None;
        for value in values {
            if value == *at || matches!(self.expr(value.node), Expr::Null) {
                continue;
            }
            let of = self.fixed_at(&value, depth - 1)?;
            largest = Some(match largest {
                Some(Fixed(before)) => Fixed(before.zip(of.0).map(|(a, b)| a.max(b))),
                None => of,
            });
        }
        largest
    }

    fn fixed_call(&self, at: &At, depth: u32) -> Option<Fixed> {
        // `xs.take(5)` is at most five, whatever the rest is.
        if self.callee_name(at.node) == "take"
            && let Some(first) = self.args(at.node).first()
            && let Some(n) = self.largest_number(&at.to(first.value)).filter(|n| *n <= LARGEST_RANGE)
        {
            return Some(Fixed(usize::try_from(n).ok()));
        }
        if let Some(row) = self.match_rows(&self.models.sequences, at.node).next() {
            return match row.row.gives {
                Gives::Few => Some(Fixed(None)),
                Gives::Range => self.range_call(at),
                Gives::Elements | Gives::Batches => {
                    let over = self.over_of(at, row.row.over.as_ref())?;
                    self.fixed_at(&over, depth - 1).or_else(|| self.enum_values(at))
                }
                Gives::Rows | Gives::Next | Gives::Messages | Gives::Work => None,
            };
        }
        if let Some(row) = self.match_rows(&self.models.closures, at.node).next()
            && row.row.per == crate::models::Per::Element
            && !matches!(self.callee_name(at.node), "flat_map" | "fold")
        {
            let over = self.over_of(at, row.row.over.as_ref())?;
            return self.fixed_at(&over, depth - 1);
        }
        if let Some(row) = self.match_rows(&self.models.flows, at.node).next()
            && row.row.elements
            && let Some(Fixed(size)) = match row.row.returns.as_slice() {
                [crate::models::FlowReturn::Receiver] => {
                    self.receiver(at.node).and_then(|r| self.fixed_at(&at.to(r.expr), depth - 1))
                }
                [crate::models::FlowReturn::Arg0] => {
                    self.args(at.node).first().and_then(|a| self.fixed_at(&at.to(a.value), depth - 1))
                }
                _ => None,
            }
        {
            return Some(Fixed(size));
        }
        self.enum_values(at).or_else(|| self.all_fixed(at, depth))
    }

    /// `Kind::iter()`, `Kind::all()` of an enum whose derive gives it.
    fn enum_values(&self, at: &At) -> Option<Fixed> {
        let unit = self.unit(at.node.file);
        let Expr::Call { callee, args, .. } = self.expr(at.node) else { return None };
        let Expr::Path { name, .. } = unit.expr(callee) else { return None };
        let (of, _) = unit.str(name).rsplit_once("::")?;
        if unit.facts.args_of(args).len() > 0 {
            return None;
        }
        let module = self.symbols.module_at(self.units, at.node);
        self.symbols.resolve_path(self.units, at.node.file, module, of).into_iter().find_map(|d| match d {
            Def::Type(t) if self.type_def(t).kind == TypeKind::Enum => {
                Some(Fixed(Some(self.unit(t.file).facts.variants_of(self.type_def(t)).len())))
            }
            _ => None,
        })
    }

    /// A class that is iterated (an enum's members), and a constant of some library or setting by its name.
    fn named_set(&self, at: &At) -> Option<Fixed> {
        let defs = self.symbols.resolve_expr(self.units, at.node);
        if defs.iter().any(|d| matches!(d, Def::Type(t) if self.type_def(*t).kind == TypeKind::Class)) {
            return Some(Fixed(None));
        }
        let name = super::spelling(self.unit(at.node.file), at.node.expr);
        let constant = name.len() > 2
            && name.chars().any(|c| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        // A constant of the tree that is not fixed was looked at and is none.
        let own = defs.iter().any(|d| matches!(d, Def::Const(..) | Def::Global(_) | Def::Attribute(..)));
        (constant && !own).then_some(Fixed(None))
    }

    fn range_call(&self, at: &At) -> Option<Fixed> {
        let args: Vec<ExprId> = self.args(at.node).iter().map(|a| a.value).collect();
        match args.as_slice() {
            [to] => self.range(at, None, *to),
            [from, to] => self.range(at, Some(*from), *to),
            _ => None,
        }
    }

    fn range(&self, at: &At, from: Option<ExprId>, to: ExprId) -> Option<Fixed> {
        if !to.is_some() {
            return None;
        }
        let to = self.largest_number(&at.to(to))?;
        let from = from.filter(|f| f.is_some()).and_then(|f| self.largest_number(&at.to(f))).unwrap_or(0);
        let n = to.saturating_sub(from);
        (n <= LARGEST_RANGE).then(|| Fixed(usize::try_from(n).ok()))
    }

    /// The largest of the numbers that a value can be, where all are literals.
    pub(crate) fn largest_number(&self, at: &At) -> Option<u64> {
        let (leaves, whole) = self.sources(at);
        if !whole || leaves.is_empty() {
            return None;
        }
        let mut largest = 0;
        for leaf in leaves {
            let unit = self.unit(leaf.node.file);
            match self.expr(leaf.node) {
                Expr::Int(n) => largest = largest.max(unit.str(n).parse::<u64>().ok()?),
                _ => return None,
            }
        }
        Some(largest)
    }

    /// A parameter of what anybody may call, by other ways than a call that is in sight: public, and nothing
    /// but tests calls it here.
    fn is_open_parameter(&self, at: &At, var: VarId) -> bool {
        let unit = self.unit(at.node.file);
        let Some((id, _)) = unit.facts.vars[var.index()].param else { return false };
        let f = FnRef { file: at.node.file, id };
        let entered = at.frame.as_ref().is_some_and(|frame| frame.callee == f);
        if entered || !self.function(f).flags.is_public {
            return false;
        }
        let callers = self.callers(f);
        let ships = |call: &Node| self.unit(call.file).facts.role == FileRole::Source && !self.in_test(*call);
        !callers.is_some_and(|calls| calls.iter().any(ships))
    }

    /// Whether something is added to a variable's collection in a loop that begins after the variable does.
    fn grows(&self, at: Node, var: VarId) -> bool {
        let unit = self.unit(at.file);
        let Some(def) = unit.facts.defs_of(var).first() else { return false };
        let made = unit.facts.span(*def);
        self.uses_of(at.file, var).iter().any(|call| {
            let grows = match self.expr(*call) {
                Expr::Assign { .. } => true,
                _ => GROWS.contains(&self.callee_name(*call)),
            };
            if !grows {
                return false;
            }
            let mut up = unit.parent(call.expr);
            while up.is_some() {
                let span = unit.facts.span(up);
                let repeats = matches!(
                    unit.expr(up),
                    Expr::For { .. } | Expr::While { .. } | Expr::Closure { .. } | Expr::Comprehension { .. }
                );
                if repeats && !(span.start <= made.start && made.end <= span.end) {
                    return true;
                }
                up = unit.parent(up);
            }
            false
        })
    }
}
