//! Macros of the tree: which arm a call fits, what an arm's metavariables stand for, and arguments that stand
//! for several (`$($key => $value),*`). A call is laid beside the matchers that the arms keep; nothing is expanded.

use std::sync::Arc;

use skinflint_facts::{Arg, Expr, ExprId, FnKind, Param, UnaryOp};

use super::Eval;
use crate::flow::{At, Frame};
use crate::unit::{FnRef, Node};

/// An argument as it is seen through the calls that were gone into.
#[derive(Clone, Debug)]
pub(crate) struct Seen<'p> {
    /// Its name, if it has one.
    pub(crate) name: Option<&'p str>,
    /// Where the name stands, if it does.
    name_at: Option<At>,
    /// Its value.
    pub(crate) at: At,
}

/// How a call and an arm go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Yes,
    /// What the call hands on is only known from inside the call around it.
    Perhaps,
    No,
}

/// A matcher nested deeper than this is not looked into.
const DEEPEST: u32 = 16;

/// Repetitions of one call that are written out.
const MOST_TURNS: usize = 64;

impl<'p> Eval<'p> {
    /// A call's arguments. Inside of a macro that was gone into, a repetition is as many as its metavariables
    /// were given, and a metavariable is what stands for it, name and all.
    pub(crate) fn args_seen(&self, call: &At) -> Vec<Seen<'p>> {
        let unit = self.unit(call.node.file);
        let mut all = Vec::new();
        for arg in self.args(call.node) {
            let key = unit.facts.name_node(arg).map(|key| call.to(key));
            if let Expr::Unary { operand, op: UnaryOp::Spread } = unit.expr(arg.value)
                && let Some(turns) = self.turns(&call.to(operand), key.as_ref())
            {
                all.extend(turns);
                continue;
            }
            let name = arg.name.is_some().then(|| unit.str(arg.name));
            let (name, name_at) = match &key {
                Some(key) if call.frame.is_some() => self.name_seen(key, name),
                _ => (name, key),
            };
            all.push(Seen { name, name_at, at: self.seen_through(&call.to(arg.value)) });
        }
        all
    }

    /// What a repetition stands for, one by one; `None` where it is none of the macro that was gone into.
    pub(crate) fn turns(&self, at: &At, key: Option<&At>) -> Option<Vec<Seen<'p>>> {
        let frame = self.arm_frame(at)?;
        if key.is_none()
            && let Some(n) = self.repeated_param(at, frame.callee)
        {
            return self.given_in(frame, n);
        }
        let mut params = Vec::new();
        self.repeated_below(at, frame.callee, &mut params, 0);
        if let Some(key) = key {
            self.repeated_below(key, frame.callee, &mut params, 0);
        }
        let given = params.iter().filter_map(|n| self.given_in(frame, *n));
        let count = given.map(|given| given.len()).max()?.min(MOST_TURNS);
        let turn = |i: usize| {
            let frame = Some(frame.turn(i));
            let value = self.seen_through(&At { node: at.node, frame: frame.clone() });
            let (name, name_at) = match key {
                Some(key) => {
                    let key = At { node: key.node, frame };
                    let text = self.text_of(&key);
                    self.name_seen(&key, text)
                }
                None => (None, None),
            };
            Seen { name, name_at, at: value }
        };
        Some((0..count).map(turn).collect())
    }

    /// The first thing that a turn of a repetition was given for what stands below a place.
    pub(crate) fn given_below(&self, at: &At) -> Option<At> {
        let frame = self.arm_frame(at)?;
        frame.turn_now()?;
        let mut params = Vec::new();
        self.repeated_below(at, frame.callee, &mut params, 0);
        params.into_iter().find_map(|n| self.given_by(frame, n).into_iter().next())
    }

    /// What a metavariable of the macro that was gone into stands for, as long as that is one thing; anything
    /// else is itself.
    pub(crate) fn seen_through(&self, at: &At) -> At {
        let mut at = at.clone();
        for _ in 0..8 {
            let Expr::Local(var) = self.expr(at.node) else { break };
            let Some(frame) = self.arm_frame(&at) else { break };
            let Some((f, n)) = self.unit(at.node.file).facts.vars[var.index()].param else { break };
            if f != frame.callee.id {
                break;
            }
            let Some(given) = self.given_in(frame, n as usize) else { break };
            let [only] = given.as_slice() else { break };
            at = only.at.clone();
        }
        at
    }

    /// What a metavariable is given in a call that was gone into: in one turn of a repetition, that turn's.
    pub(crate) fn given_in(&self, frame: &Frame, n: usize) -> Option<Vec<Seen<'p>>> {
        let call = At { node: frame.call, frame: frame.up.clone() };
        let mut given = std::mem::take(self.bound_by(&call, frame.callee)?.get_mut(n)?);
        let params = self.unit(frame.callee.file).facts.params_of(self.function(frame.callee));
        if let Some(turn) = frame.turn_now()
            && params.get(n).is_some_and(|param| param.rest)
        {
            given = given.into_iter().skip(turn).take(1).collect();
        }
        Some(given)
    }

    /// What each metavariable of an arm stands for in a call; `None` where they do not go together.
    pub(crate) fn bound_by(&self, call: &At, arm: FnRef) -> Option<Vec<Vec<Seen<'p>>>> {
        let facts = &self.unit(arm.file).facts;
        let params = facts.params_of(self.function(arm));
        let args = self.args_seen(call);
        if let Some(bound) = self.laid_beside(arm, params, &args) {
            return Some(bound);
        }
        // A matcher that was not understood: by position, as long as all is in sight.
        if call.frame.is_some() || args.iter().any(|seen| self.is_spread(&seen.at)) {
            return None;
        }
        self.by_position(call, params)
    }

    fn laid_beside(&self, arm: FnRef, params: &[Param], args: &[Seen<'p>]) -> Option<Vec<Vec<Seen<'p>>>> {
        let facts = &self.unit(arm.file).facts;
        let pattern: Vec<Arg> = facts.args_of(facts.matcher_of(arm.id)?).collect();
        let mut matching = Matching { eval: self, arm, params, bound: vec![Vec::new(); params.len()] };
        matching.list(&pattern, args, 0).then_some(matching.bound)
    }

    /// The arms of a macro that a call fits: the first that surely does, and those before it that may. All of
    /// them where none does.
    pub(crate) fn fitting_arms(&self, call: &At, arms: &[FnRef]) -> Vec<FnRef> {
        let args = self.args_seen(call);
        let open = args.iter().any(|seen| self.is_spread(&seen.at));
        let mut fitting = Vec::new();
        for arm in arms {
            let params = self.unit(arm.file).facts.params_of(self.function(*arm));
            let fit = match self.laid_beside(*arm, params, &args) {
                Some(_) => Fit::Yes,
                None if open => Fit::Perhaps,
                None => Fit::No,
            };
            if fit != Fit::No {
                fitting.push(*arm);
            }
            if fit == Fit::Yes {
                break;
            }
        }
        if fitting.is_empty() {
            let by_position = arms.iter().copied().find(|arm| {
                let params = self.unit(arm.file).facts.params_of(self.function(*arm));
                self.by_position(call, params).is_some()
            });
            return by_position.map_or_else(|| arms.to_vec(), |arm| vec![arm]);
        }
        fitting
    }

    /// Metavariables in order, where a call has as many arguments: `a => b` and `a = b` are two.
    fn by_position(&self, call: &At, params: &[Param]) -> Option<Vec<Vec<Seen<'p>>>> {
        let unit = self.unit(call.node.file);
        let args = self.args(call.node);
        let seen = |e: ExprId| Seen { name: None, name_at: None, at: call.to(e) };
        let mut all = Vec::new();
        for arg in &args {
            match unit.expr(arg.value) {
                Expr::Pair { key, value } => all.extend([key, value]),
                _ => all.push(arg.value),
            }
        }
        let fixed = params.iter().take_while(|p| !p.rest).count();
        let stride = params.iter().filter(|p| p.rest).count();
        let fits = if stride > 0 { all.len() + 1 >= params.len() } else { all.len() == params.len() };
        if !fits {
            return None;
        }
        let of = |n: usize| -> Vec<Seen<'p>> {
            match (params[n].rest, stride) {
                (false, _) => all.get(n).map(|e| seen(*e)).into_iter().collect(),
                (true, 1) => args.iter().skip(fixed).map(|a| seen(a.value)).collect(),
                (true, _) => all.iter().skip(n).step_by(stride).map(|e| seen(*e)).collect(),
            }
        };
        Some((0..params.len()).map(of).collect())
    }

    /// The macro's call that was gone into to get here, as long as this stands in its arm.
    fn arm_frame<'a>(&self, at: &'a At) -> Option<&'a Arc<Frame>> {
        let frame = at.frame.as_ref()?;
        let inside = frame.callee.file == at.node.file && self.function(frame.callee).kind == FnKind::MacroArm;
        inside.then_some(frame)
    }

    fn repeated_param(&self, at: &At, arm: FnRef) -> Option<usize> {
        let Expr::Local(var) = self.expr(at.node) else { return None };
        let facts = &self.unit(arm.file).facts;
        let (f, n) = facts.vars[var.index()].param?;
        let rest = f == arm.id && facts.params_of(self.function(arm)).get(n as usize)?.rest;
        rest.then_some(n as usize)
    }

    fn repeated_below(&self, at: &At, arm: FnRef, found: &mut Vec<usize>, depth: u32) {
        if let Some(n) = self.repeated_param(at, arm)
            && !found.contains(&n)
        {
            found.push(n);
        }
        if depth < DEEPEST {
            let mut below = Vec::new();
            self.unit(at.node.file).facts.children(at.node.expr, |child| below.push(child));
            for child in below {
                self.repeated_below(&at.to(child), arm, found, depth + 1);
            }
        }
    }

    /// A repetition that nothing is known of.
    fn is_spread(&self, at: &At) -> bool {
        matches!(self.expr(at.node), Expr::Unary { op: UnaryOp::Spread, .. })
    }

    /// A name that may be a metavariable: what stands for it.
    fn name_seen(&self, key: &At, name: Option<&'p str>) -> (Option<&'p str>, Option<At>) {
        let seen = self.seen_through(key);
        (self.text_of(&seen).or(name), Some(seen))
    }

    /// The text of a name or literal.
    fn text_of(&self, at: &At) -> Option<&'p str> {
        let unit = self.unit(at.node.file);
        match unit.expr(at.node.expr) {
            Expr::Str(text) | Expr::Path { name: text, .. } => Some(unit.str(text)),
            Expr::Local(var) => Some(unit.str(unit.facts.vars[var.index()].name)),
            _ => None,
        }
    }

    /// The fields of a name as written: `a.b.c`.
    pub(crate) fn dotted(&self, at: &At) -> Option<String> {
        match self.expr(at.node) {
            Expr::Field { base, name } => {
                let base = self.dotted(&at.to(base))?;
                Some(format!("{base}.{}", self.unit(at.node.file).str(name)))
            }
            Expr::Path { .. } | Expr::Local(_) => self.text_of(at).map(str::to_owned),
            _ => None,
        }
    }
}

