//! Which modules come to be: a root, and below it one instance per call, with the providers that each is
//! handed.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::FileSpan;
use skinflint_facts::{Expr, ExprId, Facts};

use super::modules::{BlockRef, Modules, attribute, entries, text};
use crate::resources::value::Value;

/// How deep modules call each other.
const DEEPEST: usize = 16;
/// How many modules one root makes.
const MOST: usize = 3000;

/// A provider's configuration: where it stands, and in which instance it is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Provider {
    pub(super) instance: usize,
    pub(super) block: BlockRef,
    pub(super) key: Arc<str>,
}

/// `each.key` and `each.value`, `count.index`.
#[derive(Clone, Debug, Default)]
pub(super) struct Each {
    pub(super) key: Option<Value>,
    pub(super) value: Option<Value>,
    pub(super) index: Option<Value>,
}

/// One module as it comes to be.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) module: usize,
    /// Who calls it, and the call.
    pub(super) parent: Option<(usize, BlockRef)>,
    /// `module.a.module.b.`; empty for the root.
    pub(super) prefix: String,
    pub(super) each: Each,
    pub(super) providers: BTreeMap<String, Provider>,
    pub(super) via: Vec<FileSpan>,
}

/// What one call makes.
#[derive(Clone, Debug)]
pub(super) enum Made {
    /// It once, or once per element: the address's index and what `each` is in it.
    These(Vec<(String, Each)>),
    /// Nothing.
    Nothing,
}

/// All instances of a root.
#[derive(Debug, Default)]
pub(super) struct Instances {
    pub(super) all: Vec<Instance>,
    /// Calls that lead back to a module that is being made.
    pub(super) cyclic: Vec<FileSpan>,
    /// Whether there were too many.
    pub(super) cut: bool,
}

impl Instances {
    /// The root alone.
    pub(super) fn root(modules: &Modules<'_>, module: usize) -> Self {
        let providers = own_providers(modules, module, 0);
        let instance = Instance {
            module,
            parent: None,
            prefix: String::new(),
            each: Each::default(),
            providers: providers.collect(),
            via: Vec::new(),
        };
        Self { all: vec![instance], ..Self::default() }
    }

    /// The modules that an instance calls, which `made` makes. Gives their places.
    pub(super) fn call(
        &mut self,
        modules: &Modules<'_>,
        caller: usize,
        name: &str,
        block: BlockRef,
        made: impl FnOnce() -> Made,
    ) -> Vec<usize> {
        let facts = modules.facts(block.file);
        let body = modules.block(block).body;
        let from = &modules.all[self.all[caller].module].folder;
        let source = attribute(facts, body, "source").and_then(|at| text(facts, at));
        let Some(module) = source.and_then(|source| modules.resolve(from, source)) else { return Vec::new() };
        let mut above = Some(caller);
        let mut depth = 0;
        while let Some(at) = above {
            depth += 1;
            if self.all[at].module == module || depth > DEEPEST {
                self.cyclic.push(modules.header(block));
                return Vec::new();
            }
            above = self.all[at].parent.map(|(parent, _)| parent);
        }
        let Made::These(each) = made() else { return Vec::new() };
        let handed = attribute(facts, body, "providers").map(|map| self.handed(facts, map, caller));
        let mut places = Vec::new();
        for (index, each) in each {
            if self.all.len() >= MOST {
                self.cut = true;
                break;
            }
            let place = self.all.len();
            // Without a word, a module has its caller's providers that have no alias.
            let mut providers: BTreeMap<String, Provider> = self.all[caller]
                .providers
                .iter()
                .filter(|(key, _)| !key.contains('.'))
                .map(|(key, provider)| (key.clone(), provider.clone()))
                .collect();
            providers.extend(handed.iter().flatten().cloned());
            providers.extend(own_providers(modules, module, place));
            let mut via = self.all[caller].via.clone();
            via.push(modules.header(block));
            self.all.push(Instance {
                module,
                parent: Some((caller, block)),
                prefix: format!("{}module.{name}{index}.", self.all[caller].prefix),
                each,
                providers,
                via,
            });
            places.push(place);
        }
        places
    }

    /// `providers = { aws = aws.global }`.
    fn handed(&self, facts: &Facts, map: ExprId, caller: usize) -> Vec<(String, Provider)> {
        let Expr::Map(list) = facts.expr(map) else { return Vec::new() };
        let mut handed = Vec::new();
        for entry in facts.exprs_of(list) {
            let Expr::Pair { key, value } = facts.expr(entry) else { continue };
            let (Some(key), Some(value)) = (provider_key(facts, key), provider_key(facts, value)) else { continue };
            if let Some(provider) = self.all[caller].providers.get(&value) {
                handed.push((key, provider.clone()));
            }
        }
        handed
    }
}

fn own_providers<'m>(
    modules: &'m Modules<'_>,
    module: usize,
    instance: usize,
) -> impl Iterator<Item = (String, Provider)> + 'm {
    modules.all[module]
        .providers
        .iter()
        .map(move |(key, block)| (key.clone(), Provider { instance, block: *block, key: Arc::from(key.as_str()) }))
}

/// `aws`, `aws.global`, and the same in quotes, as old versions wrote it.
pub(super) fn provider_key(facts: &Facts, at: ExprId) -> Option<String> {
    match facts.expr(at) {
        Expr::Path { name, .. } | Expr::Str(name) => Some(facts.str(name).to_owned()),
        Expr::Field { base, name } => match facts.expr(base) {
            Expr::Path { name: provider, .. } => Some(format!("{}.{}", facts.str(provider), facts.str(name))),
            _ => None,
        },
        // OpenTofu: one provider per element.
        Expr::Index { base, .. } => provider_key(facts, base),
        _ => None,
    }
}

/// The folders that some module of the tree calls, by who calls.
pub(super) fn called(modules: &Modules<'_>) -> Vec<Vec<usize>> {
    let mut called = vec![Vec::new(); modules.all.len()];
    for (caller, module) in modules.all.iter().enumerate() {
        for (_, block) in &module.calls {
            let facts = modules.facts(block.file);
            let body = modules.block(*block).body;
            let source = entries(facts, body).find(|(name, _)| *name == "source").and_then(|(_, at)| text(facts, at));
            if let Some(target) = source.and_then(|source| modules.resolve(&module.folder, source)) {
                called[target].push(caller);
            }
        }
    }
    called
}
