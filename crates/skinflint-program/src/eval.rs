//! Answers questions about single expressions on demand: what a call reaches, who calls a function,
//! which model row a call matches. Remembers its answers; one per worker, so nothing is locked.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{Arg, Expr, ExprId, FnKind, Function, TypeDef, TypeKind, UnaryOp, VarId};

use crate::index::{Index, last_segment};
use crate::models::{Callee, Models, Row, Rows};
use crate::symbols::{Def, Defs, Symbols, TypeRef};
use crate::types::Type;
use crate::unit::{FnRef, Name, Node, Unit};

/// How sure a call's target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edge {
    /// Only the name agrees, and no other function has it.
    ByName,
    /// One of the implementations of a trait or base class.
    ByTrait,
    /// This function.
    Exact,
}

/// What a call reaches.
#[derive(Debug)]
pub(crate) struct Targets {
    /// Functions of the tree.
    pub(crate) functions: Vec<FnRef>,
    /// What else the callee means: types that are constructed, paths outside the tree.
    pub(crate) defs: Defs,
    /// How sure the functions are.
    pub(crate) edge: Edge,
}

/// What a unit's package depends on; empty where no manifest says.
pub(crate) type Dependencies = Vec<String>;

/// The linked program with a worker's memory.
pub(crate) struct Eval<'p> {
    pub(crate) units: &'p [Unit],
    pub(crate) symbols: &'p Symbols,
    pub(crate) index: &'p Index,
    pub(crate) models: &'p Models,
    pub(crate) dependencies: &'p [Arc<Dependencies>],
    pub(crate) types: RefCell<FxHashMap<Node, Type>>,
    targets: RefCell<FxHashMap<Node, Arc<Targets>>>,
    callers: RefCell<FxHashMap<FnRef, Option<Arc<[Node]>>>>,
    uses: RefCell<FxHashMap<(FileId, VarId), Arc<[Node]>>>,
    fields: RefCell<FxHashMap<(TypeRef, Name), Arc<[Node]>>>,
    depth: Cell<u32>,
    by_name: Cell<bool>,
    fuel: Cell<u32>,
}

/// Questions asked below each other; real code needs a few, what needs more goes in circles.
const DEEPEST_QUESTION: u32 = 48;

/// Steps for one question with all that it asks on its way. Alternatives of alternatives multiply;
/// what has not been answered by then is unknown.
const FUEL: u32 = 20_000;

/// One question being answered: leaving it makes room again.
pub(crate) struct Asked<'a>(&'a Cell<u32>);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

/// Rows that match calls.
pub(crate) trait HasCallee {
    fn callee(&self) -> &Callee;
}

macro_rules! has_callee {
    ($($row:ident),*) => {$(
        impl HasCallee for crate::models::$row {
            fn callee(&self) -> &Callee { &self.callee }
        }
    )*};
}
has_callee!(MetricRow, OptionsRow, ObserveRow, EventRow, LabelRow, TagRow, FlowRow, SourceRow, TypeRow);

/// More calls of one name than this are not looked at one by one: such a name says nothing.
const MOST_CALLS: usize = 600;

impl<'p> Eval<'p> {
    pub(crate) fn new(
        units: &'p [Unit],
        symbols: &'p Symbols,
        index: &'p Index,
        models: &'p Models,
        dependencies: &'p [Arc<Dependencies>],
    ) -> Self {
        Self {
            units,
            symbols,
            index,
            models,
            dependencies,
            types: RefCell::default(),
            targets: RefCell::default(),
            callers: RefCell::default(),
            uses: RefCell::default(),
            fields: RefCell::default(),
            depth: Cell::new(0),
            by_name: Cell::new(false),
            fuel: Cell::new(0),
        }
    }