/// A call beside an arm's matcher.
struct Matching<'a, 'p> {
    eval: &'a Eval<'p>,
    arm: FnRef,
    params: &'a [Param],
    bound: Vec<Vec<Seen<'p>>>,
}

impl<'p> Matching<'_, 'p> {
    fn pattern(&self, expr: ExprId) -> Expr {
        self.eval.unit(self.arm.file).expr(expr)
    }

    fn text(&self, sym: skinflint_facts::Sym) -> &'p str {
        self.eval.unit(self.arm.file).str(sym)
    }

    /// What is repeated, if a part of a matcher is a repetition.
    fn repetition(&self, part: Arg) -> Option<Vec<Arg>> {
        let Expr::Call { callee, args, .. } = self.pattern(part.value) else { return None };
        match self.pattern(callee) {
            Expr::Path { name, .. } if self.text(name) == "$!" => {
                Some(self.eval.unit(self.arm.file).facts.args_of(args).collect())
            }
            _ => None,
        }
    }

    /// The metavariable that a part of a matcher is.
    fn metavariable(&self, expr: ExprId) -> Option<usize> {
        let Expr::Local(var) = self.pattern(expr) else { return None };
        let (f, n) = self.eval.unit(self.arm.file).facts.vars[var.index()].param?;
        (f == self.arm.id).then_some(n as usize)
    }

    fn fragment(&self, n: usize) -> &'p str {
        let facts = &self.eval.unit(self.arm.file).facts;
        let ty = self.params.get(n).map(|param| param.ty).filter(|ty| ty.is_some());
        match ty.map(|ty| facts.ty(ty)) {
            Some(skinflint_facts::Ty::Named { name, .. }) => self.text(name),
            _ => "",
        }
    }

    fn list(&mut self, pattern: &[Arg], args: &[Seen<'p>], depth: u32) -> bool {
        let mut at = 0;
        for (i, part) in pattern.iter().enumerate() {
            let Some(repeated) = self.repetition(*part) else {
                let fits = args.get(at).is_some_and(|arg| self.one(*part, arg, depth));
                if !fits {
                    return false;
                }
                at += 1;
                continue;
            };
            let behind = pattern[i + 1..].iter().filter(|part| self.repetition(**part).is_none()).count();
            let most = args.len().saturating_sub(at + behind);
            // `$($rest:tt)*` takes whatever there is, names and all.
            if let [only] = repeated.as_slice()
                && !only.name.is_some()
                && let Some(n) = self.metavariable(only.value)
                && self.fragment(n) == "tt"
            {
                self.bound[n].extend(args[at..at + most].iter().cloned());
                at += most;
                continue;
            }
            let width = repeated.len();
            let mut taken = 0;
            while width > 0 && taken + width <= most {
                let before: Vec<usize> = self.bound.iter().map(Vec::len).collect();
                if !self.list(&repeated, &args[at..at + width], depth + 1) {
                    for (bound, len) in self.bound.iter_mut().zip(before) {
                        bound.truncate(len);
                    }
                    break;
                }
                at += width;
                taken += width;
            }
        }
        at == args.len()
    }

    fn one(&mut self, part: Arg, arg: &Seen<'p>, depth: u32) -> bool {
        if !part.name.is_some() {
            return match self.metavariable(part.value) {
                Some(n) => self.bind(n, arg.clone()),
                None => arg.name.is_none() && self.value(part.value, &arg.at, depth),
            };
        }
        let Some(name) = arg.name else { return false };
        let key = self.eval.unit(self.arm.file).facts.name_node(part).and_then(|key| self.metavariable(key));
        let named = match (key, &arg.name_at) {
            (Some(n), Some(at)) => self.bind(n, Seen { name: None, name_at: None, at: at.clone() }),
            (Some(_), None) => false,
            (None, _) => self.text(part.name) == name,
        };
        named && self.value(part.value, &arg.at, depth)
    }

    fn value(&mut self, part: ExprId, at: &At, depth: u32) -> bool {
        if let Some(n) = self.metavariable(part) {
            return self.bind(n, Seen { name: None, name_at: None, at: at.clone() });
        }
        if depth > DEEPEST || !part.is_some() {
            return true;
        }
        if !at.node.expr.is_some() {
            return false;
        }
        let unit = self.eval.unit(at.node.file);
        let facts = &self.eval.unit(self.arm.file).facts;
        match (self.pattern(part), unit.expr(at.node.expr)) {
            (Expr::Path { name, .. }, Expr::Path { name: other, .. }) => self.text(name) == unit.str(other),
            (Expr::Path { name, .. }, Expr::Local(var)) => {
                self.text(name) == unit.str(unit.facts.vars[var.index()].name)
            }
            (Expr::Str(a), Expr::Str(b)) | (Expr::Int(a), Expr::Int(b)) | (Expr::Float(a), Expr::Float(b)) => {
                self.text(a) == unit.str(b)
            }
            (Expr::Bool(a), Expr::Bool(b)) => a == b,
            (
                Expr::Array(a) | Expr::Tuple(a) | Expr::Map(a) | Expr::Other(a),
                Expr::Array(b) | Expr::Tuple(b) | Expr::Map(b) | Expr::Other(b),
            ) => {
                let plain = |value: ExprId| Arg { name: skinflint_facts::Sym::NONE, value };
                let pattern: Vec<Arg> = facts.exprs_of(a).map(plain).collect();
                let items = unit.facts.exprs_of(b).map(|e| Seen { name: None, name_at: None, at: at.to(e) });
                let items: Vec<Seen<'p>> = items.collect();
                self.list(&pattern, &items, depth + 1)
            }
            (Expr::Call { callee, args, .. }, Expr::Call { callee: other, .. }) => {
                let pattern: Vec<Arg> = facts.args_of(args).collect();
                let args = self.eval.args_seen(at);
                self.value(callee, &at.to(other), depth + 1) && self.list(&pattern, &args, depth + 1)
            }
            (pattern, other) => {
                if std::mem::discriminant(&pattern) != std::mem::discriminant(&other) {
                    return false;
                }
                let (mut parts, mut values) = (Vec::new(), Vec::new());
                facts.children(part, |child| parts.push(child));
                unit.facts.children(at.node.expr, |child| values.push(child));
                parts.len() == values.len()
                    && parts.into_iter().zip(values).all(|(part, value)| {
                        let value = self.eval.seen_through(&at.to(value));
                        self.value(part, &value, depth + 1)
                    })
            }
        }
    }

    fn bind(&mut self, n: usize, seen: Seen<'p>) -> bool {
        let fits = fits(self.fragment(n), self.eval.expr(seen.at.node)) || self.eval.is_metavariable(&seen.at);
        if fits && let Some(bound) = self.bound.get_mut(n) {
            bound.push(seen);
        }
        fits
    }
}

