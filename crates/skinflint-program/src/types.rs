//! Light types: what a declaration, a constructor or a field says the type of a value is.
//!
//! No inference and no trait solving: where the code does not say it within a few steps, the type is
//! unknown, and unknown is an answer.

mod calls;
mod declared;
mod entities;
mod patterns;
mod rows;

pub(crate) use entities::Relations;

use std::sync::Arc;

use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, TypeKind, UnaryOp};

use crate::eval::Eval;
use crate::symbols::{Def, Mod, TypeRef};
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

    pub(crate) fn args(&self) -> &[Type] {
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

    pub(crate) fn unwrap_once(&self, ty: &Type) -> Option<Type> {
        let Type::Ext(path, args) = ty else { return None };
        let first = args.first()?;
        let last = crate::index::last_segment(path);
        let name = crate::unit::Name::of(last);
        // `sqlalchemy.orm.Query` is no `Query` of a Rust framework.
        let dotted = path.contains('.');
        let row = self
            .models
            .wrappers
            .named(name)
            .find(|r| r.row.matches_last(last) && !(dotted && r.language == skinflint_facts::Language::Rust))?;
        row.usage.mark();
        Some(first.clone())
    }

    /// The element of a collection's type: a map's is a pair.
    pub(crate) fn element(&self, ty: &Type) -> Type {
        match self.peel(ty) {
            Type::Slice(inner) => (*inner).clone(),
            // `Kind::iter()`: what a derive writes goes through the variants.
            Type::Def(t, args) if self.type_def(t).kind == TypeKind::Enum => Type::Def(t, args),
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

    pub(crate) fn type_at(&self, node: Node, depth: u32) -> Type {
        if depth == 0 || !node.expr.is_some() {
            return Type::Unknown;
        }
        if let Some(known) = self.types.borrow().get(&node) {
            return known.clone();
        }
        let Some(_asked) = self.ask_type() else {
            self.cut.set(true);
            return Type::Unknown;
        };
        // `query = query.bind(x)`: what is asked below itself is not known.
        if !self.asked_types.borrow_mut().insert(node) {
            self.cut.set(true);
            return Type::Unknown;
        }
        let before = self.cut.replace(false);
        let ty = self.compute(node, depth);
        self.asked_types.borrow_mut().remove(&node);
        // What was cut off must not be remembered as unknown.
        let cut = self.cut.get();
        if ty != Type::Unknown || (depth > STEPS / 2 && !cut) {
            self.types.borrow_mut().insert(node, ty.clone());
        }
        self.cut.set(before || (cut && ty == Type::Unknown));
        ty
    }

    pub(crate) fn compute(&self, node: Node, depth: u32) -> Type {
        let unit = self.unit(node.file);
        let to = |expr: ExprId| self.type_at(Node { file: node.file, expr }, depth - 1);
        match unit.expr(node.expr) {
            // A literal's type is text like any other: what is assigned later counts too.
            Expr::Str(_) => Type::ext("str"),
            Expr::Template { .. } => Type::ext("String"),
            Expr::Bool(_) => Type::ext("bool"),
            Expr::Int(_) => Type::ext("int"),
            Expr::Float(_) => Type::ext("f64"),
            Expr::Local(var) | Expr::Bind { var, .. } => self.type_of_var(node.file, var, depth),
            Expr::Path { .. } => self.type_of_path(node, depth),
            Expr::Field { base, name } => {
                let managed = self.manager_of(node, base, name);
                if managed != Type::Unknown {
                    return managed;
                }
                let through = self.type_of_path(node, depth);
                if through != Type::Unknown {
                    return through;
                }
                let of_entity = self.entity_member(node, base, name, depth);
                if of_entity != Type::Unknown {
                    return of_entity;
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
                UnaryOp::Try => {
                    let inner = to(operand);
                    self.unwrap_once(&inner).unwrap_or(inner)
                }
                // An async function's declared result is what awaiting it gives; only a future that is
                // named as a type holds it.
                UnaryOp::Await => {
                    let inner = to(operand);
                    let future = inner.path().is_some_and(|p| {
                        matches!(crate::index::last_segment(p), "Awaitable" | "Pin" | "Box" | "BoxFuture" | "Coroutine")
                    });
                    if future { self.unwrap_once(&inner).unwrap_or(inner) } else { inner }
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

    pub(crate) fn type_of_path(&self, node: Node, depth: u32) -> Type {
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
