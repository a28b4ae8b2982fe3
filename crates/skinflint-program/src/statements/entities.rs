//! What a statement's rows are read into, and which of its fields anybody reads.

use rustc_hash::FxHashSet;
use skinflint_facts::{Expr, ExprId, FnId, TyId};

use super::Entity;
use crate::eval::Eval;
use crate::symbols::TypeRef;
use crate::types::Type;
use crate::unit::{FnRef, Node};

/// Functions looked into for one type.
const MOST_READERS: usize = 60;

impl Eval<'_> {
    /// The type of the tree that the rows of a statement become.
    pub(super) fn entity(&self, call: Node) -> Option<Entity> {
        let function = self.function_of(call)?;
        let ty = self.row_type(call, function)?;
        let unit = self.unit(ty.file);
        let def = self.type_def(ty);
        let fields: Vec<String> = unit.facts.fields_of(def).iter().map(|f| unit.str(f.name).to_owned()).collect();
        if fields.is_empty() || fields.iter().all(|f| f.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        let mut read = FxHashSet::default();
        let returned = self.mentions(function.file, self.function(function).ret, ty, function);
        self.fields_read(function, &mut read);
        // What the function hands the value to, and what that hands it to.
        let readers = self.readers(ty);
        let mut reached = vec![function];
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            next += 1;
            for reader in self.named_readers(from, &readers) {
                if !reached.contains(&reader) && reached.len() < MOST_READERS {
                    reached.push(reader);
                    self.fields_read(reader, &mut read);
                }
            }
        }
        let mut read: Vec<String> = read.into_iter().filter(|f| fields.contains(f)).collect();
        read.sort_unstable();
        Some(Entity { name: unit.str(def.name).to_owned(), fields, handed_on: returned, read })
    }

    /// `query_as::<_, T>(…)`, `query_as!(T, …)`, `let rows: Vec<T> = …`, or what the function returns.
    fn row_type(&self, call: Node, function: FnRef) -> Option<TypeRef> {
        let unit = self.unit(call.file);
        let facts = &unit.facts;
        let site = self.site_at(call);
        let own = |ty: TyId| self.entity_in(&self.declared(site, ty, &[], 12), 4);
        if let Expr::Call { callee, args, ty } = unit.expr(call.expr) {
            if let Some(found) = own_if(ty, &own) {
                return Some(found);
            }
            if let Expr::Path { ty, name } = unit.expr(callee) {
                if let Some(found) = own_if(ty, &own) {
                    return Some(found);
                }
                if unit.str(name).ends_with("_as!")
                    && let Some(first) = facts.args_of(args).next()
                {
                    let node = Node { file: call.file, expr: first.value };
                    for def in self.symbols.resolve_expr(self.units, node) {
                        if let crate::symbols::Def::Type(t) = def {
                            return Some(t);
                        }
                    }
                }
            }
        }
        for up in self.around(call) {
            match unit.expr(up) {
                Expr::Let { pattern, .. } => {
                    if let Expr::Bind { var, .. } = unit.expr(pattern)
                        && let Some(found) = own_if(facts.vars[var.index()].ty, &own)
                    {
                        return Some(found);
                    }
                    return None;
                }
                Expr::Closure { .. } | Expr::Call { .. } | Expr::Field { .. } | Expr::Unary { .. } => {}
                Expr::If { .. } | Expr::Block { .. } | Expr::Match { .. } | Expr::Arm { .. } => {}
                Expr::Return(_) => break,
                _ => return None,
            }
        }
        own_if(self.function(function).ret, &own)
    }

    /// The first struct of the tree in a type, behind whatever wraps it.
    fn entity_in(&self, ty: &Type, depth: u32) -> Option<TypeRef> {
        if depth == 0 {
            return None;
        }
        match ty {
            Type::Def(t, _) if self.type_def(*t).kind == skinflint_facts::TypeKind::Struct => Some(*t),
            Type::Ext(_, args) | Type::Tuple(args) | Type::Any(args) | Type::Def(_, args) => {
                args.iter().find_map(|a| self.entity_in(a, depth - 1))
            }
            Type::Slice(inner) => self.entity_in(inner, depth - 1),
            Type::Unknown => None,
        }
    }

    fn mentions(&self, _file: skinflint_base::FileId, ty: TyId, of: TypeRef, function: FnRef) -> bool {
        if !ty.is_some() {
            return false;
        }
        let site = self.site_of(function);
        self.holds(&self.declared(site, ty, &[], 12), of, 6)
    }

    fn holds(&self, ty: &Type, of: TypeRef, depth: u32) -> bool {
        if depth == 0 {
            return true;
        }
        match ty {
            Type::Def(t, args) => *t == of || args.iter().any(|a| self.holds(a, of, depth - 1)),
            Type::Ext(_, args) | Type::Tuple(args) | Type::Any(args) => {
                args.iter().any(|a| self.holds(a, of, depth - 1))
            }
            Type::Slice(inner) => self.holds(inner, of, depth - 1),
            Type::Unknown => false,
        }
    }

    /// Functions that are given a value of a type: conversions, and methods of its own.
    fn readers(&self, ty: TypeRef) -> Vec<FnRef> {
        let mut all = Vec::new();
        let name = {
            let unit = self.unit(ty.file);
            unit.str(self.type_def(ty).name).to_owned()
        };
        for (i, unit) in self.units.iter().enumerate() {
            let file = skinflint_base::FileId(u32::try_from(i).unwrap_or(u32::MAX));
            // A file that never says the name gives no function of it.
            if !unit.facts.strings.iter().any(|s| s.ends_with(name.as_str())) {
                continue;
            }
            for f in 0..unit.facts.functions.len() {
                let f = FnRef { file, id: FnId(u32::try_from(f).unwrap_or(u32::MAX)) };
                let function = self.function(f);
                let takes = unit.facts.params_of(function).iter().enumerate().any(|(n, p)| {
                    if n == 0 && function.flags.has_self {
                        return self.symbols.owner_type(self.units, f) == Some(ty);
                    }
                    p.ty.is_some() && self.holds(&self.declared(self.site_of(f), p.ty, &[], 12), ty, 5)
                });
                if takes {
                    all.push(f);
                }
            }
        }
        all
    }

    /// Those of some functions that a function's body names: `Summary::from`, `.into()`, `.render(…)`.
    fn named_readers(&self, f: FnRef, readers: &[FnRef]) -> Vec<FnRef> {
        let unit = self.unit(f.file);
        let (from, to) = self.function(f).exprs;
        let mut named: FxHashSet<(&str, &str)> = FxHashSet::default();
        for i in from..to {
            match unit.expr(ExprId(i)) {
                Expr::Path { name, .. } => {
                    let mut parts = unit.str(name).rsplit("::");
                    let last = parts.next().unwrap_or_default();
                    named.insert((parts.next().unwrap_or_default(), last));
                }
                Expr::Field { name, .. } => {
                    named.insert(("", unit.str(name)));
                }
                _ => {}
            }
        }
        let owner = |r: FnRef| {
            let ty = self.symbols.owner_type(self.units, r)?;
            Some(self.unit(ty.file).str(self.type_def(ty).name))
        };
        // `.into()` says no type: what the function returns does.
        let into = named.contains(&("", "into")) || named.contains(&("Into", "into"));
        let returned = self.ty_text(f.file, self.function(f).ret, 6);
        let gives =
            |r: FnRef| owner(r).is_some_and(|o| returned.split([' ', ':', '.']).any(|word| word == o.to_lowercase()));
        readers
            .iter()
            .copied()
            .filter(|r| {
                let name = self.unit(r.file).str(self.function(*r).name);
                if name == "from" && into && gives(*r) {
                    return true;
                }
                named.iter().any(|(of, last)| {
                    *last == name && (of.is_empty() || *of == "Self" || owner(*r).is_none_or(|o| o == *of))
                })
            })
            .collect()
    }

    fn fields_read(&self, f: FnRef, read: &mut FxHashSet<String>) {
        let unit = self.unit(f.file);
        let (from, to) = self.function(f).exprs;
        for i in from..to {
            match unit.expr(ExprId(i)) {
                Expr::Field { name, .. } => {
                    read.insert(unit.str(name).to_owned());
                }
                // A pattern that takes the value apart.
                Expr::Struct { fields, .. } => {
                    for arg in unit.facts.args_of(fields).filter(|a| a.name.is_some()) {
                        if matches!(unit.expr(arg.value), Expr::Bind { .. }) {
                            read.insert(unit.str(arg.name).to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn own_if(ty: TyId, own: &dyn Fn(TyId) -> Option<TypeRef>) -> Option<TypeRef> {
    if ty.is_some() { own(ty) } else { None }
}
