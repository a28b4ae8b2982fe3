//! Macros in the place of items: those that wrap items, and calls at a module's top.

use proc_macro2::TokenStream;
use skinflint_base::Span;
use skinflint_facts::{Owner, TyId};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Expr, Ident, Item, Macro, Token, Type, Visibility, token};

use super::paste::glued;
use crate::rust::attribute::asks_for_test;
use crate::rust::lowering::Lowering;

/// `static ref NAME: T = value;` of `lazy_static!`, `static NAME: T = value;` of `thread_local!`.
struct Static {
    attrs: Vec<Attribute>,
    ident: Ident,
    ty: Type,
    value: Option<Expr>,
}

/// Macros whose tokens are statics.
const WRAPPERS: [&str; 3] = ["lazy_static", "thread_local", "task_local"];

/// A branch of `cfg_if!`.
struct Branch {
    test: bool,
    items: Vec<Item>,
}

/// What a macro's tokens are.
enum Wrapped {
    Items(Vec<Item>),
    Branches(Vec<Branch>),
}

impl Lowering<'_> {
    /// `name! { … }` as an item: a macro's definition, wrapped items, or a call at the top.
    pub(in crate::rust) fn item_macro(&mut self, item: &mut syn::ItemMacro) {
        let test = self.enter_test(&item.attrs);
        match &item.ident {
            Some(ident) if item.mac.path.is_ident("macro_rules") => {
                let tokens = std::mem::take(&mut item.mac.tokens);
                self.macro_rules(ident, tokens);
            }
            _ => self.loose_macro(&mut item.mac),
        }
        self.in_test = test;
    }

    /// A macro in the place of an item, of a module or of an impl block.
    pub(in crate::rust) fn loose_macro(&mut self, mac: &mut Macro) {
        if self.macro_item(mac) {
            return;
        }
        let outer = std::mem::replace(&mut self.in_macro, true);
        let mut tokens = std::mem::take(&mut mac.tokens);
        if last_word(mac).is_some_and(|name| *name == "paste") {
            tokens = glued(tokens);
        }
        let kept = tokens.clone();
        match wrapped.parse2(tokens) {
            Ok(Wrapped::Items(mut items)) => {
                for item in &mut items {
                    self.item(item);
                }
            }
            Ok(Wrapped::Branches(branches)) => {
                for branch in branches {
                    self.cfg_branch(branch);
                }
            }
            Err(_) => {
                mac.tokens = kept;
                self.top_call(mac);
            }
        }
        self.in_macro = outer;
    }

    /// `lazy_static!`, `thread_local!` and `task_local!` are constants wherever they stand.
    pub(in crate::rust) fn macro_item(&mut self, mac: &mut Macro) -> bool {
        if !last_word(mac).is_some_and(|name| WRAPPERS.iter().any(|wrapper| *name == *wrapper)) {
            return false;
        }
        let tokens = std::mem::take(&mut mac.tokens);
        let kept = tokens.clone();
        let Ok(statics) = statics.parse2(tokens) else {
            mac.tokens = kept;
            return false;
        };
        for mut one in statics {
            let test = self.in_test || self.is_cfg_test(&one.attrs);
            let ty = self.ty(&one.ty);
            self.constant(&one.ident, ty, one.value.as_mut(), test);
        }
        true
    }

    fn cfg_branch(&mut self, mut branch: Branch) {
        let outer = self.in_test;
        self.in_test |= branch.test;
        for item in &mut branch.items {
            self.item(item);
        }
        self.in_test = outer;
    }

    /// A call at a module's top: no function holds it, so it is the value of a constant named `_`.
    fn top_call(&mut self, mac: &mut Macro) {
        let from = self.b.mark();
        let scopes = self.b.take_scopes();
        let value = self.macro_call(mac);
        self.b.restore_scopes(scopes);
        let name = self.b.sym("_");
        let at = self.b.span(value).start;
        let outer = std::mem::replace(&mut self.owner, Owner::Module);
        self.push_const(name, TyId::NONE, value, from, self.in_test, Span::new(at, at));
        self.owner = outer;
    }
}

fn last_word(mac: &Macro) -> Option<&Ident> {
    let segments = &mac.path.segments;
    segments.get(segments.len().saturating_sub(1)).map(|last| &last.ident)
}

fn statics(input: ParseStream<'_>) -> syn::Result<Vec<Static>> {
    let mut statics = Vec::new();
    while !input.is_empty() {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![static]>()?;
        input.parse::<Option<Token![ref]>>()?;
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        if !input.is_empty() {
            input.parse::<Token![;]>()?;
        }
        statics.push(Static { attrs, ident, ty, value });
    }
    Ok(statics)
}

fn items(input: ParseStream<'_>) -> syn::Result<Vec<Item>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        let item = input.parse()?;
        if matches!(item, Item::Verbatim(_)) {
            return Err(input.error("no item that is known"));
        }
        items.push(item);
    }
    Ok(items)
}

fn wrapped(input: ParseStream<'_>) -> syn::Result<Wrapped> {
    if input.peek(Token![if]) {
        return branches(input).map(Wrapped::Branches);
    }
    if input.is_empty() {
        return Err(input.error("no items"));
    }
    let ahead = input.fork();
    ahead.call(Attribute::parse_inner)?;
    let items = items(&ahead)?;
    input.advance_to(&ahead);
    Ok(Wrapped::Items(items))
}

fn branches(input: ParseStream<'_>) -> syn::Result<Vec<Branch>> {
    let mut branches = Vec::new();
    let mut test = false;
    while !input.is_empty() {
        if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            test = input.call(Attribute::parse_outer)?.iter().any(|attr| match &attr.meta {
                syn::Meta::List(list) => list.path.is_ident("cfg") && asks_for_test(&list.tokens),
                _ => false,
            });
        } else if input.peek(token::Brace) {
            let inner;
            syn::braced!(inner in input);
            branches.push(Branch { test, items: items(&inner)? });
        } else {
            input.parse::<Token![else]>()?;
            test = false;
        }
    }
    Ok(branches)
}

/// Tokens as items, if that is what they are.
pub(super) fn items_of(tokens: TokenStream) -> Option<Vec<Item>> {
    items.parse2(tokens).ok()
}
