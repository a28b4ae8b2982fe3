//! Macros are calls: their tokens are read as arguments and lowered. What a macro expands to is
//! never guessed; the few with a syntax of their own (`vec!`, `matches!`, `select!`, `concat!`,
//! `stringify!`) are read as what they say.

mod args;
mod format;
mod items;
mod known;
mod matcher;
mod paste;
mod rules;
mod simple;

use proc_macro2::{Delimiter, Span as TokenSpan, TokenStream};
use skinflint_base::Span;
use skinflint_facts::{ArgList, Expr, ExprId, ExprList, Sym, TyId, UnaryOp};
use syn::parse::{ParseStream, Parser as _};
use syn::{Macro, MacroDelimiter};

pub(super) use args::ArgStyle;
use args::{Arg, ArgParser, Body};
use format::Held;
use simple::Plain;

use super::lowering::{Lowering, Mark};

/// Whose arguments they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A macro's: strings with braces may be format strings, and names are nodes too.
    Macro,
    /// A matcher's, where no string is a format string.
    Matcher,
    /// An attribute's.
    Attribute,
}

impl Lowering<'_> {
    /// A macro's call in the place of an expression, statement or pattern.
    pub(super) fn macro_call(&mut self, mac: &mut Macro) -> ExprId {
        let (path, stands) = self.path_name(&mac.path, usize::MAX);
        let end = self.src.at(mac.delimiter.span().close()) + 1;
        let span = Span::new(stands.start, end);
        let braces = matches!(mac.delimiter, MacroDelimiter::Brace(_));
        let tokens = std::mem::take(&mut mac.tokens);
        let last = self.src.slice(stands.start, stands.end).rsplit(':').next().unwrap_or_default();
        let literal = match last {
            "concat" => known::concatenated(&tokens).map(|text| self.text_node(&text, span)),
            "stringify" => self.stringify(mac.delimiter.span(), span),
            _ => None,
        };
        if let Some(literal) = literal {
            return literal;
        }
        let bang = if self.src.looking_at(stands.end, "!") { stands.end } else { self.src.at(mac.bang_token.spans[0]) };
        let callee = (self.macro_name(path), Span::new(stands.start, bang + 1));
        let tokens = if last == "paste" { paste::glued(tokens) } else { tokens };
        let quick = if known::KNOWN.contains(&last) { Err(tokens) } else { simple::simple(tokens) };
        let body = match quick {
            Ok(args) => Some(Body::Args(args)),
            Err(tokens) => {
                let parser = ArgParser::new(ArgStyle::Macro);
                read(tokens, |input| match known::parse(last, input) {
                    Some(known) => Ok(Body::Known(known)),
                    None => parser.body(input, braces),
                })
            }
        };
        let body = match body {
            Some(Body::Known(known)) => return self.known_macro(known, callee, span),
            body => body,
        };
        let callee = self.node(Expr::Path { name: callee.0, ty: TyId::NONE }, callee.1);
        let args = match body {
            Some(Body::Statements(mut stmts)) => {
                let inside = self.delimited(mac.delimiter.span());
                let block = self.macro_statements(&mut stmts, inside);
                let list = self.start_args();
                self.push_arg(Sym::NONE, block);
                self.finish_args(list)
            }
            Some(Body::Args(args)) => self.args(args, Of::Macro),
            Some(Body::Known(_)) | None => self.args(Vec::new(), Of::Macro),
        };
        self.node(Expr::Call { callee, args, ty: TyId::NONE }, span)
    }

    /// A macro's tokens that read as statements, in a scope of their own.
    fn macro_statements(&mut self, stmts: &mut [syn::Stmt], inside: Span) -> ExprId {
        self.b.push_scope();
        let outer = std::mem::replace(&mut self.in_macro, true);
        let block = self.statements(stmts, inside);
        self.in_macro = outer;
        self.b.pop_scope();
        block
    }

    /// A macro's path with its `!`.
    fn macro_name(&mut self, path: Sym) -> Sym {
        let name = format!("{}!", self.b.str(path));
        self.b.sym(&name)
    }

    /// Tokens as arguments.
    pub(super) fn token_args(&mut self, tokens: TokenStream, style: ArgStyle) -> ArgList {
        let parser = ArgParser::new(style);
        let args = read(tokens, |input| parser.args(input)).unwrap_or_default();
        self.args(args, Of::Attribute)
    }

    /// Tokens that syn kept without reading them, with what can be read in them.
    pub(super) fn verbatim(&mut self, tokens: TokenStream) -> ExprId {
        let span = self.tokens_span(&tokens).unwrap_or_default();
        let parser = ArgParser::new(ArgStyle::Macro);
        let args = read(tokens, |input| parser.args(input)).unwrap_or_default();
        let list = self.start();
        for arg in args {
            if !matches!(arg, Arg::Semicolon) {
                let value = self.arg_value(arg);
                self.push(value);
            }
        }
        let list = self.finish(list);
        self.node(Expr::Other(list), span)
    }

    /// Where tokens stand.
    pub(super) fn tokens_span(&self, tokens: &TokenStream) -> Option<Span> {
        let mut trees = tokens.clone().into_iter();
        let first = trees.next()?.span();
        let last = trees.last().map_or(first, |tree| tree.span());
        Some(Span::new(self.src.at(first), self.src.end(last)))
    }

    fn args(&mut self, args: Vec<Arg>, of: Of) -> ArgList {
        let list = self.start_args();
        let mut plain_to = None;
        let mut held = Vec::new();
        for arg in args {
            let place = self.args_mut(list).len();
            if matches!(arg, Arg::Semicolon) {
                // slog: what follows are pairs, and no argument of the format string.
                plain_to = plain_to.or(Some(place));
            } else if of == Of::Macro
                && let Some((raw, span)) = self.string_with_braces(&arg)
            {
                held.push(Held { place, raw, span });
                self.push_arg(Sym::NONE, ExprId::NONE);
            } else {
                self.arg(arg, of);
            }
        }
        self.templates(list, &held, plain_to);
        self.finish_args(list)
    }

    /// A string literal, or `concat!` of such, that may be a format string.
    fn string_with_braces(&mut self, arg: &Arg) -> Option<(Sym, Span)> {
        let e = match arg {
            Arg::Expr(e) => &**e,
            Arg::Plain(Plain::Literal(token)) => return self.braces_at(*token),
            _ => return None,
        };
        match e {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(lit), .. }) => self.braces_at(lit.span()),
            syn::Expr::Macro(mac) if mac.mac.path.is_ident("concat") => {
                let text = known::concatenated(&mac.mac.tokens).filter(|text| text.contains('{'))?;
                let (_, stands) = self.path_name(&mac.mac.path, usize::MAX);
                let end = self.src.at(mac.mac.delimiter.span().close()) + 1;
                Some((self.b.sym(&text), Span::new(stands.start, end)))
            }
            _ => None,
        }
    }

    fn braces_at(&mut self, token: TokenSpan) -> Option<(Sym, Span)> {
        let at = self.src.at(token);
        let found = self.src.string(at).filter(|found| found.value.contains('{'))?;
        Some((self.b.sym(&found.value), Span::new(at, found.end)))
    }

    fn arg(&mut self, arg: Arg, of: Of) {
        match arg {
            Arg::Named { first, last, value } => {
                let name = self.dotted(first, last);
                let value = self.arg_value(*value);
                self.name_node(of, name, first, last);
                self.push_arg(name, value);
            }
            // `%x`, `?x.y`: a field of that name.
            Arg::Sigil { op, at, value } => {
                let name = self.shorthand(&value);
                let value = self.sigil(op, at, *value);
                self.push_arg(name, value);
            }
            // A repetition of named arguments keeps the name.
            Arg::Spread { at, value } if matches!(*value, Arg::Named { .. }) => {
                let Arg::Named { first, last, value } = *value else { return };
                let name = self.dotted(first, last);
                let value = self.sigil(UnaryOp::Spread, at, *value);
                self.name_node(of, name, first, last);
                self.push_arg(name, value);
            }
            arg => {
                let value = self.arg_value(arg);
                self.push_arg(Sym::NONE, value);
            }
        }
    }

    /// The name of a macro's argument as a node, right behind its value.
    fn name_node(&mut self, of: Of, name: Sym, first: TokenSpan, last: TokenSpan) {
        if of == Of::Attribute {
            return;
        }
        let span = Span::new(self.src.at(first), self.src.end(last));
        let literal =
            self.src.text().as_bytes().get(span.start as usize).is_some_and(|b| matches!(b, b'"' | b'0'..=b'9'));
        let expr = match self.lookup(name) {
            _ if literal => Expr::Str(name),
            Some(var) if self.b.str(name).starts_with('$') => Expr::Local(var),
            _ => Expr::Path { name, ty: TyId::NONE },
        };
        self.node(expr, span);
    }

    fn sigil(&mut self, op: UnaryOp, at: TokenSpan, value: Arg) -> ExprId {
        let at = self.src.at(at);
        let operand = self.arg_value(value);
        let span = Span::new(at, self.b.span(operand).end.max(at + 1));
        self.node(Expr::Unary { operand, op }, span)
    }

    /// The dotted name of a field that is only given by its value; none where that has no name.
    fn shorthand(&mut self, value: &Arg) -> Sym {
        let mut parts = Vec::new();
        let mut e = match value {
            Arg::Expr(e) => &**e,
            Arg::Plain(Plain::Name(name, fields)) => {
                parts.push(self.word(name));
                parts.extend(fields.iter().map(|field| self.word(field)));
                return self.b.sym(&parts.join("."));
            }
            _ => return Sym::NONE,
        };
        let mut parts = Vec::new();
        loop {
            match e {
                syn::Expr::Field(field) => {
                    parts.push(match &field.member {
                        syn::Member::Named(ident) => self.word(ident).to_owned(),
                        syn::Member::Unnamed(index) => index.index.to_string(),
                    });
                    e = &field.base;
                }
                syn::Expr::Path(path) if path.path.segments.len() == 1 => {
                    parts.push(self.word(&path.path.segments[0].ident).to_owned());
                    break;
                }
                _ => return Sym::NONE,
            }
        }
        parts.reverse();
        self.b.sym(&parts.join("."))
    }

    /// The text of `a.b.c`, or a literal's value, or a lone name.
    fn dotted(&mut self, first: TokenSpan, last: TokenSpan) -> Sym {
        let from = self.src.at(first);
        if let Some(literal) = self.src.string(from) {
            return self.b.sym(&literal.value);
        }
        let (word, end) = self.src.word(from);
        if word.is_empty() {
            // A number or character before `=`: its own text.
            let end = self.src.end(first);
            let text = self.src.slice(from, end);
            return self.b.sym(text);
        }
        let last = self.src.at(last);
        if last == from {
            return self.b.sym(word);
        }
        let (_, end) = if last > from { self.src.word(last) } else { (word, end) };
        let text: String = self.src.slice(from, end).chars().filter(|c| !c.is_whitespace()).collect();
        self.b.sym(&text.replace("r#", ""))
    }

    /// An argument's value, its name left aside.
    fn arg_value(&mut self, arg: Arg) -> ExprId {
        match arg {
            Arg::Expr(mut e) => self.expr(&mut e),
            Arg::Plain(plain) => self.plain_value(&plain),
            Arg::Type(ty) => self.type_value(&ty),
            Arg::Named { value, first, .. } => {
                // Only below something that has no names, such as the value of a pair.
                let at = self.src.at(first);
                let value = self.arg_value(*value);
                let list = self.b.exprs(&[value]);
                let span = Span::new(at, self.b.span(value).end.max(at));
                self.node(Expr::Other(list), span)
            }
            Arg::Pair { key, value } => {
                let key = self.arg_value(*key);
                let value = self.arg_value(*value);
                let span = self.b.span(key).to(self.b.span(value));
                self.node(Expr::Pair { key, value }, span)
            }
            Arg::Sigil { op, at, value } => self.sigil(op, at, *value),
            Arg::Spread { at, value } => self.sigil(UnaryOp::Spread, at, *value),
            Arg::Group { delimiter, open, close, args } => {
                let span = Span::new(self.src.at(open), self.src.at(close) + 1);
                self.group_value(delimiter, args, span)
            }
            Arg::List { path, close, args } => {
                let (name, stands) = self.path_name(&path, usize::MAX);
                let callee = self.node(Expr::Path { name, ty: TyId::NONE }, stands);
                let args = self.args(args, Of::Attribute);
                let span = Span::new(stands.start, self.src.at(close) + 1);
                self.node(Expr::Call { callee, args, ty: TyId::NONE }, span)
            }
            Arg::Other { from, args } => {
                let at = self.src.at(from);
                let list = self.value_list(args);
                let span = Span::new(at, self.list_span(list).end.max(at));
                let list = self.finish(list);
                self.node(Expr::Other(list), span)
            }
            Arg::Semicolon => self.nothing(),
        }
    }

    /// Arguments as a plain list of values.
    fn values(&mut self, args: Vec<Arg>) -> ExprList {
        let list = self.value_list(args);
        self.finish(list)
    }

    fn value_list(&mut self, args: Vec<Arg>) -> Mark {
        let list = self.start();
        for arg in args {
            if !matches!(arg, Arg::Semicolon) {
                let value = self.arg_value(arg);
                self.push(value);
            }
        }
        list
    }

    /// A group that is no expression: fields as a map, brackets as an array, the rest as it comes.
    fn group_value(&mut self, delimiter: Delimiter, args: Vec<Arg>, span: Span) -> ExprId {
        let fields = |arg: &Arg| matches!(arg, Arg::Named { .. } | Arg::Pair { .. } | Arg::Sigil { .. });
        if delimiter == Delimiter::Brace && args.iter().any(fields) {
            let list = self.start();
            for arg in args {
                let entry = self.entry(arg);
                self.push(entry);
            }
            let list = self.finish(list);
            return self.node(Expr::Map(list), span);
        }
        let list = self.value_list(args);
        let list = self.finish(list);
        let expr = match delimiter {
            Delimiter::Bracket => Expr::Array(list),
            Delimiter::Parenthesis => Expr::Tuple(list),
            _ => Expr::Other(list),
        };
        self.node(expr, span)
    }

    /// An entry of a map: names become string keys.
    fn entry(&mut self, arg: Arg) -> ExprId {
        let (name, key, value) = match arg {
            Arg::Named { first, last, value } => {
                let key = Span::new(self.src.at(first), self.src.end(last));
                (self.dotted(first, last), key, self.arg_value(*value))
            }
            Arg::Sigil { op, at, value } => {
                let name = self.shorthand(&value);
                let value = self.sigil(op, at, *value);
                (name, self.b.span(value), value)
            }
            arg => return self.arg_value(arg),
        };
        if !name.is_some() {
            return value;
        }
        let key = self.node(Expr::Str(name), key);
        let span = self.b.span(key).to(self.b.span(value));
        self.node(Expr::Pair { key, value }, span)
    }

    fn type_value(&mut self, ty: &syn::Type) -> ExprId {
        let syn::Type::Path(path) = ty else {
            let list = self.b.exprs(&[]);
            return self.node(Expr::Other(list), Span::default());
        };
        let facts = self.path_facts(path.qself.as_ref(), &path.path);
        self.node(Expr::Path { name: facts.name, ty: facts.ty }, facts.span)
    }
}

/// Runs a reader over tokens. What it gives counts even where syn finds in the end that a group was
/// not read to its end (`x[1 2]`): syn says so of the whole, and the rest would be lost for it.
fn read<T>(tokens: TokenStream, reader: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> Option<T> {
    let mut found = None;
    let _ = (|input: ParseStream<'_>| {
        found = Some(reader(input)?);
        Ok(())
    })
    .parse2(tokens);
    found
}
