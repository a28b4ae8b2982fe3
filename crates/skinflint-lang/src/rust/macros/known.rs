//! The few macros of the language and of its async libraries whose arguments are no expressions.

use proc_macro2::extra::DelimSpan;
use proc_macro2::{TokenStream, TokenTree};
use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, Sym, TyId};
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::{Lit, Pat, Token, token};

use crate::rust::lowering::{Lowering, Mark};

/// A macro whose tokens have a syntax of their own.
pub(super) enum Known {
    /// `vec![a, b]`
    Items(syn::punctuated::Punctuated<syn::Expr, Token![,]>),
    /// `vec![x; n]`
    Repeated(Box<syn::Expr>),
    /// `matches!(subject, pattern if guard)`
    Matches(Box<Matches>),
    /// `select! { pattern = future => body }`
    Select(Vec<Branch>),
}

/// `subject, pattern if guard`
pub(super) struct Matches {
    subject: syn::Expr,
    pattern: Pat,
    guard: Option<syn::Expr>,
}

/// A branch of `select!`.
pub(super) struct Branch {
    pattern: Option<Pat>,
    future: Option<syn::Expr>,
    guard: Option<syn::Expr>,
    body: syn::Expr,
}

/// The names that [`parse`] knows.
pub(super) const KNOWN: [&str; 6] =
    ["vec", "matches", "assert_matches", "debug_assert_matches", "select", "select_biased"];

/// Reads a macro by its name; takes nothing where it is none of those, or not written like it.
pub(super) fn parse(name: &str, input: ParseStream<'_>) -> Option<Known> {
    let ahead = input.fork();
    let known = match name {
        "vec" => vector(&ahead),
        "matches" | "assert_matches" | "debug_assert_matches" => matches(&ahead).map(|m| Known::Matches(Box::new(m))),
        "select" | "select_biased" => branches(&ahead).map(Known::Select),
        _ => return None,
    };
    match known {
        Ok(known) if ahead.is_empty() => {
            input.advance_to(&ahead);
            Some(known)
        }
        _ => None,
    }
}

impl Lowering<'_> {
    /// A macro that was read by its name.
    pub(super) fn known_macro(&mut self, known: Known, callee: (Sym, Span), span: Span) -> ExprId {
        let args = match known {
            Known::Items(mut items) => {
                let list = self.expr_list(&mut items);
                let list = self.finish(list);
                return self.node(Expr::Array(list), span);
            }
            Known::Repeated(mut element) => {
                let element = self.expr(&mut element);
                let list = self.b.exprs(&[element]);
                return self.node(Expr::Array(list), span);
            }
            Known::Matches(parts) => self.matches(*parts),
            Known::Select(branches) => {
                let args = self.start_args();
                for branch in branches {
                    let arm = self.select_branch(branch);
                    self.push_arg(Sym::NONE, arm);
                }
                args
            }
        };
        let args = self.finish_args(args);
        let callee = self.node(Expr::Path { name: callee.0, ty: TyId::NONE }, callee.1);
        self.node(Expr::Call { callee, args, ty: TyId::NONE }, span)
    }

    fn matches(&mut self, mut parts: Matches) -> Mark {
        let subject = self.expr(&mut parts.subject);
        self.b.push_scope();
        let pattern = self.whole_pattern(&mut parts.pattern);
        let guard = parts.guard.as_mut().map_or(ExprId::NONE, |guard| self.expr(guard));
        self.b.pop_scope();
        let at = self.b.span(pattern);
        let arm = self.node(Expr::Arm { pattern, guard, body: ExprId::NONE }, at);
        self.b.define_pattern(pattern, arm);
        let args = self.start_args();
        self.push_arg(Sym::NONE, subject);
        self.push_arg(Sym::NONE, arm);
        args
    }

    fn select_branch(&mut self, mut branch: Branch) -> ExprId {
        let value = branch.future.as_mut().map_or(ExprId::NONE, |future| self.expr(future));
        let guard = branch.guard.as_mut().map_or(ExprId::NONE, |guard| self.expr(guard));
        self.b.push_scope();
        let mut pattern = branch.pattern.as_mut().map_or(ExprId::NONE, |pattern| self.whole_pattern(pattern));
        if value.is_some() && pattern.is_some() {
            let at = self.b.span(pattern).to(self.b.span(value));
            let bound = self.node(Expr::Let { pattern, value, orelse: ExprId::NONE }, at);
            self.b.define_pattern(pattern, bound);
            pattern = bound;
        }
        let body = self.expr(&mut branch.body);
        self.b.pop_scope();
        let at = if pattern.is_some() { self.b.span(pattern).to(self.b.span(body)) } else { self.b.span(body) };
        self.node(Expr::Arm { pattern, guard, body }, at)
    }

    /// `stringify!` of plain tokens is their text; of a macro's own variable it stays a call.
    pub(super) fn stringify(&mut self, delimiter: &DelimSpan, span: Span) -> Option<ExprId> {
        let inside = self.delimited(delimiter);
        let text = self.src.slice(inside.start + 1, inside.end - 1).trim();
        if text.contains('$') {
            return None;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(self.text_node(&text, span))
    }

    /// A string that stands nowhere as one literal.
    pub(super) fn text_node(&mut self, text: &str, span: Span) -> ExprId {
        let text = self.b.sym(text);
        self.node(Expr::Str(text), span)
    }
}

