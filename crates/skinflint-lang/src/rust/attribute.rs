//! Attributes: as facts, and what they say about tests and module files.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, ExprList, Sym, TyId};
use syn::{Attribute, Meta};

use super::lowering::Lowering;
use super::macros::ArgStyle;

/// Attributes that mark a function as a test, by their last segment.
const TESTS: [&str; 12] = [
    "test",
    "bench",
    "rstest",
    "test_case",
    "test_matrix",
    "test_context",
    "quickcheck",
    "wasm_bindgen_test",
    "gtest",
    "proptest",
    "sim_test",
    "fixture",
];

impl Lowering<'_> {
    /// Attributes without doc comments, in order.
    pub(super) fn attributes(&mut self, attrs: &mut [Attribute]) -> ExprList {
        let list = self.start();
        for attr in attrs {
            if let Some(at) = self.attribute(attr) {
                self.push(at);
            }
        }
        self.finish(list)
    }

    fn attribute(&mut self, attr: &mut Attribute) -> Option<ExprId> {
        // Most attributes are doc comments, and they say nothing about code.
        if attr.path().is_ident("doc") {
            return None;
        }
        let (name, span) = self.path_name(attr.path(), usize::MAX);
        let callee = self.node(Expr::Path { name, ty: TyId::NONE }, span);
        match &mut attr.meta {
            Meta::Path(_) => Some(callee),
            Meta::List(list) => {
                let end = self.src.at(list.delimiter.span().close()) + 1;
                let tokens = std::mem::take(&mut list.tokens);
                let args = self.token_args(tokens, ArgStyle::Attribute);
                Some(self.node(Expr::Call { callee, args, ty: TyId::NONE }, Span::new(span.start, end)))
            }
            Meta::NameValue(pair) => {
                let value = self.expr(&mut pair.value);
                let args = self.start_args();
                self.push_arg(Sym::NONE, value);
                let args = self.finish_args(args);
                let span = span.to(self.b.span(value));
                Some(self.node(Expr::Call { callee, args, ty: TyId::NONE }, span))
            }
        }
    }

    /// Notes that what follows is only built for tests, if the attributes say so; gives what held
    /// so far.
    pub(super) fn enter_test(&mut self, attrs: &[Attribute]) -> bool {
        let test = self.in_test || self.is_cfg_test(attrs);
        std::mem::replace(&mut self.in_test, test)
    }

    /// Whether a `cfg` asks for a test build.
    pub(super) fn is_cfg_test(&self, attrs: &[Attribute]) -> bool {
        attrs.iter().any(|attr| match &attr.meta {
            Meta::List(list) if list.path.is_ident("cfg") => asks_for_test(&list.tokens),
            _ => false,
        })
    }

    /// Whether an attribute makes a function a test.
    pub(super) fn is_test_fn(&self, attrs: &[Attribute]) -> bool {
        attrs.iter().any(|attr| {
            let segments = &attr.path().segments;
            let last = segments.get(segments.len().saturating_sub(1));
            last.is_some_and(|last| TESTS.iter().any(|name| last.ident == *name))
        })
    }

    /// What a `#[path = "…"]` says.
    pub(super) fn path_attribute(&self, attrs: &[Attribute]) -> Option<String> {
        attrs.iter().find_map(|attr| match &attr.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
    }
}

/// Whether a `cfg` predicate cannot hold in a build that is no test: `test`, `all(test, …)`, but not
/// `any(test, feature = "x")` and not `not(test)`.
pub(super) fn asks_for_test(tokens: &TokenStream) -> bool {
    asks(tokens.clone(), false)
}

fn asks(tokens: TokenStream, every: bool) -> bool {
    let mut name = String::new();
    let mut held = Vec::new();
    let mut here = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                name = ident.to_string();
                here = name == "test";
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                here = match name.as_str() {
                    "all" => asks(group.stream(), false),
                    "any" => asks(group.stream(), true),
                    _ => false,
                };
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                held.push(here);
                here = false;
                name.clear();
            }
            // `test = "x"` is no predicate that anybody writes; a value makes it another one.
            _ => here = false,
        }
    }
    if !name.is_empty() {
        held.push(here);
    }
    if every { !held.is_empty() && held.iter().all(|h| *h) } else { held.contains(&true) }
}

#[cfg(test)]
mod tests {
    use super::asks_for_test;

    #[test]
    fn only_a_predicate_that_needs_a_test_build_asks_for_one() {
        for (cfg, asked) in [
            ("test", true),
            ("all(unix, test)", true),
            ("any(test, all(test, unix))", true),
            ("any(test, feature = \"x\")", false),
            ("not(test)", false),
            ("all(not(test), unix)", false),
            ("feature = \"test\"", false),
            ("", false),
        ] {
            assert_eq!(asks_for_test(&cfg.parse().expect(cfg)), asked, "{cfg}");
        }
    }
}
