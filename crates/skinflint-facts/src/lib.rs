//! The vocabulary of facts: one small common tree that every frontend lowers to. Syntax only.
//!
//! What only a library knows is no fact: that a `map` runs per element, that a string is SQL, that
//! a function is a handler. Models say that. Facts of a file are a pure function of its path, its
//! bytes, its language and the frontend's version, and they own nothing of the text: spans are byte
//! ranges in a side table, strings live in a table of the file's own that link remaps.
//!
//! Everything is reached by `u32` ids into boxed slices, because facts outlive their file and two
//! whole trees of them must fit into memory.

mod block;
mod builder;
mod comment;
mod expr;
mod item;
mod language;
mod places;
mod print;
mod strings;
mod ty;

pub use block::Block;
pub use builder::{Builder, Hidden, VarKind};
pub use comment::Comment;
pub use expr::{Arg, ArgList, BinaryOp, Expr, ExprId, ExprList, UnaryOp, Var, VarId};
pub use item::{
    Const, Field, FieldId, FnFlags, FnId, FnKind, Function, Impl, ImplId, Import, Module, ModuleId, Owner, Param,
    TypeDef, TypeDefId, TypeKind, Variant,
};
pub use language::{FileRole, Language};
pub use places::TextStep;
pub use print::dump;
pub use strings::{StringTable, Sym};
pub use ty::{Ty, TyId, TyList};

use skinflint_base::{Problem, Span};

/// What lowering one file gives. Never an error: what could not be read is a problem beside the
/// facts of the rest.
#[derive(Debug)]
pub struct Lowered {
    /// What was understood.
    pub facts: Facts,
    /// What was not, with its lines.
    pub problems: Vec<Problem>,
}

/// One file's facts.
#[derive(Debug)]
pub struct Facts {
    /// The frontend that made them.
    pub language: Language,
    /// What the file is for, by its path and the language's conventions.
    pub role: FileRole,
    /// The file's own strings.
    pub strings: StringTable,
    /// Modules; `[0]` is the file itself, inline modules follow.
    pub modules: Box<[Module]>,
    /// What names are brought in from elsewhere.
    pub imports: Box<[Import]>,
    /// Structs, enums, classes, traits, aliases.
    pub types: Box<[TypeDef]>,
    /// Fields of types and of enum variants, in one pool.
    pub fields: Box<[Field]>,
    /// Enum variants, in one pool.
    pub variants: Box<[Variant]>,
    /// `impl` blocks.
    pub impls: Box<[Impl]>,
    /// Functions, methods, module tops, class bodies, macro arms.
    pub functions: Box<[Function]>,
    /// Parameters of functions, in one pool.
    pub params: Box<[Param]>,
    /// What the arms of macros match, by arm: see [`Facts::matcher_of`].
    pub matchers: Box<[(FnId, ArgList)]>,
    /// Constants and statics; for Python none (assignments at module level are statements of the
    /// module's top).
    pub consts: Box<[Const]>,
    /// What a manifest is made of; none in code.
    pub blocks: Box<[Block]>,
    /// Local variables of all functions.
    pub vars: Box<[Var]>,
    /// The places that give a variable its value, sorted by variable: see [`Var::defs`].
    pub var_defs: Box<[ExprId]>,
    /// Where the values of strings part from their text, by expression: see [`Facts::place_in`].
    pub text_steps: Box<[TextStep]>,
    /// Comments that speak to skinflint, in source order.
    pub comments: Box<[Comment]>,
    /// All expressions and patterns of the file, children before parents.
    pub exprs: Box<[Expr]>,
    /// Where each expression stands.
    pub spans: Box<[Span]>,
    /// Types as written.
    pub tys: Box<[Ty]>,
    /// Pool behind `ExprList`, `ArgList` and `TyList`.
    pub lists: Box<[u32]>,
}

