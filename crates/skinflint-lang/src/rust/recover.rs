//! What syn refuses: item by item from its tokens, into `mod`, `impl` and `trait`, so that one odd
//! item does not cost the file.

use proc_macro2::{Delimiter, Group, Span as TokenSpan, TokenStream, TokenTree};
use skinflint_base::Span;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, ImplItem, Item, TraitItem};

use super::lowering::Lowering;
use super::scan::depth_of;
use super::source::{Source, narrow};

/// What to do about lines that were not understood.
const REMEDY: &str = "make the lines parse as Rust by themselves, or exclude the file in `[files]`";

/// How deep modules are followed into each other.
const MODULES: u32 = 32;

/// How many chunks are joined until they fall into tokens: a string may hold lines that look like items.
const MERGED: usize = 4;

/// How many starts are tried in a piece that does not parse.
const STARTS: usize = 8;

/// Where Rust starts: behind a `#!` line and a frontmatter, which cargo scripts have.
pub(super) fn head(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = 0;
    if text[mark..].starts_with("#!") && !text[mark + 2..].trim_start().starts_with('[') {
        at = text.find('\n').map_or(text.len(), |i| i + 1);
    }
    let rest = text[at..].trim_start_matches('\u{feff}').trim_start();
    let dashes = rest.len() - rest.trim_start_matches('-').len();
    if dashes < 3 {
        return at;
    }
    let fence = &rest[..dashes];
    let mut lines = rest.split_inclusive('\n');
    let mut end = text.len() - rest.len() + lines.next().map_or(0, str::len);
    for line in lines {
        end += line.len();
        if line.trim_end() == fence {
            return end;
        }
    }
    at
}

/// What items stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Module,
    Impl,
    Trait,
}

/// The start of a `mod`, `impl` or `trait` whose content is taken item by item.
struct Container {
    head: TokenStream,
    content: TokenStream,
}

