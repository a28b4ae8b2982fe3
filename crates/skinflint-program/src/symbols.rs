//! Names: which module a file is, what a module holds, and what a path means where it stands.
//!
//! A name can mean a set (cfg'd variants of one function); what lies outside the tree is a path as
//! text, `prometheus::Opts::new`. Nothing here knows what a value is or what a call reaches.

mod build;
mod manifest;
mod python;
mod rust;

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, FieldId, Import, Language, ModuleId, Ty, TypeDefId, TypeKind};

use crate::unit::{FnRef, Name, Node, Unit};

pub(crate) use build::build;
pub(crate) use manifest::Manifest;

/// A module of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Mod(u32);

/// A type definition of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeRef {
    pub(crate) file: FileId,
    pub(crate) id: TypeDefId,
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Def {
    /// A module.
    Module(Mod),
    /// A function, method or macro arm.
    Fn(FnRef),
    /// A type.
    Type(TypeRef),
    /// A constant or static: its file and its index there.
    Const(FileId, u32),
    /// A module-level variable of Python: an assignment to it.
    Global(Node),
    /// A class attribute.
    Attribute(FileId, FieldId),
    /// A variant of an enum: its index.
    Variant(TypeRef, u32),
    /// Something outside the tree.
    External(Arc<str>),
}

/// A set of meanings; empty where nothing is known.
pub(crate) type Defs = Vec<Def>;

#[derive(Debug, Default)]
struct ModuleNode {
    parent: Option<Mod>,
    /// The top of its crate or package tree.
    root: Option<Mod>,
    path: String,
    items: FxHashMap<Name, Vec<Def>>,
    imports: FxHashMap<Name, Vec<(FileId, u32)>>,
    globs: Vec<(FileId, u32)>,
}

/// All names of a program.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    modules: Vec<ModuleNode>,
    /// Module of each file's local modules.
    of_file: Vec<Vec<Mod>>,
    /// Rust crates and Python top-level modules by name.
    roots: FxHashMap<Name, Vec<Mod>>,
    /// Python's modules by the last part of their path, with all its parts from the root: sources
    /// often lie below folders that no package names.
    python_files: FxHashMap<Name, Vec<(Vec<String>, Mod)>>,
    /// Macros by name, wherever they are defined.
    macros: FxHashMap<Name, Vec<FnRef>>,
    /// Functions of a type (inherent, through traits, of classes) by type and name.
    methods: FxHashMap<(TypeRef, Name), Vec<FnRef>>,
    /// Associated constants.
    associated: FxHashMap<(TypeRef, Name), Vec<(FileId, u32)>>,
    /// Types that implement a trait of the tree.
    implementors: FxHashMap<TypeRef, Vec<TypeRef>>,
    /// All methods by name, for calls on receivers of no known type.
    methods_by_name: FxHashMap<Name, Vec<FnRef>>,
    /// Traits a type implements that lie outside the tree, and the functions of that impl.
    self_types: FxHashMap<(FileId, u32), TypeRef>,
    found: Found,
    /// What each module's globs bring in, once it was asked for.
    closures: RwLock<FxHashMap<Mod, Arc<[Def]>>>,
}

/// What one question has found out so far: globs that import each other would be asked for again
/// and again.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// Answers, and whether they are finished.
    known: FxHashMap<(Mod, Name), (Defs, bool)>,
    depth: u32,
    /// Whether an unfinished answer was used.
    cut: bool,
    /// Modules whose globs are being resolved.
    resolving: Vec<Mod>,
}

/// Answers to lookups that went through imports, shared by all workers.
#[derive(Debug, Default)]
struct Found([RwLock<FxHashMap<(Mod, Name), Defs>>; 16]);

impl Found {
    fn shard(&self, module: Mod) -> &RwLock<FxHashMap<(Mod, Name), Defs>> {
        &self.0[module.0 as usize % self.0.len()]
    }

