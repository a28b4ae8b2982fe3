//! Block style: what is told apart by indentation.

use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, Sym, UnaryOp};

use super::{Kind, Reader, to_isize};
use crate::template::{BranchId, VALUE, span};

impl<'a> Reader<'a> {
    /// A node without its properties.
    pub(super) fn content(&mut self, parent: isize, inline: bool) -> ExprId {
        let from = self.pos;
        if let Some((indent, end)) = self.splice() {
            return self.spliced(parent, indent, end);
        }
        match self.peek() {
            b'-' if self.is_dash() && !inline => self.sequence(self.column()),
            b'?' if !inline && matches!(self.at(from + 1), b' ' | b'\n' | b'\r') => self.mapping(self.column()),
            b'|' | b'>' => self.block_scalar(parent, ""),
            b'[' | b'{' => {
                let node = self.flow();
                self.after_flow(parent, node, inline)
            }
            _ => {
                if self.key_end().is_some() {
                    if !inline {
                        return self.mapping(self.column());
                    }
                    if !matches!(self.peek(), b'"' | b'\'') {
                        self.break_at(from, "a key within a value: quote the value, or put it on a line of its own");
                        return self.rest_of_line();
                    }
                }
                match self.peek() {
                    b'*' => self.alias(),
                    b'"' | b'\'' => self.quoted(),
                    _ => self.plain(parent),
                }
            }
        }
    }

    /// Behind a flow collection: nothing, or a colon that makes it a key.
    fn after_flow(&mut self, parent: isize, node: ExprId, inline: bool) -> ExprId {
        if inline || self.at_line_end() {
            return node;
        }
        self.blanks();
        if self.peek() == b':' {
            self.break_at(self.pos, "a list or mapping as a key is not read");
            self.skip_deeper(parent);
        }
        node
    }

    fn rest_of_line(&mut self) -> ExprId {
        let from = self.pos;
        self.go_to_line_end();
        let text = self.text.get(from..self.pos).unwrap_or_default().trim_end();
        let sym = self.b.sym(text);
        self.b.expr(Expr::Str(sym), span(from, from + text.len()))
    }

    fn alias(&mut self) -> ExprId {
        let from = self.pos;
        let name = self.word(from + 1);
        let name = name.trim_end_matches(':');
        self.pos = from + 1 + name.len();
        match self.anchors.get(name) {
            Some(node) => *node,
            None => {
                self.break_at(from, "an alias of an anchor that is not there");
                self.opaque(from)
            }
        }
    }

    /// An action that prints and stands alone on the rest of its line: the column its lines get, and
    /// where it ends.
    pub(super) fn splice(&self) -> Option<(usize, usize)> {
        if self.peek() != VALUE {
            return None;
        }
        let printed = self.template?.printed_at(self.pos)?;
        let mut at = printed.end;
        while at < self.end && matches!(self.s[at], b' ' | b'\t' | b'\r') {
            at += 1;
        }
        if at < self.end && self.s[at] != b'\n' && !(self.s[at] == b'#' && at > printed.end) {
            return None;
        }
        // What begins on a line's text prints there, unless it brings its own line.
        let column = printed.indent.filter(|_| !self.fresh).unwrap_or_else(|| self.column());
        Some((column, printed.end))
    }

    /// A node that begins with such an action: it alone, or entries that come with it.
    fn spliced(&mut self, parent: isize, indent: usize, end: usize) -> ExprId {
        let from = self.pos;
        let state = (self.pos, self.line, self.fresh);
        self.pos = end;
        let goes_on = to_isize(indent) > parent
            && self.next() == Some(indent)
            && self.fresh
            && (self.is_dash() || self.is_key() || self.splice().is_some());
        let dash = self.is_dash();
        (self.pos, self.line, self.fresh) = state;
        if goes_on {
            return if dash { self.sequence(indent) } else { self.mapping(indent) };
        }
        self.pos = end;
        self.fresh = false;
        self.printed(from, end)
    }

    fn is_key(&self) -> bool {
        self.key_end().is_some() || (self.peek() == b'?' && matches!(self.at(self.pos + 1), b' ' | b'\n' | b'\r'))
    }

    /// Where the colon of the key at `pos` stands, if a key stands there.
    pub(super) fn key_end(&self) -> Option<usize> {
        let line_end = self.line_end(self.pos);
        let line = &self.s[self.pos..line_end];
        let mut from = match line.first()? {
            quote @ (b'"' | b'\'') => {
                let mut at = 1;
                loop {
                    match *line.get(at)? {
                        c if c == *quote => {
                            if c == b'\'' && line.get(at + 1) == Some(&c) {
                                at += 2;
                                continue;
                            }
                            break;
                        }
                        b'\\' if *quote == b'"' => at += 2,
                        _ => at += 1,
                    }
                }
                at += 1;
                while matches!(line.get(at), Some(b' ' | b'\t')) {
                    at += 1;
                }
                return (line.get(at) == Some(&b':') && matches!(line.get(at + 1), None | Some(b' ' | b'\t' | b'\r')))
                    .then_some(self.pos + at);
            }
            b'#' | b'@' | b'`' | b',' => return None,
            _ => 0,
        };
        loop {
            let colon = from + memchr::memchr(b':', line.get(from..)?)?;
            if matches!(line.get(colon + 1), None | Some(b' ' | b'\t' | b'\r')) {
                let comment = memchr::memmem::find(&line[..colon], b" #");
                return comment.is_none().then_some(self.pos + colon);
            }
            from = colon + 1;
        }
    }

