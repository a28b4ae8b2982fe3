//! Builds one file's facts: interning, arenas and scopes, so that every frontend does them alike.
//!
//! A thread that has built one file builds the next in the same buffers: they have grown to what files need,
//! and facts get exactly the memory that they fill.

use std::cell::Cell;

use skinflint_base::Span;

use crate::strings::Interner;
use crate::{
    Arg, ArgList, Block, Comment, Const, Expr, ExprId, ExprList, Facts, Field, FileRole, FnId, Function, Impl, ImplId,
    Import, Language, Module, ModuleId, Param, Sym, TextStep, Ty, TyId, TyList, TypeDef, TypeDefId, Var, VarId,
    Variant,
};

/// How a variable came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarKind {
    /// The n-th parameter of a function.
    Param(FnId, u32),
    /// Anything else.
    Local,
}

/// A file's facts under construction. Items refer to each other by id; an id is given when the item
/// is pushed, so a function that must be known before its body (nested ones) is reserved first.
#[derive(Debug)]
pub struct Builder {
    strings: Interner,
    lists: Vec<u32>,
    exprs: Vec<Expr>,
    spans: Vec<Span>,
    tys: Vec<Ty>,
    vars: Vec<Var>,
    defs: Vec<(VarId, ExprId)>,
    scopes: Scopes,
    /// Modules; push the file's own first.
    pub modules: Vec<Module>,
    /// Imports.
    pub imports: Vec<Import>,
    /// Types.
    pub types: Vec<TypeDef>,
    /// Field pool.
    pub fields: Vec<Field>,
    /// Variant pool.
    pub variants: Vec<Variant>,
    /// Impl blocks.
    pub impls: Vec<Impl>,
    /// Functions; one that is reserved and not yet filled is [`HOLLOW`].
    functions: Vec<Function>,
    /// Parameter pool.
    pub params: Vec<Param>,
    /// Constants.
    pub consts: Vec<Const>,
    steps: Vec<TextStep>,
    comments: Vec<Comment>,
    matchers: Vec<(FnId, ArgList)>,
    /// Blocks of a manifest.
    pub blocks: Vec<Block>,
}

/// What [`Builder::take_scopes`] hid.
#[derive(Debug)]
#[must_use]
pub struct Hidden(u32);

/// Which variable each name means now. One slot per string of the file; closing a scope undoes what
/// was declared in it.
#[derive(Debug, Default)]
struct Scopes {
    /// By name; `NOTHING` where the name means none.
    meaning: Vec<u32>,
    /// What a declaration replaced, to be put back.
    undo: Vec<(Sym, u32)>,
    /// Where each open scope starts in `undo`.
    starts: Vec<usize>,
    /// Variables made before are hidden.
    floor: u32,
}

const NOTHING: u32 = u32::MAX;

/// A function that nobody has filled yet.
const HOLLOW: Function = Function {
    name: Sym::EMPTY,
    module: ModuleId(0),
    owner: crate::Owner::Module,
    parent: None,
    kind: crate::FnKind::Function,
    flags: crate::FnFlags {
        is_async: false,
        is_test: false,
        has_self: false,
        is_public: false,
        is_property: false,
        is_static: false,
    },
    params: (0, 0),
    generics: TyList(0),
    ret: TyId::NONE,
    body: ExprId::NONE,
    exprs: (0, 0),
    attributes: ExprList(0),
    span: Span { start: 0, end: 0 },
};

/// Buffers for more nodes are given back rather than kept for the next file.
const KEPT: usize = 1 << 20;

thread_local! {
    /// A builder whose file is finished, empty again.
    static SPARE: Cell<Option<Builder>> = const { Cell::new(None) };
}

impl Scopes {
    fn reset(&mut self) {
        self.meaning.clear();
        self.undo.clear();
        self.starts.clear();
        self.floor = 0;
    }

    fn push(&mut self) {
        self.starts.push(self.undo.len());
    }

    fn pop(&mut self) {
        let Some(start) = self.starts.pop() else { return };
        while self.undo.len() > start {
            if let Some((name, before)) = self.undo.pop() {
                self.meaning[name.index()] = before;
            }
        }
    }

    fn declare(&mut self, name: Sym, var: VarId) {
        if self.meaning.len() <= name.index() {
            self.meaning.resize(name.index() + 1, NOTHING);
        }
        let before = std::mem::replace(&mut self.meaning[name.index()], var.0);
        self.undo.push((name, before));
    }

    fn lookup(&self, name: Sym) -> Option<VarId> {
        let var = *self.meaning.get(name.index())?;
        (var != NOTHING && var >= self.floor).then_some(VarId(var))
    }
}

