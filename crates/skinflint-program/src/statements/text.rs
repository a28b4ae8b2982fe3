//! The text of a statement, put together from where its parts stand: literals, constants, joined and
//! growing strings, formats. What is not constant is a hole or a gap, and never made up.

use rustc_hash::FxHashMap;
use skinflint_facts::{BinaryOp, Expr, ExprId, VarId};

use crate::eval::Eval;
use crate::flow::{At, Step};
use crate::unit::Node;

/// A part of a text.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A stretch of a literal: from which byte of its value, and what it says.
    Fixed { literal: Node, from: usize, text: String },
    /// Something stands there, and nobody knows what.
    Hole,
    /// Something may stand there.
    Gap,
}

/// Ways to read a text at most.
const MOST_WAYS: usize = 8;
/// Parts of one text at most.
const MOST_PARTS: usize = 200;
/// Values gone through for one text.
const DEEPEST: u32 = 12;

pub(crate) type Parts = Vec<Part>;

/// The texts of places, by how far they were looked for.
pub(crate) type Texts = FxHashMap<At, Vec<(u32, Vec<Parts>)>>;

impl Eval<'_> {
    /// The texts that a value can be, as far as they are known: none where nothing is.
    pub(super) fn text_parts(&self, at: &At) -> Vec<Parts> {
        let Some(_asked) = self.ask() else { return Vec::new() };
        // One question's answers only: what another one's fuel cut short must not serve this one, and what
        // is found must not depend on which worker was asked what before.
        self.texts.borrow_mut().clear();
        let mut ways = self.ways(at, DEEPEST);
        self.texts.borrow_mut().clear();
        ways.retain(|parts| parts.iter().any(|p| matches!(p, Part::Fixed { .. })));
        ways.truncate(MOST_WAYS);
        ways
    }

    /// Callers of callers meet in the same places again and again, by as many roads as there are calls;
    /// each place is read once for each depth, and where even a longer search found nothing, not again.
    fn ways(&self, at: &At, depth: u32) -> Vec<Parts> {
        if depth == 0 {
            return Vec::new();
        }
        if let Some(known) = self.texts.borrow().get(at)
            && let Some((_, ways)) = known.iter().find(|(d, ways)| *d == depth || (*d > depth && ways.is_empty()))
        {
            return ways.clone();
        }
        if !self.burn() {
            return Vec::new();
        }
        let ways = self.find_ways(at, depth);
        self.texts.borrow_mut().entry(at.clone()).or_default().push((depth, ways.clone()));
        ways
    }

    fn find_ways(&self, at: &At, depth: u32) -> Vec<Parts> {
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        match self.expr(at.node) {
            Expr::Str(text) => {
                vec![vec![Part::Fixed { literal: at.node, from: 0, text: unit.str(text).to_owned() }]]
            }
            Expr::Template { parts, .. } => {
                let mut all = Parts::new();
                for part in facts.exprs_of(parts) {
                    match facts.expr(part) {
                        Expr::Hole { value, .. } => all.extend(self.filling(&at.to(value), depth - 1)),
                        _ => all.extend(self.ways(&at.to(part), depth - 1).into_iter().next().unwrap_or_default()),
                    }
                }
                vec![all]
            }
            Expr::Binary { left, right, op: BinaryOp::Add } => {
                let mut all = self.filling(&at.to(left), depth - 1);
                all.extend(self.filling(&at.to(right), depth - 1));
                vec![all]
            }
            Expr::Binary { left, op: BinaryOp::Rem, .. } => {
                self.ways(&at.to(left), depth - 1).into_iter().map(|parts| with_holes(parts, percent_hole)).collect()
            }
            Expr::Call { callee, args, .. } => self.ways_of_call(at, callee, args, depth),
            Expr::Local(var) => self.ways_of_variable(at, var, depth),
            Expr::Tuple(list) | Expr::Array(list) if facts.len_of(list) == 1 => match facts.exprs_of(list).next() {
                Some(only) => self.ways(&at.to(only), depth - 1),
                None => Vec::new(),
            },
            _ => self.ways_back(at, depth),
        }
    }

    fn ways_back(&self, at: &At, depth: u32) -> Vec<Parts> {
        match self.step(at) {
            Step::To(all) | Step::Open(all) => {
                all.iter().take(MOST_WAYS).flat_map(|next| self.ways(next, depth - 1)).take(MOST_WAYS).collect()
            }
            Step::Leaf => Vec::new(),
        }
    }

    /// What fills a place inside a text: its first known text, or a hole.
    fn filling(&self, at: &At, depth: u32) -> Parts {
        let found = self.ways(at, depth).into_iter().next();
        found.filter(|parts| parts.len() <= MOST_PARTS).unwrap_or_else(|| vec![Part::Hole])
    }

    fn ways_of_call(&self, at: &At, callee: ExprId, args: skinflint_facts::ArgList, depth: u32) -> Vec<Parts> {
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        let args: Vec<ExprId> = facts.args_of(args).map(|a| a.value).collect();
        match unit.expr(callee) {
            Expr::Field { base, name } => match unit.str(name) {
                "format" => {
                    let ways = self.ways(&at.to(base), depth - 1);
                    return ways.into_iter().map(|parts| with_holes(parts, brace_hole)).collect();
                }
                "join" => {
                    let Some(list) = args.first() else { return Vec::new() };
                    let (Expr::Array(items) | Expr::Tuple(items)) = unit.expr(*list) else { return Vec::new() };
                    let mut all = Parts::new();
                    for (i, item) in facts.exprs_of(items).enumerate() {
                        if i > 0 {
                            all.extend(self.filling(&at.to(base), depth - 1));
                        }
                        all.extend(self.filling(&at.to(item), depth - 1));
                    }
                    return vec![all];
                }
                "replace" => return Vec::new(),
                _ => {}
            },
            Expr::Path { name, .. } => match crate::index::last_segment(unit.str(name)) {
                "concat!" => {
                    return vec![args.iter().flat_map(|a| self.filling(&at.to(*a), depth - 1)).collect()];
                }
                "format!" | "dedent" | "cleandoc" | "indoc!" | "formatdoc!" | "SQL" | "text" | "AssertSqlSafe"
                | "DDL" | "_sql" | "RawSQL" | "SqlStr" => {
                    if let Some(first) = args.first() {
                        return self.ways(&at.to(*first), depth - 1);
                    }
                }
                "include_str!" => {
                    if let Some(first) = args.first() {
                        return self.included(&at.to(*first));
                    }
                }
                _ => {}
            },
            _ => {}
        }
        self.ways_back(at, depth)
    }

    /// A script that is part of the program: its statement, where it has one.
    fn included(&self, path: &At) -> Vec<Parts> {
        let unit = self.unit(path.node.file);
        let Expr::Str(text) = unit.expr(path.node.expr) else { return Vec::new() };
        let own = unit.path.to_str_lossy();
        let dir = own.rsplit_once('/').map_or("", |(dir, _)| dir);
        match self.script(dir, unit.str(text)).as_slice() {
            [only] => self.ways(&At::new(*only), 2),
            _ => Vec::new(),
        }
    }

    /// A variable is what was put into it last before it is used here, and what was added since.
    fn ways_of_variable(&self, at: &At, var: VarId, depth: u32) -> Vec<Parts> {
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        let here = at.node.expr;
        let mut given: Vec<(ExprId, ExprId)> = Vec::new();
        let mut grown: Vec<(ExprId, ExprId)> = Vec::new();
        for def in facts.defs_of(var).iter().copied().filter(|def| *def < here) {
            match facts.expr(def) {
                Expr::Let { pattern, value, .. } if value.is_some() => {
                    if !matches!(facts.expr(pattern), Expr::Bind { .. }) {
                        return self.ways_back(at, depth);
                    }
                    given.push((def, value));
                }
                Expr::Assign { value, op: None, target } => {
                    if !matches!(facts.expr(target), Expr::Local(_) | Expr::Bind { .. }) {
                        return self.ways_back(at, depth);
                    }
                    given.push((def, value));
                }
                Expr::Assign { value, op: Some(BinaryOp::Add), .. } => grown.push((def, value)),
                _ => return self.ways_back(at, depth),
            }
        }
        for call in self.uses_of(at.node.file, var).iter().filter(|call| call.expr < here) {
            let args = self.args(*call);
            match self.callee_name(*call) {
                "push_str" | "push" => grown.extend(args.first().map(|a| (call.expr, a.value))),
                "write!" | "writeln!" => grown.extend(args.get(1).map(|a| (call.expr, a.value))),
                _ => {}
            }
        }
        if given.is_empty() {
            return self.ways_back(at, depth);
        }
        given.sort_unstable();
        grown.sort_unstable();
        let mut ways = Vec::new();
        for (def, value) in given.into_iter().rev() {
            let certain = !self.is_aside(at.node.file, def, here);
            for base in self.ways(&at.to(value), depth - 1) {
                let mut all = base;
                for (place, value) in grown.iter().filter(|(place, _)| *place > def) {
                    if self.is_aside(at.node.file, *place, here) {
                        all.push(Part::Gap);
                    } else {
                        all.extend(self.filling(&at.to(*value), depth - 1));
                    }
                }
                ways.push(all);
            }
            if certain || ways.len() >= MOST_WAYS {
                break;
            }
        }
        ways
    }

    /// Whether a place may be passed by on the way to another: it stands in a branch, a loop or a closure
    /// that the other does not stand in.
    fn is_aside(&self, file: skinflint_base::FileId, place: ExprId, here: ExprId) -> bool {
        let unit = self.unit(file);
        let mut around = Vec::new();
        let mut at = unit.parent(here);
        while at.is_some() && around.len() < 200 {
            around.push(at);
            at = unit.parent(at);
        }
        let mut at = place;
        let mut up = unit.parent(at);
        for _ in 0..200 {
            if !up.is_some() || around.contains(&up) {
                // Both arms of one branch hold neither the other.
                return match unit.expr(up_or(up, at)) {
                    Expr::If { cond, .. } => up.is_some() && cond != at,
                    _ => false,
                };
            }
            match unit.expr(up) {
                Expr::If { cond, .. } if cond != at => return true,
                Expr::Arm { .. } | Expr::For { .. } | Expr::While { .. } | Expr::Closure { .. } => return true,
                _ => {}
            }
            at = up;
            up = unit.parent(at);
        }
        true
    }
}

