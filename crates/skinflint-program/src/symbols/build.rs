//! Builds the table of names: files to modules, modules to items, types to methods.

use rustc_hash::FxHashMap;
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, Facts, FnId, FnKind, Language, ModuleId, Owner, Ty, TyId, TypeDefId, TypeKind};

use super::{DEEPEST, Def, Manifest, Mod, ModuleNode, Name, Symbols, TypeRef, separator};
use crate::unit::{FnRef, Node, Unit};

/// Where a file stands: its crate or package tree and the modules that lead to it.
struct Place {
    root: String,
    parts: Vec<String>,
}

/// Builds the names of a program.
pub(crate) fn build(units: &[Unit], manifests: &[Manifest]) -> Symbols {
    let mut builder = Builder { symbols: Symbols::default(), by_path: FxHashMap::default() };
    let packages = packages(units);
    let moved = moved(units);
    for (i, unit) in units.iter().enumerate() {
        let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
        let path = unit.path.to_str_lossy().into_owned();
        let place = match unit.facts.language {
            Language::Rust => rust_place(&path, manifests, &moved),
            Language::Python => python_place(&path, &packages),
            // A manifest names nothing that code could use.
            Language::Terraform | Language::Yaml | Language::Json => {
                Place { root: "manifest:".to_owned(), parts: vec![path] }
            }
            // Scripts have no names that code could mean.
            Language::Sql => Place { root: path.clone(), parts: Vec::new() },
        };
        builder.file(units, file, &place);
    }
    for (i, _) in units.iter().enumerate() {
        builder.methods(units, FileId(u32::try_from(i).unwrap_or(u32::MAX)));
    }
    builder.inherit(units);
    builder.symbols
}

/// `#[path = "x.rs"] mod y;`: the file that `y` is, by path, to the file and name that declare it.
fn moved(units: &[Unit]) -> FxHashMap<String, (String, String)> {
    let mut moved = FxHashMap::default();
    for unit in units {
        for module in unit.facts.modules.iter() {
            let Some(path) = module.declared else { continue };
            let path = unit.str(path);
            if path.is_empty() {
                continue;
            }
            let own = unit.path.to_str_lossy();
            let dir = own.rsplit_once('/').map_or("", |(d, _)| d);
            moved.insert(join(dir, path), (own.clone().into_owned(), unit.str(module.name).to_owned()));
        }
    }
    moved
}

