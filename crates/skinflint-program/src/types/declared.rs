//! Types as written, resolved where they stand.

use super::{Site, Type};
use crate::eval::Eval;
use crate::symbols::{Def, TypeRef};
use crate::unit::{FnRef, Node};
use skinflint_facts::{Ty, TyId, TyList, TypeKind};
use std::sync::Arc;

impl Eval<'_> {
    /// The site of a function's signature and body.
    pub(crate) fn site_of(&self, f: FnRef) -> Site {
        let function = self.function(f);
        Site {
            file: f.file,
            module: self.symbols.module(f.file, function.module),
            function: Some(f),
            owner: self.symbols.owner_type(self.units, f),
        }
    }

    pub(crate) fn site_at(&self, node: Node) -> Site {
        match self.unit(node.file).function_at(node.expr) {
            Some(id) => self.site_of(FnRef { file: node.file, id }),
            None => Site {
                file: node.file,
                module: self.symbols.module_at(self.units, node),
                function: None,
                owner: self.symbols.self_type_at(self.units, node),
            },
        }
    }

    pub(crate) fn site_of_type(&self, ty: TypeRef) -> Site {
        let def = self.type_def(ty);
        Site { file: ty.file, module: self.symbols.module(ty.file, def.module), function: None, owner: Some(ty) }
    }

    /// A type as written, resolved. `generics` are known arguments of the type it is written in.
    pub(crate) fn declared(&self, site: Site, ty: TyId, generics: &[(String, Type)], depth: u32) -> Type {
        if !ty.is_some() || depth == 0 {
            return Type::Unknown;
        }
        let facts = &self.unit(site.file).facts;
        let list = |l: TyList| -> Arc<[Type]> {
            facts.tys_of(l).map(|t| self.declared(site, t, generics, depth - 1)).collect()
        };
        match facts.ty(ty) {
            Ty::Ref(inner) => self.declared(site, inner, generics, depth - 1),
            Ty::Slice(inner) => Type::Slice(Arc::new(self.declared(site, inner, generics, depth - 1))),
            Ty::Tuple(items) => Type::Tuple(list(items)),
            Ty::Bounds(items) | Ty::Union(items) => {
                let all: Vec<Type> = list(items).iter().filter(|t| t.path() != Some("None")).cloned().collect();
                match all.as_slice() {
                    [one] => one.clone(),
                    _ => Type::Any(Arc::from(all)),
                }
            }
            Ty::Infer => Type::Unknown,
            Ty::Named { name, args } => self.named(site, facts.str(name), list(args), generics, depth),
        }
    }

    pub(crate) fn named(
        &self,
        site: Site,
        name: &str,
        args: Arc<[Type]>,
        generics: &[(String, Type)],
        depth: u32,
    ) -> Type {
        if name == "Self" {
            return site.owner.map_or(Type::Unknown, |t| Type::Def(t, Arc::from([])));
        }
        if let Some((_, ty)) = generics.iter().find(|(n, _)| n == name) {
            return ty.clone();
        }
        if let Some(bounds) = self.generic_bounds(site, name, depth) {
            return bounds;
        }
        let mut external = None;
        for def in self.symbols.resolve_path(self.units, site.file, site.module, name) {
            match def {
                Def::Type(t) => {
                    let def = self.type_def(t);
                    if def.kind != TypeKind::Alias {
                        return Type::Def(t, args);
                    }
                    let facts = &self.unit(t.file).facts;
                    let names = facts.tys_of(def.generics).filter_map(|g| match facts.ty(g) {
                        Ty::Named { name, .. } => Some(facts.str(name).to_owned()),
                        _ => None,
                    });
                    let known: Vec<(String, Type)> = names.zip(args.iter().cloned()).collect();
                    let Some(aliased) = facts.tys_of(def.bases).next() else { return Type::Unknown };
                    return self.declared(self.site_of_type(t), aliased, &known, depth - 1);
                }
                Def::External(path) => external = external.or(Some(path)),
                _ => {}
            }
        }
        match external {
            Some(path) => Type::Ext(path, args),
            None => Type::Ext(Arc::from(name), args),
        }
    }

    pub(crate) fn generic_bounds(&self, site: Site, name: &str, depth: u32) -> Option<Type> {
        let f = site.function?;
        let facts = &self.unit(f.file).facts;
        let function = &facts.functions[f.id.index()];
        let mut lists = vec![function.generics];
        if let skinflint_facts::Owner::Impl(i) = function.owner {
            lists.push(facts.impls[i.index()].generics);
        }
        for list in lists {
            for generic in facts.tys_of(list) {
                if let Ty::Named { name: own, args } = facts.ty(generic)
                    && facts.str(own) == name
                {
                    let bounds: Vec<Type> =
                        facts.tys_of(args).map(|b| self.declared(site, b, &[], depth.saturating_sub(2))).collect();
                    return Some(match bounds.as_slice() {
                        [] => Type::Unknown,
                        [one] => one.clone(),
                        _ => Type::Any(Arc::from(bounds)),
                    });
                }
            }
        }
        None
    }
}