fn up_or(up: ExprId, at: ExprId) -> ExprId {
    if up.is_some() { up } else { at }
}

/// Splits fixed parts at the places that `hole` knows: it gives how many bytes one takes.
fn with_holes(parts: Parts, hole: impl Fn(&str) -> Option<usize>) -> Parts {
    let mut all = Parts::new();
    for part in parts {
        let Part::Fixed { literal, from, text } = part else {
            all.push(part);
            continue;
        };
        let mut start = 0;
        let mut at = 0;
        while at < text.len() {
            match text.get(at..).and_then(&hole) {
                Some(len) if len > 0 => {
                    if at > start {
                        all.push(Part::Fixed { literal, from: from + start, text: text[start..at].to_owned() });
                    }
                    all.push(Part::Hole);
                    at += len;
                    start = at;
                }
                _ => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        if start < text.len() {
            all.push(Part::Fixed { literal, from: from + start, text: text[start..].to_owned() });
        }
    }
    all
}

/// `%s`, `%(name)s`, `%d`
fn percent_hole(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('%')?;
    if after.starts_with(['s', 'd', 'r', 'i', 'f']) {
        return Some(2);
    }
    let close = after.strip_prefix('(')?.find(')')?;
    after.get(close + 2..).filter(|t| t.starts_with(['s', 'd', 'r', 'i', 'f'])).map(|_| close + 4)
}

/// `{}`, `{name}`, `{0}`
fn brace_hole(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('{')?;
    let close = after.find('}')?;
    let inner = &after[..close];
    inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | ':' | '!')).then_some(close + 2)
}
