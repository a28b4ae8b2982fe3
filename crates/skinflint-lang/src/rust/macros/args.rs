//! A macro's or attribute's tokens as arguments. Lenient: what is no expression is searched for
//! expressions, so that calls nested in it are not lost. Only parses; nothing is lowered here.

use std::cell::Cell;

use proc_macro2::{Delimiter, Span as TokenSpan};
use skinflint_facts::UnaryOp;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Expr, Ident, Lit, Stmt, Token, token};

/// How arguments are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rust) enum ArgStyle {
    /// `name!(…)`
    Macro,
    /// `#[name(…)]`: `inner(a = "x")` is a list of its own and no call with an assignment.
    Attribute,
}

/// One argument, not yet lowered.
pub(in crate::rust) enum Arg {
    /// An expression.
    Expr(Box<Expr>),
    /// A literal or name that was read without the parser.
    Plain(super::simple::Plain),
    /// A type that reads as no expression: `Family<Labels, Counter>`.
    Type(Box<syn::Type>),
    /// `name = value`, `a.b.c = value`, `name: value`, `"text" = value`.
    Named { first: TokenSpan, last: TokenSpan, value: Box<Arg> },
    /// `key => value`, and `"key": value` as in JSON.
    Pair { key: Box<Arg>, value: Box<Arg> },
    /// `?value`, `%value`.
    Sigil { op: UnaryOp, at: TokenSpan, value: Box<Arg> },
    /// A repetition of a macro's arm, marked by `..` with the span of its `$`.
    Spread { at: TokenSpan, value: Box<Arg> },
    /// A group that is no expression.
    Group { delimiter: Delimiter, open: TokenSpan, close: TokenSpan, args: Vec<Arg> },
    /// `name(…)` in an attribute.
    List { path: Box<syn::Path>, close: TokenSpan, args: Vec<Arg> },
    /// Anything else, with what could be read in it.
    Other { from: TokenSpan, args: Vec<Arg> },
    /// What follows stands behind a `;`.
    Semicolon,
}

/// A macro's tokens.
pub(in crate::rust) enum Body {
    /// As arguments.
    Args(Vec<Arg>),
    /// As statements.
    Statements(Vec<Stmt>),
    /// As the macro's name says.
    Known(super::known::Known),
}

/// What attempts that fail may cost per macro, counted in lines read in vain.
const FUEL: u32 = 10_000;

/// Attempts per argument.
const ATTEMPTS: u32 = 32;

/// Reads arguments.
pub(in crate::rust) struct ArgParser {
    style: ArgStyle,
    fuel: Cell<u32>,
    doubts: Cell<bool>,
}

impl ArgParser {
    pub(in crate::rust) fn new(style: ArgStyle) -> Self {
        Self { style, fuel: Cell::new(FUEL), doubts: Cell::new(false) }
    }

    /// A macro's tokens: statements where they read as statements, else arguments.
    pub(in crate::rust) fn body(&self, input: ParseStream<'_>, braces: bool) -> syn::Result<Body> {
        if braces && let Some(body) = statements(input) {
            return Ok(body);
        }
        let ahead = input.fork();
        let args = self.args(&ahead)?;
        if self.doubts.get()
            && !braces
            && let Some(body) = statements(input)
        {
            return Ok(body);
        }
        input.advance_to(&ahead);
        Ok(Body::Args(args))
    }

    /// All that is left of a stream, as arguments.
    pub(in crate::rust) fn args(&self, input: ParseStream<'_>) -> syn::Result<Vec<Arg>> {
        let mut args = Vec::new();
        while !input.is_empty() {
            if input.peek(Token![,]) {
                skip(input)?;
            } else if input.peek(Token![;]) {
                skip(input)?;
                args.push(Arg::Semicolon);
            } else {
                args.push(self.arg(input)?);
            }
        }
        Ok(args)
    }

    fn arg(&self, input: ParseStream<'_>) -> syn::Result<Arg> {
        if let Some(named) = self.named(input)? {
            return Ok(named);
        }
        let from = input.cursor().span();
        let key = self.value(input)?;
        // A key ends at `=>`, or at a single `:` as in JSON.
        if input.peek(Token![=>]) {
            skip(input)?;
            skip(input)?;
            return Ok(Arg::Pair { key: Box::new(key), value: Box::new(self.value(input)?) });
        }
        if input.peek(Token![:]) && !input.peek(Token![::]) {
            skip(input)?;
            return Ok(Arg::Pair { key: Box::new(key), value: Box::new(self.value(input)?) });
        }
        if at_end(input) || ends_in_braces(&key) {
            return Ok(key);
        }
        self.rest(input, from, vec![key])
    }

