//! What an arm of `macro_rules!` matches, in the shape that a call's arguments have: so link can lay both side by
//! side.
//!
//! A metavariable becomes a name that keeps the place of its `$`, as in bodies. A repetition becomes a call of a
//! macro whose name reads `$`, an argument of its own, unless what parts its elements is nothing that parts
//! arguments (`$($name:ident).+`): then all of it is one argument, and its first metavariable stands for it.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use skinflint_facts::ArgList;

use super::Of;
use super::args::{ArgParser, ArgStyle};
use super::rules::stand_in;
use crate::rust::lowering::Lowering;

impl Lowering<'_> {
    /// A matcher's tokens as arguments. The metavariables must be declared.
    pub(super) fn matcher(&mut self, tokens: TokenStream) -> ArgList {
        let mut out = Vec::new();
        pattern(tokens, &mut out);
        let parser = ArgParser::new(ArgStyle::Macro);
        let args = super::read(out.into_iter().collect(), |input| parser.args(input)).unwrap_or_default();
        self.args(args, Of::Matcher)
    }
}

fn pattern(tokens: TokenStream, out: &mut Vec<TokenTree>) {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => match trees.next() {
                Some(TokenTree::Ident(name)) => {
                    out.push(TokenTree::Ident(stand_in(&dollar, &name.to_string())));
                    if matches!(trees.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':') {
                        trees.next();
                        trees.next();
                    }
                }
                Some(TokenTree::Group(group)) => {
                    let mut separator = None;
                    // `$( … ) sep op`
                    for next in trees.by_ref() {
                        match next {
                            TokenTree::Punct(p) if matches!(p.as_char(), '*' | '+' | '?') => break,
                            other => separator = Some(other.to_string()),
                        }
                    }
                    repetition(&dollar, &group, separator.as_deref(), out);
                }
                Some(other) => out.push(other),
                None => {}
            },
            TokenTree::Group(group) => {
                let mut inside = Vec::new();
                pattern(group.stream(), &mut inside);
                let mut copy = Group::new(group.delimiter(), inside.into_iter().collect());
                copy.set_span(group.span());
                out.push(TokenTree::Group(copy));
            }
            other => out.push(other),
        }
    }
}

fn repetition(dollar: &Punct, group: &Group, separator: Option<&str>, out: &mut Vec<TokenTree>) {
    let mut inside = Vec::new();
    pattern(group.stream(), &mut inside);
    if separator.is_some_and(|separator| !matches!(separator, "," | ";")) {
        out.extend(
            inside
                .into_iter()
                .find(|tree| matches!(tree, TokenTree::Ident(name) if name.to_string().starts_with("__macro_"))),
        );
        return;
    }
    let parted = |out: &mut Vec<TokenTree>| {
        let mut comma = Punct::new(',', Spacing::Alone);
        comma.set_span(dollar.span());
        out.push(TokenTree::Punct(comma));
    };
    let mut bang = Punct::new('!', Spacing::Alone);
    bang.set_span(dollar.span());
    let mut repeated = Group::new(Delimiter::Parenthesis, inside.into_iter().collect());
    repeated.set_span(group.span());
    parted(out);
    out.push(TokenTree::Ident(stand_in(dollar, "")));
    out.push(TokenTree::Punct(bang));
    out.push(TokenTree::Group(repeated));
    parted(out);
}
