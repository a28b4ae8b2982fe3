//! Classes whose instances are rows: what their bases outside the tree are, what gives their rows, and
//! which other rows their relations lead to.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, Language, Sym, Ty, TypeDefId, TypeKind};

use super::Type;
use crate::eval::Eval;
use crate::models::{RelationRow, Row};
use crate::symbols::{Def, TypeRef};
use crate::unit::{Name, Node};

/// A relation of an entity, as declared on either side.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) to: TypeRef,
    /// Whether it holds many.
    pub(crate) many: bool,
    /// Type of the attribute that holds many.
    pub(crate) many_type: Option<Arc<str>>,
    /// It is loaded with its owner.
    pub(crate) eager: bool,
    /// The name of the relation on the other side, where it has one: what came through one way needs no
    /// query for the way back.
    pub(crate) back: Option<Name>,
    pub(crate) library: Arc<str>,
}

/// All relations by owner and name.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    pub(crate) of: FxHashMap<(TypeRef, Name), Relation>,
}

/// Classes above each other.
const HIGHEST: usize = 12;

impl Eval<'_> {
    /// What a class or trait derives from outside the tree, as paths, however far up.
    pub(crate) fn ancestors(&self, ty: TypeRef) -> Arc<[Arc<str>]> {
        if let Some(known) = self.ancestors.borrow().get(&ty) {
            return Arc::clone(known);
        }
        let mut found: Vec<Arc<str>> = Vec::new();
        let mut seen = vec![ty];
        let mut at = 0;
        while at < seen.len() && at < HIGHEST {
            let of = seen[at];
            at += 1;
            let facts = &self.unit(of.file).facts;
            let def = self.type_def(of);
            let module = self.symbols.module(of.file, def.module);
            for base in facts.tys_of(def.bases) {
                let Ty::Named { name, .. } = facts.ty(base) else { continue };
                let text = facts.str(name);
                let defs = self.symbols.resolve_path(self.units, of.file, module, text);
                let mut known = false;
                for def in defs {
                    known = true;
                    match def {
                        Def::Type(t) if !seen.contains(&t) => seen.push(t),
                        Def::External(path) => found.push(path),
                        // `Base = declarative_base()`
                        Def::Global(node) => found.extend(self.made_by(node)),
                        _ => {}
                    }
                }
                if !known {
                    found.push(Arc::from(text));
                }
            }
        }
        let found: Arc<[Arc<str>]> = Arc::from(found);
        self.ancestors.borrow_mut().insert(ty, Arc::clone(&found));
        found
    }

    fn made_by(&self, global: Node) -> Vec<Arc<str>> {
        let (Expr::Assign { value, .. } | Expr::Let { value, .. }) = self.expr(global) else { return Vec::new() };
        let Expr::Call { callee, .. } = self.unit(global.file).expr(value) else { return Vec::new() };
        let defs = self.symbols.resolve_expr(self.units, Node { file: global.file, expr: callee });
        defs.into_iter().filter_map(|d| if let Def::External(path) = d { Some(path) } else { None }).collect()
    }

    /// Whether a class is an entity of some library.
    pub(crate) fn is_entity(&self, ty: TypeRef) -> bool {
        if self.type_def(ty).kind != TypeKind::Class {
            return false;
        }
        let ancestors = self.ancestors(ty);
        self.models.entities.iter().any(|row| {
            let is = ancestors.iter().any(|path| row.row.bases.matches(path));
            if is {
                row.usage.mark();
            }
            is
        })
    }

    /// What gives an entity's rows: `Order.objects`.
    pub(super) fn manager_of(&self, node: Node, base: ExprId, name: Sym) -> Type {
        let unit = self.unit(node.file);
        if unit.facts.language != Language::Python {
            return Type::Unknown;
        }
        let text = unit.str(name);
        let known = self.models.entities.named(Name::of(text)).next().is_some();
        let named = known || text.ends_with("_objects") || text.ends_with("_manager");
        let is_class = matches!(unit.expr(base), Expr::Path { name, .. } | Expr::Field { name, .. }
            if crate::index::last_segment(unit.str(name)).starts_with(|c: char| c.is_ascii_uppercase()));
        if !known && !is_class {
            return Type::Unknown;
        }
        for def in self.symbols.resolve_expr(self.units, Node { file: node.file, expr: base }) {
            let Def::Type(t) = def else { continue };
            let ancestors = self.ancestors(t);
            let Some(row) = self
                .models
                .entities
                .iter()
                .find(|r| !r.row.managers.is_empty() && ancestors.iter().any(|path| r.row.bases.matches(path)))
            else {
                continue;
            };
            row.usage.mark();
            let entity: Arc<[Type]> = Arc::from([Type::Def(t, Arc::from([]))]);
            // A manager of the tree has methods of its own.
            let facts = &self.unit(t.file).facts;
            let own = facts.fields_of(self.type_def(t)).iter().find(|f| facts.str(f.name) == text);
            let mut managed = named;
            if let Some(own) = own
                && own.value.is_some()
            {
                match self.type_of(Node { file: t.file, expr: own.value }) {
                    Type::Def(manager, _) if self.is_manager_class(manager) => return Type::Def(manager, entity),
                    Type::Ext(path, _) => managed |= crate::index::last_segment(&path).ends_with("Manager"),
                    _ => {}
                }
            }
            if managed {
                return Type::Ext(Arc::from(row.row.manager_type.as_str()), entity);
            }
        }
        Type::Unknown
    }

    fn is_manager_class(&self, ty: TypeRef) -> bool {
        self.ancestors(ty).iter().any(|path| {
            let last = crate::index::last_segment(path);
            last.ends_with("Manager") || last == "from_queryset"
        })
    }

    /// What a relation of an entity leads to.
    pub(super) fn entity_member(&self, node: Node, base: ExprId, name: Sym, depth: u32) -> Type {
        let unit = self.unit(node.file);
        if unit.facts.language != Language::Python || self.models.relations.iter().next().is_none() {
            return Type::Unknown;
        }
        let of = self.peel(&self.type_at(Node { file: node.file, expr: base }, depth - 1));
        let Type::Def(owner, _) = of else { return Type::Unknown };
        let Some(relation) = self.relation(owner, unit.name(name)) else { return Type::Unknown };
        let to = Type::Def(relation.to, Arc::from([]));
        match (relation.many, &relation.many_type) {
            (false, _) => to,
            (true, Some(ty)) => Type::Ext(Arc::clone(ty), Arc::from([to])),
            (true, None) => Type::Ext(Arc::from("list"), Arc::from([to])),
        }
    }

    /// A relation of a class or of what it derives from.
    pub(crate) fn relation(&self, owner: TypeRef, name: Name) -> Option<Relation> {
        let all = self.relations();
        if let Some(found) = all.of.get(&(owner, name)) {
            return Some(found.clone());
        }
        self.tree_bases(owner).into_iter().find_map(|t| all.of.get(&(t, name)).cloned())
    }

    /// The classes of the tree that a class derives from.
    pub(crate) fn tree_bases(&self, ty: TypeRef) -> Vec<TypeRef> {
        let mut all: Vec<TypeRef> = vec![ty];
        let mut at = 0;
        while at < all.len() && at < HIGHEST {
            let of = all[at];
            at += 1;
            let facts = &self.unit(of.file).facts;
            let def = self.type_def(of);
            let module = self.symbols.module(of.file, def.module);
            for base in facts.tys_of(def.bases) {
                let Ty::Named { name, .. } = facts.ty(base) else { continue };
                for def in self.symbols.resolve_path(self.units, of.file, module, facts.str(name)) {
                    if let Def::Type(t) = def
                        && !all.contains(&t)
                    {
                        all.push(t);
                    }
                }
            }
        }
        all.remove(0);
        all
    }

    /// All relations of the tree.
    pub(crate) fn relations(&self) -> Arc<Relations> {
        if let Some(known) = self.relations.borrow().as_ref() {
            return Arc::clone(known);
        }
        // Types ask for relations, and relations for types: below itself there is none.
        *self.relations.borrow_mut() = Some(Arc::default());
        let found = Arc::new(self.find_relations());
        *self.relations.borrow_mut() = Some(Arc::clone(&found));
        found
    }

    fn find_relations(&self) -> Relations {
        let mut entities: FxHashMap<Name, Vec<TypeRef>> = FxHashMap::default();
        for (i, unit) in self.units.iter().enumerate() {
            if unit.facts.language != Language::Python {
                continue;
            }
            let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
            for (n, def) in unit.facts.types.iter().enumerate() {
                let ty = TypeRef { file, id: TypeDefId(u32::try_from(n).unwrap_or(u32::MAX)) };
                if def.kind == TypeKind::Class && self.is_entity(ty) {
                    entities.entry(unit.name(def.name)).or_default().push(ty);
                }
            }
        }
        let mut found = Relations::default();
        let mut owners: Vec<TypeRef> = entities.values().flatten().copied().collect();
        owners.sort_unstable();
        for owner in owners {
            let facts = &self.unit(owner.file).facts;
            for field in facts.fields_of(self.type_def(owner)) {
                if !field.value.is_some() || !matches!(facts.expr(field.value), Expr::Call { .. }) {
                    continue;
                }
                let call = Node { file: owner.file, expr: field.value };
                if let Some(row) = self.match_rows(&self.models.relations, call).next() {
                    self.add_relation(owner, field.name, field.ty, call, row, &entities, &mut found);
                }
            }
        }
        found
    }

    #[expect(clippy::too_many_arguments, reason = "what one declaration says, and where it goes")]
    fn add_relation(
        &self,
        owner: TypeRef,
        name: Sym,
        annotated: skinflint_facts::TyId,
        call: Node,
        row: &Row<RelationRow>,
        entities: &FxHashMap<Name, Vec<TypeRef>>,
        found: &mut Relations,
    ) {
        let unit = self.unit(owner.file);
        let argument = |slot: &crate::models::Slot| {
            let args = self.args(call);
            let by_name =
                slot.kw.as_ref().and_then(|kw| args.iter().find(|a| a.name.is_some() && unit.str(a.name) == kw));
            let by_place = || slot.arg.and_then(|n| args.iter().filter(|a| !a.name.is_some()).nth(n));
            by_name.or_else(by_place).map(|a| a.value)
        };
        let mut many = row.row.many;
        let mut to = argument(&row.row.to).and_then(|e| self.entity_named(owner, e, entities));
        if to.is_none() && annotated.is_some() {
            let (entity, list) = self.annotated_entity(owner, annotated, entities, 4);
            to = entity;
            many = list;
        } else if annotated.is_some() {
            many |= self.annotated_entity(owner, annotated, entities, 4).1;
        }
        let Some(to) = to else { return };
        let text = |e: ExprId| match unit.expr(e) {
            Expr::Str(s) => Some(unit.str(s).to_owned()),
            _ => None,
        };
        let eager =
            row.row.loading.as_ref().and_then(&argument).and_then(text).is_some_and(|how| row.row.eager.contains(&how));
        let inverse = row.row.inverse.as_ref().and_then(&argument).and_then(text);
        let owner_name = unit.str(self.type_def(owner).name).to_lowercase();
        let inverse = match (inverse, &row.row.inverse_suffix) {
            (Some(name), _) => Some(name.replace("%(class)s", &owner_name)),
            (None, Some(suffix)) => Some(format!("{owner_name}{suffix}")),
            (None, None) => None,
        }
        .filter(|n| !n.ends_with('+'));
        let many_type = row.row.many_type.as_deref().map(Arc::from);
        let library: Arc<str> = Arc::from(row.library.as_str());
        let back = inverse.as_deref().map(Name::of);
        let own = unit.name(name);
        let relation = Relation { to, many, many_type: many_type.clone(), eager, back, library: Arc::clone(&library) };
        found.of.insert((owner, own), relation);
        if let Some(inverse) = back
            && row.row.many_type.is_some()
        {
            let relation =
                Relation { to: owner, many: row.row.inverse_many, many_type, eager: false, back: Some(own), library };
            found.of.entry((to, inverse)).or_insert(relation);
        }
    }

    /// The entity that an expression names: a class, its name, or its name with that of its application.
    fn entity_named(&self, owner: TypeRef, at: ExprId, entities: &FxHashMap<Name, Vec<TypeRef>>) -> Option<TypeRef> {
        let unit = self.unit(owner.file);
        match unit.expr(at) {
            Expr::Str(s) => {
                let text = unit.str(s);
                if text == "self" {
                    return Some(owner);
                }
                self.entity_by_name(owner, crate::index::last_segment(text), entities)
            }
            Expr::Path { .. } | Expr::Field { .. } => {
                let node = Node { file: owner.file, expr: at };
                let found = self.symbols.resolve_expr(self.units, node).into_iter().find_map(|d| match d {
                    Def::Type(t) => Some(t),
                    _ => None,
                });
                found.or_else(|| match unit.expr(at) {
                    Expr::Path { name, .. } | Expr::Field { name, .. } => {
                        self.entity_by_name(owner, crate::index::last_segment(unit.str(name)), entities)
                    }
                    _ => None,
                })
            }
            Expr::Closure { body, .. } => self.entity_named(owner, body, entities),
            _ => None,
        }
    }

    fn entity_by_name(&self, owner: TypeRef, name: &str, entities: &FxHashMap<Name, Vec<TypeRef>>) -> Option<TypeRef> {
        let all = entities.get(&Name::of(name))?;
        all.iter().find(|t| t.file == owner.file).or_else(|| if all.len() == 1 { all.first() } else { None }).copied()
    }

    /// The entity inside an annotation (`Mapped[List["Order"]]`), and whether it is in a list.
    fn annotated_entity(
        &self,
        owner: TypeRef,
        ty: skinflint_facts::TyId,
        entities: &FxHashMap<Name, Vec<TypeRef>>,
        depth: u32,
    ) -> (Option<TypeRef>, bool) {
        let facts = &self.unit(owner.file).facts;
        if depth == 0 || !ty.is_some() {
            return (None, false);
        }
        match facts.ty(ty) {
            Ty::Named { name, args } => {
                let text = crate::index::last_segment(facts.str(name)).trim_matches(['"', '\'']);
                if let Some(found) = self.entity_by_name(owner, text, entities) {
                    return (Some(found), false);
                }
                let list =
                    matches!(text, "List" | "list" | "Set" | "set" | "Sequence" | "WriteOnlyMapped" | "DynamicMapped");
                for arg in facts.tys_of(args) {
                    let (found, inner) = self.annotated_entity(owner, arg, entities, depth - 1);
                    if found.is_some() {
                        return (found, list || inner);
                    }
                }
                (None, false)
            }
            Ty::Union(items) | Ty::Bounds(items) => facts
                .tys_of(items)
                .map(|t| self.annotated_entity(owner, t, entities, depth - 1))
                .find(|(found, _)| found.is_some())
                .unwrap_or((None, false)),
            Ty::Ref(inner) => self.annotated_entity(owner, inner, entities, depth - 1),
            _ => (None, false),
        }
    }
}
