//! `use` and `extern crate`: groups flattened, one import per name.

use skinflint_base::Span;
use skinflint_facts::{Import, Sym};
use syn::UseTree;

use super::item::is_public;
use super::lowering::Lowering;

impl Lowering<'_> {
    /// `use …;`
    pub(super) fn import(&mut self, item: &syn::ItemUse) {
        let mut prefix = String::new();
        self.use_tree(&item.tree, &mut prefix, is_public(&item.vis), u32::MAX);
    }

    /// `extern crate a as b;`
    pub(super) fn extern_crate(&mut self, item: &syn::ItemExternCrate) {
        let (path, mut span) = self.ident(&item.ident);
        let mut name = path;
        if let Some((_, rename)) = &item.rename {
            (name, span) = self.ident(rename);
        }
        self.push_import(path, name, false, is_public(&item.vis), span);
    }

    fn push_import(&mut self, path: Sym, name: Sym, glob: bool, public: bool, span: Span) {
        let module = self.module;
        self.b.imports.push(Import { module, path, name, level: 0, glob, public, binds_root: false, span });
    }

    /// `guess` is where the tree likely begins.
    fn use_tree(&mut self, tree: &UseTree, prefix: &mut String, public: bool, guess: u32) {
        match tree {
            UseTree::Path(path) => {
                let len = prefix.len();
                let end = self.extend(prefix, &path.ident, guess);
                self.use_tree(&path.tree, prefix, public, end.saturating_add(2));
                prefix.truncate(len);
            }
            UseTree::Group(group) => {
                for i in 0..group.items.len() {
                    self.use_tree(&group.items[i], prefix, public, u32::MAX);
                }
            }
            UseTree::Name(used) => {
                let (name, span) = self.ident_near(&used.ident, guess);
                let (path, name) = self.imported(prefix, name);
                self.push_import(path, name, false, public, span);
            }
            UseTree::Rename(used) => {
                let (name, _) = self.ident_near(&used.ident, guess);
                let (path, _) = self.imported(prefix, name);
                let (name, span) = self.ident(&used.rename);
                self.push_import(path, name, false, public, span);
            }
            UseTree::Glob(glob) => {
                let at = self.src.at(glob.star_token.spans[0]);
                let path = self.b.sym(prefix);
                self.push_import(path, Sym::EMPTY, true, public, Span::new(at, at + 1));
            }
        }
    }

    /// The path and the local name of `prefix::name`; of `prefix::{self}` those of the prefix.
    fn imported(&mut self, prefix: &mut String, name: Sym) -> (Sym, Sym) {
        if prefix.is_empty() {
            return (name, name);
        }
        if self.b.str(name) == "self" {
            let last = prefix.rsplit("::").next().unwrap_or(prefix);
            return (self.b.sym(prefix), self.b.sym(last));
        }
        let len = prefix.len();
        prefix.push_str("::");
        prefix.push_str(self.b.str(name));
        let path = self.b.sym(prefix);
        prefix.truncate(len);
        (path, name)
    }

    /// Adds a segment; gives where it ends.
    fn extend(&mut self, prefix: &mut String, ident: &syn::Ident, guess: u32) -> u32 {
        let at = self.src.near(guess, ident);
        let (word, end) = self.src.word(at);
        if !prefix.is_empty() {
            prefix.push_str("::");
        }
        if word.is_ascii() && !word.is_empty() {
            prefix.push_str(word);
            return end;
        }
        let (name, span) = self.ident(ident);
        prefix.push_str(self.b.str(name));
        span.end
    }
}