    fn get(&self, module: Mod, name: Name) -> Option<Defs> {
        self.shard(module).read().ok()?.get(&(module, name)).cloned()
    }

    fn put(&self, module: Mod, name: Name, found: Defs) {
        if let Ok(mut known) = self.shard(module).write() {
            known.insert((module, name), found);
        }
    }
}

/// A name that more unread globs than this could hold is not looked for in the others.
const MOST_OUTSIDE: usize = 6;
/// A name that means more than this means nothing.
const MOST_MEANINGS: usize = 12;

/// Imports of imports of imports: deeper than any code goes, shallow enough for the stack.
const DEEPEST: u32 = 64;

impl Symbols {
    /// The module that a file's local module is.
    pub(crate) fn module(&self, file: FileId, local: ModuleId) -> Mod {
        let of = &self.of_file[file.0 as usize];
        of.get(local.index()).or(of.first()).copied().unwrap_or(Mod(0))
    }

    /// A module's path as text.
    pub(crate) fn path(&self, module: Mod) -> &str {
        &self.modules[module.0 as usize].path
    }

    fn node(&self, module: Mod) -> &ModuleNode {
        &self.modules[module.0 as usize]
    }

    /// A method of a type by name; traits of the tree give their default bodies too.
    pub(crate) fn method(&self, ty: TypeRef, name: Name) -> &[FnRef] {
        self.methods.get(&(ty, name)).map_or(&[], Vec::as_slice)
    }

    /// The types that implement a trait or derive from a class.
    pub(crate) fn implementors(&self, of: TypeRef) -> &[TypeRef] {
        self.implementors.get(&of).map_or(&[], Vec::as_slice)
    }

    /// All methods of a name.
    pub(crate) fn methods_named(&self, name: Name) -> &[FnRef] {
        self.methods_by_name.get(&name).map_or(&[], Vec::as_slice)
    }

    /// The type an impl block belongs to.
    pub(crate) fn impl_type(&self, file: FileId, block: u32) -> Option<TypeRef> {
        self.self_types.get(&(file, block)).copied()
    }

    /// What a name means in a module, imports followed.
    pub(crate) fn lookup(&self, units: &[Unit], module: Mod, name: Name, text: &str, walk: &mut Walk) -> Defs {
        if let Some(defs) = self.node(module).items.get(&name) {
            return defs.clone();
        }
        match walk.known.get(&(module, name)) {
            Some((known, finished)) => {
                walk.cut |= !finished;
                return known.clone();
            }
            None if walk.depth > DEEPEST => {
                walk.cut = true;
                return Vec::new();
            }
            None => {}
        }
        if let Some(known) = self.found.get(module, name) {
            return known;
        }
        // What is asked for again on its own way adds nothing.
        walk.known.insert((module, name), (Vec::new(), false));
        walk.depth += 1;
        let cut = std::mem::take(&mut walk.cut);
        let found = self.follow(units, module, name, text, walk);
        walk.depth -= 1;
        // An answer that leaned on an unfinished one is only good for the question it was part of.
        if !walk.cut || walk.depth == 0 {
            self.found.put(module, name, found.clone());
        }
        walk.cut |= cut;
        walk.known.insert((module, name), (found.clone(), true));
        found
    }

