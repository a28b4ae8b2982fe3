//! Expressions of Go templates: pipelines to calls. What a function does is not known here.
//!
//! The dot is lexical: inside `with .a` it *is* `.a`, inside `range` the element, and a variable is
//! the expression it was given. So an expression says by itself what it reads, wherever it stands.

use skinflint_base::Span;
use skinflint_facts::{Arg, BinaryOp, Builder, Expr, ExprId, Sym, TyId, UnaryOp};

/// What an expression may refer to.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What `.` means now.
    pub(super) dot: Option<ExprId>,
    /// Variables and what they may be, innermost last.
    vars: Vec<(String, Vec<ExprId>)>,
}

impl Names {
    pub(super) fn mark(&self) -> usize {
        self.vars.len()
    }

    pub(super) fn forget(&mut self, mark: usize) {
        self.vars.truncate(mark);
    }

    pub(super) fn declare(&mut self, name: &str, value: ExprId) {
        self.vars.push((name.to_owned(), vec![value]));
    }

    /// `$x = …`: from here on it is either.
    pub(super) fn assign(&mut self, name: &str, value: ExprId) {
        match self.vars.iter_mut().rev().find(|(n, _)| n == name) {
            // A loop that appends to its own list would otherwise hold every round's value.
            Some((_, values)) if values.len() < 8 => values.push(value),
            Some(_) => {}
            None => self.declare(name, value),
        }
    }

    fn get(&self, name: &str) -> Option<&[ExprId]> {
        self.vars.iter().rev().find(|(n, _)| n == name).map(|(_, values)| values.as_slice())
    }
}

/// Reads the pipeline in `text`, which begins at byte `offset` of the file.
pub(super) fn pipeline(b: &mut Builder, names: &Names, text: &str, offset: usize) -> ExprId {
    let mut reader = Reader { b, names, text, at: 0, offset, depth: 0 };
    reader.pipeline()
}

/// Nested parentheses beyond this are not read.
const DEPTH: u32 = 48;

