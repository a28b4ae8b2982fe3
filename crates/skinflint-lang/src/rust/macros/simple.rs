//! The arguments that most macros have: literals, names, fields of names, each perhaps with a name
//! or a sigil. They are read from the tokens as they are, for a third of what the parser costs.

use proc_macro2::{Ident, Spacing, Span as TokenSpan, TokenStream, TokenTree};
use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, TyId, UnaryOp};

use super::args::Arg;
use crate::rust::lowering::Lowering;

/// A value without operators and brackets.
pub(super) enum Plain {
    /// A literal, of whatever kind.
    Literal(TokenSpan),
    /// `name`, `name.field.field`
    Name(Ident, Vec<Ident>),
    /// `&name`
    Ref(TokenSpan, Ident, Vec<Ident>),
}

/// Words that are no names, or mean more than a name by themselves.
const NO_NAMES: [&str; 26] = [
    "async", "await", "break", "const", "continue", "do", "else", "false", "fn", "for", "if", "impl", "in", "let",
    "loop", "match", "move", "return", "static", "struct", "true", "try", "unsafe", "use", "while", "yield",
];

/// Tokens as simple arguments, or the tokens back.
pub(super) fn simple(tokens: TokenStream) -> Result<Vec<Arg>, TokenStream> {
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut reader = Reader { trees: &trees, at: 0 };
    match reader.args() {
        Some(args) => Ok(args),
        None => Err(trees.into_iter().collect()),
    }
}

struct Reader<'t> {
    trees: &'t [TokenTree],
    at: usize,
}

impl Reader<'_> {
    fn punct(&self, c: char) -> bool {
        matches!(self.trees.get(self.at), Some(TokenTree::Punct(p)) if p.as_char() == c)
    }

    fn args(&mut self) -> Option<Vec<Arg>> {
        let mut args = Vec::new();
        while self.at < self.trees.len() {
            args.push(self.arg()?);
            if self.at < self.trees.len() {
                if !self.punct(',') {
                    return None;
                }
                self.at += 1;
            }
        }
        Some(args)
    }

    fn arg(&mut self) -> Option<Arg> {
        let from = self.at;
        let key = self.value()?;
        if !self.punct('=') {
            return Some(key);
        }
        let TokenTree::Punct(equals) = &self.trees[self.at] else { return None };
        let arrow = equals.spacing() == Spacing::Joint
            && matches!(self.trees.get(self.at + 1), Some(TokenTree::Punct(p)) if p.as_char() == '>');
        self.at += if arrow { 2 } else { 1 };
        if !arrow && self.punct('=') {
            return None;
        }
        let last = self.trees[self.at - if arrow { 3 } else { 2 }].span();
        let value = Box::new(self.value()?);
        match key {
            Arg::Plain(Plain::Ref(..)) | Arg::Sigil { .. } => None,
            key if arrow => Some(Arg::Pair { key: Box::new(key), value }),
            _ => Some(Arg::Named { first: self.trees[from].span(), last, value }),
        }
    }

    fn value(&mut self) -> Option<Arg> {
        let tree = self.trees.get(self.at)?;
        match tree {
            TokenTree::Punct(p) if matches!(p.as_char(), '?' | '%') => {
                let op = if p.as_char() == '?' { UnaryOp::Debug } else { UnaryOp::Display };
                self.at += 1;
                let value = Box::new(Arg::Plain(self.plain()?));
                Some(Arg::Sigil { op, at: tree.span(), value })
            }
            _ => self.plain().map(Arg::Plain),
        }
    }

    fn plain(&mut self) -> Option<Plain> {
        let tree = self.trees.get(self.at)?;
        match tree {
            TokenTree::Literal(literal) => {
                self.at += 1;
                Some(Plain::Literal(literal.span()))
            }
            TokenTree::Ident(_) => {
                let (name, fields) = self.name()?;
                Some(Plain::Name(name, fields))
            }
            TokenTree::Punct(p) if p.as_char() == '&' && p.spacing() == Spacing::Alone => {
                self.at += 1;
                let (name, fields) = self.name()?;
                Some(Plain::Ref(tree.span(), name, fields))
            }
            _ => None,
        }
    }

    fn name(&mut self) -> Option<(Ident, Vec<Ident>)> {
        let first = self.word()?;
        let mut fields = Vec::new();
        while self.punct('.') {
            self.at += 1;
            fields.push(self.word()?);
        }
        Some((first, fields))
    }

    fn word(&mut self) -> Option<Ident> {
        let Some(TokenTree::Ident(ident)) = self.trees.get(self.at) else { return None };
        if NO_NAMES.iter().any(|word| *ident == *word) {
            return None;
        }
        self.at += 1;
        Some(ident.clone())
    }
}

impl Lowering<'_> {
    /// A simple value.
    pub(super) fn plain_value(&mut self, plain: &Plain) -> ExprId {
        match plain {
            Plain::Literal(token) => {
                let at = self.src.at(*token);
                self.literal_at(at)
            }
            Plain::Name(name, fields) => self.plain_name(name, fields),
            Plain::Ref(token, name, fields) => {
                let at = self.src.at(*token);
                let operand = self.plain_name(name, fields);
                let span = Span::new(at, self.b.span(operand).end.max(at + 1));
                self.node(Expr::Unary { operand, op: UnaryOp::Ref }, span)
            }
        }
    }

    fn plain_name(&mut self, name: &Ident, fields: &[Ident]) -> ExprId {
        let (sym, mut span) = self.ident(name);
        let expr = match self.lookup(sym) {
            Some(var) => Expr::Local(var),
            None => Expr::Path { name: sym, ty: TyId::NONE },
        };
        let mut base = self.node(expr, span);
        for field in fields {
            let (name, at) = self.ident_near(field, span.end + 1);
            span = span.to(at);
            base = self.node(Expr::Field { base, name }, span);
        }
        base
    }
}