    pub(super) fn sequence(&mut self, column: usize) -> ExprId {
        let from = self.pos;
        let own = self.branch;
        let base = self.entries.len();
        let mut end = from;
        loop {
            let branch = self.branch_here();
            self.branch = branch;
            let item = if self.is_dash() {
                self.item(column)
            } else if let Some((_, to)) = self.splice() {
                let at = self.pos;
                self.pos = to;
                self.fresh = false;
                let hole = self.printed(at, to);
                self.spread(hole, UnaryOp::Spread)
            } else {
                break;
            };
            if std::mem::take(&mut self.strays) && self.entries.len() > base {
                self.may_have_more();
            }
            self.entries.push((branch, item));
            end = self.b_end(item).max(end);
            self.leftover(to_isize(column));
            match self.next() {
                Some(c) if self.fresh && c == column && self.is_dash() => {}
                // Columns of what is printed are not always what they seem; it belongs here.
                Some(c) if self.fresh && c >= column && self.splice().is_some() => {}
                Some(c) if c > column => {
                    self.break_at(self.pos, "indented more than the list it stands in");
                    self.skip_deeper(to_isize(column));
                    match self.next() {
                        Some(c) if c == column && (self.is_dash() || self.splice().is_some()) => {}
                        _ => break,
                    }
                }
                _ => break,
            }
        }
        self.branch = own;
        let items = self.entries.split_off(base);
        self.join(&items, own, span(from, end), Kind::Array)
    }

    /// Says of the item before that it may have keys that are not seen in it.
    fn may_have_more(&mut self) {
        let Some((branch, before)) = self.entries.pop() else { return };
        let node = match self.b.get(before) {
            Expr::Map(list) => {
                let mut nodes = self.b.exprs_of(list);
                let at = self.b.span(before);
                let none = self.b.exprs(&[]);
                let unknown = self.b.expr(Expr::Other(none), at);
                nodes.push(self.spread(unknown, UnaryOp::SpreadMap));
                self.list(&nodes, at, Kind::Map)
            }
            _ => before,
        };
        self.entries.push((branch, node));
    }

    fn item(&mut self, column: usize) -> ExprId {
        let dash = self.pos;
        self.pos += 1;
        self.fresh = false;
        self.blanks();
        if !self.at_line_end() {
            return self.node(to_isize(column), false);
        }
        match self.next() {
            Some(c) if c > column => self.node(to_isize(column), false),
            _ => self.null(dash + 1),
        }
    }

    pub(super) fn mapping(&mut self, column: usize) -> ExprId {
        let from = self.pos;
        let own = self.branch;
        let base = self.entries.len();
        let mut end = from;
        loop {
            let branch = self.branch_here();
            self.branch = branch;
            let Some(entry) = self.entry(column) else { break };
            if branch != own && self.template.is_some_and(|template| template.path(own, branch).is_none()) {
                self.strays = true;
            }
            self.entries.push((branch, entry));
            end = self.b_end(entry).max(end);
            self.leftover(to_isize(column));
            match self.next() {
                Some(c) if c == column && self.fresh && self.is_key() => {}
                Some(c) if c >= column && self.fresh && self.splice().is_some() => {}
                Some(c) if c >= column => {
                    let what = if c > column {
                        "indented more than the mapping it stands in"
                    } else {
                        "neither a key nor the end of the mapping above"
                    };
                    self.break_at(self.pos, what);
                    if !self.skip_to_key(column) {
                        break;
                    }
                }
                _ => break,
            }
        }
        self.branch = own;
        let entries = self.entries.split_off(base);
        self.repeated(&entries);
        self.join(&entries, own, span(from, end), Kind::Map)
    }