    /// `name = value` and its kin; nothing is taken where there is no name.
    fn named(&self, input: ParseStream<'_>) -> syn::Result<Option<Arg>> {
        if input.peek(Lit) {
            if single(input.peek2(Token![=]), input.peek2(Token![==]), input.peek2(Token![=>])) {
                let first = input.cursor().span();
                skip(input)?;
                skip(input)?;
                return Ok(Some(Arg::Named { first, last: first, value: Box::new(self.value(input)?) }));
            }
            return Ok(None);
        }
        if !input.peek(Ident::peek_any) {
            return Ok(None);
        }
        let dotted = input.peek2(Token![.]) && !input.peek2(Token![..]);
        let path = self.style == ArgStyle::Attribute && input.peek2(Token![::]);
        if !dotted && !path && !input.peek2(Token![=]) && !input.peek2(Token![:]) {
            return Ok(None);
        }
        let ahead = input.fork();
        let first = ahead.cursor().span();
        let mut last = first;
        skip(&ahead)?;
        while ahead.peek(Token![.]) || (path && ahead.peek(Token![::])) {
            skip(&ahead)?;
            if ahead.peek(Token![:]) {
                skip(&ahead)?;
            }
            if !ahead.peek(Ident::peek_any) {
                return Ok(None);
            }
            last = ahead.cursor().span();
            skip(&ahead)?;
        }
        let equals = single(ahead.peek(Token![=]), ahead.peek(Token![==]), ahead.peek(Token![=>]));
        let colon = ahead.peek(Token![:]) && !ahead.peek(Token![::]);
        if !equals && !colon {
            return Ok(None);
        }
        skip(&ahead)?;
        let captured = if colon { capture(&ahead)? } else { None };
        if at_end(&ahead) {
            return Ok(None);
        }
        input.advance_to(&ahead);
        let value = match captured {
            Some(Captured::As(op, at)) => Arg::Sigil { op, at, value: Box::new(self.plain(input)?) },
            Some(Captured::Value) | None => self.value(input)?,
        };
        let value = if input.peek(Token![=>]) {
            // `pattern = future => body`
            skip(input)?;
            skip(input)?;
            Arg::Pair { key: Box::new(value), value: Box::new(self.value(input)?) }
        } else if at_end(input) || ends_in_braces(&value) {
            value
        } else {
            self.rest(input, last, vec![value])?
        };
        Ok(Some(Arg::Named { first, last, value: Box::new(value) }))
    }

