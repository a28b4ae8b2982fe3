//! Modules: a folder's files, and what they declare by name.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{Block, Expr, ExprId, Facts, FileRole, Language, Sym};

use crate::resources::Tree;

/// A block of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct BlockRef {
    pub(super) file: FileId,
    pub(super) index: u32,
}

/// An expression of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct At {
    pub(super) file: FileId,
    pub(super) expr: ExprId,
}

/// A file of values for variables, beside a module or below it.
#[derive(Debug)]
pub(super) struct Values<'a> {
    pub(super) set: FxHashMap<&'a str, At>,
}

/// A folder of Terraform.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    pub(super) folder: String,
    pub(super) variables: FxHashMap<&'a str, BlockRef>,
    pub(super) locals: FxHashMap<&'a str, At>,
    pub(super) outputs: FxHashMap<&'a str, BlockRef>,
    /// In the order of files and places.
    pub(super) resources: Vec<(&'a str, &'a str, BlockRef)>,
    /// By type and name.
    pub(super) named: FxHashMap<(&'a str, &'a str), BlockRef>,
    pub(super) calls: Vec<(&'a str, BlockRef)>,
    /// By `aws` or `aws.alias`.
    pub(super) providers: BTreeMap<String, BlockRef>,
    /// Files of values that Terraform reads by itself.
    pub(super) values: Vec<Values<'a>>,
    /// Files of values that are named on its command line, one per deployment.
    pub(super) deployments: Vec<Values<'a>>,
    /// Whether it says where its state lies: only a root does.
    pub(super) has_backend: bool,
    /// Whether it is handed providers by its callers.
    pub(super) wants_providers: bool,
    pub(super) role: Option<FileRole>,
}

/// All modules of a tree.
#[derive(Debug)]
pub(super) struct Modules<'a> {
    tree: Tree<'a>,
    pub(super) all: Vec<Module<'a>>,
    by_folder: FxHashMap<String, usize>,
}

