//! One file on its way to facts: the builder, the open scopes, and the module's top.

use ruff_python_ast::Stmt;
use ruff_python_ast::name::Name;
use ruff_text_size::TextRange;
use skinflint_base::Span;
use skinflint_facts::{
    Arg, Builder, Comment, Expr, ExprId, ExprList, Facts, FileRole, FnFlags, FnId, FnKind, Function, Language,
    ModuleId, Owner, Sym, TyId, TyList, TypeDefId, VarId, VarKind,
};

use super::scope::Scopes;

/// A byte range of the parser as one of ours.
pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

/// A file being lowered.
pub(super) struct File<'a> {
    pub(super) b: Builder,
    pub(super) source: &'a str,
    pub(super) scopes: Scopes,
    /// Whether there is any `:=` in the file; where there is none, no expression needs a look for
    /// what it binds.
    pub(super) walrus: bool,
    pub(super) role: FileRole,
    /// The function whose body is being lowered; none at the module's top and in class bodies
    /// there.
    pub(super) function: Option<FnId>,
    /// The class whose body is being lowered.
    pub(super) class: Option<TypeDefId>,
    /// Children of the nodes that are being lowered, a stack.
    pub(super) nodes: Vec<ExprId>,
    /// Arguments of the calls that are being lowered, a stack.
    pub(super) arguments: Vec<Arg>,
    /// Types without arguments by their name, each once.
    pub(super) plain_tys: Vec<TyId>,
    /// The type that nobody understands, once.
    pub(super) inferred: Option<TyId>,
}

impl<'a> File<'a> {
    /// A file with nothing in it yet. `source` is what was parsed: the text, or the text with
    /// parts blanked.
    pub(super) fn new(source: &'a str, role: FileRole) -> Self {
        Self {
            b: Builder::new(),
            source,
            scopes: Scopes::default(),
            walrus: source.contains(":="),
            role,
            function: None,
            class: None,
            nodes: Vec::new(),
            arguments: Vec::new(),
            plain_tys: Vec::new(),
            inferred: None,
        }
    }

    /// Lowers the module's statements and gives the facts.
    pub(super) fn finish(mut self, body: &[Stmt]) -> Facts {
        let top = self.b.reserve_fn();
        let start = self.b.mark();
        let body = self.block(body, Span::default());
        let function = Function {
            name: Sym::EMPTY,
            module: ModuleId(0),
            owner: Owner::Module,
            parent: None,
            kind: FnKind::ModuleTop,
            flags: FnFlags { is_public: true, ..FnFlags::default() },
            params: (0, 0),
            generics: self.b.ty_list(&[]),
            ret: TyId::NONE,
            body,
            exprs: (start, self.b.mark()),
            attributes: self.b.exprs(&[]),
            span: Span::default(),
        };
        self.b.fill_fn(top, function);
        self.b.finish(Language::Python, self.role)
    }

    /// Adds a node.
    pub(super) fn node(&mut self, expr: Expr, range: TextRange) -> ExprId {
        self.b.expr(expr, span(range))
    }

    /// Keeps a comment if it speaks to skinflint.
    pub(super) fn comment(&mut self, range: TextRange) {
        let text = self.slice(range);
        if text.contains(Comment::MARK) {
            self.b.push_comment(self.source, span(range), text.trim_start_matches('#'), false);
        }
    }

    /// The source of a range.
    pub(super) fn slice(&self, range: TextRange) -> &'a str {
        self.source.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
    }

    /// The nodes that were put on the stack since `from`, as a list.
    pub(super) fn take_nodes(&mut self, from: usize) -> ExprList {
        let list = self.b.exprs(&self.nodes[from..]);
        self.nodes.truncate(from);
        list
    }

    /// No types.
    pub(super) fn no_tys(&mut self) -> TyList {
        self.b.ty_list(&[])
    }

    /// Makes a variable in the innermost scope.
    pub(super) fn declare(&mut self, name: Sym, ty: TyId, kind: VarKind) -> VarId {
        let var = self.b.declare(name, ty, kind);
        self.scopes.bind(name, Some(var));
        var
    }

    /// What a name reads: a local variable, or a path that link resolves.
    pub(super) fn name(&mut self, name: &Name, range: TextRange) -> ExprId {
        let name = self.b.sym(name.as_str());
        let expr = match self.scopes.get(name) {
            Some(var) => Expr::Local(var),
            None => Expr::Path { name, ty: TyId::NONE },
        };
        self.node(expr, range)
    }
}