struct Reader<'a> {
    b: &'a mut Builder,
    names: &'a Names,
    text: &'a str,
    at: usize,
    offset: usize,
    depth: u32,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn span(&self, from: usize) -> Span {
        let end = self.at.min(self.text.len());
        Span::new(to_u32(self.offset + from), to_u32(self.offset + end.max(from)))
    }

    fn opaque(&mut self, from: usize) -> ExprId {
        let none = self.b.exprs(&[]);
        let span = self.span(from);
        self.b.expr(Expr::Other(none), span)
    }

    fn path(&mut self, name: &str, from: usize) -> ExprId {
        let name = self.b.sym(name);
        let span = self.span(from);
        self.b.expr(Expr::Path { name, ty: TyId::NONE }, span)
    }

    fn pipeline(&mut self) -> ExprId {
        let from = self.at;
        self.depth += 1;
        if self.depth > DEPTH {
            self.at = self.text.len();
            self.depth -= 1;
            return self.opaque(from);
        }
        let mut value = self.command(None);
        loop {
            self.blanks();
            if !self.rest().starts_with('|') {
                break;
            }
            self.at += 1;
            value = self.command(Some(value));
        }
        self.depth -= 1;
        value
    }

    /// One command; `piped` becomes its last argument.
    fn command(&mut self, piped: Option<ExprId>) -> ExprId {
        self.blanks();
        let from = self.at;
        let mut operands = Vec::new();
        loop {
            self.blanks();
            let rest = self.rest();
            if rest.is_empty() || rest.starts_with(['|', ')', ',']) {
                break;
            }
            let before = self.at;
            operands.push(self.operand());
            if self.at == before {
                // Nothing a template could hold: the rest is not read.
                self.at = self.text.len();
                return self.opaque(from);
            }
        }
        operands.extend(piped);
        let Some((callee, args)) = operands.split_first() else { return self.opaque(from) };
        let is_function = matches!(self.b.get(*callee), Expr::Path { name, .. }
            if !matches!(self.b.str(name), "$") && !self.b.str(name).starts_with('$'));
        if args.is_empty() && !is_function {
            return *callee;
        }
        self.call(*callee, args, from)
    }

    fn call(&mut self, callee: ExprId, args: &[ExprId], from: usize) -> ExprId {
        let span = self.span(from);
        if let Expr::Path { name, .. } = self.b.get(callee) {
            let op = match (self.b.str(name), args) {
                ("or", [_, ..]) => Some(BinaryOp::Or),
                ("and", [_, ..]) => Some(BinaryOp::And),
                ("eq", [_, _]) => Some(BinaryOp::Eq),
                ("not", [operand]) => {
                    let operand = *operand;
                    return self.b.expr(Expr::Unary { operand, op: UnaryOp::Not }, span);
                }
                ("ne", [left, right]) => {
                    let (left, right) = (*left, *right);
                    let operand = self.b.expr(Expr::Binary { left, right, op: BinaryOp::Eq }, span);
                    return self.b.expr(Expr::Unary { operand, op: UnaryOp::Not }, span);
                }
                _ => None,
            };
            if let (Some(op), Some((first, others))) = (op, args.split_first()) {
                return others
                    .iter()
                    .fold(*first, |left, right| self.b.expr(Expr::Binary { left, right: *right, op }, span));
            }
        }
        let args: Vec<Arg> = args.iter().map(|value| Arg { name: Sym::NONE, value: *value }).collect();
        let args = self.b.args(&args);
        self.b.expr(Expr::Call { callee, args, ty: TyId::NONE }, span)
    }

    fn operand(&mut self) -> ExprId {
        let from = self.at;
        let Some(first) = self.rest().chars().next() else { return self.opaque(from) };
        let base = match first {
            '(' => {
                self.at += 1;
                let inner = self.pipeline();
                self.blanks();
                if self.rest().starts_with(')') {
                    self.at += 1;
                }
                inner
            }
            '"' | '`' | '\'' => return self.string(first),
            '0'..='9' => return self.number(),
            '-' | '+' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => return self.number(),
            '.' => {
                let dot = self.dot(from);
                // The dot of `.a` is the first link of the chain below.
                if !self.rest()[1..].starts_with(is_name_start) {
                    self.at += 1;
                }
                dot
            }
            '$' => {
                let name = self.name(1);
                self.variable(&name, from)
            }
            c if is_name_start(c) => {
                let name = self.name(0);
                match name.as_str() {
                    "true" | "false" => {
                        let span = self.span(from);
                        return self.b.expr(Expr::Bool(name == "true"), span);
                    }
                    "nil" => {
                        let span = self.span(from);
                        return self.b.expr(Expr::Null, span);
                    }
                    _ => self.path(&name, from),
                }
            }
            _ => return self.opaque(from),
        };
        self.chain(base, from)
    }

    fn dot(&mut self, from: usize) -> ExprId {
        match self.names.dot {
            Some(dot) => dot,
            None => self.path("$", from),
        }
    }

    fn variable(&mut self, name: &str, from: usize) -> ExprId {
        if name == "$" {
            return self.path("$", from);
        }
        let names = self.names;
        match names.get(name) {
            Some([one]) => *one,
            Some(several) => {
                let list = self.b.exprs(several);
                let span = self.span(from);
                self.b.expr(Expr::AnyOf(list), span)
            }
            None => self.path(name, from),
        }
    }

    fn chain(&mut self, mut base: ExprId, from: usize) -> ExprId {
        while self.rest().starts_with('.') && self.rest()[1..].starts_with(is_name_start) {
            self.at += 1;
            let name = self.name(0);
            let name = self.b.sym(&name);
            let span = self.span(from);
            base = self.b.expr(Expr::Field { base, name }, span);
        }
        base
    }

    /// A name of which the first `skip` bytes are taken as they are.
    fn name(&mut self, skip: usize) -> String {
        let rest = self.rest();
        let len = rest[skip..].find(|c: char| !c.is_alphanumeric() && c != '_').map_or(rest.len(), |i| i + skip);
        let name = rest[..len].to_owned();
        self.at += len;
        name
    }

    fn number(&mut self) -> ExprId {
        let from = self.at;
        let rest = self.rest();
        let len =
            rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_').map_or(rest.len(), |i| i + 1);
        let digits = rest[..len].replace('_', "");
        self.at += len;
        let span = self.span(from);
        let sym = self.b.sym(&digits);
        let whole = digits.bytes().all(|c| c.is_ascii_digit() || c == b'-' || c == b'+');
        self.b.expr(if whole { Expr::Int(sym) } else { Expr::Float(sym) }, span)
    }

    fn string(&mut self, quote: char) -> ExprId {
        let from = self.at;
        let mut value = String::new();
        let mut chars = self.rest()[1..].char_indices();
        let mut len = self.rest().len();
        while let Some((i, c)) = chars.next() {
            if c == quote {
                len = i + 2;
                break;
            }
            match c {
                '\\' if quote != '`' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, other)) => value.push(other),
                    None => {}
                },
                _ => value.push(c),
            }
        }
        self.at += len;
        let span = self.span(from);
        let sym = self.b.sym(&value);
        self.b.expr(Expr::Str(sym), span)
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
