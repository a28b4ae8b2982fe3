//! Scalars: plain, quoted, block; with the template actions that stand in them.

use std::borrow::Cow;

use skinflint_facts::{Expr, ExprId, Sym, TyId};

use super::{Reader, to_isize};
use crate::template::{VALUE, span};

/// Longer texts are not kept as written beside their parts.
const RAW: usize = 256;

impl<'a> Reader<'a> {
    /// The key that ends at `colon`.
    pub(super) fn key(&mut self, colon: usize) -> ExprId {
        let from = self.pos;
        match self.peek() {
            b'"' | b'\'' => {
                let key = self.quoted();
                self.pos = colon;
                key
            }
            b'*' | b'&' | b'!' => {
                let (anchor, _) = self.properties();
                let start = self.pos.min(colon);
                let key = if self.peek() == b'*' {
                    let name = self.text.get(start + 1..colon).unwrap_or_default().trim();
                    self.anchors.get(name).copied()
                } else {
                    None
                };
                let key = match key {
                    Some(key) => key,
                    None => {
                        self.str_node(start, start + self.text.get(start..colon).unwrap_or_default().trim_end().len())
                    }
                };
                if let Some(anchor) = anchor {
                    self.anchors.insert(anchor, key);
                }
                key
            }
            _ => {
                let mut end = colon;
                while end > from && matches!(self.s[end - 1], b' ' | b'\t') {
                    end -= 1;
                }
                self.str_node(from, end)
            }
        }
    }

    /// Text from the file as a string, templates in it as holes.
    fn str_node(&mut self, from: usize, end: usize) -> ExprId {
        if self.has_actions(from, end) {
            return self.pieces(from, end, |text| Cow::Borrowed(text));
        }
        let sym = self.b.sym(self.text.get(from..end).unwrap_or_default());
        self.b.expr(Expr::Str(sym), span(from, end))
    }

    fn has_actions(&self, from: usize, end: usize) -> bool {
        self.template.is_some() && memchr::memchr(VALUE, &self.s[from..end]).is_some()
    }

    /// What one action prints, alone.
    pub(super) fn printed(&mut self, from: usize, end: usize) -> ExprId {
        self.pieces(from, end, |text| Cow::Borrowed(text))
    }