fn id(len: usize) -> u32 {
    // A file is at most four gigabytes (see `Span`), and no node is made from less than a byte of it
    // more than a few times over; saturating keeps a pathological file from wrapping.
    u32::try_from(len).unwrap_or(u32::MAX - 1)
}

impl Builder {
    /// An empty file: its own module is there.
    #[must_use]
    pub fn new() -> Self {
        let mut builder = SPARE.take().unwrap_or_else(|| Self {
            strings: Interner::default(),
            lists: Vec::new(),
            exprs: Vec::new(),
            spans: Vec::new(),
            tys: Vec::new(),
            vars: Vec::new(),
            defs: Vec::new(),
            scopes: Scopes::default(),
            modules: Vec::new(),
            imports: Vec::new(),
            types: Vec::new(),
            fields: Vec::new(),
            variants: Vec::new(),
            impls: Vec::new(),
            functions: Vec::new(),
            params: Vec::new(),
            consts: Vec::new(),
            steps: Vec::new(),
            comments: Vec::new(),
            matchers: Vec::new(),
            blocks: Vec::new(),
        });
        builder.reset();
        builder
    }

    /// Forgets a file and keeps the buffers.
    fn reset(&mut self) {
        let Self {
            strings,
            lists,
            exprs,
            spans,
            tys,
            vars,
            defs,
            scopes,
            modules,
            imports,
            types,
            fields,
            variants,
            impls,
            functions,
            params,
            consts,
            blocks,
            steps,
            comments,
            matchers,
        } = self;
        strings.reset();
        lists.clear();
        lists.push(0);
        exprs.clear();
        spans.clear();
        tys.clear();
        vars.clear();
        defs.clear();
        scopes.reset();
        modules.clear();
        modules.push(Module { name: Sym::EMPTY, parent: None, declared: None, test: false, span: Span::default() });
        imports.clear();
        types.clear();
        fields.clear();
        variants.clear();
        impls.clear();
        functions.clear();
        params.clear();
        consts.clear();
        blocks.clear();
        steps.clear();
        comments.clear();
        matchers.clear();
    }

    /// The id of a string.
    pub fn sym(&mut self, text: &str) -> Sym {
        self.strings.intern(text)
    }

    /// The string of an id.
    #[must_use]
    pub fn str(&self, sym: Sym) -> &str {
        self.strings.get(sym)
    }

    /// Adds a node. Its children must be there already.
    pub fn expr(&mut self, expr: Expr, span: Span) -> ExprId {
        let at = ExprId(id(self.exprs.len()));
        self.exprs.push(expr);
        self.spans.push(span);
        at
    }

    /// A node that is there already.
    #[must_use]
    pub fn get(&self, at: ExprId) -> Expr {
        self.exprs[at.index()]
    }

    /// Where a node stands.
    #[must_use]
    pub fn span(&self, at: ExprId) -> Span {
        self.spans[at.index()]
    }

    /// Says that from byte `value` of a string's value on, the text stands at byte `text` of the file.
    /// Called for each place where both part, in order, right after the string was added.
    pub fn text_step(&mut self, at: ExprId, value: u32, text: u32) {
        self.steps.push(TextStep { at, value, text });
    }

    /// How many nodes there are: the start or end of a function's range.
    #[must_use]
    pub fn mark(&self) -> u32 {
        id(self.exprs.len())
    }

    fn list(&mut self, items: impl ExactSizeIterator<Item = u32>) -> u32 {
        if items.len() == 0 {
            return 0;
        }
        let at = id(self.lists.len());
        self.lists.push(id(items.len()));
        self.lists.extend(items);
        at
    }

    /// A list of expressions.
    pub fn exprs(&mut self, items: &[ExprId]) -> ExprList {
        ExprList(self.list(items.iter().map(|e| e.0)))
    }

    /// The expressions of a list that is there already.
    #[must_use]
    pub fn exprs_of(&self, list: ExprList) -> Vec<ExprId> {
        let at = list.0 as usize;
        self.lists[at + 1..=at + self.lists[at] as usize].iter().map(|e| ExprId(*e)).collect()
    }

    /// The arguments of a list that is there already.
    #[must_use]
    pub fn args_of(&self, list: ArgList) -> Vec<Arg> {
        let at = list.0 as usize;
        let pool = &self.lists[at + 1..=at + self.lists[at] as usize];
        pool.chunks_exact(2).map(|p| Arg { name: Sym::from_raw(p[0]), value: ExprId(p[1]) }).collect()
    }

    /// A list of arguments.
    pub fn args(&mut self, items: &[Arg]) -> ArgList {
        if items.is_empty() {
            return ArgList(0);
        }
        let at = id(self.lists.len());
        self.lists.push(id(items.len() * 2));
        for arg in items {
            self.lists.push(arg.name.raw());
            self.lists.push(arg.value.0);
        }
        ArgList(at)
    }