    /// Through imports, then through globs.
    fn follow(&self, units: &[Unit], module: Mod, name: Name, text: &str, walk: &mut Walk) -> Defs {
        let node = self.node(module);
        let mut found = Vec::new();
        if let Some(imports) = node.imports.get(&name) {
            for (file, at) in imports {
                found.extend(self.import(units, *file, &units[file.0 as usize].facts.imports[*at as usize], walk));
            }
            if !found.is_empty() {
                return found;
            }
        }
        if rust::is_prelude(text) {
            return found;
        }
        let mut outside = 0;
        for source in self.globbed(units, module, walk).iter() {
            match source {
                Def::Module(m) => {
                    let of = self.node(*m);
                    if let Some(defs) = of.items.get(&name) {
                        found.extend(defs.iter().cloned());
                    } else if of.imports.contains_key(&name) {
                        found.extend(self.lookup(units, *m, name, text, walk));
                    }
                }
                Def::Type(t) => found.extend(self.variant(units, *t, text)),
                Def::External(path) if outside < MOST_OUTSIDE => {
                    outside += 1;
                    let separator = if path.contains("::") || !path.contains('.') { "::" } else { "." };
                    found.push(Def::External(Arc::from(format!("{path}{separator}{text}"))));
                }
                _ => {}
            }
        }
        // A real meaning beats what a glob of an unread library might hold.
        if found.iter().any(|d| !matches!(d, Def::External(_))) {
            found.retain(|d| !matches!(d, Def::External(_)));
        }
        found.dedup();
        found.truncate(MOST_MEANINGS);
        found
    }

    /// All that a module's globs bring in, globs of globbed modules included: modules, enums, and
    /// paths outside the tree.
    fn globbed(&self, units: &[Unit], module: Mod, walk: &mut Walk) -> Arc<[Def]> {
        if self.node(module).globs.is_empty() {
            return Arc::from([]);
        }
        if let Some(known) = self.closures.read().ok().and_then(|c| c.get(&module).cloned()) {
            return known;
        }
        let mut all: Vec<Def> = Vec::new();
        let mut queue = vec![module];
        let mut seen = vec![module];
        let whole = !walk.resolving.contains(&module);
        while let Some(next) = queue.pop() {
            // The path of a glob can itself need names; those of the globs being resolved are none.
            if walk.resolving.contains(&next) {
                continue;
            }
            walk.resolving.push(next);
            for (file, at) in &self.node(next).globs {
                let import = &units[file.0 as usize].facts.imports[*at as usize];
                for def in self.import(units, *file, import, walk) {
                    if let Def::Module(m) = def
                        && !seen.contains(&m)
                    {
                        seen.push(m);
                        queue.push(m);
                    }
                    if !all.contains(&def) && def != Def::Module(module) {
                        all.push(def);
                    }
                }
            }
            walk.resolving.pop();
        }
        let all: Arc<[Def]> = Arc::from(all);
        if whole
            && walk.resolving.is_empty()
            && let Ok(mut closures) = self.closures.write()
        {
            closures.insert(module, Arc::clone(&all));
        }
        all
    }

    fn variant(&self, units: &[Unit], ty: TypeRef, name: &str) -> Option<Def> {
        let facts = &units[ty.file.0 as usize].facts;
        let def = &facts.types[ty.id.index()];
        let at = facts.variants_of(def).iter().position(|v| facts.str(v.name) == name)?;
        Some(Def::Variant(ty, u32::try_from(at).ok()?))
    }

    fn import(&self, units: &[Unit], file: FileId, import: &Import, walk: &mut Walk) -> Defs {
        match units[file.0 as usize].facts.language {
            Language::Rust => rust::import(self, units, file, import, walk),
            Language::Python => python::import(self, units, file, import, walk),
            Language::Terraform | Language::Yaml | Language::Json => Vec::new(),
            Language::Sql => Vec::new(),
        }
    }

    /// What a member of something means: `a::b` of module `a`, `Enum::Variant`, `Type::method`,
    /// `module.name`, `Class.attribute`.
    pub(crate) fn member(&self, units: &[Unit], of: &Def, text: &str, language: Language, walk: &mut Walk) -> Defs {
        let name = Name::of(text);
        match of {
            Def::Module(m) => self.lookup(units, *m, name, text, walk),
            Def::Type(t) => match self.aliased(units, *t, walk) {
                Some(defs) => defs.iter().flat_map(|d| self.member(units, d, text, language, walk)).collect(),
                None => self.type_member(units, *t, text, name),
            },
            Def::External(path) => {
                vec![Def::External(Arc::from(format!("{path}{}{text}", separator(language))))]
            }
            _ => Vec::new(),
        }
    }