impl Eval<'_> {
    fn is_metavariable(&self, at: &At) -> bool {
        let unit = self.unit(at.node.file);
        match unit.expr(at.node.expr) {
            Expr::Local(var) => unit.str(unit.facts.vars[var.index()].name).starts_with('$'),
            _ => false,
        }
    }

    /// Whether all calls of macros on a way fit the arms that it goes through, as far as can be told: the
    /// outermost call may stand in a macro itself.
    pub(crate) fn goes_through(&self, frame: Option<&Arc<Frame>>) -> bool {
        let mut at = frame;
        while let Some(frame) = at {
            let call = At { node: frame.call, frame: frame.up.clone() };
            let open = || frame.up.is_none() && self.args_seen(&call).iter().any(|seen| self.is_spread(&seen.at));
            if self.function(frame.callee).kind == FnKind::MacroArm
                && self.bound_by(&call, frame.callee).is_none()
                && !open()
            {
                return false;
            }
            at = frame.up.as_ref();
        }
        true
    }

    /// A node that a call hands to a parameter.
    pub(crate) fn nodes(seen: Vec<Seen<'_>>) -> Vec<Node> {
        seen.into_iter().map(|seen| seen.at.node).collect()
    }
}

/// Whether a fragment of this kind can be such an expression.
fn fits(fragment: &str, expr: Expr) -> bool {
    match fragment {
        "literal" => matches!(
            expr,
            Expr::Str(_)
                | Expr::Int(_)
                | Expr::Float(_)
                | Expr::Bool(_)
                | Expr::Template { .. }
                | Expr::Unary { op: UnaryOp::Neg, .. }
        ),
        // A dotted path is one of the names that `$($name:ident).+` repeats.
        "ident" => matches!(expr, Expr::Path { .. } | Expr::Local(_) | Expr::Field { .. }),
        "path" | "ty" => !matches!(expr, Expr::Str(_) | Expr::Int(_) | Expr::Float(_) | Expr::Template { .. }),
        "block" => matches!(expr, Expr::Block { .. } | Expr::Map(_) | Expr::Other(_)),
        _ => true,
    }
}