    /// A template: text, each piece of it as `unescape` reads it, and holes.
    fn pieces(&mut self, from: usize, end: usize, unescape: impl Fn(&str) -> Cow<'_, str>) -> ExprId {
        let printed: &'a [crate::template::Printed] = match self.template {
            Some(template) => template.printed_in(from..end),
            None => &[],
        };
        let mut parts = Vec::with_capacity(printed.len() * 2 + 1);
        let mut at = from;
        for action in printed {
            self.piece(&mut parts, at, action.start, &unescape);
            let hole = Expr::Hole { value: action.value, spec: Sym::EMPTY };
            parts.push(self.b.expr(hole, span(action.start, action.end)));
            at = action.end;
        }
        self.piece(&mut parts, at, end, &unescape);
        let text = self.text.get(from..end).unwrap_or_default();
        let raw = if text.len() > RAW { Sym::EMPTY } else { self.b.sym(text) };
        let parts = self.b.exprs(&parts);
        self.b.expr(Expr::Template { raw, parts }, span(from, end))
    }

    fn piece(&mut self, parts: &mut Vec<ExprId>, from: usize, to: usize, unescape: &impl Fn(&str) -> Cow<'_, str>) {
        if from >= to {
            return;
        }
        // Silent actions are blank in the text that is read, and so they are no text here.
        let masked = std::str::from_utf8(&self.s[from..to]).unwrap_or_default();
        let sym = self.b.sym(&unescape(masked));
        parts.push(self.b.expr(Expr::Str(sym), span(from, to)));
    }

    /// A quoted scalar.
    pub(super) fn quoted(&mut self) -> ExprId {
        let from = self.pos;
        let quote = self.s[from];
        let mut at = from + 1;
        let mut plain = true;
        loop {
            let rest = &self.s[at.min(self.end)..self.end];
            let Some(i) = (if quote == b'"' {
                memchr::memchr3(b'"', b'\\', b'\n', rest)
            } else {
                memchr::memchr2(b'\'', b'\n', rest)
            }) else {
                self.break_at(from, "this quote is never closed");
                self.pos = self.line_end(from);
                return self.str_node(from + 1, self.pos);
            };
            at += i;
            match self.s[at] {
                b'\n' => {
                    plain = false;
                    at += 1;
                    self.line = at;
                }
                b'\\' => {
                    plain = false;
                    at += 2;
                    if self.at(at - 1) == b'\n' {
                        self.line = at;
                    }
                }
                b'\'' if self.at(at + 1) == b'\'' && at + 1 < self.end => {
                    plain = false;
                    at += 2;
                }
                _ => break,
            }
        }
        let (start, end) = (from + 1, at);
        self.pos = at + 1;
        self.fresh = false;
        if self.has_actions(start, end) {
            let node = if quote == b'"' {
                self.pieces(start, end, unescape_double)
            } else {
                self.pieces(start, end, unescape_single)
            };
            return node;
        }
        let text = self.text.get(start..end).unwrap_or_default();
        let sym = if plain {
            self.b.sym(text)
        } else if quote == b'"' {
            self.b.sym(&unescape_double(text))
        } else {
            self.b.sym(&unescape_single(text))
        };
        self.b.expr(Expr::Str(sym), span(from, at + 1))
    }

    /// A plain scalar in block style, over its lines.
    pub(super) fn plain(&mut self, parent: isize) -> ExprId {
        let from = self.pos;
        let mut end = self.plain_line();
        let mut lines = 1;
        let branch = self.branch_here();
        loop {
            if !self.at_line_end_plain() {
                break;
            }
            let state = (self.pos, self.line, self.fresh);
            let more = match self.next() {
                Some(column) => {
                    self.fresh
                        && to_isize(column) > parent
                        && !self.comment_between(end)
                        && self.key_end().is_none()
                        && !(self.is_dash() && lines == 1 && to_isize(column) <= parent + 1)
                        && (self.template.is_none() || (self.branch_here() == branch && self.splice().is_none()))
                }
                None => false,
            };
            if !more {
                (self.pos, self.line, self.fresh) = state;
                break;
            }
            lines += 1;
            end = self.plain_line();
        }
        self.fresh = false;
        if lines == 1 {
            return self.plain_node(from, end);
        }
        if self.has_actions(from, end) {
            return self.pieces(from, end, fold);
        }
        let folded = fold(self.text.get(from..end).unwrap_or_default()).into_owned();
        let sym = self.b.sym(&folded);
        self.b.expr(Expr::Str(sym), span(from, end))
    }

    /// Takes what belongs to a plain scalar on this line, and gives its end.
    fn plain_line(&mut self) -> usize {
        let line_end = self.line_end(self.pos);
        let line = &self.s[self.pos..line_end];
        let mut end = line.len();
        let mut from = 0;
        while let Some(hash) = memchr::memchr(b'#', &line[from..]).map(|i| from + i) {
            if hash > 0 && matches!(line[hash - 1], b' ' | b'\t') {
                end = hash;
                break;
            }
            from = hash + 1;
        }
        while end > 0 && matches!(line[end - 1], b' ' | b'\t' | b'\r') {
            end -= 1;
        }
        self.pos += end;
        // An empty one must not stand still.
        if end == 0 {
            self.pos = line_end;
        }
        self.fresh = false;
        self.pos.min(self.end)
    }

    fn at_line_end_plain(&self) -> bool {
        self.pos >= self.end || self.at_line_end()
    }

    /// A comment ends a plain scalar.
    fn comment_between(&self, end: usize) -> bool {
        memchr::memchr(b'#', &self.s[end..self.pos]).is_some()
    }

    /// A plain scalar's node: a string, or what the core schema makes of it.
    pub(super) fn plain_node(&mut self, from: usize, end: usize) -> ExprId {
        if self.has_actions(from, end) {
            return self.pieces(from, end, |text| Cow::Borrowed(text));
        }
        let text = self.text.get(from..end).unwrap_or_default();
        let at = span(from, end);
        let expr = match text {
            "" | "~" | "null" | "Null" | "NULL" => Expr::Null,
            "true" | "True" | "TRUE" => Expr::Bool(true),
            "false" | "False" | "FALSE" => Expr::Bool(false),
            _ => match number(text) {
                Some(true) => Expr::Int(self.b.sym(text)),
                Some(false) => Expr::Float(self.b.sym(text)),
                None if text.contains('\n') => Expr::Str(self.b.sym(&fold(text))),
                None => Expr::Str(self.b.sym(text)),
            },
        };
        self.b.expr(expr, at)
    }

    /// `|` and `>`: text by indentation. `key` is what it is the value of.
    pub(super) fn block_scalar(&mut self, parent: isize, key: &str) -> ExprId {
        let from = self.pos;
        let folded = self.peek() == b'>';
        let mut indent = None;
        let mut keep = false;
        let mut strip = false;
        self.pos += 1;
        while self.pos < self.end {
            match self.s[self.pos] {
                b'+' => keep = true,
                b'-' => strip = true,
                c @ b'1'..=b'9' => indent = Some(parent.max(0).cast_unsigned() + usize::from(c - b'0')),
                _ => break,
            }
            self.pos += 1;
        }
        if !self.at_line_end() {
            // Not a header at all: a plain text that begins with the sign.
            self.pos = from;
            return self.plain(parent);
        }
        self.go_to_line_end();
        let body = (self.pos + 1).min(self.end);
        let mut at = body;
        let mut end = body;
        while at < self.end {
            let line_end = self.line_end(at);
            let mut first = at;
            while first < line_end && self.s[first] == b' ' {
                first += 1;
            }
            let is_empty = first == line_end || (self.s[first] == b'\r' && first + 1 == line_end);
            if !is_empty {
                let column = self.line_column(at, first);
                let least = indent.unwrap_or_else(|| (parent + 1).max(0).cast_unsigned());
                if column < least || (parent < 0 && self.is_marker_at(at)) {
                    break;
                }
                if indent.is_none() {
                    indent = Some(column);
                }
                end = line_end;
            } else if let Some(tab) = self.s[at..line_end].iter().position(|c| *c == b'\t')
                && tab == 0
                && indent.is_none()
            {
                end = line_end;
            }
            at = line_end + 1;
        }
        let indent = indent.unwrap_or(0);
        self.pos = end.max(self.line_end(from).min(self.end));
        self.line = memchr::memrchr(b'\n', &self.s[..self.pos]).map_or(0, |i| i + 1);
        self.fresh = false;
        if end > body && (self.embeds)(key, self.text.get(body..end).unwrap_or_default()) {
            return self.embedded(from, body, end, indent);
        }
        let style = Style { folded, strip, keep, indent };
        if self.has_actions(body, end) {
            return self.pieces(body, end, |text| Cow::Owned(style.text(text)));
        }
        let text = style.text(self.text.get(body..end).unwrap_or_default());
        let sym = self.b.sym(&text);
        self.b.expr(Expr::Str(sym), span(from, end.max(from + 1)))
    }

    /// The column of a line's text; that which an action gives to what it prints.
    fn line_column(&self, line: usize, first: usize) -> usize {
        if self.s[first] == VALUE
            && let Some(printed) = self.template.and_then(|t| t.printed_at(first))
            && let Some(indent) = printed.indent
        {
            return indent;
        }
        first - line
    }

    fn is_marker_at(&self, at: usize) -> bool {
        let mark = &self.s[at..self.end.min(at + 3)];
        (mark == b"---" || mark == b"...") && matches!(self.at(at + 3), 0 | b' ' | b'\n' | b'\r')
    }

    /// A block scalar that is YAML itself: `fromYaml(…)` of what it says, read where it stands.
    fn embedded(&mut self, from: usize, body: usize, end: usize, indent: usize) -> ExprId {
        let state = (self.pos, self.line, self.fresh, self.end, self.margin, self.broken.len());
        let anchors = std::mem::take(&mut self.anchors);
        (self.pos, self.line, self.fresh, self.end, self.margin) = (body, body, true, end, indent);
        let roots: Vec<ExprId> = self.documents().iter().map(|d| d.root).collect();
        self.anchors = anchors;
        self.broken.truncate(state.5);
        (self.pos, self.line, self.fresh, self.end, self.margin) = (state.0, state.1, state.2, state.3, state.4);
        let name = self.b.sym("fromYaml");
        let callee = self.b.expr(Expr::Path { name, ty: TyId::NONE }, span(from, from + 1));
        let args: Vec<skinflint_facts::Arg> =
            roots.into_iter().map(|value| skinflint_facts::Arg { name: Sym::NONE, value }).collect();
        let args = self.b.args(&args);
        self.b.expr(Expr::Call { callee, args, ty: TyId::NONE }, span(from, end))
    }
}

