//! Items: modules, types, traits, impls, constants. Functions and imports have files of their own.

use proc_macro2::TokenStream;
use skinflint_base::Span;
use skinflint_facts::{
    Const, Expr, ExprId, ExprList, Field, FnId, Impl, Module, ModuleId, Owner, Sym, TyId, TypeDef, TypeDefId, TypeKind,
    Variant,
};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Fields, ForeignItem, ImplItem, Item, Token, TraitItem};

use super::function::Signed;
use super::lowering::Lowering;

/// What an item became, for the place it stands in.
pub(super) enum Made {
    /// A function.
    Function(FnId, Span),
    /// A type.
    Type(TypeDefId),
    /// Nothing that a body would name.
    Nothing,
}

/// The parts of a type definition that differ by kind.
struct Parts {
    kind: TypeKind,
    fields: (u32, u32),
    variants: (u32, u32),
    bases: skinflint_facts::TyList,
}

impl Lowering<'_> {
    /// An item inside of a body, and the node that stands for it.
    pub(super) fn inner_item(&mut self, item: &mut Item) -> Option<ExprId> {
        let owner = std::mem::replace(&mut self.owner, Owner::Module);
        let made = self.item(item);
        self.owner = owner;
        match made {
            Made::Function(id, name) => Some(self.node(Expr::FnDef(id), name)),
            Made::Type(id) => {
                let span = self.b.types[id.index()].span;
                Some(self.node(Expr::TypeDef(id), span))
            }
            Made::Nothing => None,
        }
    }

    /// An item of a module or body.
    pub(super) fn item(&mut self, item: &mut Item) -> Made {
        match item {
            Item::Fn(item) => {
                let signed = Signed { public: is_public(&item.vis), sig: &mut item.sig };
                let (id, name) = self.function(&mut item.attrs, signed, Some(&mut item.block));
                return Made::Function(id, name);
            }
            Item::Struct(item) => return self.structure(item),
            Item::Union(item) => {
                let fields = self.named_fields(&mut item.fields.named);
                let parts = self.parts(TypeKind::Struct, fields, (0, 0));
                return self.type_def(&mut item.attrs, &item.ident, &item.generics, parts);
            }
            Item::Enum(item) => return self.enumeration(item),
            Item::Trait(item) => return self.trait_def(item),
            Item::TraitAlias(item) => {
                let bases = self.bound_list(&item.bounds);
                let parts = Parts { bases, ..self.parts(TypeKind::Trait, (0, 0), (0, 0)) };
                return self.type_def(&mut item.attrs, &item.ident, &item.generics, parts);
            }
            Item::Type(item) => {
                let aliased = self.ty(&item.ty);
                let bases = self.b.ty_list(&[aliased]);
                let parts = Parts { bases, ..self.parts(TypeKind::Alias, (0, 0), (0, 0)) };
                return self.type_def(&mut item.attrs, &item.ident, &item.generics, parts);
            }
            Item::Const(item) => {
                let test = self.in_test || self.is_cfg_test(&item.attrs);
                let ty = self.ty(&item.ty);
                self.constant(&item.ident, ty, Some(&mut item.expr), test);
            }
            Item::Static(item) => {
                let test = self.in_test || self.is_cfg_test(&item.attrs);
                let ty = self.ty(&item.ty);
                self.constant(&item.ident, ty, Some(&mut item.expr), test);
            }
            Item::Impl(item) => self.impl_block(item),
            Item::Mod(item) => self.module_item(item),
            Item::Use(item) => self.import(item),
            Item::ExternCrate(item) => self.extern_crate(item),
            Item::ForeignMod(item) => {
                for item in &mut item.items {
                    self.foreign(item);
                }
            }
            Item::Macro(item) => self.item_macro(item),
            Item::Verbatim(tokens) => self.kept_tokens(tokens),
            _ => {}
        }
        Made::Nothing
    }

    /// An item that syn took without understanding it: one without a body or value, as attribute
    /// macros have it, or else lines that are not judged.
    pub(super) fn kept_tokens(&mut self, tokens: &TokenStream) {
        match bodiless.parse2(tokens.clone()) {
            Ok(Bodiless::Static(attrs, ident, ty)) => {
                let test = self.in_test || self.is_cfg_test(&attrs);
                let ty = self.ty(&ty);
                self.constant(&ident, ty, None, test);
            }
            // What such a signature in a macro's tokens becomes is not known.
            Ok(Bodiless::Function(..)) if self.in_macro && self.owner == Owner::Module => {}
            Ok(Bodiless::Function(mut attrs, vis, mut sig)) => {
                let signed = Signed { public: is_public(&vis), sig: &mut sig };
                self.function(&mut attrs, signed, None);
            }
            Ok(Bodiless::Type) => {}
            Err(_) if self.in_macro => {}
            Err(_) => self.lost(tokens),
        }
    }

    fn lost(&mut self, tokens: &TokenStream) {
        let Some(span) = self.tokens_span(tokens) else { return };
        self.lost_lines(span, "syntax that the parser does not know");
    }

    fn parts(&mut self, kind: TypeKind, fields: (u32, u32), variants: (u32, u32)) -> Parts {
        Parts { kind, fields, variants, bases: self.b.ty_list(&[]) }
    }

    fn type_def(
        &mut self,
        attrs: &mut [syn::Attribute],
        ident: &syn::Ident,
        generics: &syn::Generics,
        parts: Parts,
    ) -> Made {
        let attributes = self.attributes(attrs);
        let (name, span) = self.ident(ident);
        let generics = self.generics(generics);
        let id = self.b.push_type(TypeDef {
            name,
            module: self.module,
            kind: parts.kind,
            fields: parts.fields,
            variants: parts.variants,
            bases: parts.bases,
            generics,
            attributes,
            body: None,
            span,
        });
        Made::Type(id)
    }

    fn structure(&mut self, item: &mut syn::ItemStruct) -> Made {
        let fields = self.fields(&mut item.fields);
        let parts = self.parts(TypeKind::Struct, fields, (0, 0));
        self.type_def(&mut item.attrs, &item.ident, &item.generics, parts)
    }

    fn fields(&mut self, fields: &mut Fields) -> (u32, u32) {
        match fields {
            Fields::Named(fields) => self.named_fields(&mut fields.named),
            Fields::Unnamed(fields) => self.named_fields(&mut fields.unnamed),
            Fields::Unit => self.b.push_fields(Vec::new()),
        }
    }

    fn named_fields(&mut self, fields: &mut syn::punctuated::Punctuated<syn::Field, syn::Token![,]>) -> (u32, u32) {
        let mut lowered = Vec::with_capacity(fields.len());
        for i in 0..fields.len() {
            let field = &mut fields[i];
            let (name, span) = match &field.ident {
                Some(ident) => self.ident(ident),
                None => (self.b.sym(&i.to_string()), self.type_start(&field.ty)),
            };
            let ty = self.ty(&field.ty);
            let attributes = self.attributes(&mut field.attrs);
            lowered.push(Field { name, ty, value: ExprId::NONE, attributes, span });
        }
        self.b.push_fields(lowered)
    }

    /// Where a tuple field stands: it has no name, so its type's first name must do.
    fn type_start(&mut self, ty: &syn::Type) -> Span {
        match ty {
            syn::Type::Path(path) => self.path_name(&path.path, usize::MAX).1,
            syn::Type::Reference(reference) => self.type_start(&reference.elem),
            _ => Span::default(),
        }
    }

    fn enumeration(&mut self, item: &mut syn::ItemEnum) -> Made {
        let mut variants = Vec::with_capacity(item.variants.len());
        for i in 0..item.variants.len() {
            let variant = &mut item.variants[i];
            let (name, span) = self.ident(&variant.ident);
            let fields = self.fields(&mut variant.fields);
            let attributes = self.attributes(&mut variant.attrs);
            variants.push(Variant { name, fields, attributes, span });
        }
        let variants = self.b.push_variants(variants);
        let parts = self.parts(TypeKind::Enum, (0, 0), variants);
        self.type_def(&mut item.attrs, &item.ident, &item.generics, parts)
    }

    fn trait_def(&mut self, item: &mut syn::ItemTrait) -> Made {
        let test = self.enter_test(&item.attrs);
        let outer = self.enter_trait(item);
        let made = match self.owner {
            Owner::Type(id) => Made::Type(id),
            _ => Made::Nothing,
        };
        for item in &mut item.items {
            self.trait_item(item);
        }
        self.owner = outer;
        self.in_test = test;
        made
    }

    /// Adds a trait and makes it the owner; gives the owner so far.
    pub(super) fn enter_trait(&mut self, item: &mut syn::ItemTrait) -> Owner {
        let bases = self.bound_list(&item.supertraits);
        let parts = Parts { bases, ..self.parts(TypeKind::Trait, (0, 0), (0, 0)) };
        let outer = self.owner;
        if let Made::Type(id) = self.type_def(&mut item.attrs, &item.ident, &item.generics, parts) {
            self.owner = Owner::Type(id);
        }
        outer
    }

    /// An item of a trait.
    pub(super) fn trait_item(&mut self, item: &mut TraitItem) {
        match item {
            TraitItem::Fn(item) => {
                let signed = Signed { public: true, sig: &mut item.sig };
                self.function(&mut item.attrs, signed, item.default.as_mut());
            }
            TraitItem::Const(item) => {
                let ty = self.ty(&item.ty);
                let test = self.in_test || self.is_cfg_test(&item.attrs);
                self.constant(&item.ident, ty, item.default.as_mut().map(|(_, value)| value), test);
            }
            TraitItem::Macro(item) => self.loose_macro(&mut item.mac),
            TraitItem::Verbatim(tokens) => self.kept_tokens(tokens),
            _ => {}
        }
    }

    fn impl_block(&mut self, item: &mut syn::ItemImpl) {
        let test = self.enter_test(&item.attrs);
        let outer = self.enter_impl(item);
        for item in &mut item.items {
            self.impl_item(item);
        }
        self.owner = outer;
        self.in_test = test;
    }

    /// Adds an impl block and makes it the owner; gives the owner so far.
    pub(super) fn enter_impl(&mut self, item: &syn::ItemImpl) -> Owner {
        let self_ty = self.ty(&item.self_ty);
        let trait_ty = match &item.trait_ {
            Some((path, _)) => self.type_path(None, path),
            None => TyId::NONE,
        };
        let generics = self.generics(&item.generics);
        let id = self.b.push_impl(Impl { module: self.module, self_ty, trait_ty, generics });
        std::mem::replace(&mut self.owner, Owner::Impl(id))
    }

    /// An item of an impl block.
    pub(super) fn impl_item(&mut self, item: &mut ImplItem) {
        match item {
            ImplItem::Fn(item) => {
                let of_trait = match self.owner {
                    Owner::Impl(id) => self.b.impls[id.index()].trait_ty.is_some(),
                    _ => false,
                };
                let signed = Signed { public: of_trait || is_public(&item.vis), sig: &mut item.sig };
                self.function(&mut item.attrs, signed, Some(&mut item.block));
            }
            ImplItem::Const(item) => {
                let ty = self.ty(&item.ty);
                let test = self.in_test || self.is_cfg_test(&item.attrs);
                self.constant(&item.ident, ty, Some(&mut item.expr), test);
            }
            ImplItem::Macro(item) => self.loose_macro(&mut item.mac),
            ImplItem::Verbatim(tokens) => self.kept_tokens(tokens),
            _ => {}
        }
    }

    fn foreign(&mut self, item: &mut ForeignItem) {
        match item {
            ForeignItem::Fn(item) => {
                let signed = Signed { public: is_public(&item.vis), sig: &mut item.sig };
                self.function(&mut item.attrs, signed, None);
            }
            ForeignItem::Static(item) => {
                let ty = self.ty(&item.ty);
                let test = self.in_test;
                self.constant(&item.ident, ty, None, test);
            }
            ForeignItem::Verbatim(tokens) => self.kept_tokens(tokens),
            _ => {}
        }
    }

    /// A constant or static.
    pub(super) fn constant(&mut self, ident: &syn::Ident, ty: TyId, value: Option<&mut syn::Expr>, is_test: bool) {
        let (name, span) = self.ident(ident);
        let from = self.b.mark();
        // A constant inside a function sees none of its variables.
        let scopes = self.b.take_scopes();
        let value = value.map_or(ExprId::NONE, |value| self.expr(value));
        self.b.restore_scopes(scopes);
        self.push_const(name, ty, value, from, is_test, span);
    }

    /// Adds a constant whose value was lowered from `from` on.
    pub(super) fn push_const(&mut self, name: Sym, ty: TyId, value: ExprId, from: u32, is_test: bool, span: Span) {
        let exprs = (from, self.b.mark());
        let (module, owner, parent) = (self.module, self.owner, self.parent);
        self.b.consts.push(Const { name, module, owner, parent, ty, value, exprs, is_test, span });
    }

    fn module_item(&mut self, item: &mut syn::ItemMod) {
        let test = self.enter_test(&item.attrs);
        let declared = item.content.is_none();
        let outer = self.enter_module(&item.ident, &item.attrs, declared);
        if let Some((_, items)) = &mut item.content {
            for item in items {
                self.item(item);
            }
        }
        self.module = outer;
        self.in_test = test;
    }

    /// Adds a module and enters it; gives the module so far.
    pub(super) fn enter_module(&mut self, ident: &syn::Ident, attrs: &[syn::Attribute], declared: bool) -> ModuleId {
        let (name, span) = self.ident(ident);
        let path = match declared.then(|| self.path_attribute(attrs)) {
            Some(Some(path)) => Some(self.b.sym(&path)),
            Some(None) => Some(Sym::NONE),
            None => None,
        };
        let id =
            self.b.push_module(Module { name, parent: Some(self.module), declared: path, test: self.in_test, span });
        std::mem::replace(&mut self.module, id)
    }

    /// An empty list of attributes.
    pub(super) fn no_attributes(&mut self) -> ExprList {
        self.b.exprs(&[])
    }
}

/// `static X: T;`, `fn f();`, `type T;`
enum Bodiless {
    Static(Vec<Attribute>, syn::Ident, syn::Type),
    Function(Vec<Attribute>, syn::Visibility, syn::Signature),
    Type,
}

fn bodiless(input: ParseStream<'_>) -> syn::Result<Bodiless> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis = input.parse()?;
    if input.peek(Token![type]) {
        input.parse::<proc_macro2::TokenStream>()?;
        return Ok(Bodiless::Type);
    }
    let is_static =
        input.peek(Token![static]) || input.peek(Token![const]) && (input.peek3(Token![:]) || input.peek2(Token![mut]));
    if is_static {
        input.step(|cursor| cursor.token_tree().map(|(_, rest)| ((), rest)).ok_or_else(|| cursor.error("nothing")))?;
        input.parse::<Option<Token![mut]>>()?;
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![;]>()?;
        return Ok(Bodiless::Static(attrs, ident, ty));
    }
    let sig = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok(Bodiless::Function(attrs, vis, sig))
}

/// Whether something is visible outside its module.
pub(super) fn is_public(vis: &syn::Visibility) -> bool {
    !matches!(vis, syn::Visibility::Inherited)
}
