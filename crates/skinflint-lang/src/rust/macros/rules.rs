//! `macro_rules!`: each arm is a function whose parameters are its metavariables.
//!
//! Before an arm's body is parsed, each metavariable becomes an ordinary name that keeps the place of
//! its `$`, and a repetition becomes its body, once. Reading the text at that place gives `$name`
//! again, so nothing has to be renamed back. What the arm matches is kept as well, lowered alike (see `matcher`).

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span as TokenSpan, TokenStream, TokenTree};
use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, FnFlags, FnKind, Function, Param, Sym, Ty, TyId, VarKind};
use syn::parse::Parser as _;

use super::args::{ArgParser, ArgStyle, Body};
use crate::rust::function::param;
use crate::rust::lowering::Lowering;
use crate::rust::source::narrow;

/// A metavariable of an arm.
struct Variable {
    name: String,
    fragment: String,
    repeated: bool,
}

/// How repetitions are written into the body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeat {
    /// Marked by `..` in brackets and parentheses.
    Marked,
    /// Just once.
    Once,
}

impl Lowering<'_> {
    /// The arms of a macro's definition.
    pub(super) fn macro_rules(&mut self, ident: &syn::Ident, tokens: TokenStream) {
        let (name, span) = self.ident(ident);
        let name = self.macro_name(name);
        let mut matcher = None;
        for tree in tokens {
            let TokenTree::Group(group) = tree else { continue };
            match matcher.take() {
                None => matcher = Some(group),
                Some(matcher) => self.macro_arm(name, span, &matcher, &group),
            }
        }
    }

    fn macro_arm(&mut self, name: Sym, span: Span, matcher: &Group, body: &Group) {
        let from = self.b.mark();
        let id = self.b.reserve_fn();
        let mut variables = Vec::new();
        collect(matcher.stream(), false, &mut variables);

        let parent = self.parent.replace(id);
        // The scopes around stay: a macro inside a function sees its variables.
        self.b.push_scope();
        let mut params = Vec::with_capacity(variables.len());
        let mut metavariables = Vec::with_capacity(variables.len());
        for (n, variable) in variables.iter().enumerate() {
            let plain = self.b.sym(&variable.name);
            let dollar = self.b.sym(&format!("${}", variable.name));
            let var = self.b.declare(dollar, TyId::NONE, VarKind::Param(id, narrow(n)));
            metavariables.push((dollar, var));
            // What it may be given, as its type: a metavariable has none of its own.
            let fragment = self.b.sym(&variable.fragment);
            let args = self.b.ty_list(&[]);
            let ty = self.b.ty(Ty::Named { name: fragment, args });
            params.push(Param { var: Some(var), rest: variable.repeated, ..param(plain, ty) });
        }
        let params = self.b.push_params(params);
        let around = std::mem::replace(&mut self.metavariables, metavariables);
        let outer = std::mem::replace(&mut self.in_macro, true);
        let matcher = self.matcher(matcher.stream());
        self.b.set_matcher(id, matcher);
        let body = self.arm_body(&variables, body);
        self.in_macro = outer;
        self.metavariables = around;
        self.b.pop_scope();
        self.parent = parent;

        let attributes = self.no_attributes();
        let generics = self.b.ty_list(&[]);
        let exprs = (from, self.b.mark());
        let flags = FnFlags { is_test: self.in_test, ..FnFlags::default() };
        self.b.fill_fn(
            id,
            Function {
                name,
                module: self.module,
                owner: skinflint_facts::Owner::Module,
                parent,
                kind: FnKind::MacroArm,
                flags,
                params,
                generics,
                ret: TyId::NONE,
                body,
                exprs,
                attributes,
                span,
            },
        );
    }

    fn arm_body(&mut self, variables: &[Variable], body: &Group) -> ExprId {
        let inside = Span::new(self.src.at(body.span_open()), self.src.at(body.span_close()) + 1);
        for repeat in [Repeat::Marked, Repeat::Once] {
            let tokens = substitute(body.stream(), variables, repeat, false);
            if let Ok(mut stmts) = syn::Block::parse_within.parse2(tokens) {
                return self.statements(&mut stmts, inside);
            }
        }
        let tokens = substitute(body.stream(), variables, Repeat::Once, false);
        if let Some(mut items) = super::items::items_of(tokens) {
            let list = self.start();
            for item in &mut items {
                if let Some(at) = self.inner_item(item) {
                    self.push(at);
                }
            }
            let statements = self.finish(list);
            return self.node(Expr::Block { statements, tail: ExprId::NONE }, inside);
        }
        let tokens = substitute(body.stream(), variables, Repeat::Marked, false);
        let parser = ArgParser::new(ArgStyle::Macro);
        let found = super::read(tokens, |input| parser.body(input, false));
        match found {
            Some(Body::Statements(mut stmts)) => self.statements(&mut stmts, inside),
            Some(Body::Args(args)) => {
                let list = self.values(args);
                self.node(Expr::Other(list), inside)
            }
            Some(Body::Known(_)) | None => {
                let list = self.b.exprs(&[]);
                self.node(Expr::Other(list), inside)
            }
        }
    }
}

