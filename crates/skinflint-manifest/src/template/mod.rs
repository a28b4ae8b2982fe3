//! Templates around YAML: which actions there are, which branch of which control structure holds a
//! place, and the text as the YAML reader shall see it.
//!
//! The reader sees a text of the same length, so that offsets stay those of the file: what prints
//! nothing is blank, and what prints a value is a run of [`VALUE`] bytes, which is a plain scalar to
//! YAML. Control structures leave no trace in the text; each place is asked for its branch instead,
//! and entries of a mapping or sequence are put together by branch when it is complete.

mod expr;
mod scan;

use std::ops::Range;

use skinflint_base::Span;
use skinflint_facts::{Builder, Expr, ExprId, TyId, VarId, VarKind};

use expr::{Names, pipeline};
use scan::{Raw, Word, actions};

/// What stands for each byte of an action that prints.
pub(crate) const VALUE: u8 = 1;

/// A branch of a control structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BranchId(u32);

impl BranchId {
    /// Outside of all.
    pub(crate) const NONE: Self = Self(u32::MAX);
}

/// How a branch is entered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// Where the condition holds.
    If(ExprId),
    /// Where no branch before it was taken.
    Else,
    /// Once per element of `iter`.
    Each {
        /// What each element is bound to.
        pattern: ExprId,
        /// What is iterated.
        iter: ExprId,
    },
    /// Never here: the body of a named template.
    Define,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch {
    /// The structure it belongs to.
    pub(crate) group: u32,
    /// The branch that holds the structure.
    pub(crate) parent: BranchId,
    /// How it is entered.
    pub(crate) way: Way,
}

/// An action that prints a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printed {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What it prints.
    pub(crate) value: ExprId,
    /// `nindent n`: it prints a line end and then lines at this column. `indent n`: lines at this
    /// column from where it stands.
    pub(crate) indent: Option<usize>,
}

/// A named template.
#[derive(Clone, Debug)]
pub(crate) struct Define {
    pub(crate) name: String,
    /// Name, as it stands.
    pub(crate) header: Span,
    pub(crate) body: Range<usize>,
    /// All of it, both actions included.
    pub(crate) whole: Range<usize>,
    pub(crate) branch: BranchId,
}

/// What is known of a text's templates.
#[derive(Debug, Default)]
pub(crate) struct Template {
    /// The text as the reader shall see it.
    pub(crate) masked: Vec<u8>,
    /// Actions that print, in order.
    pub(crate) printed: Vec<Printed>,
    /// Named templates.
    pub(crate) defines: Vec<Define>,
    branches: Vec<Branch>,
    /// From which offset on which branch holds; in order.
    changes: Vec<(usize, BranchId)>,
    /// Where something opens that nothing closes, or closes what nothing opened.
    pub(crate) unbalanced: Vec<(Span, &'static str)>,
}

impl Template {
    /// Reads the actions of a text.
    pub(crate) fn read(b: &mut Builder, text: &str) -> Self {
        let raws = actions(text);
        let groups = groups(text, &raws);
        let mut reading =
            Reading { b, text, raws: &raws, groups: &groups, out: Self::default(), names: Names::default() };
        reading.out.masked = text.as_bytes().to_vec();
        reading.items(0..raws.len(), BranchId::NONE);
        for (at, what) in &groups.unbalanced {
            let raw = raws[*at];
            reading.out.unbalanced.push((span(raw.start, raw.end), what));
        }
        reading.out
    }

    /// The branch that holds a place.
    pub(crate) fn branch_at(&self, offset: usize) -> BranchId {
        match self.changes.partition_point(|(from, _)| *from <= offset) {
            0 => BranchId::NONE,
            i => self.changes[i - 1].1,
        }
    }

    pub(crate) fn branch(&self, id: BranchId) -> Option<&Branch> {
        self.branches.get(id.0 as usize)
    }

    /// The action that prints and begins at an offset.
    pub(crate) fn printed_at(&self, offset: usize) -> Option<&Printed> {
        let i = self.printed.partition_point(|p| p.end <= offset);
        self.printed.get(i).filter(|p| p.start == offset)
    }