/// How a block scalar's text is made of its lines.
#[derive(Clone, Copy)]
struct Style {
    folded: bool,
    strip: bool,
    keep: bool,
    indent: usize,
}

impl Style {
    fn text(self, body: &str) -> String {
        let mut out = String::with_capacity(body.len());
        let mut was_text = false;
        for line in body.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let blank = line.len() - line.trim_start_matches(' ').len();
            let line = line.get(self.indent.min(blank)..).unwrap_or_default();
            let is_text = !line.is_empty() && !line.starts_with([' ', '\t']);
            if !out.is_empty() || was_text {
                out.push(if self.folded && was_text && is_text { ' ' } else { '\n' });
            }
            out.push_str(line);
            was_text = is_text;
        }
        if !self.strip && !self.keep && !out.is_empty() {
            out.truncate(out.trim_end_matches('\n').len());
            out.push('\n');
        }
        out
    }
}

/// Whether a plain scalar is a number: `true` for a whole one.
fn number(text: &str) -> Option<bool> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    let digits = text.trim_start_matches(['-', '+']);
    if digits.is_empty() {
        return None;
    }
    if digits.bytes().all(|c| c.is_ascii_digit()) {
        return Some(true);
    }
    if let Some(hex) = digits.strip_prefix("0x") {
        return (!hex.is_empty() && hex.bytes().all(|c| c.is_ascii_hexdigit())).then_some(true);
    }
    (digits.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-'))
        && digits.parse::<f64>().is_ok())
    .then_some(false)
}

