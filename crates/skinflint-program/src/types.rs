//! Light types: what a declaration, a constructor or a field says the type of a value is.
//!
//! No inference and no trait solving: where the code does not say it within a few steps, the type is
//! unknown, and unknown is an answer.

use std::sync::Arc;

use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, FnKind, Language, Ty, TyId, TyList, TypeKind, UnaryOp, VarId};

use crate::eval::Eval;
use crate::symbols::{Def, Mod, TypeRef, Walk};
use crate::unit::{FnRef, Node};

/// A type as far as it is known. References are not told apart from what they refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Defined in the tree.
    Def(TypeRef, Arc<[Type]>),
    /// Defined outside: its path, `u64` and `'static str` included.
    Ext(Arc<str>, Arc<[Type]>),
    /// `(A, B)`
    Tuple(Arc<[Type]>),
    /// `[T]`, and a list display.
    Slice(Arc<Type>),
    /// One of several: a union, or the bounds of a generic.
    Any(Arc<[Type]>),
    /// Not known.
    Unknown,
}

const STEPS: u32 = 24;

impl Type {
    pub(crate) fn ext(path: &str) -> Self {
        Self::Ext(Arc::from(path), Arc::from([]))
    }

    /// The path of a type outside the tree.
    pub(crate) fn path(&self) -> Option<&str> {
        match self {
            Self::Ext(path, _) => Some(path),
            _ => None,
        }
    }

    fn args(&self) -> &[Type] {
        match self {
            Self::Ext(_, args) | Self::Def(_, args) | Self::Tuple(args) => args,
            _ => &[],
        }
    }
}

