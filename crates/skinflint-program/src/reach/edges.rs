//! The edges of the call graph, by callee, as they are asked for.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_facts::{Expr, ExprId, FnKind, Language};

use super::CallEdge;
use crate::eval::{Edge, Eval};
use crate::pool::Pool;
use crate::symbols::TypeRef;
use crate::unit::{FnRef, Name, Node};

/// A name that is called from more places than this is not followed: it says nothing.
const MOST_CALLS: usize = 20_000;
/// A method that more functions have than this is not looked for by its name alone.
const MOST_NAMED: usize = 8;

/// The call graph as far as it was asked for.
pub(crate) struct Graph<'a, 'p> {
    pub(crate) pool: &'a Pool<'p>,
    into: FxHashMap<FnRef, Vec<CallEdge>>,
    scanned: FxHashSet<Name>,
    /// Reads of fields and mentions of functions without a call, by name.
    mentions: Option<FxHashMap<Name, Vec<Node>>>,
}

impl<'a, 'p> Graph<'a, 'p> {
    pub(crate) fn new(pool: &'a Pool<'p>) -> Self {
        Self { pool, into: FxHashMap::default(), scanned: FxHashSet::default(), mentions: None }
    }

    /// The calls of a function that were found; it must have been looked up.
    pub(crate) fn calls_of(&self, f: FnRef) -> &[CallEdge] {
        self.into.get(&f).map_or(&[], Vec::as_slice)
    }

    /// All edges that were found.
    pub(crate) fn edges(&self) -> impl Iterator<Item = &CallEdge> {
        self.into.values().flatten()
    }

    /// Finds the calls of functions: all calls of their names are looked at, each once.
    pub(crate) fn look_up(&mut self, functions: &[FnRef]) {
        let eval = self.pool.lend();
        let mut names: Vec<Name> = functions.iter().flat_map(|f| eval.called_as(*f)).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|n| self.scanned.insert(*n));
        let mut places: Vec<Node> = Vec::new();
        for name in &names {
            let calls = eval.index.calls(*name);
            if calls.len() <= MOST_CALLS {
                places.extend(calls);
            }
        }
        let mentions = self.mentions.get_or_insert_with(|| mentions(&eval));
        for name in &names {
            places.extend(mentions.get(name).into_iter().flatten());
        }
        drop(eval);
        let pool = self.pool;
        let found: Vec<CallEdge> =
            places.par_iter().map_init(|| pool.lend(), |eval, place| eval.edges_from(*place)).flatten_iter().collect();
        for edge in found {
            self.into.entry(edge.callee).or_default().push(edge);
        }
    }
}

/// Where functions are named and not called: arguments of calls, and fields that may be properties.
fn mentions(eval: &Eval<'_>) -> FxHashMap<Name, Vec<Node>> {
    let mut properties: FxHashSet<Name> = FxHashSet::default();
    for unit in eval.units {
        for function in &unit.facts.functions {
            if function.flags.is_property {
                properties.insert(unit.name(function.name));
            }
        }
    }
    let parts: Vec<Vec<(Name, Node)>> = eval
        .units
        .par_iter()
        .enumerate()
        .map(|(i, unit)| {
            let file = skinflint_base::FileId(u32::try_from(i).unwrap_or(u32::MAX));
            let mut found = Vec::new();
            for (i, expr) in unit.facts.exprs.iter().enumerate() {
                let node = Node { file, expr: ExprId(u32::try_from(i).unwrap_or(u32::MAX)) };
                match *expr {
                    Expr::Call { args, .. } => {
                        for arg in unit.facts.args_of(args) {
                            let name = match unit.expr(arg.value) {
                                Expr::Path { name, .. } => Name::of(crate::index::last_segment(unit.str(name))),
                                Expr::Field { name, .. } if unit.facts.language == Language::Python => unit.name(name),
                                _ => continue,
                            };
                            found.push((name, Node { file, expr: arg.value }));
                        }
                    }
                    Expr::Field { name, .. } if !properties.is_empty() => {
                        let name = unit.name(name);
                        if properties.contains(&name) {
                            found.push((name, node));
                        }
                    }
                    _ => {}
                }
            }
            found
        })
        .collect();
    let mut all: FxHashMap<Name, Vec<Node>> = FxHashMap::default();
    for (name, node) in parts.into_iter().flatten() {
        let of = all.entry(name).or_default();
        if of.last() != Some(&node) {
            of.push(node);
        }
    }
    all
}