/// What `concat!` gives of literals; with anything else in it, it stays a call.
pub(super) fn concatenated(tokens: &TokenStream) -> Option<String> {
    let mut text = String::new();
    for tree in tokens.clone() {
        match tree {
            TokenTree::Literal(literal) => match syn::parse2(TokenTree::Literal(literal).into()) {
                Ok(Lit::Str(lit)) => text.push_str(&lit.value()),
                Ok(Lit::Int(lit)) => text.push_str(lit.base10_digits()),
                Ok(Lit::Float(lit)) => text.push_str(lit.base10_digits()),
                Ok(Lit::Char(lit)) => text.push(lit.value()),
                _ => return None,
            },
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            _ => return None,
        }
    }
    Some(text)
}

fn vector(input: ParseStream<'_>) -> syn::Result<Known> {
    let mut items = syn::punctuated::Punctuated::new();
    if input.is_empty() {
        return Ok(Known::Items(items));
    }
    let first: syn::Expr = input.parse()?;
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        input.parse::<syn::Expr>()?;
        return Ok(Known::Repeated(Box::new(first)));
    }
    items.push_value(first);
    while input.peek(Token![,]) {
        items.push_punct(input.parse()?);
        if input.is_empty() {
            break;
        }
        items.push_value(input.parse()?);
    }
    Ok(Known::Items(items))
}

fn matches(input: ParseStream<'_>) -> syn::Result<Matches> {
    let subject = input.parse()?;
    input.parse::<Token![,]>()?;
    let pattern = Pat::parse_multi_with_leading_vert(input)?;
    let guard = if input.peek(Token![if]) {
        input.parse::<Token![if]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
    }
    Ok(Matches { subject, pattern, guard })
}

fn branches(input: ParseStream<'_>) -> syn::Result<Vec<Branch>> {
    let mut branches = Vec::new();
    if input.peek(syn::Ident) && input.peek2(Token![;]) {
        // `biased;`
        input.parse::<syn::Ident>()?;
        input.parse::<Token![;]>()?;
    }
    while !input.is_empty() {
        branches.push(branch(input)?);
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(branches)
}

fn branch(input: ParseStream<'_>) -> syn::Result<Branch> {
    let mut branch = Branch { pattern: None, future: None, guard: None, body: syn::Expr::PLACEHOLDER };
    if input.peek(Token![else]) {
        input.parse::<Token![else]>()?;
    } else if input.peek(syn::Ident) && input.peek2(Token![=>]) {
        // `complete`, `default`
        input.parse::<syn::Ident>()?;
    } else {
        branch.pattern = Some(Pat::parse_multi_with_leading_vert(input)?);
        input.parse::<Token![=]>()?;
        branch.future = Some(input.parse()?);
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            input.parse::<Token![if]>()?;
            branch.guard = Some(input.parse()?);
        }
    }
    input.parse::<Token![=>]>()?;
    branch.body = if input.peek(token::Brace) { syn::Expr::Block(input.parse()?) } else { input.parse()? };
    Ok(branch)
}
