//! The state of lowering one file, and the smallest steps: names, scopes, lists.

use skinflint_base::{Problem, ProblemKind, RelPath, Span};
use skinflint_facts::{Arg, ArgList, Builder, Expr, ExprId, ExprList, FnId, ModuleId, Owner, Sym, VarId};

use super::source::Source;

/// Everything that is known while a file is lowered.
pub(super) struct Lowering<'s> {
    /// The facts so far.
    pub(super) b: Builder,
    /// The text.
    pub(super) src: Source<'s>,
    /// The file.
    pub(super) path: &'s RelPath,
    /// What could not be read.
    pub(super) problems: Vec<Problem>,
    /// The module that items go into.
    pub(super) module: ModuleId,
    /// The `impl` block or trait that items go into.
    pub(super) owner: Owner,
    /// The function whose body this is.
    pub(super) parent: Option<FnId>,
    /// Inside something that is only built for tests.
    pub(super) in_test: bool,
    /// Inside a macro's tokens, which need not be Rust.
    pub(super) in_macro: bool,
    /// The metavariables of the macro's arm around, `$` and all: unlike variables they are seen in nested items.
    pub(super) metavariables: Vec<(Sym, VarId)>,
    /// The variables that the pattern at hand has bound so far, so that the alternatives of `A(x) | B(x)` share `x`.
    pub(super) bound: Vec<(Sym, VarId)>,
    /// Where the pattern at hand starts in `bound`; `None` outside of alternatives.
    pub(super) shared_from: Option<usize>,
    /// Lists under construction, innermost last.
    list: Vec<ExprId>,
    args: Vec<Arg>,
}

/// The start of a list under construction.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

impl<'s> Lowering<'s> {
    /// Nothing lowered yet.
    pub(super) fn new(path: &'s RelPath, src: Source<'s>) -> Self {
        Self {
            b: Builder::new(),
            src,
            path,
            problems: Vec::new(),
            module: ModuleId(0),
            owner: Owner::Module,
            parent: None,
            in_test: false,
            in_macro: false,
            metavariables: Vec::new(),
            bound: Vec::new(),
            shared_from: None,
            list: Vec::new(),
            args: Vec::new(),
        }
    }

    /// A name and where it stands, without `r#`. A metavariable of a macro keeps its `$`.
    pub(super) fn ident(&mut self, ident: &proc_macro2::Ident) -> (Sym, Span) {
        let at = self.src.at(ident.span());
        self.ident_at(ident, at)
    }

    /// A name that likely stands at a byte: a cheaper [`Lowering::ident`].
    pub(super) fn ident_near(&mut self, ident: &proc_macro2::Ident, guess: u32) -> (Sym, Span) {
        let at = self.src.near(guess, ident);
        self.ident_at(ident, at)
    }

    fn ident_at(&mut self, ident: &proc_macro2::Ident, at: u32) -> (Sym, Span) {
        let (word, end) = self.src.word(at);
        if word.is_empty() || !word.is_ascii() {
            let text = ident.to_string();
            let text = text.strip_prefix("r#").unwrap_or(&text);
            return (self.b.sym(text), Span::new(at, self.src.end(ident.span()).max(at)));
        }
        (self.b.sym(word), Span::new(at, end))
    }

    /// The text of a name.
    pub(super) fn word(&self, ident: &proc_macro2::Ident) -> &'s str {
        self.src.word(self.src.at(ident.span())).0
    }

    /// The variable that a name means here.
    pub(super) fn lookup(&self, name: Sym) -> Option<VarId> {
        self.b.lookup(name).or_else(|| self.metavariables.iter().find(|(known, _)| *known == name).map(|(_, var)| *var))
    }

    /// Adds a node.
    pub(super) fn node(&mut self, expr: Expr, span: Span) -> ExprId {
        self.b.expr(expr, span)
    }

    /// Starts a list.
    pub(super) fn start(&self) -> Mark {
        Mark(self.list.len())
    }

    /// Adds to the innermost list.
    pub(super) fn push(&mut self, e: ExprId) {
        self.list.push(e);
    }

    /// The innermost list so far.
    pub(super) fn peek_list(&self, mark: Mark) -> &[ExprId] {
        &self.list[mark.0..]
    }

    /// Ends a list.
    pub(super) fn finish(&mut self, mark: Mark) -> ExprList {
        let list = self.b.exprs(&self.list[mark.0..]);
        self.list.truncate(mark.0);
        list
    }

    /// Starts a list of arguments.
    pub(super) fn start_args(&self) -> Mark {
        Mark(self.args.len())
    }

    /// Adds an argument to the innermost list.
    pub(super) fn push_arg(&mut self, name: Sym, value: ExprId) {
        self.args.push(Arg { name, value });
    }

    /// The arguments of the innermost list so far, to be changed in place.
    pub(super) fn args_mut(&mut self, mark: Mark) -> &mut [Arg] {
        &mut self.args[mark.0..]
    }

    /// Ends a list of arguments.
    pub(super) fn finish_args(&mut self, mark: Mark) -> ArgList {
        let list = self.b.args(&self.args[mark.0..]);
        self.args.truncate(mark.0);
        list
    }

    /// Notes lines that were not understood.
    pub(super) fn problem(&mut self, span: Span, message: String, remedy: &str) {
        self.problems.push(Problem {
            kind: ProblemKind::NotLowered,
            path: Some(self.path.clone()),
            span: Some(span),
            message,
            remedy: remedy.to_owned(),
        });
    }
}