impl Eval<'_> {
    /// The names under which a function is called.
    fn called_as(&self, f: FnRef) -> Vec<Name> {
        let function = self.function(f);
        let unit = self.unit(f.file);
        match function.kind {
            FnKind::Function | FnKind::MacroArm => {}
            FnKind::ModuleTop | FnKind::ClassBody => return Vec::new(),
        }
        let mut names = vec![unit.name(function.name)];
        if unit.str(function.name) == "__init__"
            && let Some(ty) = self.symbols.owner_type(self.units, f)
        {
            names.push(self.unit(ty.file).name(self.type_def(ty).name));
            names.extend(self.symbols.implementors(ty).iter().map(|s| self.unit(s.file).name(self.type_def(*s).name)));
        }
        names
    }

    /// What a call, a property's read or a mention reaches.
    fn edges_from(&self, place: Node) -> Vec<CallEdge> {
        if self.in_test(place) {
            return Vec::new();
        }
        let caller = self.function_of(place);
        let edge = |callee: FnRef, edge: Edge| CallEdge { call: place, caller, callee, edge };
        match self.expr(place) {
            Expr::Call { .. } => {
                let targets = self.targets(place);
                if targets.functions.is_empty() && targets.defs.is_empty() {
                    return self.one_family(place).into_iter().map(|f| edge(f, Edge::ByName)).collect();
                }
                targets.functions.iter().map(|f| edge(*f, targets.edge)).collect()
            }
            // The callee of a call is the call's.
            Expr::Field { base, name } => {
                let unit = self.unit(place.file);
                let parent = unit.parent(place.expr);
                if parent.is_some() && matches!(unit.expr(parent), Expr::Call { callee, .. } if callee == place.expr) {
                    return Vec::new();
                }
                let mut found: Vec<CallEdge> =
                    self.mentioned(place).into_iter().map(|f| edge(f, Edge::Exact)).collect();
                let ty = self.peel(&self.type_of(Node { file: place.file, expr: base }));
                if let crate::types::Type::Def(t, _) = ty {
                    for f in self.symbols.method(t, unit.name(name)) {
                        if self.function(*f).flags.is_property || found.is_empty() {
                            found.push(edge(*f, Edge::Exact));
                        }
                    }
                }
                found.sort_unstable();
                found.dedup();
                found
            }
            Expr::Path { .. } => self.mentioned(place).into_iter().map(|f| edge(f, Edge::Exact)).collect(),
            _ => Vec::new(),
        }
    }

    fn mentioned(&self, place: Node) -> Vec<FnRef> {
        let defs = self.symbols.resolve_expr(self.units, place);
        defs.into_iter()
            .filter_map(|d| match d {
                crate::symbols::Def::Fn(f) if self.function(f).kind == FnKind::Function => Some(f),
                _ => None,
            })
            .collect()
    }

    /// The methods that a call on a receiver of unknown type can only mean: those of one trait and what
    /// implements it, where no library has a method of that name.
    fn one_family(&self, call: Node) -> Vec<FnRef> {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else { return Vec::new() };
        let Expr::Field { base, name } = unit.expr(callee) else { return Vec::new() };
        if self.type_of(Node { file: call.file, expr: base }) != crate::types::Type::Unknown {
            return Vec::new();
        }
        let name = unit.name(name);
        let named = self.symbols.methods_named(name);
        let shared = self.models.flows.named(name).next().is_some() || self.models.types.named(name).next().is_some();
        if named.len() < 2 || named.len() > MOST_NAMED || shared {
            return Vec::new();
        }
        let owners: Vec<TypeRef> = named.iter().filter_map(|f| self.symbols.owner_type(self.units, *f)).collect();
        let head = owners.iter().find(|t| {
            owners.iter().all(|o| o == *t || self.symbols.implementors(**t).contains(o)) && owners.len() == named.len()
        });
        match head {
            Some(_) => named.iter().copied().filter(|f| self.fits(call, *f)).collect(),
            None => Vec::new(),
        }
    }
}