impl Lowering<'_> {
    /// A whole file's tokens, none of them deeper than the limit; `text` is what they were lexed from.
    pub(super) fn file(&mut self, tokens: TokenStream, text: &str, limit: u32) {
        if let Ok((attrs, mut items)) = whole.parse2(tokens) {
            self.file_attributes(&attrs);
            for item in &mut items {
                self.item(item);
            }
        } else if let Ok(again) = text.parse() {
            // Lexed once more rather than kept: a copy would cost every file that is understood.
            self.file_pieces(again, limit);
        }
    }

    /// Items one by one. What is deeper than `limit` is left out.
    pub(super) fn file_pieces(&mut self, tokens: TokenStream, limit: u32) {
        self.pieces(tokens, Inside::Module, limit, 0);
    }

    /// A text that does not fall into tokens as a whole (a stray bracket, an open string), in chunks
    /// that do. `text` is what was lexed, from `from` on Rust; `at` is where the tokens end.
    pub(super) fn file_chunks(&mut self, text: &str, from: usize, at: TokenSpan, limit: u32) {
        let at = self.src.at(at);
        let whole = self.src.text();
        let starts = chunk_starts(whole, from);
        let mut i = 0;
        let mut understood = false;
        let mut lost = Vec::new();
        while i + 1 < starts.len() {
            let merged = (i + 1..starts.len().min(i + 1 + MERGED))
                .find_map(|end| Some((end, text.get(starts[i]..starts[end])?.parse::<TokenStream>().ok()?)));
            match merged {
                Some((end, tokens)) => {
                    self.src = Source::new(whole, starts[i], starts[end], text);
                    self.file_pieces(tokens, limit);
                    understood = true;
                    i = end;
                }
                None => {
                    let end = starts[i] + whole.get(starts[i]..starts[i + 1]).unwrap_or_default().trim_end().len();
                    lost.push(Span::new(narrow(starts[i]), narrow(end)));
                    i += 1;
                }
            }
        }
        self.src = Source::new(whole, from, whole.len(), text);
        if !understood {
            lost = vec![Span::new(at.min(narrow(whole.len())), narrow(whole.len()))];
        }
        for span in lost {
            self.lost_lines(span, "a bracket, string or comment is not closed, or opened twice");
        }
    }

    fn file_attributes(&mut self, attrs: &[Attribute]) {
        if self.is_cfg_test(attrs) {
            self.in_test = true;
            self.b.modules[0].test = true;
        }
    }

    fn pieces(&mut self, tokens: TokenStream, inside: Inside, limit: u32, depth: u32) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            let end = at + item_len(&trees[at..]);
            self.piece(&trees[at..end], inside, limit, depth);
            at = end;
        }
    }

    fn piece(&mut self, trees: &[TokenTree], inside: Inside, limit: u32, depth: u32) {
        let Some(span) = self.trees_span(trees) else { return };
        if is_punct(&trees[0], ';') {
            return;
        }
        if is_inner_attribute(trees) {
            if depth == 0
                && let Ok(attrs) = Attribute::parse_inner.parse2(stream(trees))
            {
                self.file_attributes(&attrs);
            }
            return;
        }
        let fits = depth_of(self.src.slice(span.start, span.end)) <= limit;
        let error = if fits {
            match self.piece_as_item(trees, inside) {
                Ok(()) => return,
                Err(error) => error.to_string(),
            }
        } else {
            "nested too deeply".to_owned()
        };
        if depth < MODULES
            && let Some(container) = container(trees)
            && self.container(container, limit, depth)
        {
            return;
        }
        // Something before an item may be what does not belong there.
        if fits {
            for start in starts(trees).take(STARTS) {
                if self.piece_as_item(&trees[start..], inside).is_ok() {
                    if let Some(span) = self.trees_span(&trees[..start]) {
                        self.lost_lines(span, &error);
                    }
                    return;
                }
            }
        }
        self.lost_lines(span, &error);
    }

    fn piece_as_item(&mut self, trees: &[TokenTree], inside: Inside) -> syn::Result<()> {
        match inside {
            Inside::Module => {
                let mut item: Item = match syn::parse2(stream(trees)) {
                    Ok(item) => item,
                    Err(error) => public_impl(trees).ok_or(error)?,
                };
                self.item(&mut item);
            }
            Inside::Impl => self.impl_item(&mut syn::parse2::<ImplItem>(stream(trees))?),
            Inside::Trait => self.trait_item(&mut syn::parse2::<TraitItem>(stream(trees))?),
        }
        Ok(())
    }

    /// Takes a container's content item by item; says whether its head was understood.
    fn container(&mut self, container: Container, limit: u32, depth: u32) -> bool {
        let Ok(mut item) = syn::parse2::<Item>(container.head) else { return false };
        match &mut item {
            Item::Mod(item) => {
                let test = self.enter_test(&item.attrs);
                let outer = self.enter_module(&item.ident, &item.attrs, false);
                self.pieces(container.content, Inside::Module, limit, depth + 1);
                self.module = outer;
                self.in_test = test;
            }
            Item::Impl(item) => {
                let test = self.enter_test(&item.attrs);
                let outer = self.enter_impl(item);
                self.pieces(container.content, Inside::Impl, limit, depth + 1);
                self.owner = outer;
                self.in_test = test;
            }
            Item::Trait(item) => {
                let test = self.enter_test(&item.attrs);
                let outer = self.enter_trait(item);
                self.pieces(container.content, Inside::Trait, limit, depth + 1);
                self.owner = outer;
                self.in_test = test;
            }
            _ => return false,
        }
        true
    }

    /// Says that lines were not judged.
    pub(super) fn lost_lines(&mut self, span: Span, why: &str) {
        let (from, to) = self.src.line_numbers(span);
        let lines = if from == to { format!("line {from} was") } else { format!("lines {from} to {to} were") };
        self.problem(span, format!("{lines} not understood: {why}"), REMEDY);
    }

    fn trees_span(&self, trees: &[TokenTree]) -> Option<Span> {
        let (first, last) = (trees.first()?, trees.last()?);
        Some(Span::new(self.src.at(first.span()), self.src.end(last.span())))
    }
}

/// Where items seem to start by their indentation, the text's end last.
fn chunk_starts(text: &str, from: usize) -> Vec<usize> {
    const WORDS: [&str; 17] = [
        "pub ",
        "pub(",
        "fn ",
        "struct ",
        "enum ",
        "impl ",
        "impl<",
        "trait ",
        "mod ",
        "use ",
        "const ",
        "static ",
        "type ",
        "unsafe ",
        "async ",
        "extern ",
        "macro_rules!",
    ];
    let mut starts = vec![from];
    let mut at = from;
    let mut behind_attribute = false;
    for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
        let attribute = line.starts_with("#[");
        if at > from && !behind_attribute && (attribute || WORDS.iter().any(|word| line.starts_with(word))) {
            starts.push(at);
        }
        behind_attribute = attribute;
        at += line.len();
    }
    starts.push(text.len());
    starts
}

fn whole(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Vec<Item>)> {
    let attrs = input.call(Attribute::parse_inner)?;
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok((attrs, items))
}

fn stream(trees: &[TokenTree]) -> TokenStream {
    trees.iter().cloned().collect()
}

fn is_punct(tree: &TokenTree, c: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == c)
}

fn is_word(tree: &TokenTree, words: &[&str]) -> bool {
    matches!(tree, TokenTree::Ident(ident) if words.iter().any(|word| *ident == *word))
}

