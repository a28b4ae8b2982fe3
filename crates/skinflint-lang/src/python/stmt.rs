//! Statements.

use ruff_python_ast::{
    ExceptHandler, Expr as Ast, Stmt, StmtAnnAssign, StmtAssign, StmtIf, StmtMatch, StmtRaise, StmtTry, StmtWith,
};
use ruff_text_size::{Ranged, TextRange};
use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, TyId, UnaryOp};

use super::expr::binary_op;
use super::file::{File, span};

impl File<'_> {
    /// A block of statements. `empty` is where an empty one stands.
    pub(super) fn block(&mut self, body: &[Stmt], empty: Span) -> ExprId {
        let from = self.nodes.len();
        self.statements(body);
        self.end_block(from, body, empty)
    }

    /// Makes a block of the statements that were put on the stack since `from`.
    pub(super) fn end_block(&mut self, from: usize, body: &[Stmt], empty: Span) -> ExprId {
        let at = match body {
            [first, .., last] => span(first.range().cover(last.range())),
            [only] => span(only.range()),
            [] => empty,
        };
        let statements = self.take_nodes(from);
        self.b.expr(Expr::Block { statements, tail: ExprId::NONE }, at)
    }

    fn statements(&mut self, body: &[Stmt]) {
        body.iter().for_each(|statement| self.statement(statement));
    }

    /// Puts a statement on the stack; some are none, or more than one.
    pub(super) fn statement(&mut self, statement: &Stmt) {
        let range = statement.range();
        let node = match statement {
            Stmt::Expr(expr) if matches!(*expr.value, Ast::EllipsisLiteral(_)) => return,
            Stmt::Expr(expr) => self.expr(&expr.value),
            Stmt::Assign(assign) => self.assign(assign).0,
            Stmt::AnnAssign(assign) => match self.annotated(assign).1 {
                Some((node, _)) => node,
                None => return,
            },
            Stmt::AugAssign(assign) => {
                let target = self.place(&assign.target);
                let value = self.expr(&assign.value);
                let node = self.node(Expr::Assign { target, value, op: Some(binary_op(assign.op)) }, range);
                self.b.define_pattern(target, node);
                node
            }
            Stmt::Return(ret) => {
                let value = ret.value.as_deref().map_or(ExprId::NONE, |value| self.expr(value));
                self.node(Expr::Return(value), range)
            }
            Stmt::If(branch) => self.branch(branch),
            Stmt::For(each) => {
                let iter = self.expr(&each.iter);
                let pattern = self.binding(&each.target);
                let body = self.block(&each.body, span(range));
                let node = self.node(Expr::For { pattern, iter, body }, range);
                self.b.define_pattern(pattern, node);
                self.nodes.push(node);
                return self.after_loop(&each.orelse);
            }
            Stmt::While(until) => {
                let cond = self.expr(&until.test);
                let body = self.block(&until.body, span(range));
                let node = self.node(Expr::While { cond, body }, range);
                self.nodes.push(node);
                return self.after_loop(&until.orelse);
            }
            Stmt::With(with) => self.with(with),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::Raise(raise) => self.raise(raise),
            Stmt::Match(matched) => self.matched(matched),
            Stmt::Assert(assert) => {
                let from = self.nodes.len();
                for part in std::iter::once(&assert.test).chain(&assert.msg) {
                    let part = self.expr(part);
                    self.nodes.push(part);
                }
                let parts = self.take_nodes(from);
                self.node(Expr::Other(parts), range)
            }
            Stmt::Delete(delete) => {
                let from = self.nodes.len();
                for target in &delete.targets {
                    let target = self.expr(target);
                    self.nodes.push(target);
                }
                let targets = self.take_nodes(from);
                self.node(Expr::Other(targets), range)
            }
            Stmt::FunctionDef(def) => {
                let id = self.function(def);
                self.node(Expr::FnDef(id), range)
            }
            Stmt::ClassDef(def) => {
                let id = self.class(def);
                self.node(Expr::TypeDef(id), range)
            }
            Stmt::TypeAlias(alias) => match self.alias(alias) {
                Some(id) => self.node(Expr::TypeDef(id), range),
                None => return,
            },
            Stmt::Break(_) => self.node(Expr::Break(ExprId::NONE), range),
            Stmt::Continue(_) => self.node(Expr::Continue, range),
            Stmt::Import(import) => return self.import(import),
            Stmt::ImportFrom(import) => return self.import_from(import),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::IpyEscapeCommand(_) => return,
        };
        self.nodes.push(node);
    }

    /// The `else` of a loop: runs when the loop ends by itself, so it stands behind it.
    fn after_loop(&mut self, orelse: &[Stmt]) {
        if !orelse.is_empty() {
            let block = self.block(orelse, Span::default());
            self.nodes.push(block);
        }
    }

    /// `a = b = value` is an assignment whose value is an assignment. Gives the whole and the
    /// value.
    pub(super) fn assign(&mut self, assign: &StmtAssign) -> (ExprId, ExprId) {
        let value = self.expr(&assign.value);
        let mut node = value;
        for target in assign.targets.iter().rev() {
            let range = TextRange::new(target.start(), assign.range.end());
            let target = self.place(target);
            node = self.node(Expr::Assign { target, value: node, op: None }, range);
            self.b.define_pattern(target, node);
        }
        (node, value)
    }

    /// `target: T = value`; the type goes to the variable, or with a name of the module or class
    /// to the path. Without a value there is nothing to run. Gives the type, and the whole and the
    /// value where there is one.
    pub(super) fn annotated(&mut self, assign: &StmtAnnAssign) -> (TyId, Option<(ExprId, ExprId)>) {
        let ty = self.ty(&assign.annotation);
        let var = match &*assign.target {
            Ast::Name(name) => {
                let name = self.b.sym(name.id.as_str());
                self.scopes.get(name)
            }
            _ => None,
        };
        if let Some(var) = var {
            self.b.set_var_ty(var, ty);
        }
        let Some(value) = assign.value.as_deref() else { return (ty, None) };
        let value = self.expr(value);
        let target = match &*assign.target {
            Ast::Name(name) if var.is_none() => {
                let path = self.b.sym(name.id.as_str());
                self.node(Expr::Path { name: path, ty }, name.range)
            }
            target => self.place(target),
        };
        let node = self.node(Expr::Assign { target, value, op: None }, assign.range);
        self.b.define_pattern(target, node);
        (ty, Some((node, value)))
    }

    fn branch(&mut self, branch: &StmtIf) -> ExprId {
        let mut arms = Vec::with_capacity(1 + branch.elif_else_clauses.len());
        let cond = self.expr(&branch.test);
        let then = self.block(&branch.body, span(branch.range));
        arms.push((cond, then, branch.range.start()));
        let mut orelse = ExprId::NONE;
        for clause in &branch.elif_else_clauses {
            let cond = clause.test.as_ref().map(|test| self.expr(test));
            let block = self.block(&clause.body, span(clause.range));
            match cond {
                Some(cond) => arms.push((cond, block, clause.range.start())),
                None => orelse = block,
            }
        }
        for (cond, then, start) in arms.into_iter().rev() {
            orelse = self.node(Expr::If { cond, then, orelse }, TextRange::new(start, branch.range.end()));
        }
        orelse
    }

    fn with(&mut self, with: &StmtWith) -> ExprId {
        let from = self.nodes.len();
        for item in &with.items {
            let value = self.expr(&item.context_expr);
            let pattern = match &item.optional_vars {
                Some(vars) => self.binding(vars),
                None => self.node(Expr::Wild, TextRange::empty(item.range.end())),
            };
            let node = self.node(Expr::Let { pattern, value, orelse: ExprId::NONE }, item.range);
            self.b.define_pattern(pattern, node);
            self.nodes.push(node);
        }
        let items = self.take_nodes(from);
        let body = self.block(&with.body, span(with.range));
        self.node(Expr::With { items, body }, with.range)
    }

    fn attempt(&mut self, attempt: &StmtTry) -> ExprId {
        let from = self.nodes.len();
        self.statements(&attempt.body);
        self.statements(&attempt.orelse);
        let body = self.end_block(from, &attempt.body, span(attempt.range));
        let from = self.nodes.len();
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            let guard = handler.type_.as_deref().map_or(ExprId::NONE, |ty| self.expr(ty));
            let pattern = match &handler.name {
                Some(name) => self.bind(name.as_str(), ExprId::NONE, name.range),
                None => self.node(Expr::Wild, TextRange::empty(handler.range.start())),
            };
            let body = self.block(&handler.body, span(handler.range));
            let arm = self.node(Expr::Arm { pattern, guard, body }, handler.range);
            self.b.define_pattern(pattern, arm);
            self.nodes.push(arm);
        }
        let handlers = self.take_nodes(from);
        let finally = match &attempt.finalbody[..] {
            [] => ExprId::NONE,
            finalbody => self.block(finalbody, Span::default()),
        };
        self.node(Expr::TryCatch { body, handlers, finally }, attempt.range)
    }

    fn raise(&mut self, raise: &StmtRaise) -> ExprId {
        // The cause matters only where it does something itself.
        if let Some(cause) = &raise.cause
            && !matches!(**cause, Ast::Name(_) | Ast::NoneLiteral(_))
        {
            let cause = self.expr(cause);
            self.nodes.push(cause);
        }
        let operand = match &raise.exc {
            Some(exc) => self.expr(exc),
            None => self.node(Expr::Null, TextRange::empty(raise.range.end())),
        };
        self.node(Expr::Unary { operand, op: UnaryOp::Raise }, raise.range)
    }

    fn matched(&mut self, matched: &StmtMatch) -> ExprId {
        let subject = self.expr(&matched.subject);
        let from = self.nodes.len();
        for case in &matched.cases {
            let pattern = self.pattern(&case.pattern);
            let guard = case.guard.as_deref().map_or(ExprId::NONE, |guard| self.expr(guard));
            let body = self.block(&case.body, span(case.range));
            let arm = self.node(Expr::Arm { pattern, guard, body }, case.range);
            self.b.define_pattern(pattern, arm);
            self.nodes.push(arm);
        }
        let arms = self.take_nodes(from);
        self.node(Expr::Match { subject, arms }, matched.range)
    }
}