    /// A list of types.
    pub fn ty_list(&mut self, items: &[TyId]) -> TyList {
        TyList(self.list(items.iter().map(|t| t.0)))
    }

    /// Adds a type.
    pub fn ty(&mut self, ty: Ty) -> TyId {
        let at = TyId(id(self.tys.len()));
        self.tys.push(ty);
        at
    }

    /// A type that is there already.
    #[must_use]
    pub fn get_ty(&self, at: TyId) -> Ty {
        self.tys[at.index()]
    }

    /// Opens a scope: names declared in it are forgotten by the matching [`Builder::pop_scope`].
    pub fn push_scope(&mut self) {
        self.scopes.push();
    }

    /// Closes the innermost scope.
    pub fn pop_scope(&mut self) {
        self.scopes.pop();
    }

    /// Hides all that is declared so far (a nested item of Rust sees no locals), to be seen again
    /// after the matching [`Builder::restore_scopes`]. Scopes opened in between must be closed by
    /// then.
    pub fn take_scopes(&mut self) -> Hidden {
        self.scopes.push();
        Hidden(std::mem::replace(&mut self.scopes.floor, id(self.vars.len())))
    }

    /// Makes visible again what [`Builder::take_scopes`] hid.
    pub fn restore_scopes(&mut self, hidden: Hidden) {
        self.scopes.floor = hidden.0;
        self.scopes.pop();
    }

    /// Makes a new variable and declares it in the innermost scope; hides an outer one of that name.
    pub fn declare(&mut self, name: Sym, ty: TyId, kind: VarKind) -> VarId {
        let var = VarId(id(self.vars.len()));
        let param = match kind {
            VarKind::Param(function, n) => Some((function, n)),
            VarKind::Local => None,
        };
        self.vars.push(Var { name, ty, param, defs: (0, 0) });
        self.scopes.declare(name, var);
        var
    }

    /// Gives a variable that is there already a declared type.
    pub fn set_var_ty(&mut self, var: VarId, ty: TyId) {
        self.vars[var.index()].ty = ty;
    }

    /// The variable that a name means here.
    #[must_use]
    pub fn lookup(&self, name: Sym) -> Option<VarId> {
        self.scopes.lookup(name)
    }

    /// Says that a node gives a variable (one of) its values: see [`Facts::defs_of`].
    pub fn define(&mut self, var: VarId, at: ExprId) {
        self.defs.push((var, at));
    }

    /// Says so for every variable that a pattern or target binds.
    pub fn define_pattern(&mut self, pattern: ExprId, at: ExprId) {
        if !pattern.is_some() {
            return;
        }
        match self.get(pattern) {
            Expr::Bind { var, sub } => {
                self.define(var, at);
                self.define_pattern(sub, at);
            }
            Expr::Local(var) => self.define(var, at),
            Expr::Tuple(list) | Expr::Array(list) | Expr::AnyOf(list) | Expr::Other(list) => {
                self.define_patterns(list, at);
            }
            Expr::Call { args, .. } | Expr::Struct { fields: args, .. } => {
                // Name and value by turns.
                for i in self.members(args.0).skip(1).step_by(2) {
                    self.define_pattern(ExprId(self.lists[i]), at);
                }
            }
            Expr::Unary { operand, .. } => self.define_pattern(operand, at),
            Expr::Map(list) => {
                for i in self.members(list.0) {
                    let entry = ExprId(self.lists[i]);
                    // What is no pair takes the rest of the map.
                    let bound = if let Expr::Pair { value, .. } = self.get(entry) { value } else { entry };
                    self.define_pattern(bound, at);
                }
            }
            _ => {}
        }
    }

    /// [`Builder::define_pattern`] for each of a list.
    pub fn define_patterns(&mut self, patterns: ExprList, at: ExprId) {
        for i in self.members(patterns.0) {
            self.define_pattern(ExprId(self.lists[i]), at);
        }
    }

    /// Where a list's members are in the pool.
    fn members(&self, list: u32) -> std::ops::RangeInclusive<usize> {
        let at = list as usize;
        at + 1..=at + self.lists[at] as usize
    }

    /// Reserves a function's id.
    pub fn reserve_fn(&mut self) -> FnId {
        self.functions.push(HOLLOW);
        FnId(id(self.functions.len() - 1))
    }

    /// Fills a reserved function.
    pub fn fill_fn(&mut self, at: FnId, function: Function) {
        self.functions[at.index()] = function;
    }

    /// Says what a macro's arm matches: see [`Facts::matcher_of`].
    pub fn set_matcher(&mut self, arm: FnId, matcher: ArgList) {
        self.matchers.push((arm, matcher));
    }