    /// What a type alias stands for; `None` for any other type.
    fn aliased(&self, units: &[Unit], ty: TypeRef, walk: &mut Walk) -> Option<Defs> {
        let facts = &units[ty.file.0 as usize].facts;
        let def = &facts.types[ty.id.index()];
        if def.kind != TypeKind::Alias || walk.depth > DEEPEST {
            return None;
        }
        let Some(Ty::Named { name, .. }) = facts.tys_of(def.bases).next().map(|t| facts.ty(t)) else {
            return Some(Vec::new());
        };
        let module = self.module(ty.file, def.module);
        walk.depth += 1;
        let defs = match facts.language {
            Language::Rust => rust::path(self, units, module, facts.str(name), walk),
            Language::Python => python::path(self, units, module, facts.str(name), walk),
            Language::Terraform | Language::Yaml | Language::Json => Vec::new(),
            Language::Sql => Vec::new(),
        };
        walk.depth -= 1;
        Some(defs.into_iter().filter(|d| *d != Def::Type(ty)).collect())
    }

    fn type_member(&self, units: &[Unit], ty: TypeRef, text: &str, name: Name) -> Defs {
        let mut found: Defs = self.method(ty, name).iter().map(|f| Def::Fn(*f)).collect();
        found.extend(self.variant(units, ty, text));
        if let Some(consts) = self.associated.get(&(ty, name)) {
            found.extend(consts.iter().map(|(f, c)| Def::Const(*f, *c)));
        }
        let facts = &units[ty.file.0 as usize].facts;
        let def = &facts.types[ty.id.index()];
        if facts.language == Language::Python {
            for (i, field) in facts.fields_of(def).iter().enumerate() {
                if facts.str(field.name) == text && field.value.is_some() {
                    let at = def.fields.0 + u32::try_from(i).unwrap_or(0);
                    found.push(Def::Attribute(ty.file, FieldId(at)));
                }
            }
        }
        found
    }

    /// What a path as written means in a module.
    pub(crate) fn resolve_path(&self, units: &[Unit], file: FileId, module: Mod, path: &str) -> Defs {
        let mut walk = Walk::default();
        match units[file.0 as usize].facts.language {
            Language::Rust => rust::path(self, units, module, path, &mut walk),
            Language::Python => python::path(self, units, module, path, &mut walk),
            Language::Terraform | Language::Yaml | Language::Json => Vec::new(),
            Language::Sql => Vec::new(),
        }
    }

    /// What a `Path` or a chain of fields over one means. Locals and values mean nothing here.
    pub(crate) fn resolve_expr(&self, units: &[Unit], at: Node) -> Defs {
        let unit = &units[at.file.0 as usize];
        match unit.expr(at.expr) {
            Expr::Path { name, .. } => {
                let text = unit.str(name);
                if text.ends_with('!') {
                    return self.resolve_macro(units, at, text);
                }
                let module = self.module_at(units, at);
                if let Some(rest) = text.strip_prefix("Self::") {
                    return self.self_member(units, at, rest);
                }
                let local = self.local_item(units, at, text);
                if !local.is_empty() {
                    return local;
                }
                self.resolve_path(units, at.file, module, text)
            }
            Expr::Field { base, name } => {
                let text = unit.str(name);
                let mut found = Vec::new();
                for def in self.resolve_expr(units, Node { file: at.file, expr: base }) {
                    found.extend(self.member(units, &def, text, unit.facts.language, &mut Walk::default()));
                }
                found
            }
            _ => Vec::new(),
        }
    }

    fn self_member(&self, units: &[Unit], at: Node, rest: &str) -> Defs {
        let Some(ty) = self.self_type_at(units, at) else { return Vec::new() };
        let mut defs = vec![Def::Type(ty)];
        for part in rest.split("::") {
            defs =
                defs.iter().flat_map(|d| self.member(units, d, part, Language::Rust, &mut Walk::default())).collect();
        }
        defs
    }