/// Lines of a plain or quoted scalar to one text.
fn fold(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut empty = 0usize;
    for (i, line) in text.split('\n').enumerate() {
        let line = if i == 0 { line.trim_end() } else { line.trim() };
        if i > 0 && line.is_empty() {
            empty += 1;
            continue;
        }
        if i > 0 {
            if empty > 0 {
                out.extend(std::iter::repeat_n('\n', empty));
            } else {
                out.push(' ');
            }
        }
        empty = 0;
        out.push_str(line);
    }
    Cow::Owned(out)
}

fn unescape_single(text: &str) -> Cow<'_, str> {
    let folded = fold(text);
    if folded.contains("''") { Cow::Owned(folded.replace("''", "'")) } else { folded }
}

fn unescape_double(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '\n']) {
        return Cow::Borrowed(text);
    }
    // A backslash at a line's end joins the lines.
    let joined = if text.contains("\\\n") || text.contains("\\\r\n") {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(i) = rest.find("\\\n") {
            out.push_str(&rest[..i]);
            rest = rest[i + 2..].trim_start_matches([' ', '\t']);
        }
        out.push_str(rest);
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    };
    let folded = fold(&joined);
    let mut out = String::with_capacity(folded.len());
    let mut chars = folded.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some('e') => out.push('\u{1b}'),
            Some('_') => out.push('\u{a0}'),
            Some(kind @ ('x' | 'u' | 'U')) => {
                let len = match kind {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let code: String = chars.by_ref().take(len).collect();
                out.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    Cow::Owned(out)
}
