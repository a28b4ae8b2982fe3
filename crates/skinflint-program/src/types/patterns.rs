//! Types of variables and fields: what a pattern takes out of a value of known type.

use super::{Site, Type};
use crate::eval::Eval;
use crate::index::last_segment;
use crate::symbols::{Def, TypeRef, Walk};
use crate::unit::{FnRef, Node};
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, FnId, FnKind, Language, Ty, TyId, VarId};
use std::sync::Arc;

impl Eval<'_> {
    pub(crate) fn type_of_var(&self, file: FileId, var: VarId, depth: u32) -> Type {
        let facts = &self.unit(file).facts;
        let of = &facts.vars[var.index()];
        if let Some((f, n)) = of.param {
            let f = FnRef { file, id: f };
            let function = self.function(f);
            let params = facts.params_of(function);
            if function.flags.has_self && n == 0 && function.kind == FnKind::Function {
                return self.symbols.owner_type(self.units, f).map_or(Type::Unknown, |t| Type::Def(t, Arc::from([])));
            }
            // A metavariable's type says what may stand for it, not what that is.
            let ty = match function.kind {
                FnKind::MacroArm => TyId::NONE,
                _ => params.get(n as usize).map_or(TyId::NONE, |p| p.ty),
            };
            let declared = self.declared(self.site_of(f), if ty.is_some() { ty } else { of.ty }, &[], depth - 1);
            if declared != Type::Unknown {
                return declared;
            }
        }
        let defs = facts.defs_of(var);
        if of.ty.is_some() {
            let site = match defs.first() {
                Some(at) => self.site_at(Node { file, expr: *at }),
                None => Site {
                    file,
                    module: self.symbols.module(file, skinflint_facts::ModuleId(0)),
                    function: None,
                    owner: None,
                },
            };
            let declared = self.declared(site, of.ty, &[], depth - 1);
            if declared != Type::Unknown {
                return declared;
            }
        }
        for def in defs.iter().take(8) {
            let (pattern, ty) = self.bound(Node { file, expr: *def }, depth);
            let ty = self.pattern_type(file, pattern, var, ty, depth);
            if ty != Type::Unknown {
                return ty;
            }
        }
        if defs.is_empty()
            && of.param.is_none()
            && let Some((pattern, ty)) = self.unpacked(file, var, depth)
        {
            return self.pattern_type(file, pattern, var, ty, depth);
        }
        Type::Unknown
    }

    /// The parameter whose pattern binds a variable, with its type: `State(db): State<Db>`.
    pub(crate) fn unpacked(&self, file: FileId, var: VarId, depth: u32) -> Option<(ExprId, Type)> {
        let facts = &self.unit(file).facts;
        for (i, function) in facts.functions.iter().enumerate() {
            for param in facts.params_of(function) {
                if param.pattern.is_some() && self.binds(file, param.pattern, var) {
                    let f = FnRef { file, id: FnId(u32::try_from(i).unwrap_or(u32::MAX)) };
                    return Some((
                        param.pattern,
                        self.declared(self.site_of(f), param.ty, &[], depth.saturating_sub(1)),
                    ));
                }
            }
        }
        None
    }

    /// The pattern that a definition binds, and the type of what is bound to it.
    pub(crate) fn bound(&self, def: Node, depth: u32) -> (ExprId, Type) {
        let unit = self.unit(def.file);
        let ty = |expr: ExprId| self.type_at(Node { file: def.file, expr }, depth.saturating_sub(1));
        match unit.expr(def.expr) {
            Expr::Let { pattern, value, .. } => (pattern, ty(value)),
            Expr::Assign { target, value, .. } => (target, ty(value)),
            Expr::For { pattern, iter, .. } => {
                let of = ty(iter);
                (pattern, self.element(&of))
            }
            Expr::Arm { pattern, .. } => match unit.expr(unit.parent(def.expr)) {
                Expr::Match { subject, .. } => (pattern, ty(subject)),
                _ => (pattern, Type::Unknown),
            },
            Expr::Closure { params, .. } => {
                let fed = self.closure_receiver(def).map_or(Type::Unknown, |r| {
                    let of = self.type_at(r, depth.saturating_sub(1));
                    let peeled = self.peel(&of);
                    // An `Option`'s closure gets what is in it, a collection's gets an element.
                    if peeled == of { self.element(&of) } else { peeled }
                });
                (unit.facts.exprs_of(params).next().unwrap_or(ExprId::NONE), fed)
            }
            _ => (ExprId::NONE, Type::Unknown),
        }
    }

    /// The value that a method hands to a closure given to it: what the method is called on.
    pub(crate) fn closure_receiver(&self, closure: Node) -> Option<Node> {
        let unit = self.unit(closure.file);
        let call = unit.parent(closure.expr);
        if !call.is_some() {
            return None;
        }
        let Expr::Call { callee, .. } = unit.expr(call) else { return None };
        match unit.expr(callee) {
            Expr::Field { base, .. } => Some(Node { file: closure.file, expr: base }),
            _ => None,
        }
    }

    pub(crate) fn pattern_type(&self, file: FileId, pattern: ExprId, var: VarId, ty: Type, depth: u32) -> Type {
        if !pattern.is_some() || depth == 0 {
            return Type::Unknown;
        }
        let unit = self.unit(file);
        let facts = &unit.facts;
        match unit.expr(pattern) {
            Expr::Bind { var: v, .. } | Expr::Local(v) if v == var => ty,
            Expr::Bind { sub, .. } => self.pattern_type(file, sub, var, ty, depth - 1),
            Expr::Unary { operand, .. } => self.pattern_type(file, operand, var, ty, depth - 1),
            Expr::Tuple(items) | Expr::Array(items) => {
                let peeled = self.peel(&ty);
                for (i, item) in facts.exprs_of(items).enumerate() {
                    let of = match &peeled {
                        Type::Tuple(types) => types.get(i).cloned().unwrap_or(Type::Unknown),
                        _ => Type::Unknown,
                    };
                    if self.binds(file, item, var) {
                        return self.pattern_type(file, item, var, of, depth - 1);
                    }
                }
                Type::Unknown
            }
            Expr::AnyOf(items) => facts
                .exprs_of(items)
                .map(|i| self.pattern_type(file, i, var, ty.clone(), depth - 1))
                .find(|t| *t != Type::Unknown)
                .unwrap_or(Type::Unknown),
            Expr::Call { callee, args, .. } => {
                let name = match unit.expr(callee) {
                    Expr::Path { name, .. } => unit.str(name),
                    _ => "",
                };
                for (i, arg) in facts.args_of(args).enumerate() {
                    if !self.binds(file, arg.value, var) {
                        continue;
                    }
                    let of = match name {
                        "Some" | "Ok" => self.unwrap_once(&ty).unwrap_or(Type::Unknown),
                        "Err" => ty.args().get(1).cloned().unwrap_or(Type::Unknown),
                        // `State(db)` of a wrapper outside the tree holds what its argument says.
                        _ => match &ty {
                            Type::Ext(path, args) if args.len() == 1 && last_segment(path) == last_segment(name) => {
                                args[0].clone()
                            }
                            _ => self.variant_field(Node { file, expr: callee }, &i.to_string(), depth),
                        },
                    };
                    return self.pattern_type(file, arg.value, var, of, depth - 1);
                }
                Type::Unknown
            }
            Expr::Struct { name, fields, .. } => {
                for arg in facts.args_of(fields) {
                    if !self.binds(file, arg.value, var) {
                        continue;
                    }
                    let field = unit.str(arg.name);
                    let site = self.site_at(Node { file, expr: pattern });
                    let text = unit.str(name);
                    let defs = if let Some(rest) = text.strip_prefix("Self::") {
                        site.owner
                            .map(|t| {
                                self.symbols.member(
                                    self.units,
                                    &Def::Type(t),
                                    rest,
                                    Language::Rust,
                                    &mut Walk::default(),
                                )
                            })
                            .unwrap_or_default()
                    } else if text == "Self" {
                        site.owner.map(Def::Type).into_iter().collect()
                    } else {
                        self.symbols.resolve_path(self.units, file, site.module, text)
                    };
                    let of = defs.first().map_or(Type::Unknown, |d| self.field_of(d, field, depth));
                    return self.pattern_type(file, arg.value, var, of, depth - 1);
                }
                Type::Unknown
            }
            _ => Type::Unknown,
        }
    }

    /// Whether a pattern binds a variable.
    pub(crate) fn binds(&self, file: FileId, pattern: ExprId, var: VarId) -> bool {
        let unit = self.unit(file);
        if matches!(unit.expr(pattern), Expr::Bind { var: v, .. } | Expr::Local(v) if v == var) {
            return true;
        }
        let mut found = false;
        unit.facts.children(pattern, |c| found |= self.binds(file, c, var));
        found
    }

    pub(crate) fn variant_field(&self, callee: Node, field: &str, depth: u32) -> Type {
        let defs = self.symbols.resolve_expr(self.units, callee);
        defs.first().map_or(Type::Unknown, |d| self.field_of(d, field, depth))
    }

    pub(crate) fn field_of(&self, def: &Def, field: &str, depth: u32) -> Type {
        match def {
            Def::Type(t) => self.field_type(&Type::Def(*t, Arc::from([])), field, depth),
            Def::Variant(t, at) => {
                let facts = &self.unit(t.file).facts;
                let variants = facts.variants_of(self.type_def(*t));
                let Some(variant) = variants.get(*at as usize) else { return Type::Unknown };
                let site = self.site_of_type(*t);
                facts
                    .variant_fields(variant)
                    .iter()
                    .find(|f| facts.str(f.name) == field)
                    .map_or(Type::Unknown, |f| self.declared(site, f.ty, &[], depth.saturating_sub(1)))
            }
            _ => Type::Unknown,
        }
    }

    /// What a type of the tree dereferences to: what its `deref` gives.
    pub(crate) fn dereferenced(&self, ty: TypeRef, depth: u32) -> Option<Type> {
        let method = self.symbols.method(ty, crate::unit::Name::of("deref")).first()?;
        let body = self.function(*method).body;
        if !body.is_some() || depth < 4 {
            return None;
        }
        let of = self.peel(&self.type_at(Node { file: method.file, expr: body }, depth - 2));
        (of != Type::Unknown && !matches!(&of, Type::Def(t, _) if *t == ty)).then_some(of)
    }

    /// The type of a field of a type.
    pub(crate) fn field_type(&self, ty: &Type, field: &str, depth: u32) -> Type {
        if depth == 0 {
            return Type::Unknown;
        }
        match self.peel(ty) {
            Type::Tuple(items) => {
                field.parse::<usize>().ok().and_then(|i| items.get(i).cloned()).unwrap_or(Type::Unknown)
            }
            Type::Any(all) => all
                .iter()
                .map(|t| self.field_type(t, field, depth - 1))
                .find(|t| *t != Type::Unknown)
                .unwrap_or(Type::Unknown),
            Type::Def(t, args) => {
                let facts = &self.unit(t.file).facts;
                let def = self.type_def(t);
                let names = facts.tys_of(def.generics).filter_map(|g| match facts.ty(g) {
                    Ty::Named { name, .. } => Some(facts.str(name).to_owned()),
                    _ => None,
                });
                let known: Vec<(String, Type)> = names.zip(args.iter().cloned()).collect();
                let own = facts.fields_of(def).iter().find(|f| facts.str(f.name) == field);
                if let Some(own) = own
                    && own.ty.is_some()
                {
                    return self.declared(self.site_of_type(t), own.ty, &known, depth - 1);
                }
                if facts.language == Language::Rust
                    && let Some(inner) = self.dereferenced(t, depth)
                {
                    return self.field_type(&inner, field, depth - 1);
                }
                if facts.language == Language::Python {
                    for method in self.symbols.method(t, crate::unit::Name::of(field)) {
                        let function = self.function(*method);
                        if function.flags.is_property {
                            return self.declared(self.site_of(*method), function.ret, &[], depth - 1);
                        }
                    }
                    for value in self.field_values(t, field).iter() {
                        let ty = self.type_at(*value, depth - 1);
                        if ty != Type::Unknown {
                            return ty;
                        }
                    }
                }
                Type::Unknown
            }
            _ => Type::Unknown,
        }
    }
}
