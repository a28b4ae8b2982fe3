//! Types as written: paths with arguments, references, bounds, generics.

use skinflint_facts::{Sym, Ty, TyId, TyList};
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, ReturnType, Token, Type, TypeParamBound, WherePredicate,
};

use super::lowering::Lowering;

impl Lowering<'_> {
    /// A type.
    pub(super) fn ty(&mut self, ty: &Type) -> TyId {
        let lowered = match ty {
            Type::Path(path) => return self.type_path(path.qself.as_ref(), &path.path),
            // Text that is part of the program: only it is written with this lifetime.
            Type::Reference(reference) if is_static_str(reference) => {
                let args = self.b.ty_list(&[]);
                Ty::Named { name: self.b.sym("'static str"), args }
            }
            Type::Reference(reference) => Ty::Ref(self.ty(&reference.elem)),
            Type::Ptr(pointer) => Ty::Ref(self.ty(&pointer.elem)),
            Type::Slice(slice) => Ty::Slice(self.ty(&slice.elem)),
            Type::Array(array) => Ty::Slice(self.ty(&array.elem)),
            Type::Paren(inner) => return self.ty(&inner.elem),
            Type::Group(inner) => return self.ty(&inner.elem),
            Type::Tuple(tuple) => {
                let items: Vec<_> = tuple.elems.iter().map(|t| self.ty(t)).collect();
                Ty::Tuple(self.b.ty_list(&items))
            }
            Type::ImplTrait(bounds) => self.bounds(&bounds.bounds),
            Type::TraitObject(bounds) => self.bounds(&bounds.bounds),
            Type::FnPtr(function) => self.fn_type(&function.output),
            Type::Never(_) => Ty::Named { name: self.b.sym("!"), args: self.b.ty_list(&[]) },
            _ => Ty::Infer,
        };
        self.b.ty(lowered)
    }

    /// The result of a function, none where none is written.
    pub(super) fn return_ty(&mut self, output: &ReturnType) -> TyId {
        match output {
            ReturnType::Default => TyId::NONE,
            ReturnType::Type(_, ty) => self.ty(ty),
        }
    }

    fn fn_type(&mut self, output: &ReturnType) -> Ty {
        let result = match output {
            ReturnType::Default => {
                let nothing = self.b.ty_list(&[]);
                self.b.ty(Ty::Tuple(nothing))
            }
            ReturnType::Type(_, ty) => self.ty(ty),
        };
        Ty::Named { name: self.b.sym("fn"), args: self.b.ty_list(&[result]) }
    }

    /// A path in a type's place.
    pub(super) fn type_path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> TyId {
        let count = path.segments.len();
        if let Some(last) = path.segments.get(count.saturating_sub(1))
            && let PathArguments::Parenthesized(call) = &last.arguments
        {
            let ty = self.fn_type(&call.output);
            return self.b.ty(ty);
        }
        let mut args = Vec::new();
        if let Some(qself) = qself {
            args.push(self.ty(&qself.ty));
        }
        for i in 0..count {
            self.type_args(&path.segments[i].arguments, &mut args);
        }
        let (name, _) = self.path_name(path, usize::MAX);
        let args = self.b.ty_list(&args);
        self.b.ty(Ty::Named { name, args })
    }

    /// The type of a path's segments up to and including number `upto`.
    pub(super) fn prefix_ty(&mut self, path: &syn::Path, upto: usize) -> TyId {
        let (name, _) = self.path_name(path, upto + 1);
        let mut args = Vec::new();
        if let Some(segment) = path.segments.get(upto) {
            self.type_args(&segment.arguments, &mut args);
        }
        let args = self.b.ty_list(&args);
        self.b.ty(Ty::Named { name, args })
    }

    fn type_args(&mut self, arguments: &PathArguments, into: &mut Vec<TyId>) {
        let PathArguments::AngleBracketed(args) = arguments else { return };
        for i in 0..args.args.len() {
            if let Some(ty) = self.generic_arg(&args.args[i]) {
                into.push(ty);
            }
        }
    }

    /// A generic argument; none for a lifetime.
    pub(super) fn generic_arg(&mut self, arg: &GenericArgument) -> Option<TyId> {
        let ty = match arg {
            GenericArgument::Type(ty) => return Some(self.ty(ty)),
            GenericArgument::AssocType(assoc) => return Some(self.ty(&assoc.ty)),
            GenericArgument::Constraint(constraint) => self.bounds(&constraint.bounds),
            GenericArgument::Lifetime(_) => return None,
            _ => Ty::Infer,
        };
        Some(self.b.ty(ty))
    }

    fn bounds(&mut self, bounds: &Punctuated<TypeParamBound, Token![+]>) -> Ty {
        Ty::Bounds(self.bound_list(bounds))
    }

    /// Traits that something must have; lifetimes are left out.
    pub(super) fn bound_list(&mut self, bounds: &Punctuated<TypeParamBound, Token![+]>) -> TyList {
        let mut items = Vec::new();
        self.push_bounds(bounds, &mut items);
        self.b.ty_list(&items)
    }

    fn push_bounds(&mut self, bounds: &Punctuated<TypeParamBound, Token![+]>, into: &mut Vec<TyId>) {
        for bound in bounds {
            if let TypeParamBound::Trait(bound) = bound {
                into.push(self.type_path(None, &bound.path));
            }
        }
    }

    /// Generic parameters with their bounds, those of the `where` clause included.
    pub(super) fn generics(&mut self, generics: &Generics) -> TyList {
        if generics.params.is_empty() && generics.where_clause.is_none() {
            return self.b.ty_list(&[]);
        }
        let mut named: Vec<(Sym, Vec<TyId>)> = Vec::new();
        for param in &generics.params {
            match param {
                GenericParam::Lifetime(_) => {}
                GenericParam::Type(param) => {
                    let (name, _) = self.ident(&param.ident);
                    let mut bounds = Vec::new();
                    self.push_bounds(&param.bounds, &mut bounds);
                    named.push((name, bounds));
                }
                GenericParam::Const(param) => {
                    let (name, _) = self.ident(&param.ident);
                    named.push((name, Vec::new()));
                }
            }
        }
        let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        for predicate in predicates {
            let WherePredicate::Type(predicate) = predicate else { continue };
            let Type::Path(path) = &predicate.bounded_ty else { continue };
            let (name, _) = self.path_name(&path.path, usize::MAX);
            let at = match named.iter().position(|(known, _)| *known == name) {
                Some(at) => at,
                None => {
                    named.push((name, Vec::new()));
                    named.len() - 1
                }
            };
            let mut bounds = std::mem::take(&mut named[at].1);
            self.push_bounds(&predicate.bounds, &mut bounds);
            named[at].1 = bounds;
        }
        let mut items = Vec::with_capacity(named.len());
        for (name, bounds) in named {
            let args = self.b.ty_list(&bounds);
            items.push(self.b.ty(Ty::Named { name, args }));
        }
        self.b.ty_list(&items)
    }
}

fn is_static_str(reference: &syn::TypeReference) -> bool {
    reference.lifetime.as_ref().is_some_and(|l| l.ident == "static")
        && matches!(&*reference.elem, Type::Path(path) if path.qself.is_none() && path.path.is_ident("str"))
}