    /// Begins a question that may ask further ones; `None` where they have gone too deep.
    pub(crate) fn ask(&self) -> Option<Asked<'_>> {
        let depth = self.depth.get();
        if depth >= DEEPEST_QUESTION {
            return None;
        }
        if depth == 0 {
            self.fuel.set(FUEL);
        }
        self.depth.set(depth + 1);
        Some(Asked(&self.depth))
    }

    /// Takes one step of the question's; `false` where there are none left.
    pub(crate) fn burn(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    /// Notes that an answer leaned on a call whose target only agrees in its name.
    pub(crate) fn lean_on_name(&self) {
        self.by_name.set(true);
    }

    /// Whether an answer leaned on one since this was last asked.
    pub(crate) fn leaned_on_name(&self) -> bool {
        self.by_name.replace(false)
    }

    pub(crate) fn unit(&self, file: FileId) -> &'p Unit {
        &self.units[file.0 as usize]
    }

    pub(crate) fn expr(&self, node: Node) -> Expr {
        self.unit(node.file).expr(node.expr)
    }

    pub(crate) fn function(&self, f: FnRef) -> &'p Function {
        &self.unit(f.file).facts.functions[f.id.index()]
    }

    pub(crate) fn type_def(&self, ty: TypeRef) -> &'p TypeDef {
        &self.unit(ty.file).facts.types[ty.id.index()]
    }

    pub(crate) fn span(&self, node: Node) -> FileSpan {
        self.unit(node.file).file_span(node.file, node.expr)
    }

    /// The function in whose body an expression stands.
    pub(crate) fn function_of(&self, node: Node) -> Option<FnRef> {
        self.unit(node.file).function_at(node.expr).map(|id| FnRef { file: node.file, id })
    }

    /// Whether an expression only runs in tests.
    pub(crate) fn in_test(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        if unit.facts.role != skinflint_facts::FileRole::Source {
            return true;
        }
        match unit.function_at(node.expr) {
            Some(f) => {
                let function = &unit.facts.functions[f.index()];
                function.flags.is_test || unit.facts.modules[function.module.index()].test
            }
            None => unit.facts.consts.iter().any(|c| c.is_test && c.exprs.0 <= node.expr.0 && node.expr.0 < c.exprs.1),
        }
    }

    /// The last name of what a call calls.
    pub(crate) fn callee_name(&self, call: Node) -> &'p str {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else { return "" };
        match unit.expr(callee) {
            Expr::Path { name, .. } => last_segment(unit.str(name)),
            Expr::Field { name, .. } => unit.str(name),
            _ => "",
        }
    }

    /// What a method call is called on.
    pub(crate) fn receiver(&self, call: Node) -> Option<Node> {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else { return None };
        match unit.expr(callee) {
            Expr::Field { base, .. } => Some(Node { file: call.file, expr: base }),
            _ => None,
        }
    }

    pub(crate) fn args(&self, call: Node) -> Vec<Arg> {
        match self.expr(call) {
            Expr::Call { args, .. } => self.unit(call.file).facts.args_of(args).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a package that a file belongs to uses a library, as far as its manifest says.
    pub(crate) fn depends(&self, file: FileId, library: &str) -> bool {
        let all = &self.dependencies[file.0 as usize];
        all.is_empty() || all.iter().any(|d| d == library)
    }

    /// What a call reaches.
    pub(crate) fn targets(&self, call: Node) -> Arc<Targets> {
        if let Some(known) = self.targets.borrow().get(&call) {
            return Arc::clone(known);
        }
        // Types ask for targets and targets for types: what is asked again below itself is unknown.
        let nothing = Arc::new(Targets { functions: Vec::new(), defs: Vec::new(), edge: Edge::Exact });
        self.targets.borrow_mut().insert(call, Arc::clone(&nothing));
        let found = Arc::new(self.find_targets(call));
        self.targets.borrow_mut().insert(call, Arc::clone(&found));
        found
    }

    fn find_targets(&self, call: Node) -> Targets {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else {
            return Targets { functions: Vec::new(), defs: Vec::new(), edge: Edge::Exact };
        };
        let mut functions = Vec::new();
        let mut others = Vec::new();
        for def in self.symbols.resolve_expr(self.units, Node { file: call.file, expr: callee }) {
            match def {
                Def::Fn(f) => functions.push(f),
                Def::Type(t) if self.type_def(t).kind == TypeKind::Class => {
                    functions.extend(self.symbols.method(t, Name::of("__init__")));
                    others.push(Def::Type(t));
                }
                other => others.push(other),
            }
        }
        if functions.iter().any(|f| self.function(*f).kind == FnKind::MacroArm) {
            functions = self.fitting_arms(call, functions);
        }
        if !functions.is_empty() || !others.is_empty() {
            functions.dedup();
            let edge = if functions.len() > 1 { Edge::ByTrait } else { Edge::Exact };
            return Targets { functions, defs: others, edge };
        }
        let Expr::Field { base, name } = unit.expr(callee) else {
            return Targets { functions, defs: others, edge: Edge::Exact };
        };
        let ty = self.peel(&self.type_of(Node { file: call.file, expr: base }));
        let name = unit.name(name);
        let mut edge = Edge::Exact;
        let mut of_type = |ty: &Type, functions: &mut Vec<FnRef>| {
            if let Type::Def(t, _) = ty {
                functions.extend(self.symbols.method(*t, name).iter().copied());
                if matches!(self.type_def(*t).kind, TypeKind::Trait | TypeKind::Class) {
                    for sub in self.symbols.implementors(*t) {
                        for f in self.symbols.method(*sub, name) {
                            if !functions.contains(f) {
                                functions.push(*f);
                                edge = Edge::ByTrait;
                            }
                        }
                    }
                }
            }
        };
        match &ty {
            Type::Any(all) => all.iter().for_each(|t| of_type(&self.peel(t), &mut functions)),
            one => of_type(one, &mut functions),
        }
        if functions.is_empty() && ty == Type::Unknown {
            let named = self.symbols.methods_named(name);
            let shared = self.models.flows.named(name).next().is_some()
                || self.models.types.named(name).next().is_some()
                || self.models.observes.named(name).next().is_some();
            if let [only] = named
                && !shared
                && self.fits(call, *only)
            {
                functions.push(*only);
                edge = Edge::ByName;
            }
        }
        Targets { functions, defs: others, edge }
    }

    /// Whether a method can take as many arguments as a call gives.
    fn fits(&self, call: Node, f: FnRef) -> bool {
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let params = facts.params_of(function);
        if !function.flags.has_self || params.iter().any(|p| p.rest || p.rest_named) {
            return false;
        }
        let given = self.args(call).len();
        let optional = params.iter().filter(|p| p.default.is_some()).count();
        given < params.len() && given + optional + 1 >= params.len()
    }

    fn fitting_arms(&self, call: Node, arms: Vec<FnRef>) -> Vec<FnRef> {
        let given = self.macro_args(call).len();
        let fits = |f: &FnRef| {
            let facts = &self.unit(f.file).facts;
            let params = facts.params_of(self.function(*f));
            if params.iter().any(|p| p.rest) { given + 1 >= params.len() } else { params.len() == given }
        };
        let fitting: Vec<FnRef> = arms.iter().copied().filter(fits).collect();
        if fitting.is_empty() { arms } else { fitting.into_iter().take(1).collect() }
    }

    /// A macro call's arguments in the order of metavariables: `a => b` and `a = b` are two.
    fn macro_args(&self, call: Node) -> Vec<ExprId> {
        let unit = self.unit(call.file);
        let mut all = Vec::new();
        for arg in self.args(call) {
            match unit.expr(arg.value) {
                Expr::Pair { key, value } => all.extend([key, value]),
                _ => all.push(arg.value),
            }
        }
        all
    }

    /// The values a call gives a parameter; empty where it gives none (then the default holds).
    pub(crate) fn given(&self, call: Node, f: FnRef, n: usize) -> Vec<Node> {
        let unit = self.unit(call.file);
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let params = facts.params_of(function);
        let Some(param) = params.get(n) else { return Vec::new() };
        let node = |expr: ExprId| Node { file: call.file, expr };
        if function.kind == FnKind::MacroArm {
            let all = self.macro_args(call);
            if param.rest {
                return all.into_iter().skip(n).map(node).collect();
            }
            return all.get(n).map(|e| node(*e)).into_iter().collect();
        }
        let Expr::Call { callee, args, .. } = unit.expr(call.expr) else { return Vec::new() };
        let through_field = matches!(unit.expr(callee), Expr::Field { .. });
        // `Type.method(x)` and `module.function(x)` are fields too, but hand over no receiver.
        let constructs = unit.facts.language == skinflint_facts::Language::Python
            && self.unit(f.file).str(function.name) == "__init__"
            && self.callee_name(call) != "__init__";
        let by_path = through_field
            && !self.symbols.resolve_expr(self.units, node(callee)).is_empty()
            && !self.is_class_method(f);
        let receives = function.flags.has_self && ((through_field && !by_path) || constructs);
        if receives && n == 0 {
            return match unit.expr(callee) {
                Expr::Field { base, .. } if !constructs => vec![node(base)],
                _ => Vec::new(),
            };
        }
        let shift = usize::from(receives);
        let own = self.unit(f.file).str(param.name);
        let args: Vec<Arg> = unit.facts.args_of(args).collect();
        if let Some(named) = args.iter().find(|a| a.name.is_some() && unit.str(a.name) == own) {
            return vec![node(named.value)];
        }
        if param.named_only {
            return Vec::new();
        }
        let positional = args.iter().filter(|a| !a.name.is_some());
        if param.rest {
            return positional.skip(n - shift).map(|a| node(a.value)).collect();
        }
        positional.clone().nth(n - shift).map(|a| node(a.value)).into_iter().collect()
    }

    fn is_class_method(&self, f: FnRef) -> bool {
        let unit = self.unit(f.file);
        let function = self.function(f);
        unit.facts
            .exprs_of(function.attributes)
            .any(|a| matches!(unit.expr(a), Expr::Path { name, .. } if unit.str(name) == "classmethod"))
    }

    /// The calls that reach a function, those of tests left out; `None` where there are too many of
    /// its name to tell.
    pub(crate) fn callers(&self, f: FnRef) -> Option<Arc<[Node]>> {
        if let Some(known) = self.callers.borrow().get(&f) {
            return known.clone();
        }
        let function = self.function(f);
        let unit = self.unit(f.file);
        let text = unit.str(function.name);
        let name = match (text, self.symbols.owner_type(self.units, f)) {
            ("__init__", Some(ty)) => self.unit(ty.file).name(self.type_def(ty).name),
            _ => unit.name(function.name),
        };
        let calls = self.index.calls(name);
        let found = if calls.len() > MOST_CALLS {
            None
        } else {
            let all: Vec<Node> =
                calls.filter(|c| !self.in_test(*c) && self.targets(*c).functions.contains(&f)).collect();
            Some(Arc::from(all))
        };
        self.callers.borrow_mut().insert(f, found.clone());
        found
    }

    /// Method calls on a local variable, and assignments to its elements, in source order.
    pub(crate) fn uses_of(&self, file: FileId, var: VarId) -> Arc<[Node]> {
        if let Some(known) = self.uses.borrow().get(&(file, var)) {
            return Arc::clone(known);
        }
        let unit = self.unit(file);
        let of = &unit.facts.vars[var.index()];
        let function = of.param.map(|(f, _)| f).or_else(|| {
            let def = unit.facts.defs_of(var).first()?;
            unit.function_at(*def)
        });
        let range = match function {
            Some(f) => unit.facts.functions[f.index()].exprs,
            None => (0, 0),
        };
        let is_var = |mut e: ExprId| loop {
            match unit.expr(e) {
                Expr::Local(v) => return v == var,
                Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref } => e = operand,
                _ => return false,
            }
        };
        let mut found = Vec::new();
        for i in range.0..range.1 {
            let at = ExprId(i);
            let hit = match unit.expr(at) {
                Expr::Call { callee, args, .. } => match unit.expr(callee) {
                    Expr::Field { base, .. } => is_var(base),
                    Expr::Path { name, .. } if matches!(unit.str(name), "write!" | "writeln!") => {
                        unit.facts.args_of(args).next().is_some_and(|a| is_var(a.value))
                    }
                    _ => false,
                },
                Expr::Assign { target, .. } => {
                    matches!(unit.expr(target), Expr::Index { base, .. } if is_var(base))
                }
                _ => false,
            };
            if hit {
                found.push(Node { file, expr: at });
            }
        }
        let found: Arc<[Node]> = Arc::from(found);
        self.uses.borrow_mut().insert((file, var), Arc::clone(&found));
        found
    }

    /// The values that a field of a type is given anywhere: in struct literals and assignments.
    pub(crate) fn field_values(&self, ty: TypeRef, field: &str) -> Arc<[Node]> {
        let key = (ty, Name::of(field));
        if let Some(known) = self.fields.borrow().get(&key) {
            return Arc::clone(known);
        }
        // The types of the values can depend on the field's own: what is asked below itself is nothing.
        self.fields.borrow_mut().insert(key, Arc::from([]));
        let found: Arc<[Node]> = Arc::from(self.find_field_values(ty, field));
        self.fields.borrow_mut().insert(key, Arc::clone(&found));
        found
    }

    fn find_field_values(&self, ty: TypeRef, field: &str) -> Vec<Node> {
        let mut found = Vec::new();
        for node in self.index.field_values(Name::of(field)) {
            if self.in_test(node) {
                continue;
            }
            let unit = self.unit(node.file);
            match unit.expr(node.expr) {
                Expr::Struct { fields, .. } => {
                    if !matches!(self.type_of(node), Type::Def(t, _) if t == ty) {
                        continue;
                    }
                    for arg in unit.facts.args_of(fields) {
                        if arg.name.is_some() && unit.str(arg.name) == field && !self.is_pattern(node) {
                            found.push(Node { file: node.file, expr: arg.value });
                        }
                    }
                }
                Expr::Assign { target, value, .. } => {
                    let Expr::Field { base, .. } = unit.expr(target) else { continue };
                    let of = self.peel(&self.type_of(Node { file: node.file, expr: base }));
                    let subclass = |t: TypeRef| t == ty || self.symbols.implementors(t).contains(&ty);
                    if matches!(of, Type::Def(t, _) if subclass(t)) {
                        found.push(Node { file: node.file, expr: value });
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Whether a node is (part of) a pattern and makes no value.
    pub(crate) fn is_pattern(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        loop {
            let parent = unit.parent(at);
            if !parent.is_some() {
                return false;
            }
            match unit.expr(parent) {
                Expr::Let { pattern, .. } | Expr::For { pattern, .. } | Expr::Arm { pattern, .. } => {
                    return pattern == at;
                }
                Expr::Closure { params, .. } => return unit.facts.exprs_of(params).any(|p| p == at),
                Expr::Tuple(_)
                | Expr::AnyOf(_)
                | Expr::Struct { .. }
                | Expr::Unary { op: UnaryOp::Ref | UnaryOp::Deref, .. }
                | Expr::Bind { .. } => at = parent,
                Expr::Call { callee, .. } if callee != at => at = parent,
                _ => return false,
            }
        }
    }

    /// The rows that a call matches for certain.
    pub(crate) fn match_rows<'r, T: HasCallee>(
        &'r self,
        rows: &'r Rows<T>,
        call: Node,
    ) -> impl Iterator<Item = &'r Row<T>> + 'r {
        let name = self.callee_name(call);
        rows.named(Name::of(name)).filter(move |row| self.matches(row, row.row.callee(), call, name))
    }

    fn matches<T>(&self, row: &Row<T>, callee: &Callee, call: Node, name: &str) -> bool {
        let unit = self.unit(call.file);
        if row.language != unit.facts.language {
            return false;
        }
        let Expr::Call { callee: at, .. } = unit.expr(call.expr) else { return false };
        let at = Node { file: call.file, expr: at };
        if !callee.calls.is_empty() && callee.calls.matches_last(name) {
            for def in self.symbols.resolve_expr(self.units, at) {
                if let Def::External(path) = def
                    && self.path_matches(&callee.calls, &path, call.file, &row.library)
                {
                    return true;
                }
            }
        }
        if !callee.methods.iter().any(|m| m == name) {
            return false;
        }
        let Expr::Field { base, .. } = unit.expr(at.expr) else { return false };
        if callee.receivers.is_empty() {
            let targets = self.targets(call);
            return targets.functions.is_empty();
        }
        let ty = self.type_of(Node { file: call.file, expr: base });
        self.type_matches(&callee.receivers, &ty, call.file, &row.library)
    }

    /// Whether a type, or what it wraps, is one of these.
    pub(crate) fn type_matches(&self, paths: &crate::models::Paths, ty: &Type, file: FileId, library: &str) -> bool {
        let mut at = ty.clone();
        loop {
            match &at {
                Type::Ext(path, _) if self.path_matches(paths, path, file, library) => return true,
                Type::Any(all) => return all.iter().any(|t| self.type_matches(paths, t, file, library)),
                _ => {}
            }
            let inner = self.peel(&at);
            if inner == at {
                return false;
            }
            at = inner;
        }
    }

    /// A full path must fit; a bare name (a prelude, an unread glob) fits by its last part where the
    /// package depends on the library.
    fn path_matches(&self, paths: &crate::models::Paths, path: &str, file: FileId, library: &str) -> bool {
        if paths.matches(path) {
            return true;
        }
        let bare = !path.contains("::") && !path.contains('.');
        bare && path.ends_with('!') && paths.matches_last(path) && self.depends(file, library)
    }
}