/// Where a type is written: names mean what they mean there.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    pub(crate) file: FileId,
    pub(crate) module: Mod,
    pub(crate) function: Option<FnRef>,
    pub(crate) owner: Option<TypeRef>,
}

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

    fn site_at(&self, node: Node) -> Site {
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

    fn site_of_type(&self, ty: TypeRef) -> Site {
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

    fn named(&self, site: Site, name: &str, args: Arc<[Type]>, generics: &[(String, Type)], depth: u32) -> Type {
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
                Def::Global(node) => {
                    if let Type::Def(t, _) = self.constructed_by(node) {
                        return Type::Def(t, args);
                    }
                }
                _ => {}
            }
        }
        match external {
            Some(path) => Type::Ext(path, args),
            None => Type::Ext(Arc::from(name), args),
        }
    }

    /// `Name = NewType(…)` and `Name = OtherClass` in Python: no types of their own.
    fn constructed_by(&self, _assignment: Node) -> Type {
        Type::Unknown
    }

    fn generic_bounds(&self, site: Site, name: &str, depth: u32) -> Option<Type> {
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

    /// What is inside wrappers that only hold another value: `Arc`, `Option`, `Box`, `Lazy`.
    pub(crate) fn peel(&self, ty: &Type) -> Type {
        let mut at = ty.clone();
        for _ in 0..8 {
            match self.unwrap_once(&at) {
                Some(inner) => at = inner,
                None => return at,
            }
        }
        at
    }

    fn unwrap_once(&self, ty: &Type) -> Option<Type> {
        let Type::Ext(path, args) = ty else { return None };
        let first = args.first()?;
        let last = crate::index::last_segment(path);
        let name = crate::unit::Name::of(last);
        self.models.wrappers.named(name).any(|r| r.row.matches_last(last)).then(|| first.clone())
    }

    /// The element of a collection's type: a map's is a pair.
    pub(crate) fn element(&self, ty: &Type) -> Type {
        match self.peel(ty) {
            Type::Slice(inner) => (*inner).clone(),
            Type::Ext(_, args) if args.len() == 1 => args[0].clone(),
            Type::Ext(_, args) if args.len() >= 2 => Type::Tuple(args),
            Type::Any(all) => {
                all.iter().map(|t| self.element(t)).find(|t| *t != Type::Unknown).unwrap_or(Type::Unknown)
            }
            _ => Type::Unknown,
        }
    }

    /// The type of a value.
    pub(crate) fn type_of(&self, node: Node) -> Type {
        self.type_at(node, STEPS)
    }

    fn type_at(&self, node: Node, depth: u32) -> Type {
        if depth == 0 || !node.expr.is_some() {
            return Type::Unknown;
        }
        if let Some(known) = self.types.borrow().get(&node) {
            return known.clone();
        }
        let ty = self.compute(node, depth);
        // What was cut off by the depth must not be remembered as unknown.
        if ty != Type::Unknown || depth > STEPS / 2 {
            self.types.borrow_mut().insert(node, ty.clone());
        }
        ty
    }

    fn compute(&self, node: Node, depth: u32) -> Type {
        let unit = self.unit(node.file);
        let to = |expr: ExprId| self.type_at(Node { file: node.file, expr }, depth - 1);
        match unit.expr(node.expr) {
            Expr::Str(_) => Type::ext("'static str"),
            Expr::Template { .. } => Type::ext("String"),
            Expr::Bool(_) => Type::ext("bool"),
            Expr::Int(_) => Type::ext("int"),
            Expr::Float(_) => Type::ext("f64"),
            Expr::Local(var) | Expr::Bind { var, .. } => self.type_of_var(node.file, var, depth),
            Expr::Path { .. } => self.type_of_path(node, depth),
            Expr::Field { base, name } => {
                let through = self.type_of_path(node, depth);
                if through != Type::Unknown {
                    return through;
                }
                self.field_type(&to(base), unit.str(name), depth)
            }
            Expr::Index { base, .. } => match self.peel(&to(base)) {
                Type::Ext(_, args) if args.len() >= 2 => args[1].clone(),
                other => self.element(&other),
            },
            Expr::Call { .. } => self.type_of_call(node, depth),
            Expr::Struct { name, ty, .. } => {
                let site = self.site_at(node);
                if ty.is_some() {
                    let of = self.declared(site, ty, &[], depth - 1);
                    if let Type::Def(t, _) = &of
                        && self.type_def(*t).kind != TypeKind::Alias
                    {
                        return of;
                    }
                }
                let text = unit.str(name);
                if text == "Self" {
                    return site.owner.map_or(Type::Unknown, |t| Type::Def(t, Arc::from([])));
                }
                self.symbols
                    .resolve_path(self.units, node.file, site.module, text)
                    .into_iter()
                    .find_map(|d| match d {
                        Def::Type(t) | Def::Variant(t, _) => Some(Type::Def(t, Arc::from([]))),
                        Def::External(path) => Some(Type::Ext(path, Arc::from([]))),
                        _ => None,
                    })
                    .unwrap_or(Type::Unknown)
            }
            Expr::Array(items) => {
                let first = unit.facts.exprs_of(items).next();
                Type::Slice(Arc::new(first.map_or(Type::Unknown, to)))
            }
            Expr::Tuple(items) => Type::Tuple(unit.facts.exprs_of(items).map(to).collect()),
            Expr::Binary { op, left, right } => match op {
                skinflint_facts::BinaryOp::Eq | skinflint_facts::BinaryOp::Order | skinflint_facts::BinaryOp::In => {
                    Type::ext("bool")
                }
                skinflint_facts::BinaryOp::Or | skinflint_facts::BinaryOp::And => {
                    let (l, r) = (to(left), to(right));
                    if l == Type::Unknown { r } else { l }
                }
                _ => to(left),
            },
            Expr::Unary { operand, op } => match op {
                UnaryOp::Not => Type::ext("bool"),
                UnaryOp::Try | UnaryOp::Await => {
                    let inner = to(operand);
                    self.unwrap_once(&inner).unwrap_or(inner)
                }
                _ => to(operand),
            },
            Expr::Cast { ty, .. } => self.declared(self.site_at(node), ty, &[], depth - 1),
            Expr::If { then, orelse, .. } => branch_type([to(then), to(orelse)].into_iter()),
            Expr::Match { arms, .. } => branch_type(unit.facts.exprs_of(arms).map(to)),
            Expr::Arm { body, .. } | Expr::Closure { body, .. } => to(body),
            Expr::Block { tail, .. } => to(tail),
            _ => Type::Unknown,
        }
    }

    fn type_of_path(&self, node: Node, depth: u32) -> Type {
        for def in self.symbols.resolve_expr(self.units, node) {
            let ty = match def {
                Def::Const(file, at) => {
                    let constant = &self.unit(file).facts.consts[at as usize];
                    let value = Node { file, expr: constant.value };
                    let site = Site {
                        file,
                        module: self.symbols.module(file, constant.module),
                        function: None,
                        owner: if constant.value.is_some() {
                            self.symbols.self_type_at(self.units, value)
                        } else {
                            None
                        },
                    };
                    let ty = self.declared(site, constant.ty, &[], depth - 1);
                    if ty == Type::Unknown { self.type_at(value, depth - 1) } else { ty }
                }
                Def::Global(at) => match self.unit(at.file).expr(at.expr) {
                    Expr::Assign { value, .. } | Expr::Let { value, .. } => {
                        self.type_at(Node { file: at.file, expr: value }, depth - 1)
                    }
                    _ => Type::Unknown,
                },
                Def::Attribute(file, field) => {
                    let value = self.unit(file).facts.fields[field.index()].value;
                    self.type_at(Node { file, expr: value }, depth - 1)
                }
                Def::Variant(ty, _) => Type::Def(ty, Arc::from([])),
                _ => Type::Unknown,
            };
            if ty != Type::Unknown {
                return ty;
            }
        }
        Type::Unknown
    }

    fn type_of_var(&self, file: FileId, var: VarId, depth: u32) -> Type {
        let facts = &self.unit(file).facts;
        let of = &facts.vars[var.index()];
        if let Some((f, n)) = of.param {
            let f = FnRef { file, id: f };
            let function = self.function(f);
            let params = facts.params_of(function);
            if function.flags.has_self && n == 0 && function.kind == FnKind::Function {
                return self.symbols.owner_type(self.units, f).map_or(Type::Unknown, |t| Type::Def(t, Arc::from([])));
            }
            let ty = params.get(n as usize).map_or(TyId::NONE, |p| p.ty);
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
        Type::Unknown
    }

    /// The pattern that a definition binds, and the type of what is bound to it.
    fn bound(&self, def: Node, depth: u32) -> (ExprId, Type) {
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

    fn pattern_type(&self, file: FileId, pattern: ExprId, var: VarId, ty: Type, depth: u32) -> Type {
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
                        _ => self.variant_field(Node { file, expr: callee }, &i.to_string(), depth),
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

    fn variant_field(&self, callee: Node, field: &str, depth: u32) -> Type {
        let defs = self.symbols.resolve_expr(self.units, callee);
        defs.first().map_or(Type::Unknown, |d| self.field_of(d, field, depth))
    }

    fn field_of(&self, def: &Def, field: &str, depth: u32) -> Type {
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

    fn type_of_call(&self, node: Node, depth: u32) -> Type {
        let unit = self.unit(node.file);
        let Expr::Call { callee, args, ty } = unit.expr(node.expr) else { return Type::Unknown };
        if let Some(row) = self.match_rows(&self.models.types, node).next() {
            return Type::ext(&row.row.returns);
        }
        let targets = self.targets(node);
        for f in &targets.functions {
            let function = self.function(*f);
            if function.kind == FnKind::MacroArm {
                continue;
            }
            let ret = self.declared(self.site_of(*f), function.ret, &[], depth - 1);
            if ret != Type::Unknown {
                return ret;
            }
        }
        let callee_node = Node { file: node.file, expr: callee };
        for def in &targets.defs {
            match def {
                Def::Type(t) | Def::Variant(t, _) => return Type::Def(*t, Arc::from([])),
                _ => {}
            }
        }
        if let Some(row) = self.match_rows(&self.models.flows, node).next() {
            use crate::models::FlowReturn;
            for ret in &row.row.returns {
                let of = match ret {
                    FlowReturn::Receiver => match unit.expr(callee) {
                        Expr::Field { base, .. } => base,
                        _ => continue,
                    },
                    FlowReturn::Arg0 | FlowReturn::Closure0 | FlowReturn::Args => {
                        match unit.facts.args_of(args).next() {
                            Some(a) => a.value,
                            None => continue,
                        }
                    }
                    FlowReturn::Values => continue,
                    FlowReturn::Arg2 => match unit.facts.args_of(args).nth(2) {
                        Some(a) => a.value,
                        None => continue,
                    },
                    FlowReturn::Arg1 | FlowReturn::Closure1 => match unit.facts.args_of(args).nth(1) {
                        Some(a) => a.value,
                        None => continue,
                    },
                };
                let of = self.type_at(Node { file: node.file, expr: of }, depth - 1);
                if of != Type::Unknown {
                    return owned(self.unwrapped_by(unit, callee, of));
                }
            }
        }
        match unit.expr(callee) {
            Expr::Path { name, ty: written } => {
                let text = unit.str(name);
                // `Type::new(…)`, `Type::from(…)`, `Type::default()`: what is named before the last part.
                if unit.facts.language == Language::Rust
                    && let Some((of, method)) = text.rsplit_once("::")
                    && of.rsplit("::").next().is_some_and(|t| t.starts_with(|c: char| c.is_ascii_uppercase()))
                    && method.starts_with(|c: char| c.is_ascii_lowercase())
                {
                    let site = self.site_at(node);
                    if written.is_some() {
                        return self.declared(site, written, &[], depth - 1);
                    }
                    return self.named(site, of, Arc::from([]), &[], depth - 1);
                }
                if unit.facts.language == Language::Python {
                    return self.external_class(callee_node);
                }
                Type::Unknown
            }
            Expr::Field { base, name } => {
                if unit.facts.language == Language::Python {
                    let class = self.external_class(callee_node);
                    if class != Type::Unknown {
                        return class;
                    }
                }
                if ty.is_some() {
                    return self.declared(self.site_at(node), ty, &[], depth - 1);
                }
                let of = self.type_at(Node { file: node.file, expr: base }, depth - 1);
                // A builder's methods give the builder back: `Opts::new(…).namespace(…)`.
                match (self.peel(&of), unit.str(name)) {
                    (Type::Ext(path, args), "get" | "first" | "last" | "next" | "pop" | "get_mut" | "nth") => {
                        self.element(&Type::Ext(path, args))
                    }
                    _ => Type::Unknown,
                }
            }
            _ => Type::Unknown,
        }
    }

    /// Methods such as `unwrap` take one wrapper away; methods such as `clone` none.
    fn unwrapped_by(&self, unit: &crate::unit::Unit, callee: ExprId, ty: Type) -> Type {
        let Expr::Field { name, .. } = unit.expr(callee) else { return ty };
        match unit.str(name) {
            "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default" | "unwrap_or_else" | "lock" | "read" | "write"
            | "borrow" | "get_or_init" => self.unwrap_once(&ty).unwrap_or(ty),
            _ => ty,
        }
    }

    /// `Class(…)` of a class outside the tree: Python's classes begin with a capital.
    fn external_class(&self, callee: Node) -> Type {
        for def in self.symbols.resolve_expr(self.units, callee) {
            if let Def::External(path) = def
                && crate::index::last_segment(&path).starts_with(|c: char| c.is_ascii_uppercase())
            {
                return Type::Ext(path, Arc::from([]));
            }
        }
        Type::Unknown
    }
}

/// The type of several branches: the first known one, but a constant text only where all are.
fn branch_type(branches: impl Iterator<Item = Type>) -> Type {
    let mut constant = None;
    let mut known = true;
    for ty in branches {
        if ty.path() == Some("'static str") {
            constant = constant.or(Some(ty));
        } else if ty != Type::Unknown {
            return ty;
        } else {
            known = false;
        }
    }
    constant.filter(|_| known).unwrap_or(Type::Unknown)
}

/// A constant text that was handed on is text like any other.
fn owned(ty: Type) -> Type {
    if ty.path() == Some("'static str") { Type::ext("str") } else { ty }
}