    /// Leaves out lines until one of this mapping's keys; false where the mapping ends before.
    fn skip_to_key(&mut self, column: usize) -> bool {
        loop {
            self.go_to_line_end();
            match self.next() {
                Some(c) if c < column => return false,
                Some(c) if c == column && (self.is_key() || self.splice().is_some()) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    }

    /// One entry of a mapping; `None` where there is none.
    fn entry(&mut self, column: usize) -> Option<ExprId> {
        let from = self.pos;
        if let Some((_, to)) = self.splice() {
            self.pos = to;
            self.fresh = false;
            let hole = self.printed(from, to);
            return Some(self.spread(hole, UnaryOp::SpreadMap));
        }
        let key = if let Some(colon) = self.key_end() {
            let key = self.key(colon);
            self.pos = colon + 1;
            key
        } else if self.peek() == b'?' {
            self.pos += 1;
            self.fresh = false;
            let key = match self.next() {
                Some(c) if c > column => self.node(to_isize(column), false),
                _ => self.null(from),
            };
            if self.next() == Some(column) && self.peek() == b':' {
                self.pos += 1;
            }
            key
        } else {
            return None;
        };
        self.fresh = false;
        let value = self.value(column, key);
        if let Expr::Str(sym) = self.b.get(key)
            && self.b.str(sym) == "<<"
        {
            return Some(self.merge(value));
        }
        let at = self.b.span(key);
        Some(self.b.expr(Expr::Pair { key, value }, at))
    }

    /// `<<: *a`, `<<: [*a, *b]`: of several the first that has a key gives it.
    fn merge(&mut self, value: ExprId) -> ExprId {
        let merged = match self.b.get(value) {
            Expr::Array(list) => {
                let mut parts: Vec<ExprId> = self.b.exprs_of(list);
                parts.reverse();
                let spreads: Vec<ExprId> = parts.into_iter().map(|p| self.spread(p, UnaryOp::SpreadMap)).collect();
                self.list(&spreads, self.b.span(value), Kind::Map)
            }
            _ => value,
        };
        self.spread(merged, UnaryOp::SpreadMap)
    }

    /// The value behind a key's colon; where branches of a template give several, all of them.
    fn value(&mut self, column: usize, key: ExprId) -> ExprId {
        let Some(template) = self.template else { return self.one_value(column, key) };
        let own = self.branch;
        let first = self.one_value(column, key);
        let mut branch = template.branch_at(self.b.span(first).start as usize);
        if branch == own || template.path(own, branch).is_none() {
            return first;
        }
        let base = self.entries.len();
        self.entries.push((branch, first));
        while let Some(c) = self.next() {
            let here = self.branch_here();
            let goes_on = self.fresh && (c > column || (c == column && self.is_dash()));
            if !goes_on || here == branch || template.path(own, here).is_none() {
                break;
            }
            let before = self.pos;
            self.branch = here;
            let more = self.node(to_isize(column), false);
            self.branch = own;
            self.entries.push((here, more));
            branch = here;
            if self.pos == before {
                break;
            }
        }
        let values = self.entries.split_off(base);
        let at = self.b.span(first);
        self.join(&values, own, at, Kind::Root)
    }

    /// Whether a list goes on at this column behind the actions that stand here.
    fn list_behind_splice(&mut self, column: usize) -> bool {
        let state = (self.pos, self.line, self.fresh);
        let mut found = false;
        while let Some((_, end)) = self.splice() {
            self.pos = end;
            self.fresh = false;
            if self.next() != Some(column) {
                break;
            }
            if self.is_dash() {
                found = true;
                break;
            }
        }
        (self.pos, self.line, self.fresh) = state;
        found
    }

    fn one_value(&mut self, column: usize, key: ExprId) -> ExprId {
        let after = self.pos;
        self.blanks();
        if !self.at_line_end() {
            if matches!(self.peek(), b'|' | b'>') {
                let key = match self.b.get(key) {
                    Expr::Str(sym) => self.b.str(sym).to_owned(),
                    _ => String::new(),
                };
                return self.block_scalar(to_isize(column), &key);
            }
            return self.node(to_isize(column), true);
        }
        match self.next() {
            Some(c) if c > column => self.node(to_isize(column), false),
            Some(c) if c == column && self.is_dash() && self.fresh => self.node(to_isize(column), false),
            Some(c) if c == column && self.fresh && self.list_behind_splice(column) => self.sequence(column),
            _ => self.null(after),
        }
    }

    /// What stands behind a value on its line and is no comment.
    fn leftover(&mut self, parent: isize) {
        if self.fresh || self.at_line_end() {
            return;
        }
        self.break_at(self.pos, "something follows a value that has ended");
        let line = self.line;
        self.go_to_line_end();
        if self.line == line {
            return;
        }
        self.skip_deeper(parent);
    }

    /// Keys that stand twice in one mapping.
    fn repeated(&mut self, entries: &[(BranchId, ExprId)]) {
        let mut seen: Vec<(Sym, BranchId)> = Vec::new();
        let mut known = rustc_hash::FxHashSet::default();
        let many = entries.len() > 24;
        for (branch, entry) in entries {
            let Expr::Pair { key, .. } = self.b.get(*entry) else { continue };
            let Expr::Str(sym) = self.b.get(key) else { continue };
            let twice = if many { !known.insert((sym, *branch)) } else { seen.contains(&(sym, *branch)) };
            if twice {
                let at: Span = self.b.span(key);
                let what = format!("the key `{}` stands twice in one mapping: the last one counts", self.b.str(sym));
                self.break_at(at.start as usize, &what);
            } else if !many {
                seen.push((sym, *branch));
            }
        }
    }

    fn b_end(&self, node: ExprId) -> usize {
        match self.b.get(node) {
            Expr::Pair { value, .. } => self.b.span(value).end.max(self.b.span(node).end) as usize,
            _ => self.b.span(node).end as usize,
        }
    }
}
