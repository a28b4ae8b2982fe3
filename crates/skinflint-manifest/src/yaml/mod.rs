//! YAML as people write it, JSON among it, templates around it: one reader, straight into the arena.
//!
//! It is a reader of its own for three reasons: what is broken costs its lines and not its file,
//! templates are part of the text and not something in its way, and every node keeps its place. It
//! knows the language and none of the formats that are written in it.
//!
//! Aliases share the node they name, so that nothing can explode here.

mod block;
mod flow;
mod scalar;

use rustc_hash::FxHashMap;
use skinflint_base::Span;
use skinflint_facts::{Builder, Expr, ExprId, Sym, TyId, UnaryOp};

use crate::template::{BranchId, Template, Way, span};

/// Nesting beyond this is not read.
const DEPTH: u16 = 160;

/// One document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document {
    /// Its root.
    pub(crate) root: ExprId,
    /// Where its content begins, to the end of that line.
    pub(crate) header: Span,
    /// All of it.
    pub(crate) span: Span,
}

/// What was not understood, and where.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) span: Span,
    pub(crate) what: String,
}

/// Decides from a block scalar's key and text whether it is YAML itself.
pub(crate) type Embeds = fn(key: &str, text: &str) -> bool;

/// A reader at some place of a text.
pub(crate) struct Reader<'a> {
    b: &'a mut Builder,
    /// As it stands in the file.
    text: &'a str,
    /// As it is to be read; of the same length.
    s: &'a [u8],
    template: Option<&'a Template>,
    end: usize,
    pos: usize,
    /// Where the line of `pos` starts.
    line: usize,
    /// Whether nothing but blanks stands before `pos` on its line.
    fresh: bool,
    /// The column that document markers stand at.
    margin: usize,
    depth: u16,
    /// The branch of what is read now.
    branch: BranchId,
    anchors: FxHashMap<&'a str, ExprId>,
    embeds: Embeds,
    /// Entries of the mappings and sequences that are open, each with the branch it stands in.
    entries: Vec<(BranchId, ExprId)>,
    /// Whether a key stood in the last item of a list, but outside of the branch that makes the item:
    /// without that branch it is the item's before.
    strays: bool,
    /// What was not understood.
    pub(crate) broken: Vec<Broken>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        b: &'a mut Builder,
        text: &'a str,
        s: &'a [u8],
        template: Option<&'a Template>,
        embeds: Embeds,
    ) -> Self {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Reader {
            b,
            text,
            s,
            template,
            end: s.len(),
            pos: start,
            line: start,
            fresh: true,
            margin: 0,
            depth: 0,
            branch: BranchId::NONE,
            anchors: FxHashMap::default(),
            embeds,
            entries: Vec::new(),
            strays: false,
            broken: Vec::new(),
        }
    }

    /// Narrows what is read to a range, within a branch.
    pub(crate) fn within(mut self, from: usize, to: usize, branch: BranchId) -> Self {
        self.go_to(from);
        self.end = to.min(self.s.len());
        self.branch = branch;
        self
    }

    fn go_to(&mut self, at: usize) {
        self.pos = at;
        self.line = memchr::memrchr(b'\n', &self.s[..at]).map_or(0, |i| i + 1);
        self.fresh = self.s[self.line..at].iter().all(|c| matches!(c, b' ' | b'\t'));
    }

    /// Reads all documents.
    pub(crate) fn documents(&mut self) -> Vec<Document> {
        let mut documents = Vec::new();
        loop {
            let Some(_) = self.next() else {
                if !self.marker() {
                    break;
                }
                continue;
            };
            if self.peek() == b'%' && self.column() == self.margin {
                self.go_to_line_end();
                continue;
            }
            let from = self.pos;
            let root = self.document();
            let header_end = self.line_end(from);
            let header = span(from, from + trimmed_len(&self.text[from..header_end]));
            documents.push(Document { root, header, span: span(from, self.pos.max(from)) });
        }
        documents
    }

    /// Takes a document marker. False at the end of everything.
    fn marker(&mut self) -> bool {
        if self.pos >= self.end {
            return false;
        }
        let dots = self.peek() == b'.';
        self.pos = (self.pos + 3).min(self.end);
        self.fresh = false;
        self.anchors.clear();
        if dots {
            self.go_to_line_end();
        }
        true
    }

    /// One document's root. Several nodes below each other are what branches of a template give.
    fn document(&mut self) -> ExprId {
        let from = self.pos;
        let base = self.entries.len();
        loop {
            let branch = self.branch_here();
            let before = self.pos;
            let outer = std::mem::replace(&mut self.branch, branch);
            let node = self.node(-1, false);
            self.branch = outer;
            self.entries.push((branch, node));
            let Some(_) = self.next() else { break };
            if self.pos == before {
                self.go_to_line_end();
            }
            if self.template.is_none() || self.branch_here() == branch {
                self.break_at(self.pos, "this does not belong to what stands above it");
                self.skip_deeper(-1);
                if self.next().is_none() {
                    break;
                }
            }
        }
        let end = self.pos;
        let roots = self.entries.split_off(base);
        self.join(&roots, self.branch, span(from, end), Kind::Root)
    }

    /// The node at `pos`. It belongs to something at column `parent`; `seq` says that a sequence may
    /// stand at that same column.
    fn node(&mut self, parent: isize, inline: bool) -> ExprId {
        self.depth += 1;
        let node = if self.depth > DEPTH { self.too_deep(parent) } else { self.node_inside(parent, inline) };
        self.depth -= 1;
        node
    }

    fn too_deep(&mut self, parent: isize) -> ExprId {
        self.break_at(self.pos, "nesting beyond what is read");
        let from = self.pos;
        if matches!(self.peek(), b'[' | b'{') {
            self.skip_brackets();
        } else {
            self.skip_deeper(parent);
        }
        self.opaque(from)
    }

    fn opaque(&mut self, from: usize) -> ExprId {
        let none = self.b.exprs(&[]);
        self.b.expr(Expr::Other(none), span(from, self.pos.max(from)))
    }

    fn null(&mut self, at: usize) -> ExprId {
        self.b.expr(Expr::Null, span(at, at))
    }

    fn node_inside(&mut self, parent: isize, inline: bool) -> ExprId {
        let from = self.pos;
        if !matches!(self.peek(), b'&' | b'!') {
            return self.content(parent, inline);
        }
        let (anchor, tag) = self.properties();
        self.blanks();
        let at_end = self.at_line_end();
        // On a key's own line they are the key's.
        if !at_end && !inline && self.key_end().is_some() {
            self.pos = from;
            return self.mapping(self.column());
        }
        let node = if at_end {
            match self.next() {
                Some(column)
                    if to_isize(column) > parent || (to_isize(column) == parent && self.is_dash() && !inline) =>
                {
                    self.content(parent, false)
                }
                Some(column) if to_isize(column) == parent && self.is_dash() && self.fresh => {
                    self.content(parent, false)
                }
                _ => self.null(from),
            }
        } else {
            self.content(parent, inline)
        };
        let node = match tag {
            Some(tag) => self.tagged(tag, node, from),
            None => node,
        };
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, node);
        }
        node
    }

    /// Anchor and tag before a node.
    fn properties(&mut self) -> (Option<&'a str>, Option<&'a str>) {
        let (mut anchor, mut tag) = (None, None);
        loop {
            let from = self.pos;
            match self.peek() {
                b'&' if anchor.is_none() => anchor = Some(self.word(from + 1)),
                b'!' if tag.is_none() => tag = Some(self.word(from)),
                _ => return (anchor, tag),
            }
            self.blanks();
        }
    }

    /// What stands from `from` to the next blank (or flow indicator).
    fn word(&mut self, from: usize) -> &'a str {
        let mut at = from;
        while at < self.end && !matches!(self.s[at], b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}') {
            at += 1;
        }
        self.pos = at;
        self.text.get(from..at).unwrap_or_default()
    }

    /// A node with a tag: short ones of applications (`!Ref x`) are calls, those of YAML say a type.
    fn tagged(&mut self, tag: &str, node: ExprId, from: usize) -> ExprId {
        if let Some(kind) = tag.strip_prefix("!!") {
            if kind == "str"
                && let Expr::Int(sym) | Expr::Float(sym) = self.b.get(node)
            {
                return self.b.expr(Expr::Str(sym), self.b.span(node));
            }
            return node;
        }
        if tag.len() < 2 {
            return node;
        }
        let at = span(from, from + tag.len());
        let name = self.b.sym(tag);
        let callee = self.b.expr(Expr::Path { name, ty: TyId::NONE }, at);
        self.call(callee, node, from)
    }

    fn call(&mut self, callee: ExprId, value: ExprId, from: usize) -> ExprId {
        let args = self.b.args(&[skinflint_facts::Arg { name: Sym::NONE, value }]);
        let at = span(from, self.pos.max(from));
        self.b.expr(Expr::Call { callee, args, ty: TyId::NONE }, at)
    }

    /// Puts entries together by their branches.
    fn join(&mut self, entries: &[(BranchId, ExprId)], own: BranchId, at: Span, kind: Kind) -> ExprId {
        let plain = self.template.is_none() || entries.iter().all(|(branch, _)| *branch == own);
        if plain && !(kind == Kind::Root && entries.len() > 1) {
            return match kind {
                Kind::Root => entries.first().map_or(ExprId::NONE, |(_, node)| *node),
                Kind::Map | Kind::Array => {
                    let nodes: Vec<ExprId> = entries.iter().map(|(_, node)| *node).collect();
                    self.list(&nodes, at, kind)
                }
            };
        }
        let Some(template) = self.template else {
            // Several roots of an untemplated text: the first one counts, the others were reported.
            return entries.first().map_or(ExprId::NONE, |(_, node)| *node);
        };
        let mut nodes = Vec::new();
        let mut i = 0;
        while i < entries.len() {
            let (branch, node) = entries[i];
            let path = template.path(own, branch);
            let Some(top) = path.and_then(|path| path.first().copied()) else {
                nodes.push(node);
                i += 1;
                continue;
            };
            let group = template.branch(top).map(|b| b.group);
            // All that follows in branches of the same structure.
            let mut to = i;
            let mut arms: Vec<(BranchId, usize, usize)> = Vec::new();
            while to < entries.len() {
                let top = template.path(own, entries[to].0).and_then(|path| path.first().copied());
                let Some(top) = top.filter(|top| template.branch(*top).map(|b| b.group) == group) else { break };
                match arms.last_mut() {
                    Some((branch, _, end)) if *branch == top => *end = to + 1,
                    _ => arms.push((top, to, to + 1)),
                }
                to += 1;
            }
            let mut value = ExprId::NONE;
            for (branch, from, end) in arms.into_iter().rev() {
                let span = self.cover(&entries[from..end], at);
                let body = self.join(&entries[from..end], branch, span, kind);
                value = match template.branch(branch).map(|b| b.way) {
                    Some(Way::If(cond)) => self.b.expr(Expr::If { cond, then: body, orelse: value }, span),
                    Some(Way::Each { pattern, iter }) => self.b.expr(Expr::For { pattern, iter, body }, span),
                    _ if value.is_some() => body,
                    _ => {
                        // An `else` whose `if` has no entries.
                        let none = self.b.exprs(&[]);
                        let cond = self.b.expr(Expr::Other(none), span);
                        self.b.expr(Expr::If { cond, then: body, orelse: ExprId::NONE }, span)
                    }
                };
            }
            nodes.push(match kind {
                Kind::Root => value,
                Kind::Map => self.spread(value, UnaryOp::SpreadMap),
                Kind::Array => self.spread(value, UnaryOp::Spread),
            });
            i = to;
        }
        match kind {
            Kind::Root if nodes.len() == 1 => nodes[0],
            Kind::Root => {
                let statements = self.b.exprs(&nodes);
                self.b.expr(Expr::Block { statements, tail: ExprId::NONE }, at)
            }
            _ => self.list(&nodes, at, kind),
        }
    }

    fn cover(&self, entries: &[(BranchId, ExprId)], otherwise: Span) -> Span {
        match entries {
            [(_, first), .., (_, last)] => self.b.span(*first).to(self.b.span(*last)),
            [(_, one)] => self.b.span(*one),
            [] => otherwise,
        }
    }

    fn list(&mut self, nodes: &[ExprId], at: Span, kind: Kind) -> ExprId {
        let list = self.b.exprs(nodes);
        let expr = if kind == Kind::Map { Expr::Map(list) } else { Expr::Array(list) };
        self.b.expr(expr, at)
    }

    fn spread(&mut self, operand: ExprId, op: UnaryOp) -> ExprId {
        self.b.expr(Expr::Unary { operand, op }, self.b.span(operand))
    }

    /// The branch of `pos`.
    fn branch_here(&self) -> BranchId {
        self.template.map_or(self.branch, |template| template.branch_at(self.pos))
    }

    fn peek(&self) -> u8 {
        if self.pos < self.end { self.s[self.pos] } else { 0 }
    }

    fn at(&self, i: usize) -> u8 {
        if i < self.end { self.s[i] } else { 0 }
    }

    fn column(&self) -> usize {
        self.pos - self.line
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\t') && self.pos < self.end {
            self.pos += 1;
        }
    }

    fn line_end(&self, from: usize) -> usize {
        memchr::memchr(b'\n', &self.s[from.min(self.end)..self.end]).map_or(self.end, |i| from + i)
    }

    fn go_to_line_end(&mut self) {
        self.pos = self.line_end(self.pos);
    }

    /// Whether nothing but blanks and a comment follows on the line.
    fn at_line_end(&self) -> bool {
        let mut at = self.pos;
        while at < self.end && matches!(self.s[at], b' ' | b'\t' | b'\r') {
            at += 1;
        }
        at >= self.end || self.s[at] == b'\n' || (self.s[at] == b'#' && (at > self.pos || is_blank(self.s, at)))
    }

    /// Goes to the next thing that is neither blank nor comment and gives its column; `None` at the
    /// document's end.
    fn next(&mut self) -> Option<usize> {
        loop {
            let c = if self.pos < self.end { self.s[self.pos] } else { return None };
            match c {
                b'\n' => {
                    self.pos += 1;
                    self.line = self.pos;
                    self.fresh = true;
                }
                b' ' | b'\r' => self.pos += 1,
                b'\t' => {
                    if self.fresh {
                        self.tab();
                    }
                    self.pos += 1;
                }
                b'#' if self.fresh || is_blank(self.s, self.pos) => self.go_to_line_end(),
                _ => break,
            }
        }
        if self.fresh && self.template.is_some() {
            self.settle();
        }
        if self.fresh && self.column() == self.margin && self.is_marker() { None } else { Some(self.column()) }
    }

    /// Puts the line's start where it is once the template is run: silent actions before the text take
    /// no room, and `nindent` says the column itself.
    fn settle(&mut self) {
        let indent = match self.template.and_then(|t| t.printed_at(self.pos)) {
            Some(printed) => printed.indent,
            None => None,
        };
        let line = memchr::memrchr(b'\n', &self.s[..self.pos]).map_or(0, |i| i + 1);
        let before = self.text.as_bytes()[line..self.pos].iter().position(|c| !matches!(c, b' ' | b'\t'));
        if let Some(column) = indent.or(before) {
            // A column beyond the place itself cannot be expressed, and none is written so early.
            self.line = self.pos.saturating_sub(column);
        }
    }

    /// A tab that indents something: YAML forbids it, and readers differ in what they make of it.
    fn tab(&mut self) {
        let mut at = self.pos;
        while matches!(self.at(at), b' ' | b'\t') && at < self.end {
            at += 1;
        }
        if at < self.end && !matches!(self.s[at], b'\n' | b'\r' | b'#' | b'{' | b'}' | b'[' | b']') {
            self.break_at(self.pos, "a tab indents this line, which YAML does not allow");
        }
    }

    fn is_marker(&self) -> bool {
        let mark = &self.s[self.pos..self.end.min(self.pos + 3)];
        (mark == b"---" || mark == b"...") && matches!(self.at(self.pos + 3), 0 | b' ' | b'\t' | b'\n' | b'\r')
    }

    fn is_dash(&self) -> bool {
        self.peek() == b'-' && matches!(self.at(self.pos + 1), 0 | b' ' | b'\t' | b'\n' | b'\r')
    }

    /// Leaves out this line and all below it that are indented more than `parent`.
    fn skip_deeper(&mut self, parent: isize) {
        loop {
            self.go_to_line_end();
            match self.next() {
                Some(column) if to_isize(column) > parent => {}
                _ => return,
            }
        }
    }

    fn break_at(&mut self, at: usize, what: &str) {
        // One file can be wrong on each line; the first few say it all.
        if self.broken.len() < 8 {
            let end = self.line_end(at);
            self.broken.push(Broken { span: span(at, end.min(at + 120)), what: what.to_owned() });
        }
    }
}

/// What entries are put together to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Map,
    Array,
    Root,
}

fn to_isize(column: usize) -> isize {
    isize::try_from(column).unwrap_or(isize::MAX)
}

fn is_blank(s: &[u8], at: usize) -> bool {
    at == 0 || matches!(s[at - 1], b' ' | b'\t' | b'\n' | b'\r')
}

fn trimmed_len(text: &str) -> usize {
    text.trim_end().len()
}
