//! One file inside a program: its facts, its path, and its strings as names that mean the same in
//! every file.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxBuildHasher;
use skinflint_base::{FileId, FileSpan, RelPath};
use skinflint_facts::{Expr, ExprId, Facts, FnId, Sym};

/// A string's identity across files: its 64-bit hash. Two different names with one hash could be
/// taken for each other; what that could mislead is compared as text where it decides something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u64);

impl Name {
    pub(crate) fn of(text: &str) -> Self {
        Self(FxBuildHasher.hash_one(text))
    }
}

/// An expression of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Node {
    pub(crate) file: FileId,
    pub(crate) expr: ExprId,
}

/// A function of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FnRef {
    pub(crate) file: FileId,
    pub(crate) id: FnId,
}

/// A file's facts with what link adds to them.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) path: RelPath,
    pub(crate) facts: Arc<Facts>,
    names: Box<[Name]>,
    parents: OnceLock<Box<[ExprId]>>,
    owners: OnceLock<Box<[u32]>>,
}

impl Unit {
    pub(crate) fn new(path: RelPath, facts: Arc<Facts>) -> Self {
        // Names are how code refers to code; a manifest's are compared as text.
        let known = if facts.language.is_code() { usize::MAX } else { 1 };
        let names = facts.strings.iter().take(known).map(Name::of).collect();
        Self { path, facts, names, parents: OnceLock::new(), owners: OnceLock::new() }
    }

    /// The name of a string; of no string, the name of the empty one.
    pub(crate) fn name(&self, sym: Sym) -> Name {
        self.names.get(sym.index()).copied().unwrap_or_else(|| self.names[Sym::EMPTY.index()])
    }

    pub(crate) fn str(&self, sym: Sym) -> &str {
        self.facts.str(sym)
    }

    pub(crate) fn expr(&self, id: ExprId) -> Expr {
        self.facts.expr(id)
    }

    /// The node that an expression is a direct child of; none at the top of a body. Where a
    /// template's hole shares its value with a macro's arguments, the argument's parent counts.
    pub(crate) fn parent(&self, id: ExprId) -> ExprId {
        let parents = self.parents.get_or_init(|| {
            let mut parents = vec![ExprId::NONE; self.facts.exprs.len()];
            for i in 0..self.facts.exprs.len() {
                let at = ExprId(u32::try_from(i).unwrap_or(u32::MAX));
                self.facts.children(at, |child| {
                    let slot = &mut parents[child.index()];
                    let hole = matches!(self.facts.expr(at), Expr::Hole { .. });
                    if !hole || !slot.is_some() {
                        *slot = at;
                    }
                });
            }
            parents.into_boxed_slice()
        });
        parents[id.index()]
    }

    /// The innermost function whose range holds an expression.
    pub(crate) fn function_at(&self, id: ExprId) -> Option<FnId> {
        let owners = self.owners.get_or_init(|| {
            let mut owners = vec![u32::MAX; self.facts.exprs.len()];
            let mut order: Vec<usize> = (0..self.facts.functions.len()).collect();
            // Outer functions first, so that nested ones overwrite their part.
            order.sort_by_key(|i| {
                let (from, to) = self.facts.functions[*i].exprs;
                std::cmp::Reverse(to.saturating_sub(from))
            });
            for i in order {
                let (from, to) = self.facts.functions[i].exprs;
                if let Some(range) = owners.get_mut(from as usize..to as usize) {
                    range.fill(u32::try_from(i).unwrap_or(u32::MAX));
                }
            }
            owners.into_boxed_slice()
        });
        owners.get(id.index()).filter(|o| **o != u32::MAX).map(|o| FnId(*o))
    }

    pub(crate) fn file_span(&self, file: FileId, id: ExprId) -> FileSpan {
        FileSpan { file, span: self.facts.span(id) }
    }
}