fn is_group(tree: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == delimiter)
}

fn is_inner_attribute(trees: &[TokenTree]) -> bool {
    trees.len() == 3 && is_punct(&trees[0], '#') && is_punct(&trees[1], '!')
}

/// Behind the attributes and the visibility.
fn behind_visibility(trees: &[TokenTree]) -> usize {
    let mut at = 0;
    while at + 1 < trees.len() && is_punct(&trees[at], '#') && is_group(&trees[at + 1], Delimiter::Bracket) {
        at += 2;
    }
    if at < trees.len() && is_word(&trees[at], &["pub"]) {
        at += 1;
        if at < trees.len() && is_group(&trees[at], Delimiter::Parenthesis) {
            at += 1;
        }
    }
    at
}

/// How many tokens the first item has: to its `;`, or to its braces where such end it.
fn item_len(trees: &[TokenTree]) -> usize {
    if trees.len() >= 3 && is_inner_attribute(&trees[..3]) {
        return 3;
    }
    let start = behind_visibility(trees);
    let to_semicolon = match trees.get(start) {
        Some(first) if is_word(first, &["use", "type", "static"]) => true,
        Some(first) if is_word(first, &["const"]) => {
            !trees.get(start + 1).is_some_and(|next| is_word(next, &["fn", "unsafe", "async", "extern"]))
        }
        _ => false,
    };
    for (i, tree) in trees.iter().enumerate().skip(start) {
        let ends = is_punct(tree, ';') || (!to_semicolon && is_group(tree, Delimiter::Brace));
        if ends {
            return i + 1;
        }
    }
    trees.len()
}

/// Where in a piece another item may start.
fn starts(trees: &[TokenTree]) -> impl Iterator<Item = usize> + '_ {
    const WORDS: [&str; 15] = [
        "pub",
        "fn",
        "struct",
        "enum",
        "impl",
        "trait",
        "mod",
        "use",
        "const",
        "static",
        "type",
        "unsafe",
        "async",
        "extern",
        "macro_rules",
    ];
    let starts = |tree: &TokenTree| is_word(tree, &WORDS) || is_punct(tree, '#');
    (1..trees.len()).filter(move |i| starts(&trees[*i]))
}

/// `pub impl Type { … }` under an attribute macro that makes a trait of it (easy-ext): an impl block to
/// everybody but the parser.
fn public_impl(trees: &[TokenTree]) -> Option<Item> {
    let end = behind_visibility(trees);
    if !trees.get(end).is_some_and(|tree| is_word(tree, &["impl", "unsafe"])) {
        return None;
    }
    let start = (0..end).find(|i| is_word(&trees[*i], &["pub"]))?;
    let tokens = trees[..start].iter().chain(&trees[end..]).cloned().collect();
    syn::parse2(tokens).ok()
}

/// A `mod`, `impl` or `trait` as a head with empty braces, and what stood in them.
fn container(trees: &[TokenTree]) -> Option<Container> {
    let (TokenTree::Group(braces), before) = trees.split_last()? else { return None };
    let start = behind_visibility(before);
    let is_impl = before.iter().skip(start).take(2).any(|tree| is_word(tree, &["impl"]));
    let is_container = is_impl || before.iter().skip(start).take(3).any(|tree| is_word(tree, &["mod", "trait"]));
    if braces.delimiter() != Delimiter::Brace || !is_container {
        return None;
    }
    let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
    empty.set_span(braces.span());
    // See `public_impl`.
    let skip = if is_impl { before.iter().take(start).position(|tree| is_word(tree, &["pub"])) } else { None };
    let kept = before.iter().enumerate().filter(|(i, _)| !skip.is_some_and(|from| *i >= from && *i < start));
    let mut head: Vec<TokenTree> = kept.map(|(_, tree)| tree.clone()).collect();
    head.push(TokenTree::Group(empty));
    Some(Container { head: head.into_iter().collect(), content: braces.stream() })
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn rust_starts_behind_a_scripts_head() {
        for (text, rest) in [
            ("fn main() {}", "fn main() {}"),
            ("#![allow(x)]\nfn", "#![allow(x)]\nfn"),
            ("#! [allow(x)]\nfn", "#! [allow(x)]\nfn"),
            ("#!/usr/bin/env cargo\nfn", "fn"),
            ("#!/usr/bin/env -S cargo -Zscript\n\n---cargo\n[dependencies]\n---\nfn", "fn"),
            ("---\npackage = 1\n----\n---\nfn", "fn"),
            ("--- never closed\nfn", "--- never closed\nfn"),
            ("\u{feff}#!/bin/x\nfn", "fn"),
        ] {
            assert_eq!(&text[head(text)..], rest, "{text}");
        }
    }
}