    /// Adds a type and gives its id.
    pub fn push_type(&mut self, ty: TypeDef) -> TypeDefId {
        self.types.push(ty);
        TypeDefId(id(self.types.len() - 1))
    }

    /// Adds an impl block and gives its id.
    pub fn push_impl(&mut self, block: Impl) -> ImplId {
        self.impls.push(block);
        ImplId(id(self.impls.len() - 1))
    }

    /// Adds a module and gives its id.
    pub fn push_module(&mut self, module: Module) -> ModuleId {
        self.modules.push(module);
        ModuleId(id(self.modules.len() - 1))
    }

    /// Adds parameters and gives their range.
    pub fn push_params(&mut self, params: Vec<Param>) -> (u32, u32) {
        let from = id(self.params.len());
        self.params.extend(params);
        (from, id(self.params.len()))
    }

    /// Adds fields and gives their range.
    pub fn push_fields(&mut self, fields: Vec<Field>) -> (u32, u32) {
        let from = id(self.fields.len());
        self.fields.extend(fields);
        (from, id(self.fields.len()))
    }

    /// Adds variants and gives their range.
    pub fn push_variants(&mut self, variants: Vec<Variant>) -> (u32, u32) {
        let from = id(self.variants.len());
        self.variants.extend(variants);
        (from, id(self.variants.len()))
    }

    /// Adds a comment of a source that has [`Comment::MARK`] in it: where it stands, and what of it is no
    /// sign of the language. Comments are added in the order of the source.
    pub fn push_comment(&mut self, source: &str, span: Span, inner: &str, doc: bool) {
        let text = self.sym(inner.trim());
        self.comments.push(Comment { text, span, alone: Comment::stands_alone(source, span), doc });
    }

    /// Adds the comments of a source whose comments reach from a sign to the end of the line, as far as they
    /// speak to skinflint. For languages whose parser drops comments: the sign must stand behind a blank, and
    /// the mark right behind the sign, which no text of a manifest or a query does by chance.
    pub fn push_line_comments(&mut self, source: &str, signs: &[&str]) {
        let mut from = 0;
        while let Some(at) = source.get(from..).and_then(|rest| rest.find(Comment::MARK)) {
            let mark = from + at;
            let line_start = source[..mark].rfind(['\n', '\r']).map_or(0, |i| i + 1);
            let line_end = source[mark..].find(['\n', '\r']).map_or(source.len(), |i| mark + i);
            let before = source[line_start..mark].trim_end();
            let sign = signs.iter().find_map(|sign| {
                let head = before.strip_suffix(sign)?;
                (head.is_empty() || head.ends_with(char::is_whitespace)).then_some(line_start + head.len())
            });
            if let Some(start) = sign {
                let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                let span = Span::new(narrow(start), narrow(line_end));
                self.push_comment(source, span, &source[mark..line_end], false);
            }
            from = line_end;
        }
    }

    /// The finished facts. A function that was reserved and never filled is left out only when it
    /// is the last; frontends fill all they reserve.
    #[must_use]
    pub fn finish(mut self, language: Language, role: FileRole) -> Facts {
        self.matchers.sort_unstable_by_key(|(arm, _)| *arm);
        self.defs.sort_unstable();
        self.steps.sort_unstable();
        // The alternatives of a pattern bind the same variable at the same node.
        self.defs.dedup();
        let mut from = 0;
        for (i, var) in self.vars.iter_mut().enumerate() {
            let to = from + self.defs[from..].iter().take_while(|(v, _)| v.index() == i).count();
            var.defs = (id(from), id(to));
            from = to;
        }
        let facts = Facts {
            language,
            role,
            strings: self.strings.finish(),
            modules: exact(&self.modules),
            imports: exact(&self.imports),
            types: exact(&self.types),
            fields: exact(&self.fields),
            variants: exact(&self.variants),
            impls: exact(&self.impls),
            functions: exact(&self.functions),
            params: exact(&self.params),
            matchers: exact(&self.matchers),
            consts: exact(&self.consts),
            blocks: exact(&self.blocks),
            vars: exact(&self.vars),
            var_defs: self.defs.iter().map(|(_, at)| *at).collect(),
            text_steps: exact(&self.steps),
            comments: exact(&self.comments),
            exprs: exact(&self.exprs),
            spans: exact(&self.spans),
            tys: exact(&self.tys),
            lists: exact(&self.lists),
        };
        if self.exprs.capacity() <= KEPT {
            SPARE.set(Some(self));
        }
        facts
    }
}

/// A copy that has no room to grow.
fn exact<T: Copy>(items: &[T]) -> Box<[T]> {
    items.into()
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}
