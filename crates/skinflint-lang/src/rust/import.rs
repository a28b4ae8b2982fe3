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
        self.use_tree(&item.tree, &mut prefix, is_public(&item.vis));
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

    fn use_tree(&mut self, tree: &UseTree, prefix: &mut String, public: bool) {
        match tree {
            UseTree::Path(path) => {
                let len = prefix.len();
                self.extend(prefix, &path.ident);
                self.use_tree(&path.tree, prefix, public);
                prefix.truncate(len);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, prefix, public);
                }
            }
            UseTree::Name(used) => {
                let (name, span) = self.ident(&used.ident);
                let (path, name) = self.imported(prefix, name);
                self.push_import(path, name, false, public, span);
            }
            UseTree::Rename(used) => {
                let (name, _) = self.ident(&used.ident);
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
    fn imported(&mut self, prefix: &str, name: Sym) -> (Sym, Sym) {
        if prefix.is_empty() {
            return (name, name);
        }
        if self.b.str(name) == "self" {
            let last = prefix.rsplit("::").next().unwrap_or(prefix);
            return (self.b.sym(prefix), self.b.sym(last));
        }
        let path = format!("{prefix}::{}", self.b.str(name));
        (self.b.sym(&path), name)
    }

    fn extend(&mut self, prefix: &mut String, ident: &syn::Ident) {
        let (name, _) = self.ident(ident);
        if !prefix.is_empty() {
            prefix.push_str("::");
        }
        prefix.push_str(self.b.str(name));
    }
}