    /// The actions that print in a range.
    pub(crate) fn printed_in(&self, range: Range<usize>) -> &[Printed] {
        let from = self.printed.partition_point(|p| p.start < range.start);
        let to = from + self.printed[from..].partition_point(|p| p.start < range.end);
        &self.printed[from..to]
    }

    /// The branches from below `outer` down to `inner`, outermost first; `None` where `inner` does
    /// not lie in `outer`.
    pub(crate) fn path(&self, outer: BranchId, inner: BranchId) -> Option<Vec<BranchId>> {
        let mut path = Vec::new();
        let mut at = inner;
        while at != outer {
            path.push(at);
            at = self.branch(at)?.parent;
        }
        path.reverse();
        Some(path)
    }
}

/// How actions belong together.
struct Groups {
    /// For an opening action: itself, its `else`s and its `end`.
    of: Vec<Option<Vec<usize>>>,
    /// For an opening action: it and all that belongs to it stand within one line's text.
    inline: Vec<bool>,
    unbalanced: Vec<(usize, &'static str)>,
}

fn groups(text: &str, raws: &[Raw]) -> Groups {
    let mut found = Groups { of: vec![None; raws.len()], inline: vec![false; raws.len()], unbalanced: Vec::new() };
    let mut open: Vec<Vec<usize>> = Vec::new();
    for (i, raw) in raws.iter().enumerate() {
        match raw.word {
            word if word.opens() => open.push(vec![i]),
            Word::Else => match open.last_mut() {
                Some(group) => group.push(i),
                None => found.unbalanced.push((i, "`else` without an `if`")),
            },
            Word::End => match open.pop() {
                Some(mut group) => {
                    group.push(i);
                    let first = group[0];
                    found.inline[first] = is_inline(text, raws, &group);
                    found.of[first] = Some(group);
                }
                None => found.unbalanced.push((i, "`end` without a beginning")),
            },
            _ => {}
        }
    }
    for group in open {
        found.unbalanced.push((group[0], "no `end` closes this"));
    }
    found
}

/// Whether a structure makes a part of a value, not entries: it begins within a line's text and ends
/// on that line, or is followed there by more text.
fn is_inline(text: &str, raws: &[Raw], group: &[usize]) -> bool {
    let (first, last) = (raws[group[0]], raws[group[group.len() - 1]]);
    if first.word == Word::Define {
        return false;
    }
    let whole = &text[first.start..last.end];
    if whole.contains('\n') {
        return false;
    }
    let line = text[..first.start].rfind('\n').map_or(0, |i| i + 1);
    let before = without_actions(raws, text, line, first.start);
    // `key: {{ if … }}`, `- {{ if … }}`: a value; at the line's start only where no entry is in it.
    let is_value = !before.trim().is_empty();
    let body = &text[raws[group[0]].end..last.start];
    let entry = body.contains(": ") || body.trim_end().ends_with(':') || body.trim_start().starts_with("- ");
    is_value || !entry
}

/// The text of a range without what stands in actions.
fn without_actions(raws: &[Raw], text: &str, from: usize, to: usize) -> String {
    let mut rest = String::new();
    let mut at = from;
    let first = raws.partition_point(|raw| raw.end <= from);
    for raw in raws[first..].iter().take_while(|raw| raw.start < to) {
        if raw.start > at {
            rest.push_str(&text[at..raw.start]);
        }
        if raw.word == Word::Value {
            rest.push('x');
        }
        at = raw.end.max(at);
    }
    if at < to {
        rest.push_str(&text[at..to]);
    }
    rest
}

/// Control structures below each other beyond this are read as one.
const DEPTH: usize = 96;

struct Reading<'a> {
    b: &'a mut Builder,
    text: &'a str,
    raws: &'a [Raw],
    groups: &'a Groups,
    out: Template,
    names: Names,
}

impl Reading<'_> {
    fn blank(&mut self, from: usize, to: usize) {
        for byte in &mut self.out.masked[from..to] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn fill(&mut self, from: usize, to: usize) {
        self.out.masked[from..to].fill(VALUE);
    }

    fn enter(&mut self, at: usize, group: usize, parent: BranchId, way: Way) -> BranchId {
        let id = BranchId(u32::try_from(self.out.branches.len()).unwrap_or(u32::MAX - 1));
        self.out.branches.push(Branch { group: u32::try_from(group).unwrap_or(u32::MAX), parent, way });
        self.out.changes.push((at, id));
        id
    }

    /// The actions of a range whose surroundings are `branch`.
    fn items(&mut self, range: Range<usize>, branch: BranchId) {
        self.items_below(range, branch, 0);
    }

    fn items_below(&mut self, range: Range<usize>, branch: BranchId, depth: usize) {
        let mut i = range.start;
        while i < range.end {
            let raw = self.raws[i];
            let next = match &self.groups.of[i] {
                Some(group) if raw.word.opens() => {
                    let group = group.clone();
                    if depth >= DEPTH {
                        for at in &group {
                            let raw = self.raws[*at];
                            self.blank(raw.start, raw.end);
                        }
                        i + 1
                    } else if self.groups.inline[i] {
                        self.inline(&group, depth);
                        group[group.len() - 1] + 1
                    } else {
                        self.structure(&group, branch, depth);
                        group[group.len() - 1] + 1
                    }
                }
                _ => {
                    self.single(raw);
                    i + 1
                }
            };
            i = next;
        }
    }

    /// An action that is no structure.
    fn single(&mut self, raw: Raw) {
        match raw.word {
            Word::Value => {
                let value = self.expr(raw);
                let line = self.text[..raw.start].rfind('\n').map_or(0, |i| i + 1);
                let indent = self.indent(value, raw.start - line);
                self.out.printed.push(Printed { start: raw.start, end: raw.end, value, indent });
                self.fill(raw.start, raw.end);
            }
            Word::Assign => {
                self.assign(raw);
                self.blank(raw.start, raw.end);
            }
            // What opens and is never closed, and stray ends.
            _ => self.blank(raw.start, raw.end),
        }
    }

    fn expr(&mut self, raw: Raw) -> ExprId {
        self.expr_at(raw, raw.inner.0, raw.inner.1)
    }

    fn expr_at(&mut self, raw: Raw, from: usize, to: usize) -> ExprId {
        if raw.go {
            pipeline(self.b, &self.names, &self.text[from..to], from)
        } else {
            let none = self.b.exprs(&[]);
            self.b.expr(Expr::Other(none), span(raw.start, raw.end))
        }
    }

    fn assign(&mut self, raw: Raw) {
        let inner = &self.text[raw.inner.0..raw.inner.1];
        let Some(at) = inner.find('=') else { return };
        let declares = inner[..at].ends_with(':');
        let name = inner[..at].trim_end_matches(':').trim().to_owned();
        let value = self.expr_at(raw, raw.inner.0 + at + 1, raw.inner.1);
        if declares {
            self.names.declare(&name, value);
        } else {
            self.names.assign(&name, value);
        }
    }

    /// `nindent`, `indent` with a number at the end of a pipeline, within `tpl` too. `column` is where
    /// the action stands.
    fn indent(&self, value: ExprId, column: usize) -> Option<usize> {
        let Expr::Call { callee, args, .. } = self.b.get(value) else { return None };
        let Expr::Path { name, .. } = self.b.get(callee) else { return None };
        let first = self.b.args_of(args).first()?.value;
        let before = match self.b.str(name) {
            "nindent" => 0,
            "indent" => column,
            "tpl" => return self.indent(first, column),
            _ => return None,
        };
        let Expr::Int(n) = self.b.get(first) else { return None };
        let n: usize = self.b.str(n).parse().ok()?;
        Some(n.min(1 << 16) + before)
    }

    /// The parts of `if a := b`, `range $k, $v := x`: names and the expression's place.
    fn bound(&self, raw: Raw, skip: usize) -> (Vec<String>, usize) {
        let from = (raw.inner.0 + skip).min(raw.inner.1);
        let inner = &self.text[from..raw.inner.1];
        if let Some(at) = inner.find(":=")
            && inner.trim_start().starts_with('$')
            && !inner[..at].contains(['"', '`', '('])
        {
            let names = inner[..at].split(',').map(|n| n.trim().to_owned()).collect();
            return (names, from + at + 2);
        }
        (Vec::new(), from)
    }

    /// A structure that frames entries: its branches hold what stands in them.
    fn structure(&mut self, group: &[usize], branch: BranchId, depth: usize) {
        let (mark, dot) = (self.names.mark(), self.names.dot);
        for (n, at) in group.iter().enumerate() {
            let raw = self.raws[*at];
            self.blank(raw.start, raw.end);
            if n + 1 == group.len() {
                self.out.changes.push((raw.end, branch));
                break;
            }
            let to = group[n + 1];
            self.names.dot = dot;
            if raw.word == Word::Define {
                self.define(raw, self.raws[to], *at + 1..to, depth);
                continue;
            }
            let way = self.way(raw);
            let inside = self.enter(raw.end, group[0], branch, way);
            self.items_below(*at + 1..to, inside, depth + 1);
            // Variables of the condition hold in its `else`s too; those of a body do not, and what
            // was assigned to outer ones stays.
            if n == 0 {
                let keep = self.names.mark().min(mark + 2);
                self.names.forget(keep);
            }
        }
        self.names.dot = dot;
        self.names.forget(mark);
    }

    fn define(&mut self, raw: Raw, end: Raw, body: Range<usize>, depth: usize) {
        let inner = &self.text[raw.inner.0..raw.inner.1];
        let name: String = inner.split(['"', '`']).nth(1).unwrap_or_default().to_owned();
        let names = std::mem::take(&mut self.names);
        let branch = self.enter(raw.end, usize::MAX, BranchId::NONE, Way::Define);
        let header = span(raw.start, raw.end);
        self.items_below(body, branch, depth + 1);
        self.names = names;
        self.out.defines.push(Define { name, header, body: raw.end..end.start, whole: raw.start..end.end, branch });
    }

    /// How the branch that an action opens is entered; binds what it binds.
    fn way(&mut self, raw: Raw) -> Way {
        let inner = &self.text[raw.inner.0..raw.inner.1];
        let skip = |word: &str| word.len();
        match raw.word {
            Word::If => Way::If(self.condition(raw, skip("if"), false)),
            Word::With => Way::If(self.condition(raw, skip("with"), true)),
            Word::Range => self.each(raw),
            _ => {
                let rest = inner.strip_prefix("else").unwrap_or_default();
                let word = rest.trim_start();
                let lead = inner.len() - word.len();
                if word.starts_with("if ") || word.starts_with("if(") {
                    Way::If(self.condition(raw, lead + 2, false))
                } else if word.starts_with("with ") {
                    Way::If(self.condition(raw, lead + 4, true))
                } else {
                    Way::Else
                }
            }
        }
    }

    fn condition(&mut self, raw: Raw, skip: usize, is_dot: bool) -> ExprId {
        let (names, from) = self.bound(raw, skip);
        let value = self.expr_at(raw, from, raw.inner.1);
        if let Some(name) = names.first() {
            self.names.declare(name, value);
        }
        if is_dot {
            self.names.dot = Some(value);
        }
        value
    }

    fn each(&mut self, raw: Raw) -> Way {
        let (names, from) = self.bound(raw, "range".len());
        let iter = self.expr_at(raw, from, raw.inner.1);
        let at = span(raw.start, raw.end);
        let bind = |b: &mut Builder, name: &str| -> (VarId, ExprId, ExprId) {
            let sym = b.sym(name);
            let var = b.declare(sym, TyId::NONE, VarKind::Local);
            let pattern = b.expr(Expr::Bind { var, sub: ExprId::NONE }, at);
            let local = b.expr(Expr::Local(var), at);
            (var, pattern, local)
        };
        let element = names.last().map_or(".", String::as_str);
        let (_, value_pattern, value) = bind(self.b, element);
        let mut pattern = value_pattern;
        if let [key, element] = names.as_slice() {
            let (_, key_pattern, key_value) = bind(self.b, key);
            let both = self.b.exprs(&[key_pattern, value_pattern]);
            pattern = self.b.expr(Expr::Tuple(both), at);
            self.names.declare(key, key_value);
            self.names.declare(element, value);
        } else if let [element] = names.as_slice() {
            self.names.declare(element, value);
        }
        self.names.dot = Some(value);
        Way::Each { pattern, iter }
    }

    /// A structure within a value: one thing that prints.
    fn inline(&mut self, group: &[usize], depth: usize) {
        let (first, last) = (self.raws[group[0]], self.raws[group[group.len() - 1]]);
        let value = self.inline_value(group, depth);
        self.out.printed.push(Printed { start: first.start, end: last.end, value, indent: None });
        self.fill(first.start, last.end);
    }

    fn inline_value(&mut self, group: &[usize], depth: usize) -> ExprId {
        let (mark, dot) = (self.names.mark(), self.names.dot);
        let mut arms = Vec::new();
        for pair in group.windows(2) {
            let raw = self.raws[pair[0]];
            self.names.dot = dot;
            let way = self.way(raw);
            let body = self.inline_body(pair[0], pair[1], depth + 1);
            arms.push((way, body, span(raw.start, raw.end)));
        }
        self.names.dot = dot;
        self.names.forget(mark);
        let mut value = ExprId::NONE;
        for (way, body, at) in arms.into_iter().rev() {
            value = match way {
                Way::If(cond) => self.b.expr(Expr::If { cond, then: body, orelse: value }, at),
                Way::Each { pattern, iter } => self.b.expr(Expr::For { pattern, iter, body }, at),
                Way::Else | Way::Define => body,
            };
        }
        value
    }

    /// The text between two actions, with what prints in it.
    fn inline_body(&mut self, from: usize, to: usize, depth: usize) -> ExprId {
        let (open, close) = (self.raws[from], self.raws[to]);
        let mut parts = Vec::new();
        let mut at = open.end;
        let mut i = from + 1;
        let mut trims = open.trims_after;
        while i <= to {
            let raw = if i == to { close } else { self.raws[i] };
            let mut text = &self.text[at.min(raw.start)..raw.start];
            if trims {
                text = text.trim_start();
            }
            if raw.trims_before {
                text = text.trim_end();
            }
            if !text.is_empty() {
                let sym = self.b.sym(text);
                let part = self.b.expr(Expr::Str(sym), span(at, raw.start));
                parts.push(part);
            }
            if i == to {
                break;
            }
            let mut next = i + 1;
            match (&self.groups.of[i], raw.word) {
                (Some(group), _) if depth < DEPTH => {
                    let group = group.clone();
                    let value = self.inline_value(&group, depth + 1);
                    if value.is_some() {
                        parts.push(
                            self.b.expr(
                                Expr::Hole { value, spec: skinflint_facts::Sym::EMPTY },
                                span(raw.start, raw.end),
                            ),
                        );
                    }
                    next = group[group.len() - 1] + 1;
                }
                (_, Word::Value) => {
                    let value = self.expr(raw);
                    parts.push(
                        self.b.expr(Expr::Hole { value, spec: skinflint_facts::Sym::EMPTY }, span(raw.start, raw.end)),
                    );
                }
                (_, Word::Assign) => self.assign(raw),
                _ => {}
            }
            let last = self.raws[next - 1];
            (at, trims) = (last.end, last.trims_after);
            i = next;
        }
        let raw_text = &self.text[open.end..close.start];
        let raw = self.b.sym(raw_text);
        match parts.as_slice() {
            [] => self.b.expr(Expr::Str(skinflint_facts::Sym::EMPTY), span(open.end, close.start)),
            [one] if matches!(self.b.get(*one), Expr::Str(_)) => *one,
            _ => {
                let parts = self.b.exprs(&parts);
                self.b.expr(Expr::Template { raw, parts }, span(open.end, close.start))
            }
        }
    }
}

pub(crate) fn span(from: usize, to: usize) -> Span {
    Span::new(u32::try_from(from).unwrap_or(u32::MAX), u32::try_from(to).unwrap_or(u32::MAX))
}