impl Facts {
    /// The expression of an id.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()]
    }

    /// Where an expression stands.
    #[must_use]
    pub fn span(&self, id: ExprId) -> Span {
        self.spans[id.index()]
    }

    /// A string of the file.
    #[must_use]
    pub fn str(&self, sym: Sym) -> &str {
        self.strings.get(sym)
    }

    /// The type of an id.
    #[must_use]
    pub fn ty(&self, id: TyId) -> Ty {
        self.tys[id.index()]
    }

    fn pool(&self, at: u32) -> &[u32] {
        let at = at as usize;
        let len = self.lists[at] as usize;
        &self.lists[at + 1..=at + len]
    }

    /// The expressions of a list.
    pub fn exprs_of(&self, list: ExprList) -> impl ExactSizeIterator<Item = ExprId> + DoubleEndedIterator + '_ {
        self.pool(list.0).iter().map(|id| ExprId(*id))
    }

    /// How many expressions a list has.
    #[must_use]
    pub fn len_of(&self, list: ExprList) -> usize {
        self.pool(list.0).len()
    }

    /// The arguments of a list, in source order.
    pub fn args_of(&self, list: ArgList) -> impl ExactSizeIterator<Item = Arg> + DoubleEndedIterator + '_ {
        self.pool(list.0).chunks_exact(2).map(|pair| Arg { name: Sym::from_raw(pair[0]), value: ExprId(pair[1]) })
    }

    /// The types of a list.
    pub fn tys_of(&self, list: TyList) -> impl ExactSizeIterator<Item = TyId> + '_ {
        self.pool(list.0).iter().map(|id| TyId(*id))
    }

    /// The parameters of a function.
    #[must_use]
    pub fn params_of(&self, function: &Function) -> &[Param] {
        &self.params[function.params.0 as usize..function.params.1 as usize]
    }

    /// What a macro's arm matches: the arguments of a call that fits it, with its metavariables as `Local`s
    /// and each repetition `$( … )` as a call of `$!` with what is repeated.
    #[must_use]
    pub fn matcher_of(&self, arm: FnId) -> Option<ArgList> {
        let at = self.matchers.binary_search_by_key(&arm, |(of, _)| *of).ok()?;
        Some(self.matchers[at].1)
    }

    /// The name of a macro's argument as a node of its own: a `Str` where it is a literal, a `Path` or
    /// `Local` where it is a name. It stands right behind the value. Shorthands (`%x`) have none.
    #[must_use]
    pub fn name_node(&self, arg: Arg) -> Option<ExprId> {
        if !arg.name.is_some() || !arg.value.is_some() {
            return None;
        }
        let at = ExprId(arg.value.0.checked_add(1)?);
        let name = match *self.exprs.get(at.index())? {
            Expr::Str(name) | Expr::Path { name, .. } => name,
            Expr::Local(var) => self.vars[var.index()].name,
            _ => return None,
        };
        (name == arg.name).then_some(at)
    }

    /// The fields of a type (of an enum: none, see [`Facts::variants_of`]).
    #[must_use]
    pub fn fields_of(&self, ty: &TypeDef) -> &[Field] {
        &self.fields[ty.fields.0 as usize..ty.fields.1 as usize]
    }

    /// The variants of an enum.
    #[must_use]
    pub fn variants_of(&self, ty: &TypeDef) -> &[Variant] {
        &self.variants[ty.variants.0 as usize..ty.variants.1 as usize]
    }

    /// The fields of an enum's variant.
    #[must_use]
    pub fn variant_fields(&self, variant: &Variant) -> &[Field] {
        &self.fields[variant.fields.0 as usize..variant.fields.1 as usize]
    }

    /// The places that give a variable its value: each is a `Let`, `For`, `Assign`, `Arm`,
    /// `Closure` or `With` whose pattern binds it. A parameter's own place is not among them.
    #[must_use]
    pub fn defs_of(&self, var: VarId) -> &[ExprId] {
        let (from, to) = self.vars[var.index()].defs;
        &self.var_defs[from as usize..to as usize]
    }

    /// Bytes the facts hold, for the budget of four bytes per byte of source.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        use std::mem::size_of_val;
        self.strings.heap_bytes()
            + size_of_val(&*self.modules)
            + size_of_val(&*self.imports)
            + size_of_val(&*self.types)
            + size_of_val(&*self.fields)
            + size_of_val(&*self.variants)
            + size_of_val(&*self.impls)
            + size_of_val(&*self.functions)
            + size_of_val(&*self.params)
            + size_of_val(&*self.matchers)
            + size_of_val(&*self.consts)
            + size_of_val(&*self.blocks)
            + size_of_val(&*self.vars)
            + size_of_val(&*self.var_defs)
            + size_of_val(&*self.text_steps)
            + size_of_val(&*self.comments)
            + size_of_val(&*self.exprs)
            + size_of_val(&*self.spans)
            + size_of_val(&*self.tys)
            + size_of_val(&*self.lists)
    }

    /// Calls `f` with each direct child of an expression, patterns included, in source order.
    pub fn children(&self, id: ExprId, mut f: impl FnMut(ExprId)) {
        let mut some = |e: ExprId| {
            if e.is_some() {
                f(e);
            }
        };
        match self.expr(id) {
            Expr::Str(_)
            | Expr::Int(_)
            | Expr::Float(_)
            | Expr::Bool(_)
            | Expr::Null
            | Expr::Local(_)
            | Expr::Path { .. }
            | Expr::Wild
            | Expr::Continue
            | Expr::FnDef(_)
            | Expr::TypeDef(_) => {}
            Expr::Template { parts, .. } => self.exprs_of(parts).for_each(some),
            Expr::Hole { value, .. } | Expr::Unary { operand: value, .. } | Expr::Cast { operand: value, .. } => {
                some(value);
            }
            Expr::Field { base, .. } => some(base),
            Expr::Index { base, index } => {
                some(base);
                some(index);
            }
            Expr::Call { callee, args, .. } => {
                some(callee);
                self.args_of(args).for_each(|a| some(a.value));
            }
            Expr::Struct { fields, .. } => self.args_of(fields).for_each(|a| some(a.value)),
            Expr::Closure { params, body } => {
                self.exprs_of(params).for_each(&mut some);
                some(body);
            }
            Expr::Array(list) | Expr::Tuple(list) | Expr::Map(list) | Expr::AnyOf(list) | Expr::Other(list) => {
                self.exprs_of(list).for_each(some);
            }
            Expr::Pair { key, value } => {
                some(key);
                some(value);
            }
            Expr::Binary { left, right, .. } => {
                some(left);
                some(right);
            }
            Expr::If { cond, then, orelse } => {
                some(cond);
                some(then);
                some(orelse);
            }
            Expr::Match { subject, arms } => {
                some(subject);
                self.exprs_of(arms).for_each(some);
            }
            Expr::Arm { pattern, guard, body } => {
                some(pattern);
                some(guard);
                some(body);
            }
            Expr::For { pattern, iter, body } => {
                some(pattern);
                some(iter);
                some(body);
            }
            Expr::While { cond, body } => {
                some(cond);
                some(body);
            }
            Expr::Comprehension { element, clauses } => {
                self.exprs_of(clauses).for_each(&mut some);
                some(element);
            }
            Expr::Block { statements, tail } => {
                self.exprs_of(statements).for_each(&mut some);
                some(tail);
            }
            Expr::Let { pattern, value, orelse } => {
                some(pattern);
                some(value);
                some(orelse);
            }
            Expr::Assign { target, value, .. } => {
                some(target);
                some(value);
            }
            Expr::With { items, body } => {
                self.exprs_of(items).for_each(&mut some);
                some(body);
            }
            Expr::TryCatch { body, handlers, finally } => {
                some(body);
                self.exprs_of(handlers).for_each(&mut some);
                some(finally);
            }
            Expr::Return(value) | Expr::Break(value) => some(value),
            Expr::Bind { sub, .. } => some(sub),
        }
    }
}