/// The folder of a path; empty at the top.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl<'a> Modules<'a> {
    pub(super) fn new(tree: Tree<'a>) -> Self {
        let mut modules = Self { tree, all: Vec::new(), by_folder: FxHashMap::default() };
        let mut by_path: FxHashMap<String, FileId> = FxHashMap::default();
        let mut values = Vec::new();
        for (i, unit) in tree.units.iter().enumerate() {
            if unit.facts.language != Language::Terraform {
                continue;
            }
            let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
            let path = unit.path.to_str_lossy().into_owned();
            if is_values(&path) {
                values.push((path.clone(), file));
            } else {
                modules.add(folder_of(&path), file);
            }
            by_path.insert(path, file);
        }
        for (link, real) in tree.links {
            let (link, real) = (link.to_str_lossy(), real.to_str_lossy());
            if let Some(file) = by_path.get(&*real) {
                if is_values(&link) {
                    values.push((link.into_owned(), *file));
                } else if folder_of(&link) != folder_of(&real) {
                    modules.add(folder_of(&link), *file);
                }
            } else if let Some(module) = modules.by_folder.get(&*real).copied() {
                modules.by_folder.entry(link.into_owned()).or_insert(module);
            }
        }
        for (path, file) in values {
            modules.add_values(&path, file);
        }
        modules
    }

    pub(super) fn facts(&self, file: FileId) -> &'a Facts {
        &self.tree.units[file.0 as usize].facts
    }

    pub(super) fn block(&self, at: BlockRef) -> &'a Block {
        &self.facts(at.file).blocks[at.index as usize]
    }

    pub(super) fn header(&self, at: BlockRef) -> FileSpan {
        FileSpan { file: at.file, span: self.block(at).header }
    }

    pub(super) fn span(&self, at: At) -> FileSpan {
        FileSpan { file: at.file, span: self.facts(at.file).span(at.expr) }
    }

    pub(super) fn path_of(&self, file: FileId) -> &'a skinflint_base::RelPath {
        &self.tree.units[file.0 as usize].path
    }

    /// The module that a call's source names, seen from a folder. `None` where it is not in the tree.
    pub(super) fn resolve(&self, from: &str, source: &str) -> Option<usize> {
        if !(source.starts_with("./") || source.starts_with("../") || source == "." || source == "..") {
            return None;
        }
        let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
        for part in source.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        self.by_folder.get(&parts.join("/")).copied()
    }

    /// The expression of an attribute of a block.
    pub(super) fn attribute(&self, block: BlockRef, name: &str) -> Option<At> {
        attribute(self.facts(block.file), self.block(block).body, name).map(|expr| At { file: block.file, expr })
    }

    fn module_in(&mut self, folder: &str) -> &mut Module<'a> {
        let index = match self.by_folder.get(folder) {
            Some(index) => *index,
            None => {
                self.all.push(Module { folder: folder.to_owned(), ..Module::default() });
                self.by_folder.insert(folder.to_owned(), self.all.len() - 1);
                self.all.len() - 1
            }
        };
        &mut self.all[index]
    }

    fn add(&mut self, folder: &str, file: FileId) {
        let facts = self.facts(file);
        let module = self.module_in(folder);
        module.role = Some(facts.role);
        for (index, block) in facts.blocks.iter().enumerate() {
            let at = BlockRef { file, index: u32::try_from(index).unwrap_or(u32::MAX) };
            let mut labels = facts.exprs_of(block.labels).filter_map(|label| text(facts, label));
            let first = labels.next();
            match (facts.str(block.kind), first, labels.next()) {
                ("resource", Some(kind), Some(name)) => {
                    module.resources.push((kind, name, at));
                    module.named.insert((kind, name), at);
                }
                ("variable", Some(name), None) => {
                    module.variables.insert(name, at);
                }
                ("output", Some(name), None) => {
                    module.outputs.insert(name, at);
                }
                ("module", Some(name), None) => module.calls.push((name, at)),
                ("provider", Some(name), None) => {
                    let alias = attribute(facts, block.body, "alias").and_then(|at| text(facts, at));
                    let key = alias.map_or_else(|| name.to_owned(), |alias| format!("{name}.{alias}"));
                    module.providers.insert(key, at);
                }
                ("locals", None, None) => {
                    let named = entries(facts, block.body);
                    module.locals.extend(named.map(|(name, expr)| (name, At { file, expr })));
                }
                ("terraform", None, None) => {
                    // In JSON they are entries like all others.
                    let mut written = entries(facts, block.body);
                    module.has_backend |= written.any(|(name, _)| matches!(name, "backend" | "cloud"));
                    for entry in nested(facts, block.body) {
                        match entry {
                            ("backend" | "cloud", _) => module.has_backend = true,
                            ("required_providers", body) => {
                                module.wants_providers |= entries(facts, body)
                                    .any(|(_, value)| attribute(facts, value, "configuration_aliases").is_some());
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Values for the module beside them, else for the nearest folder above that has one.
    fn add_values(&mut self, path: &str, file: FileId) {
        let facts = self.facts(file);
        let mut set = FxHashMap::default();
        for block in facts.blocks.iter().filter(|block| block.kind == Sym::EMPTY) {
            set.extend(entries(facts, block.body).map(|(name, expr)| (name, At { file, expr })));
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let by_itself = name.starts_with("terraform.tfvars") || name.contains(".auto.tfvars");
        let own = folder_of(path);
        let mut folder = own;
        loop {
            if let Some(index) = self.by_folder.get(folder) {
                let module = &mut self.all[*index];
                if !module.variables.is_empty() {
                    let values = Values { set };
                    if by_itself && folder == own {
                        module.values.push(values);
                    } else {
                        module.deployments.push(values);
                    }
                    return;
                }
            }
            if folder.is_empty() {
                return;
            }
            folder = folder_of(folder);
        }
    }
}

fn is_values(path: &str) -> bool {
    path.ends_with(".tfvars") || path.ends_with(".tfvars.json")
}

/// The text of a literal.
pub(super) fn text(facts: &Facts, at: ExprId) -> Option<&str> {
    match facts.expr(at) {
        Expr::Str(text) => Some(facts.str(text)),
        _ => None,
    }
}

/// The attributes of a body with plain names; of one that stands twice, the last.
pub(super) fn entries(facts: &Facts, body: ExprId) -> impl Iterator<Item = (&str, ExprId)> {
    let list = match facts.expr(body) {
        Expr::Map(list) => Some(list),
        _ => None,
    };
    list.into_iter().flat_map(|list| facts.exprs_of(list)).filter_map(|entry| match facts.expr(entry) {
        Expr::Pair { key, value } => Some((text(facts, key)?, value)),
        _ => None,
    })
}

/// The nested blocks of a body: type and body.
pub(super) fn nested(facts: &Facts, body: ExprId) -> impl Iterator<Item = (&str, ExprId)> {
    let list = match facts.expr(body) {
        Expr::Map(list) => Some(list),
        _ => None,
    };
    list.into_iter().flat_map(|list| facts.exprs_of(list)).filter_map(|entry| match facts.expr(entry) {
        Expr::Struct { name, fields, .. } => Some((facts.str(name), facts.args_of(fields).next_back()?.value)),
        _ => None,
    })
}

/// The value of an attribute of a body.
pub(super) fn attribute(facts: &Facts, body: ExprId, name: &str) -> Option<ExprId> {
    entries(facts, body).filter(|(known, _)| *known == name).map(|(_, value)| value).last()
}