    /// Functions, constants defined in an enclosing body.
    fn local_item(&self, units: &[Unit], at: Node, text: &str) -> Defs {
        let unit = &units[at.file.0 as usize];
        let mut function = unit.function_at(at.expr);
        while let Some(f) = function {
            let mut found = Vec::new();
            for (i, inner) in unit.facts.functions.iter().enumerate() {
                if inner.parent == Some(f) && unit.str(inner.name) == text {
                    let id = skinflint_facts::FnId(u32::try_from(i).unwrap_or(u32::MAX));
                    found.push(Def::Fn(FnRef { file: at.file, id }));
                }
            }
            for (i, inner) in unit.facts.consts.iter().enumerate() {
                if inner.parent == Some(f) && unit.str(inner.name) == text {
                    found.push(Def::Const(at.file, u32::try_from(i).unwrap_or(u32::MAX)));
                }
            }
            if !found.is_empty() {
                return found;
            }
            function = unit.facts.functions[f.index()].parent;
        }
        Vec::new()
    }

    fn resolve_macro(&self, units: &[Unit], at: Node, text: &str) -> Defs {
        let last = text.rsplit("::").next().unwrap_or(text);
        let module = self.module_at(units, at);
        if text != last {
            // `prometheus::counter!`: a crate of the tree exports its macros at its root.
            let first = text.split("::").next().unwrap_or(text);
            let known = matches!(first, "crate" | "self" | "super") || self.roots.contains_key(&Name::of(first));
            if !known {
                return self.resolve_path(units, at.file, module, text);
            }
            // `$crate::metrics::counter!`: a library that the crate hands on.
            let holder = text.strip_suffix(last).and_then(|holder| holder.strip_suffix("::"));
            let held = match holder {
                Some(holder) if holder.contains("::") => self.resolve_path(units, at.file, module, holder),
                _ => Vec::new(),
            };
            let outside = held.into_iter().filter_map(|def| match def {
                Def::External(path) => Some(Def::External(Arc::from(format!("{path}::{last}")))),
                _ => None,
            });
            let outside: Defs = outside.collect();
            if !outside.is_empty() {
                return outside;
            }
        } else {
            let imported = self.lookup(units, module, Name::of(last), last, &mut Walk::default());
            // No glob is asked for the standard library's macros, under neither spelling.
            let name = last.trim_end_matches('!');
            let bare = if rust::is_prelude(last) {
                Vec::new()
            } else {
                self.lookup(units, module, Name::of(name), name, &mut Walk::default())
            };
            let mut externals: Defs = imported;
            for def in bare {
                if let Def::External(path) = def {
                    let path = if path.ends_with('!') { path.to_string() } else { format!("{path}!") };
                    externals.push(Def::External(Arc::from(path)));
                }
            }
            let definite: Defs = externals.iter().filter(|d| !matches!(d, Def::External(_))).cloned().collect();
            if !definite.is_empty() {
                return definite;
            }
            let here = self.macro_arms(units, at.file, last);
            if !here.is_empty() {
                return here;
            }
            externals.dedup();
            if !externals.is_empty() {
                return externals;
            }
        }
        let here = self.macro_arms(units, at.file, last);
        if !here.is_empty() {
            return here;
        }
        vec![Def::External(Arc::from(last))]
    }

    /// Arms of a macro: those of the file if it defines one of that name, else all of the tree.
    fn macro_arms(&self, _units: &[Unit], file: FileId, name: &str) -> Defs {
        let all = self.macros.get(&Name::of(name)).map_or(&[][..], Vec::as_slice);
        let own: Defs = all.iter().filter(|f| f.file == file).map(|f| Def::Fn(*f)).collect();
        if own.is_empty() { all.iter().map(|f| Def::Fn(*f)).collect() } else { own }
    }