    /// One value: with a sigil, a group of fields, an expression, a type, or what can be found.
    fn value(&self, input: ParseStream<'_>) -> syn::Result<Arg> {
        let at = input.cursor().span();
        if input.peek(Token![?]) || input.peek(Token![%]) {
            let op = if input.peek(Token![?]) { UnaryOp::Debug } else { UnaryOp::Display };
            skip(input)?;
            return Ok(Arg::Sigil { op, at, value: Box::new(self.plain(input)?) });
        }
        // slog: serialise, perhaps with a sigil behind it.
        if input.peek(Token![#]) && !input.peek2(token::Bracket) {
            skip(input)?;
            if input.peek(Token![?]) || input.peek(Token![%]) {
                return self.value(input);
            }
        }
        self.plain(input)
    }

    fn plain(&self, input: ParseStream<'_>) -> syn::Result<Arg> {
        let from = input.cursor().span();
        if at_end(input) {
            return Ok(Arg::Other { from, args: Vec::new() });
        }
        if input.peek(Token![..]) {
            let ahead = input.fork();
            skip(&ahead)?;
            skip(&ahead)?;
            // A marked repetition has one span for both dots; a range has two.
            if !at_end(&ahead) && same_place(from, second_span(input)) {
                input.advance_to(&ahead);
                return Ok(Arg::Spread { at: from, value: Box::new(self.arg(input)?) });
            }
        }
        if self.style == ArgStyle::Attribute
            && let Some(list) = self.list(input)?
        {
            return Ok(list);
        }
        if input.peek(token::Brace) && holds_fields(input) {
            return self.group(input);
        }
        if let Some(e) = self.attempt(input) {
            return Ok(e);
        }
        if is_group(input) {
            let group = self.group(input)?;
            return if at_end(input) || input.peek(Token![=>]) || input.peek(Token![:]) || ends_in_braces(&group) {
                Ok(group)
            } else {
                self.rest(input, from, vec![group])
            };
        }
        self.rest(input, from, Vec::new())
    }

    /// An expression or a type that reaches to where an argument may end.
    fn attempt(&self, input: ParseStream<'_>) -> Option<Arg> {
        let fuel = self.fuel.get();
        if fuel == 0 {
            return None;
        }
        // `Family<Labels, Counter>` begins like a comparison.
        if input.peek(Ident)
            && input.peek2(Token![<])
            && let Some(ty) = type_arg(input)
        {
            return Some(ty);
        }
        let ahead = input.fork();
        if let Ok(e) = ahead.parse::<Expr>() {
            input.advance_to(&ahead);
            return Some(Arg::Expr(Box::new(e)));
        }
        self.fuel.set(fuel.saturating_sub(cost(input.cursor().span(), ahead.cursor().span())));
        // A group may be no type's: syn would take `[a, b]` for `[a]` and complain later.
        if is_group(input) { None } else { type_arg(input) }
    }

    /// Skips to where an argument may end and keeps what can be read on the way.
    fn rest(&self, input: ParseStream<'_>, from: TokenSpan, mut args: Vec<Arg>) -> syn::Result<Arg> {
        self.doubts.set(true);
        let mut attempts = ATTEMPTS;
        while !at_end(input) && !input.peek(Token![=>]) {
            if is_group(input) {
                // Braces may hold statements.
                let block = if input.peek(token::Brace) && !holds_fields(input) { self.attempt(input) } else { None };
                args.push(match block {
                    Some(block) => block,
                    None => self.group(input)?,
                });
                if input.peek(token::Brace) || args.last().is_some_and(ends_in_braces) {
                    break;
                }
                continue;
            }
            if attempts > 0 && may_start(input) {
                attempts -= 1;
                if let Some(found) = self.attempt(input) {
                    args.push(found);
                    continue;
                }
            }
            skip(input)?;
        }
        Ok(Arg::Other { from, args })
    }

    /// A group's content as arguments.
    fn group(&self, input: ParseStream<'_>) -> syn::Result<Arg> {
        let inner: ParseBuffer<'_>;
        let (delimiter, span) = if input.peek(token::Brace) {
            (Delimiter::Brace, syn::braced!(inner in input).span)
        } else if input.peek(token::Bracket) {
            (Delimiter::Bracket, syn::bracketed!(inner in input).span)
        } else {
            (Delimiter::Parenthesis, syn::parenthesized!(inner in input).span)
        };
        let args = self.args(&inner)?;
        Ok(Arg::Group { delimiter, open: span.open(), close: span.close(), args })
    }

    /// `path(…)` in an attribute.
    fn list(&self, input: ParseStream<'_>) -> syn::Result<Option<Arg>> {
        if !input.peek(Ident::peek_any) || !(input.peek2(token::Paren) || input.peek2(Token![::])) {
            return Ok(None);
        }
        let ahead = input.fork();
        let Ok(path) = ahead.call(syn::Path::parse_mod_style) else { return Ok(None) };
        if !ahead.peek(token::Paren) {
            return Ok(None);
        }
        input.advance_to(&ahead);
        let inner;
        let span = syn::parenthesized!(inner in input).span;
        let args = self.args(&inner)?;
        Ok(Some(Arg::List { path: Box::new(path), close: span.close(), args }))
    }
}

/// A type that reaches to where an argument ends.
fn type_arg(input: ParseStream<'_>) -> Option<Arg> {
    let ahead = input.fork();
    let ty = ahead.parse::<syn::Type>().ok()?;
    if !at_end(&ahead) {
        return None;
    }
    input.advance_to(&ahead);
    Some(Arg::Type(Box::new(ty)))
}

fn statements(input: ParseStream<'_>) -> Option<Body> {
    let ahead = input.fork();
    let stmts = ahead.call(syn::Block::parse_within).ok()?;
    // A lone expression is an argument: `{ a = 1 }` names a field.
    let lone = matches!(stmts.as_slice(), [] | [Stmt::Expr(_, None)]);
    if lone || !ahead.is_empty() {
        return None;
    }
    input.advance_to(&ahead);
    Some(Body::Statements(stmts))
}

/// How a key-value of log is captured.
enum Captured {
    /// By its text: `key:%`, `key:?` and their long forms.
    As(UnaryOp, TokenSpan),
    /// As a value, by whatever trait.
    Value,
}

/// How log's key-values are captured: `key:% = value`, `key:debug = value`. Behind the colon.
fn capture(input: ParseStream<'_>) -> syn::Result<Option<Captured>> {
    if !single(input.peek2(Token![=]), input.peek2(Token![==]), input.peek2(Token![=>])) {
        return Ok(None);
    }
    let at = input.cursor().span();
    let captured = if input.peek(Token![%]) {
        Captured::As(UnaryOp::Display, at)
    } else if input.peek(Token![?]) {
        Captured::As(UnaryOp::Debug, at)
    } else {
        match input.cursor().ident() {
            Some((ident, _)) if ident == "display" => Captured::As(UnaryOp::Display, at),
            Some((ident, _)) if ident == "debug" => Captured::As(UnaryOp::Debug, at),
            Some((ident, _)) if ["err", "error", "serde", "sval"].iter().any(|kind| ident == *kind) => Captured::Value,
            _ => return Ok(None),
        }
    };
    skip(input)?;
    skip(input)?;
    Ok(Some(captured))
}

/// Takes one token tree.
fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    input.step(|cursor| match cursor.token_tree() {
        Some((_, rest)) => Ok(((), rest)),
        None => Err(cursor.error("expected a token")),
    })
}