/// The metavariables of a matcher, in order.
fn collect(tokens: TokenStream, repeated: bool, into: &mut Vec<Variable>) {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => collect(group.stream(), repeated, into),
            TokenTree::Punct(punct) if punct.as_char() == '$' => match trees.next() {
                Some(TokenTree::Group(group)) => collect(group.stream(), true, into),
                Some(TokenTree::Ident(name)) => {
                    let colon = matches!(trees.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
                    if !colon {
                        continue;
                    }
                    trees.next();
                    let Some(TokenTree::Ident(fragment)) = trees.next() else { continue };
                    into.push(Variable { name: name.to_string(), fragment: fragment.to_string(), repeated });
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// An arm's body with names for its metavariables. `listed` says that commas part what stands here.
fn substitute(tokens: TokenStream, variables: &[Variable], repeat: Repeat, listed: bool) -> TokenStream {
    let mut out = Vec::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                let listed = group.delimiter() != Delimiter::Brace;
                let inside = substitute(group.stream(), variables, repeat, listed);
                let mut copy = Group::new(group.delimiter(), inside);
                copy.set_span(group.span());
                out.push(TokenTree::Group(copy));
            }
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => match trees.next() {
                Some(TokenTree::Ident(name)) => variable(&dollar, name, variables, &mut out),
                Some(TokenTree::Group(group)) => {
                    // `$( … ) sep op`
                    if let Some(TokenTree::Punct(_)) = trees.peek() {
                        let first = trees.next();
                        let is_op =
                            matches!(&first, Some(TokenTree::Punct(p)) if matches!(p.as_char(), '*' | '+' | '?'));
                        if !is_op {
                            trees.next();
                        }
                    } else {
                        trees.next();
                        trees.next();
                    }
                    let inside = substitute(group.stream(), variables, repeat, listed);
                    let inside: Vec<TokenTree> = inside.into_iter().collect();
                    // `$(, $label => $value)*`: what is repeated begins behind the comma.
                    let begins = inside.iter().take_while(|tree| is_punct(tree, ',')).count();
                    out.extend_from_slice(&inside[..begins]);
                    let rest = &inside[begins..];
                    let marked = matches!(rest, [first, second, ..] if is_punct(first, '.') && is_punct(second, '.'));
                    if listed && repeat == Repeat::Marked && !rest.is_empty() && !marked {
                        mark(dollar.span(), &mut out);
                    }
                    out.extend_from_slice(rest);
                }
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

fn is_punct(tree: &TokenTree, c: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == c)
}

/// Two dots with the span of one `$`: no range that anybody wrote.
fn mark(at: TokenSpan, out: &mut Vec<TokenTree>) {
    for spacing in [Spacing::Joint, Spacing::Alone] {
        let mut dot = Punct::new('.', spacing);
        dot.set_span(at);
        out.push(TokenTree::Punct(dot));
    }
}

/// An ordinary name that stands where a metavariable does.
pub(super) fn stand_in(dollar: &Punct, name: &str) -> Ident {
    Ident::new(&format!("__macro_{}", name.trim_start_matches("r#")), dollar.span())
}

fn variable(dollar: &Punct, name: Ident, variables: &[Variable], out: &mut Vec<TokenTree>) {
    let text = name.to_string();
    if text == "crate" {
        out.push(TokenTree::Ident(name));
        return;
    }
    let Some(variable) = variables.iter().find(|variable| variable.name == text) else {
        // Of a macro defined in this one.
        out.push(TokenTree::Punct(dollar.clone()));
        out.push(TokenTree::Ident(name));
        return;
    };
    let stand_in = stand_in(dollar, &text);
    match variable.fragment.as_str() {
        // Nothing need stand there, and no name can.
        "vis" | "item" => {}
        "block" => {
            let mut group = Group::new(Delimiter::Brace, TokenTree::Ident(stand_in).into());
            group.set_span(dollar.span());
            out.push(TokenTree::Group(group));
        }
        "lifetime" => {
            let mut quote = Punct::new('\'', Spacing::Joint);
            quote.set_span(dollar.span());
            out.push(TokenTree::Punct(quote));
            out.push(TokenTree::Ident(stand_in));
        }
        _ => out.push(TokenTree::Ident(stand_in)),
    }
}
