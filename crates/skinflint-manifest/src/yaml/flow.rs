//! Flow style: brackets and braces, JSON among it.

use skinflint_facts::{Expr, ExprId, UnaryOp};

use super::{DEPTH, Kind, Reader};
use crate::template::span;

impl Reader<'_> {
    /// The collection at `pos`.
    pub(super) fn flow(&mut self) -> ExprId {
        self.depth += 1;
        let node = if self.depth > DEPTH {
            self.break_at(self.pos, "nesting beyond what is read");
            let from = self.pos;
            self.skip_brackets();
            self.opaque(from)
        } else {
            self.flow_inside()
        };
        self.depth -= 1;
        node
    }

    fn flow_inside(&mut self) -> ExprId {
        let from = self.pos;
        let is_map = self.peek() == b'{';
        let close = if is_map { b'}' } else { b']' };
        let own = self.branch;
        let base = self.entries.len();
        self.pos += 1;
        loop {
            if self.flow_next().is_none() {
                self.break_at(from, "this bracket is never closed");
                break;
            }
            match self.peek() {
                c if c == close => {
                    self.pos += 1;
                    break;
                }
                b',' => {
                    self.pos += 1;
                    continue;
                }
                b']' | b'}' => {
                    self.break_at(self.pos, "a bracket that closes another one than was opened");
                    self.pos += 1;
                    break;
                }
                _ => {}
            }
            let before = self.pos;
            let branch = self.branch_here();
            self.branch = branch;
            let entry = self.flow_entry(is_map);
            self.entries.push((branch, entry));
            if self.pos == before {
                self.break_at(self.pos, "not expected within brackets");
                self.pos += 1;
            }
        }
        self.branch = own;
        self.fresh = false;
        let kind = if is_map { Kind::Map } else { Kind::Array };
        let entries = self.entries.split_off(base);
        self.join(&entries, own, span(from, self.pos), kind)
    }

    /// Blanks, line ends and comments within brackets; `None` at the end.
    fn flow_next(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                0 if self.pos >= self.end => return None,
                b'\n' => {
                    self.pos += 1;
                    self.line = self.pos;
                }
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'#' if super::is_blank(self.s, self.pos) => self.go_to_line_end(),
                _ => break,
            }
        }
        Some(())
    }

    fn flow_entry(&mut self, in_map: bool) -> ExprId {
        let from = self.pos;
        if self.peek() == b'?' && matches!(self.at(from + 1), b' ' | b'\n') {
            self.pos += 1;
            self.flow_next();
        }
        let key = self.flow_node();
        self.flow_next();
        let quoted = matches!(self.at(from), b'"' | b'\'' | b'[' | b'{');
        let pair = self.peek() == b':'
            && (quoted || matches!(self.at(self.pos + 1), b' ' | b'\n' | b'\t' | b'\r' | b',' | b'}' | b']' | 0));
        if !pair {
            if !in_map {
                return key;
            }
            if self.template.is_some_and(|t| t.printed_at(from).is_some()) {
                return self.spread(key, UnaryOp::SpreadMap);
            }
            let value = self.null(self.pos);
            let at = self.b.span(key);
            return self.b.expr(Expr::Pair { key, value }, at);
        }
        self.pos += 1;
        self.flow_next();
        let value = if matches!(self.peek(), b',' | b'}' | b']' | 0) { self.null(self.pos) } else { self.flow_node() };
        let at = self.b.span(key);
        let pair = match self.b.get(key) {
            Expr::Str(sym) if self.b.str(sym) == "<<" => self.spread(value, UnaryOp::SpreadMap),
            _ => self.b.expr(Expr::Pair { key, value }, at),
        };
        if in_map { pair } else { self.list(&[pair], at, Kind::Map) }
    }

    fn flow_node(&mut self) -> ExprId {
        let from = self.pos;
        let (anchor, tag) = self.properties();
        self.flow_next();
        let node = match self.peek() {
            b'[' | b'{' => self.flow(),
            b'"' | b'\'' => self.quoted(),
            b'*' => {
                let name_from = self.pos + 1;
                let name = self.word(name_from).trim_end_matches(':');
                self.pos = name_from + name.len();
                match self.anchors.get(name) {
                    Some(node) => *node,
                    None => {
                        self.break_at(from, "an alias of an anchor that is not there");
                        self.opaque(from)
                    }
                }
            }
            b',' | b'}' | b']' => self.null(self.pos),
            _ => self.flow_plain(),
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

    /// A plain scalar within brackets.
    fn flow_plain(&mut self) -> ExprId {
        let from = self.pos;
        let mut end = from;
        let mut braces = 0usize;
        while self.pos < self.end {
            match self.s[self.pos] {
                // `${…}`: a substitution, whatever stands in it.
                b'{' if self.pos > from && self.s[self.pos - 1] == b'$' => braces += 1,
                b'}' if braces > 0 => braces -= 1,
                b',' if braces > 0 => {}
                b',' | b'[' | b']' | b'{' | b'}' => break,
                b':' if braces == 0
                    && matches!(self.at(self.pos + 1), b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | 0) =>
                {
                    break;
                }
                b'#' if super::is_blank(self.s, self.pos) => {
                    self.go_to_line_end();
                    continue;
                }
                b'\n' => {
                    self.pos += 1;
                    self.line = self.pos;
                    continue;
                }
                b' ' | b'\t' | b'\r' => {
                    self.pos += 1;
                    continue;
                }
                _ => {}
            }
            self.pos += 1;
            end = self.pos;
        }
        self.plain_node(from, end)
    }

    /// Leaves out a collection that is nested too deep.
    pub(super) fn skip_brackets(&mut self) {
        let mut depth = 0usize;
        while self.pos < self.end {
            match self.s[self.pos] {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b'\n' => self.line = self.pos + 1,
                quote @ (b'"' | b'\'') => {
                    let rest = &self.s[self.pos + 1..self.end];
                    match memchr::memchr(quote, rest) {
                        Some(i) => self.pos += i + 1,
                        None => self.pos = self.end - 1,
                    }
                }
                _ => {}
            }
            self.pos += 1;
            if depth == 0 {
                break;
            }
        }
    }
}