fn single(one: bool, double: bool, arrow: bool) -> bool {
    one && !double && !arrow
}

fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,]) || input.peek(Token![;])
}

fn is_group(input: ParseStream<'_>) -> bool {
    input.peek(token::Paren) || input.peek(token::Brace) || input.peek(token::Bracket)
}

/// Whether an expression may start here; a bare operator would only make one of its operand.
fn may_start(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) || input.peek(Lit) || input.peek(Token![&]) || input.peek(Token![|])
}

/// After braces an argument may end without a comma, as in `select!`.
fn ends_in_braces(arg: &Arg) -> bool {
    match arg {
        Arg::Expr(e) => {
            matches!(
                **e,
                Expr::Block(_) | Expr::If(_) | Expr::Match(_) | Expr::ForLoop(_) | Expr::Loop(_) | Expr::While(_)
            )
        }
        Arg::Group { delimiter, .. } => *delimiter == Delimiter::Brace,
        Arg::Pair { value, .. } => ends_in_braces(value),
        _ => false,
    }
}

/// Whether braces hold fields (`{ a = 1, "b": 2 }`) and no block.
fn holds_fields(input: ParseStream<'_>) -> bool {
    let Some((inside, _, _)) = input.cursor().group(Delimiter::Brace) else { return false };
    let after = if let Some((_, after)) = inside.literal() {
        after
    } else if let Some((_, after)) = inside.ident() {
        after
    } else {
        return false;
    };
    let Some((first, rest)) = after.punct() else { return false };
    let second = rest.punct().map(|(punct, _)| punct.as_char());
    let joint = first.spacing() == proc_macro2::Spacing::Joint;
    match first.as_char() {
        ',' => true,
        ':' => !(joint && second == Some(':')),
        '=' if joint && second == Some('=') => false,
        '=' => !has_semicolon(inside),
        _ => false,
    }
}

fn has_semicolon(mut cursor: syn::buffer::Cursor<'_>) -> bool {
    while let Some((tree, rest)) = cursor.token_tree() {
        if matches!(&tree, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';') {
            return true;
        }
        cursor = rest;
    }
    false
}

/// What it cost to read from one token to another, in lines.
fn cost(from: TokenSpan, to: TokenSpan) -> u32 {
    let (from, to) = (from.start(), to.start());
    let lines = to.line.saturating_sub(from.line);
    let columns = if lines == 0 { to.column.saturating_sub(from.column) } else { to.column };
    super::super::source::narrow(1 + lines + columns / 64)
}

fn second_span(input: ParseStream<'_>) -> TokenSpan {
    let cursor = input.cursor();
    cursor.punct().map_or_else(|| cursor.span(), |(_, rest)| rest.span())
}

fn same_place(a: TokenSpan, b: TokenSpan) -> bool {
    a.start() == b.start()
}
