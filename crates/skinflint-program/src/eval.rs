//! Answers questions about single expressions on demand: what a call reaches, who calls a function,
//! which model row a call matches. Remembers its answers; one per worker, so nothing is locked.

mod calls;
mod macros;
mod matching;
mod places;
mod written;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{Arg, Expr, Function, TypeDef, VarId};

use crate::index::{Index, last_segment};
use crate::models::{Callee, Models};
use crate::symbols::{Defs, Symbols, TypeRef};
use crate::types::{Relations, Type};
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

/// Answers that were given.
type Memory<K, V> = RefCell<FxHashMap<K, V>>;

/// What a unit's package depends on; empty where no manifest says.
pub(crate) type Dependencies = Vec<String>;

/// The linked program with a worker's memory.
pub(crate) struct Eval<'p> {
    pub(crate) units: &'p [Unit],
    pub(crate) symbols: &'p Symbols,
    pub(crate) index: &'p Index,
    pub(crate) models: &'p Models,
    pub(crate) dependencies: &'p [Arc<Dependencies>],
    pub(crate) types: Memory<Node, Type>,
    /// Types being found out.
    pub(crate) asked_types: RefCell<FxHashSet<Node>>,
    /// Whether a question was given up since this was last reset.
    pub(crate) cut: Cell<bool>,
    targets: Memory<Node, Arc<Targets>>,
    callers: Memory<FnRef, Option<Arc<[Node]>>>,
    uses: Memory<(FileId, VarId), Arc<[Node]>>,
    fields: Memory<(TypeRef, Name), Arc<[Node]>>,
    pub(crate) routed: Memory<FnRef, bool>,
    pub(crate) ancestors: Memory<TypeRef, Arc<[Arc<str>]>>,
    pub(crate) relations: RefCell<Option<Arc<Relations>>>,
    depth: Cell<u32>,
    typing: Cell<u32>,
    by_name: Cell<bool>,
    fuel: Cell<u32>,
    /// Texts of the question that is being answered.
    pub(crate) texts: RefCell<crate::statements::Texts>,
    by_macros: RefCell<Option<Arc<written::Written>>>,
}

/// Questions asked below each other; real code needs a few, what needs more goes in circles.
const DEEPEST_QUESTION: u32 = 48;

/// Types asked for below each other.
const DEEPEST_TYPE: u32 = 96;

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
has_callee!(ClosureRow, SequenceRow, PaceRow, LogRow, LoggerRow, ScopeRow, PrintRow, StageRow);
has_callee!(MetricRow, OptionsRow, ObserveRow, EventRow, LabelRow, TagRow, FlowRow, SourceRow, TypeRow);
has_callee!(QueryRow, CacheRow, EntryRow, RelationRow);
has_callee!(StatementRow, ClauseRow);

/// More calls of one name than this are not looked at one by one: such a name says nothing.
const MOST_CALLS: usize = 600;
/// A macro's name is its own.
const MOST_MACRO_CALLS: usize = 4_000;

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
            asked_types: RefCell::default(),
            cut: Cell::new(false),
            targets: RefCell::default(),
            callers: RefCell::default(),
            uses: RefCell::default(),
            fields: RefCell::default(),
            routed: RefCell::default(),
            ancestors: RefCell::default(),
            relations: RefCell::default(),
            depth: Cell::new(0),
            typing: Cell::new(0),
            by_name: Cell::new(false),
            fuel: Cell::new(0),
            texts: RefCell::default(),
            by_macros: RefCell::default(),
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

    /// Begins a question about a type that may ask further ones: rows ask for the types of receivers, and
    /// those for rows. `None` where they go in circles.
    pub(crate) fn ask_type(&self) -> Option<Asked<'_>> {
        let depth = self.typing.get();
        if depth >= DEEPEST_TYPE {
            return None;
        }
        self.typing.set(depth + 1);
        Some(Asked(&self.typing))
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
}