/// A relative path below a folder, `.` and `..` taken away.
fn join(dir: &str, path: &str) -> String {
    let mut parts: Vec<&str> = dir.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn rust_place(path: &str, manifests: &[Manifest], moved: &FxHashMap<String, (String, String)>) -> Place {
    if let Some((by, name)) = moved.get(path)
        && by != path
        && !moved.contains_key(by)
    {
        let mut place = rust_place(by, manifests, moved);
        place.parts.push(name.clone());
        return place;
    }
    let manifest = manifests.iter().filter(|m| path.starts_with(m.dir.as_str())).max_by_key(|m| m.dir.len());
    let (dir, name) = manifest.map_or(("", "crate"), |m| (m.dir.as_str(), m.name.as_str()));
    let inner = &path[dir.len()..];
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    let mut root = name.to_owned();
    match parts.first().map(String::as_str) {
        Some("src") if parts.get(1).is_some_and(|p| p == "bin") && parts.len() > 2 => {
            root = format!("{name}/{}", parts[2]);
            parts.drain(..3);
        }
        Some("src") => {
            parts.remove(0);
        }
        Some("tests" | "benches" | "examples") if parts.len() > 1 => {
            root = format!("{name}/{}/{}", parts[0], parts[1]);
            parts.drain(..2);
        }
        Some("build") if parts.len() == 1 => {
            root = format!("{name}/build");
            parts.clear();
        }
        _ => {}
    }
    if parts.last().is_some_and(|p| matches!(p.as_str(), "mod" | "lib" | "main")) {
        parts.pop();
    }
    Place { root, parts }
}

/// Folders that are Python packages: they hold an `__init__` module.
fn packages(units: &[Unit]) -> rustc_hash::FxHashSet<String> {
    let python = units.iter().filter(|u| u.facts.language == Language::Python);
    python
        .filter(|u| u.path.file_name().starts_with("__init__."))
        .map(|u| {
            let path = u.path.to_str_lossy();
            path.rsplit_once('/').map_or(String::new(), |(d, _)| d.to_owned())
        })
        .collect()
}

fn python_place(path: &str, packages: &rustc_hash::FxHashSet<String>) -> Place {
    let stem = path.strip_suffix(".pyi").or_else(|| path.strip_suffix(".py")).unwrap_or(path);
    let mut parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
    let mut start = parts.len().saturating_sub(1);
    while start > 0 && packages.contains(&parts[..start].join("/")) {
        start -= 1;
    }
    // A script's neighbours import it by its own name; a package's first folder is the tree's name.
    let mut parts = parts.split_off(start);
    if parts.last().is_some_and(|p| p == "__init__") {
        parts.pop();
    }
    Place { root: String::new(), parts }
}

struct Builder {
    symbols: Symbols,
    by_path: FxHashMap<String, Mod>,
}

impl Builder {
    fn module(&mut self, parent: Option<Mod>, name: &str, path: String) -> Mod {
        if let Some(m) = self.by_path.get(&path) {
            return *m;
        }
        let m = Mod(u32::try_from(self.symbols.modules.len()).unwrap_or(u32::MAX));
        let root = parent.map(|p| self.symbols.node(p).root.unwrap_or(p));
        self.symbols.modules.push(ModuleNode { parent, root, path: path.clone(), ..ModuleNode::default() });
        self.by_path.insert(path, m);
        match parent {
            Some(p) => {
                self.symbols.modules[p.0 as usize].items.entry(Name::of(name)).or_default().push(Def::Module(m));
            }
            None => self.symbols.roots.entry(Name::of(name)).or_default().push(m),
        }
        m
    }

    fn file(&mut self, units: &[Unit], file: FileId, place: &Place) {
        let unit = &units[file.0 as usize];
        let separator = separator(unit.facts.language);
        let mut path = place.root.clone();
        let mut at = (!path.is_empty()).then(|| self.module(None, &place.root, place.root.clone()));
        for part in &place.parts {
            if !path.is_empty() {
                path.push_str(separator);
            }
            path.push_str(part);
            at = Some(self.module(at, part, path.clone()));
        }
        let top = at.unwrap_or_else(|| self.module(None, "", String::new()));
        let mut of_file = vec![top];
        for module in unit.facts.modules.iter().skip(1) {
            let parent = module.parent.and_then(|p| of_file.get(p.index())).copied().unwrap_or(top);
            let name = unit.str(module.name);
            if module.declared.is_some() {
                // The file itself brings the module in; a declaration alone makes none.
                of_file.push(parent);
                continue;
            }
            let path = format!("{}{separator}{name}", self.symbols.path(parent));
            of_file.push(self.module(Some(parent), name, path));
        }
        self.symbols.of_file.push(of_file);
        self.items(unit, file);
        if unit.facts.language == Language::Python {
            let path = unit.path.to_str_lossy();
            let stem = path.strip_suffix(".pyi").or_else(|| path.strip_suffix(".py")).unwrap_or(&path);
            let mut parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
            if parts.last().is_some_and(|p| p == "__init__") {
                parts.pop();
            }
            if let Some(last) = parts.last() {
                self.symbols.python_files.entry(Name::of(last)).or_default().push((parts, top));
            }
            self.globals(unit, file, top);
        }
    }

    fn items(&mut self, unit: &Unit, file: FileId) {
        let facts = &*unit.facts;
        for (i, f) in facts.functions.iter().enumerate() {
            let def = FnRef { file, id: FnId(u32::try_from(i).unwrap_or(u32::MAX)) };
            let name = unit.name(f.name);
            match (f.kind, f.owner) {
                (FnKind::MacroArm, _) => self.symbols.macros.entry(name).or_default().push(def),
                (FnKind::Function, Owner::Module) if f.parent.is_none() => {
                    self.add(file, f.module, name, Def::Fn(def));
                }
                (FnKind::Function, Owner::Impl(_) | Owner::Type(_)) => {
                    self.symbols.methods_by_name.entry(name).or_default().push(def);
                }
                _ => {}
            }
        }
        for (i, t) in facts.types.iter().enumerate() {
            let id = TypeDefId(u32::try_from(i).unwrap_or(u32::MAX));
            self.add(file, t.module, unit.name(t.name), Def::Type(TypeRef { file, id }));
        }
        for (i, c) in facts.consts.iter().enumerate() {
            if c.owner == Owner::Module && c.parent.is_none() {
                let at = u32::try_from(i).unwrap_or(u32::MAX);
                self.add(file, c.module, unit.name(c.name), Def::Const(file, at));
            }
        }
        for (i, import) in facts.imports.iter().enumerate() {
            let module = self.symbols.module(file, import.module);
            let node = &mut self.symbols.modules[module.0 as usize];
            let at = (file, u32::try_from(i).unwrap_or(u32::MAX));
            if import.glob {
                node.globs.push(at);
            } else {
                node.imports.entry(unit.name(import.name)).or_default().push(at);
            }
        }
    }

    fn add(&mut self, file: FileId, module: ModuleId, name: Name, def: Def) {
        let module = self.symbols.module(file, module);
        self.symbols.modules[module.0 as usize].items.entry(name).or_default().push(def);
    }

    /// Assignments to names of the module, wherever in the file they stand: only `global` makes a
    /// function assign a `Path`. Class bodies assign names of their own, which are attributes.
    fn globals(&mut self, unit: &Unit, file: FileId, top: Mod) {
        let facts = &*unit.facts;
        let bodies: Vec<(u32, u32)> =
            facts.functions.iter().filter(|f| f.kind == FnKind::ClassBody).map(|f| f.exprs).collect();
        for (i, expr) in facts.exprs.iter().enumerate() {
            let at = u32::try_from(i).unwrap_or(u32::MAX);
            let target = match *expr {
                Expr::Assign { target, op: None, .. } => target,
                Expr::Let { pattern, .. } | Expr::For { pattern, .. } => pattern,
                _ => continue,
            };
            let in_class = bodies.iter().any(|(from, to)| *from <= at && at < *to);
            let in_function = in_class
                && unit.function_at(ExprId(at)).is_none_or(|f| facts.functions[f.index()].kind == FnKind::ClassBody);
            if in_function {
                continue;
            }
            self.bind_targets(unit, file, top, target, ExprId(at));
        }
    }

    fn bind_targets(&mut self, unit: &Unit, file: FileId, top: Mod, target: ExprId, at: ExprId) {
        match unit.expr(target) {
            Expr::Path { name, .. } => {
                let def = Def::Global(Node { file, expr: at });
                self.symbols.modules[top.0 as usize].items.entry(unit.name(name)).or_default().push(def);
            }
            Expr::Tuple(items) | Expr::Array(items) => {
                for item in unit.facts.exprs_of(items) {
                    self.bind_targets(unit, file, top, item, at);
                }
            }
            _ => {}
        }
    }

    fn methods(&mut self, units: &[Unit], file: FileId) {
        let unit = &units[file.0 as usize];
        let facts = &*unit.facts;
        for (i, block) in facts.impls.iter().enumerate() {
            let module = self.symbols.module(file, block.module);
            let Some(ty) = self.named_type(units, file, module, block.self_ty) else { continue };
            self.symbols.self_types.insert((file, u32::try_from(i).unwrap_or(u32::MAX)), ty);
            if block.trait_ty.is_some()
                && let Some(of) = self.named_type(units, file, module, block.trait_ty)
            {
                self.symbols.implementors.entry(of).or_default().push(ty);
            }
        }
        for (i, f) in facts.functions.iter().enumerate() {
            let def = FnRef { file, id: FnId(u32::try_from(i).unwrap_or(u32::MAX)) };
            if f.kind == FnKind::Function
                && let Some(ty) = self.symbols.owner(file, f.owner)
            {
                self.symbols.methods.entry((ty, unit.name(f.name))).or_default().push(def);
            }
        }
        for (i, c) in facts.consts.iter().enumerate() {
            if let Some(ty) = self.symbols.owner(file, c.owner) {
                let at = (file, u32::try_from(i).unwrap_or(u32::MAX));
                self.symbols.associated.entry((ty, unit.name(c.name))).or_default().push(at);
            }
        }
    }

    fn named_type(&self, units: &[Unit], file: FileId, module: Mod, ty: TyId) -> Option<TypeRef> {
        let facts: &Facts = &units[file.0 as usize].facts;
        let mut at = ty;
        loop {
            if !at.is_some() {
                return None;
            }
            match facts.ty(at) {
                Ty::Ref(inner) => at = inner,
                Ty::Named { name, .. } => {
                    let text = facts.str(name);
                    return self.symbols.resolve_path(units, file, module, text).into_iter().find_map(|d| match d {
                        Def::Type(t) => Some(t),
                        _ => None,
                    });
                }
                _ => return None,
            }
        }
    }

    /// Classes have their bases' methods; a base knows its subclasses.
    fn inherit(&mut self, units: &[Unit]) {
        let mut bases: FxHashMap<TypeRef, Vec<TypeRef>> = FxHashMap::default();
        for (i, unit) in units.iter().enumerate() {
            let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
            for (k, t) in unit.facts.types.iter().enumerate() {
                if !matches!(t.kind, TypeKind::Class | TypeKind::Trait) {
                    continue;
                }
                let ty = TypeRef { file, id: TypeDefId(u32::try_from(k).unwrap_or(u32::MAX)) };
                let module = self.symbols.module(file, t.module);
                for base in unit.facts.tys_of(t.bases) {
                    if let Some(base) = self.named_type(units, file, module, base)
                        && base != ty
                    {
                        bases.entry(ty).or_default().push(base);
                    }
                }
            }
        }
        let mut by_type: FxHashMap<TypeRef, Vec<(Name, FnRef)>> = FxHashMap::default();
        for ((ty, name), fns) in &self.symbols.methods {
            by_type.entry(*ty).or_default().extend(fns.iter().map(|f| (*name, *f)));
        }
        let mut subclasses: Vec<TypeRef> = bases.keys().copied().collect();
        subclasses.sort();
        for ty in subclasses {
            let mut seen = vec![ty];
            let mut queue: Vec<TypeRef> = bases.get(&ty).cloned().unwrap_or_default();
            while let Some(base) = queue.pop() {
                if seen.contains(&base) || seen.len() > DEEPEST as usize {
                    continue;
                }
                seen.push(base);
                self.symbols.implementors.entry(base).or_default().push(ty);
                let mut inherited = by_type.get(&base).cloned().unwrap_or_default();
                inherited.sort();
                for (name, f) in inherited {
                    let own = by_type.get(&ty).is_some_and(|all| all.iter().any(|(n, _)| *n == name));
                    if !own {
                        self.symbols.methods.entry((ty, name)).or_default().push(f);
                    }
                }
                queue.extend(bases.get(&base).cloned().unwrap_or_default());
            }
        }
    }
}