    /// The module in which an expression stands.
    pub(crate) fn module_at(&self, units: &[Unit], at: Node) -> Mod {
        let unit = &units[at.file.0 as usize];
        let local = match unit.function_at(at.expr) {
            Some(f) => unit.facts.functions[f.index()].module,
            None => unit
                .facts
                .consts
                .iter()
                .find(|c| c.exprs.0 <= at.expr.0 && at.expr.0 < c.exprs.1)
                .map_or(ModuleId(0), |c| c.module),
        };
        self.module(at.file, local)
    }

    /// The type whose method or associated item an expression stands in.
    pub(crate) fn self_type_at(&self, units: &[Unit], at: Node) -> Option<TypeRef> {
        let unit = &units[at.file.0 as usize];
        let mut function = unit.function_at(at.expr);
        while let Some(f) = function {
            if let Some(ty) = self.owner_type(units, FnRef { file: at.file, id: f }) {
                return Some(ty);
            }
            function = unit.facts.functions[f.index()].parent;
        }
        let owner = unit.facts.consts.iter().find(|c| c.exprs.0 <= at.expr.0 && at.expr.0 < c.exprs.1)?.owner;
        self.owner(at.file, owner)
    }

    /// The type that a function is a method of.
    pub(crate) fn owner_type(&self, units: &[Unit], f: FnRef) -> Option<TypeRef> {
        let owner = units[f.file.0 as usize].facts.functions[f.id.index()].owner;
        self.owner(f.file, owner)
    }

    fn owner(&self, file: FileId, owner: skinflint_facts::Owner) -> Option<TypeRef> {
        match owner {
            skinflint_facts::Owner::Module => None,
            skinflint_facts::Owner::Impl(i) => self.impl_type(file, i.0),
            skinflint_facts::Owner::Type(id) => Some(TypeRef { file, id }),
        }
    }

    /// A function's name with its module and type, as its language writes it.
    pub(crate) fn qualified(&self, units: &[Unit], f: FnRef) -> String {
        let unit = &units[f.file.0 as usize];
        let function = &unit.facts.functions[f.id.index()];
        let separator = separator(unit.facts.language);
        let mut parts = vec![unit.str(function.name).to_owned()];
        let mut outer = function.parent;
        let mut owner = self.owner_type(units, f);
        while let Some(o) = outer {
            let parent = &unit.facts.functions[o.index()];
            parts.push(unit.str(parent.name).to_owned());
            owner = owner.or_else(|| self.owner_type(units, FnRef { file: f.file, id: o }));
            outer = parent.parent;
        }
        if let Some(ty) = owner {
            let of = &units[ty.file.0 as usize];
            parts.push(of.str(of.facts.types[ty.id.index()].name).to_owned());
        }
        parts.push(self.path(self.module(f.file, function.module)).to_owned());
        parts.retain(|p| !p.is_empty());
        parts.reverse();
        parts.join(separator)
    }

    /// The symbol an expression belongs to.
    pub(crate) fn home(&self, units: &[Unit], file: FileId, at: ExprId) -> String {
        let unit = &units[file.0 as usize];
        if let Some(f) = unit.function_at(at) {
            return self.qualified(units, FnRef { file, id: f });
        }
        let module = self.module_at(units, Node { file, expr: at });
        match unit.facts.consts.iter().find(|c| c.exprs.0 <= at.0 && at.0 < c.exprs.1) {
            Some(c) => format!("{}{}{}", self.path(module), separator(unit.facts.language), unit.str(c.name)),
            None => self.path(module).to_owned(),
        }
    }
}

/// What stands between the parts of a path.
pub(crate) fn separator(language: Language) -> &'static str {
    match language {
        Language::Rust => "::",
        Language::Python | Language::Sql | Language::Terraform | Language::Yaml | Language::Json => ".",
    }
}
