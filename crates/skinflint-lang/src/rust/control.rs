//! Blocks, statements, branches, loops and closures: what opens scopes.

use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, UnaryOp};
use syn::{Pat, Stmt};

use super::lowering::Lowering;

impl Lowering<'_> {
    /// The expressions that `expr` leaves to this module.
    pub(super) fn control(&mut self, e: &mut syn::Expr) -> ExprId {
        match e {
            syn::Expr::Block(block) => self.block(&mut block.block),
            syn::Expr::If(branch) => self.branch(branch),
            syn::Expr::Let(condition) => self.let_condition(condition),
            syn::Expr::Match(matched) => self.matched(matched),
            syn::Expr::Closure(closure) => self.closure(closure),
            syn::Expr::Async(block) => {
                let at = self.src.at(block.async_token.span);
                let body = self.block(&mut block.block);
                self.wrapped(UnaryOp::Async, at, body)
            }
            syn::Expr::Return(returned) => {
                let at = self.src.at(returned.return_token.span);
                let value = self.optional(&mut returned.expr);
                let span = self.keyword_span(at, "return", value);
                self.node(Expr::Return(value), span)
            }
            syn::Expr::Break(broken) => {
                let at = self.src.at(broken.break_token.span);
                let value = self.optional(&mut broken.expr);
                let span = self.keyword_span(at, "break", value);
                self.node(Expr::Break(value), span)
            }
            syn::Expr::Continue(continued) => self.leaf(Expr::Continue, continued.continue_token.span, 8),
            syn::Expr::ForLoop(looped) => self.for_loop(looped),
            syn::Expr::While(looped) => self.while_loop(looped),
            syn::Expr::Loop(looped) => {
                let at = self.src.at(looped.loop_token.span);
                let body = self.block(&mut looped.body);
                let span = Span::new(at, self.b.span(body).end);
                self.node(Expr::While { cond: ExprId::NONE, body }, span)
            }
            syn::Expr::Unsafe(block) => self.block(&mut block.block),
            syn::Expr::Const(block) => self.block(&mut block.block),
            syn::Expr::TryBlock(block) => self.block(&mut block.block),
            syn::Expr::Yield(yielded) => {
                let at = self.src.at(yielded.yield_token.span);
                let operand = self.optional(&mut yielded.expr);
                let span = self.keyword_span(at, "yield", operand);
                self.node(Expr::Unary { operand, op: UnaryOp::Yield }, span)
            }
            _ => self.nothing(),
        }
    }

    fn optional(&mut self, e: &mut Option<Box<syn::Expr>>) -> ExprId {
        e.as_mut().map_or(ExprId::NONE, |e| self.expr(e))
    }

    fn keyword_span(&self, at: u32, keyword: &str, value: ExprId) -> Span {
        let span = self.after(at, keyword);
        if value.is_some() { span.to(self.b.span(value)) } else { span }
    }

    fn wrapped(&mut self, op: UnaryOp, at: u32, operand: ExprId) -> ExprId {
        let span = Span::new(at, self.b.span(operand).end.max(at));
        self.node(Expr::Unary { operand, op }, span)
    }

    /// A block with a scope of its own.
    pub(super) fn block(&mut self, block: &mut syn::Block) -> ExprId {
        let span = self.delimited(&block.brace_token.span);
        self.b.push_scope();
        let lowered = self.statements(&mut block.stmts, span);
        self.b.pop_scope();
        lowered
    }

    /// Statements in the scope that is open.
    pub(super) fn statements(&mut self, stmts: &mut [Stmt], span: Span) -> ExprId {
        let list = self.start();
        let mut tail = ExprId::NONE;
        let last = stmts.len().saturating_sub(1);
        for (i, stmt) in stmts.iter_mut().enumerate() {
            match stmt {
                Stmt::Local(local) => {
                    let local = self.local(local);
                    self.push(local);
                }
                Stmt::Item(item) => {
                    if let Some(at) = self.inner_item(item) {
                        self.push(at);
                    }
                }
                // A lone `;`.
                Stmt::Expr(syn::Expr::Verbatim(tokens), Some(_)) if tokens.is_empty() => {}
                Stmt::Expr(e, semi) => {
                    let at = self.expr(e);
                    if i == last && semi.is_none() {
                        tail = at;
                    } else {
                        self.push(at);
                    }
                }
                Stmt::Macro(mac) => {
                    if self.macro_item(&mut mac.mac) {
                        continue;
                    }
                    let at = self.macro_call(&mut mac.mac);
                    if i == last && mac.semi_token.is_none() {
                        tail = at;
                    } else {
                        self.push(at);
                    }
                }
            }
        }
        let statements = self.finish(list);
        self.node(Expr::Block { statements, tail }, span)
    }

    fn local(&mut self, local: &mut syn::Local) -> ExprId {
        let at = self.src.at(local.let_token.span);
        let mut value = ExprId::NONE;
        let mut orelse = ExprId::NONE;
        if let Some(init) = &mut local.init {
            value = self.expr(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                orelse = self.expr(diverge);
            }
        }
        let pattern = self.whole_pattern(&mut local.pat);
        let mut span = Span::new(at, self.b.span(pattern).end);
        for part in [value, orelse] {
            if part.is_some() {
                span = span.to(self.b.span(part));
            }
        }
        let at = self.node(Expr::Let { pattern, value, orelse }, span);
        self.b.define_pattern(pattern, at);
        at
    }

    fn let_condition(&mut self, condition: &mut syn::ExprLet) -> ExprId {
        let at = self.src.at(condition.let_token.span);
        let value = self.expr(&mut condition.expr);
        let pattern = self.whole_pattern(&mut condition.pat);
        let end = self.b.span(value).end;
        let at = self.node(Expr::Let { pattern, value, orelse: ExprId::NONE }, Span::new(at, end));
        self.b.define_pattern(pattern, at);
        at
    }

    fn branch(&mut self, branch: &mut syn::ExprIf) -> ExprId {
        let at = self.src.at(branch.if_token.span);
        self.b.push_scope();
        let cond = self.expr(&mut branch.cond);
        let then = self.block(&mut branch.then_branch);
        self.b.pop_scope();
        let mut span = Span::new(at, self.b.span(then).end);
        let mut orelse = ExprId::NONE;
        if let Some((_, e)) = &mut branch.else_branch {
            orelse = self.expr(e);
            span = span.to(self.b.span(orelse));
        }
        self.node(Expr::If { cond, then, orelse }, span)
    }

    fn matched(&mut self, matched: &mut syn::ExprMatch) -> ExprId {
        let at = self.src.at(matched.match_token.span);
        let subject = self.expr(&mut matched.expr);
        let list = self.start();
        for arm in &mut matched.arms {
            let arm = self.arm(arm);
            self.push(arm);
        }
        let arms = self.finish(list);
        let end = self.src.at(matched.brace_token.span.close()) + 1;
        self.node(Expr::Match { subject, arms }, Span::new(at, end))
    }

    fn arm(&mut self, arm: &mut syn::Arm) -> ExprId {
        self.b.push_scope();
        let (pattern, guard) = self.guarded(&mut arm.pat);
        let body = self.expr(&mut arm.body);
        self.b.pop_scope();
        let span = self.b.span(pattern).to(self.b.span(body));
        let at = self.node(Expr::Arm { pattern, guard, body }, span);
        self.b.define_pattern(pattern, at);
        at
    }

    /// A pattern and its guard, if it has one.
    pub(super) fn guarded(&mut self, pat: &mut Pat) -> (ExprId, ExprId) {
        match pat {
            Pat::Guard(guarded) => {
                let pattern = self.whole_pattern(&mut guarded.pat);
                (pattern, self.expr(&mut guarded.guard))
            }
            pat => (self.whole_pattern(pat), ExprId::NONE),
        }
    }

    fn for_loop(&mut self, looped: &mut syn::ExprForLoop) -> ExprId {
        let at = self.src.at(looped.for_token.span);
        let iter = self.expr(&mut looped.expr);
        self.b.push_scope();
        let pattern = self.whole_pattern(&mut looped.pat);
        let body = self.block(&mut looped.body);
        self.b.pop_scope();
        let span = Span::new(at, self.b.span(body).end);
        let at = self.node(Expr::For { pattern, iter, body }, span);
        self.b.define_pattern(pattern, at);
        at
    }

    fn while_loop(&mut self, looped: &mut syn::ExprWhile) -> ExprId {
        let at = self.src.at(looped.while_token.span);
        self.b.push_scope();
        let cond = self.expr(&mut looped.cond);
        let body = self.block(&mut looped.body);
        self.b.pop_scope();
        let span = Span::new(at, self.b.span(body).end);
        self.node(Expr::While { cond, body }, span)
    }

    fn closure(&mut self, closure: &mut syn::ExprClosure) -> ExprId {
        let at = match (&closure.asyncness, &closure.capture) {
            (Some(token), _) => self.src.at(token.span),
            (None, Some(token)) => self.src.at(token.span),
            (None, None) => self.src.at(closure.inputs_begin.spans[0]),
        };
        self.b.push_scope();
        let list = self.start();
        for i in 0..closure.inputs.len() {
            let input = self.whole_pattern(&mut closure.inputs[i]);
            self.push(input);
        }
        let mut body = self.expr(&mut closure.body);
        self.b.pop_scope();
        if closure.asyncness.is_some() {
            body = self.wrapped(UnaryOp::Async, at, body);
        }
        let span = Span::new(at, self.b.span(body).end.max(at));
        let params = self.finish(list);
        let at = self.node(Expr::Closure { params, body }, span);
        self.b.define_patterns(params, at);
        at
    }
}
