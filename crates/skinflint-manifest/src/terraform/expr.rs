//! Expressions of HCL. The parser bounds their depth, and so this recursion.

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::template::{Directive, Element, Template};
use skinflint_base::Span;
use skinflint_facts::{Arg, BinaryOp, Expr, ExprId, Sym, TyId, UnaryOp, VarKind};

use super::Lowering;

impl Lowering<'_> {
    /// An expression. `"${x}"` alone is `x` itself, as in Terraform.
    pub(super) fn expr(&mut self, expression: &Expression) -> ExprId {
        let span = self.span(expression.span());
        match expression {
            Expression::Null(_) => self.b.expr(Expr::Null, span),
            Expression::Bool(value) => self.b.expr(Expr::Bool(*value.value()), span),
            Expression::Number(number) => {
                let text = number.value().to_string();
                let whole = number.value().as_i64().is_some() || number.value().as_u64().is_some();
                let text = self.b.sym(&text);
                self.b.expr(if whole { Expr::Int(text) } else { Expr::Float(text) }, span)
            }
            Expression::String(text) => self.str(text.value(), span),
            Expression::Array(array) => {
                let items: Vec<ExprId> = array.iter().map(|item| self.expr(item)).collect();
                let items = self.b.exprs(&items);
                self.b.expr(Expr::Array(items), span)
            }
            Expression::Object(object) => self.object(object, span),
            Expression::StringTemplate(template) => self.elements(&mut template.iter(), template.iter().count(), span),
            Expression::HeredocTemplate(heredoc) => self.elements(&mut heredoc.template.iter(), usize::MAX, span),
            Expression::Parenthesis(inner) => self.expr(inner.inner()),
            Expression::Variable(name) => self.variable(name.as_str(), span),
            Expression::Conditional(c) => {
                let cond = self.expr(&c.cond_expr);
                let then = self.expr(&c.true_expr);
                let orelse = self.expr(&c.false_expr);
                self.b.expr(Expr::If { cond, then, orelse }, span)
            }
            Expression::FuncCall(call) => self.call(call, span),
            Expression::Traversal(traversal) => self.traversal(traversal, span),
            Expression::UnaryOp(unary) => {
                let operand = self.expr(&unary.expr);
                let op = match unary.operator.value() {
                    UnaryOperator::Neg => UnaryOp::Neg,
                    UnaryOperator::Not => UnaryOp::Not,
                };
                self.b.expr(Expr::Unary { operand, op }, span)
            }
            Expression::BinaryOp(binary) => {
                let left = self.expr(&binary.lhs_expr);
                let right = self.expr(&binary.rhs_expr);
                self.binary(*binary.operator.value(), left, right, span)
            }
            Expression::ForExpr(comprehension) => self.comprehension(comprehension, span),
        }
    }

    fn str(&mut self, text: &str, span: Span) -> ExprId {
        let text = self.b.sym(text);
        self.b.expr(Expr::Str(text), span)
    }

    /// A name: a variable of a `for`, or what link looks up (`var`, `local`, a resource's type).
    fn variable(&mut self, name: &str, span: Span) -> ExprId {
        let name = self.b.sym(name);
        let expr = match self.b.lookup(name) {
            Some(var) => Expr::Local(var),
            None => Expr::Path { name, ty: TyId::NONE },
        };
        self.b.expr(expr, span)
    }

    fn object(&mut self, object: &Object, span: Span) -> ExprId {
        let mut entries = Vec::with_capacity(object.len());
        for (key, value) in object.iter() {
            let at = self.span(key.span());
            let key = match key {
                ObjectKey::Ident(name) => self.str(name.as_str(), at),
                ObjectKey::Expression(expression) => self.expr(expression),
            };
            let value = self.expr(value.expr());
            let whole = at.to(self.b.span(value));
            entries.push(self.b.expr(Expr::Pair { key, value }, whole));
        }
        let entries = self.b.exprs(&entries);
        self.b.expr(Expr::Map(entries), span)
    }

    fn call(&mut self, call: &FuncCall, span: Span) -> ExprId {
        let mut name = String::new();
        for part in &call.name.namespace {
            name.push_str(part.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        let at = self.span(call.name.name.span());
        let name = self.b.sym(&name);
        let callee = self.b.expr(Expr::Path { name, ty: TyId::NONE }, at);
        let last = call.args.len().wrapping_sub(1);
        let mut args = Vec::with_capacity(call.args.len());
        for (i, arg) in call.args.iter().enumerate() {
            let mut value = self.expr(arg);
            if call.args.expand_final() && i == last {
                let at = self.b.span(value);
                value = self.b.expr(Expr::Unary { operand: value, op: UnaryOp::Spread }, at);
            }
            args.push(Arg { name: Sym::NONE, value });
        }
        let args = self.b.args(&args);
        self.b.expr(Expr::Call { callee, args, ty: TyId::NONE }, span)
    }

    /// `a.b[0].*.c`: a chain of fields and indexes; a splat is an index by anything.
    fn traversal(&mut self, traversal: &Traversal, span: Span) -> ExprId {
        let mut base = self.expr(&traversal.expr);
        for operator in &traversal.operators {
            let end = self.span(operator.span()).end;
            let at = Span::new(span.start, end.max(span.start));
            base = match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    let name = self.b.sym(name.as_str());
                    self.b.expr(Expr::Field { base, name }, at)
                }
                TraversalOperator::Index(index) => {
                    let index = self.expr(index);
                    self.b.expr(Expr::Index { base, index }, at)
                }
                TraversalOperator::LegacyIndex(n) => {
                    let n = self.b.sym(&n.value().to_string());
                    let index = self.b.expr(Expr::Int(n), at);
                    self.b.expr(Expr::Index { base, index }, at)
                }
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let index = self.b.expr(Expr::Wild, at);
                    self.b.expr(Expr::Index { base, index }, at)
                }
            };
        }
        base
    }

    /// `!=`, `<=`, `>` and `>=` are what they negate or turn around.
    fn binary(&mut self, operator: BinaryOperator, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let (op, left, right, negated) = match operator {
            BinaryOperator::Eq => (BinaryOp::Eq, left, right, false),
            BinaryOperator::NotEq => (BinaryOp::Eq, left, right, true),
            BinaryOperator::Less => (BinaryOp::Order, left, right, false),
            BinaryOperator::Greater => (BinaryOp::Order, right, left, false),
            BinaryOperator::GreaterEq => (BinaryOp::Order, left, right, true),
            BinaryOperator::LessEq => (BinaryOp::Order, right, left, true),
            BinaryOperator::Plus => (BinaryOp::Add, left, right, false),
            BinaryOperator::Minus => (BinaryOp::Sub, left, right, false),
            BinaryOperator::Mul => (BinaryOp::Mul, left, right, false),
            BinaryOperator::Div => (BinaryOp::Div, left, right, false),
            BinaryOperator::Mod => (BinaryOp::Rem, left, right, false),
            BinaryOperator::And => (BinaryOp::And, left, right, false),
            BinaryOperator::Or => (BinaryOp::Or, left, right, false),
        };
        let expr = self.b.expr(Expr::Binary { left, right, op }, span);
        if negated { self.b.expr(Expr::Unary { operand: expr, op: UnaryOp::Not }, span) } else { expr }
    }

    fn comprehension(&mut self, f: &ForExpr, span: Span) -> ExprId {
        let iter = self.expr(&f.intro.collection_expr);
        let key = f.intro.key_var.as_ref().map(|name| name.as_str());
        self.looped(key, f.intro.value_var.as_str(), iter, span, |low, clause| {
            let mut clauses = vec![clause];
            clauses.extend(f.cond.as_ref().map(|cond| low.expr(&cond.expr)));
            let key = f.key_expr.as_ref().map(|key| low.expr(key));
            let mut element = low.expr(&f.value_expr);
            let at = low.b.span(element);
            if f.grouping {
                element = low.b.expr(Expr::Unary { operand: element, op: UnaryOp::Spread }, at);
            }
            if let Some(key) = key {
                let at = low.b.span(key).to(at);
                element = low.b.expr(Expr::Pair { key, value: element }, at);
            }
            (element, clauses)
        })
    }

    /// A comprehension; its variables are known in `rest` only. With two names the first is the key.
    fn looped(
        &mut self,
        key: Option<&str>,
        value: &str,
        iter: ExprId,
        span: Span,
        rest: impl FnOnce(&mut Self, ExprId) -> (ExprId, Vec<ExprId>),
    ) -> ExprId {
        self.b.push_scope();
        let mut bind = |name: &str| {
            let name = self.b.sym(name);
            let var = self.b.declare(name, TyId::NONE, VarKind::Local);
            self.b.expr(Expr::Bind { var, sub: ExprId::NONE }, span)
        };
        let key = key.map(&mut bind);
        let value = bind(value);
        let pattern = match key {
            Some(key) => {
                let both = self.b.exprs(&[key, value]);
                self.b.expr(Expr::Tuple(both), span)
            }
            None => value,
        };
        let clause = self.b.expr(Expr::For { pattern, iter, body: ExprId::NONE }, span);
        self.b.define_pattern(pattern, clause);
        let (element, clauses) = rest(self, clause);
        self.b.pop_scope();
        let clauses = self.b.exprs(&clauses);
        self.b.expr(Expr::Comprehension { element, clauses }, span)
    }

    fn template(&mut self, template: &Template, span: Span) -> ExprId {
        self.elements(&mut template.iter(), usize::MAX, span)
    }

    /// The parts of a text. A directive is a hole that a conditional or a comprehension fills.
    pub(super) fn elements(
        &mut self,
        elements: &mut dyn Iterator<Item = &Element>,
        count: usize,
        span: Span,
    ) -> ExprId {
        let mut parts = Vec::new();
        let mut literal: Option<(String, Span)> = None;
        for element in elements {
            let at = self.span(element.span());
            let value = match element {
                Element::Literal(text) => {
                    let (whole, begun) = literal.get_or_insert_with(|| (String::new(), at));
                    whole.push_str(text.value());
                    *begun = begun.to(at);
                    continue;
                }
                Element::Interpolation(hole) => self.expr(&hole.expr),
                Element::Directive(directive) => self.directive(directive, at),
            };
            if count == 1 {
                return value;
            }
            if let Some((text, at)) = literal.take() {
                parts.push(self.str(&text, at));
            }
            parts.push(self.b.expr(Expr::Hole { value, spec: Sym::EMPTY }, at));
        }
        if let Some((text, at)) = literal.take() {
            let part = self.str(&text, at);
            if parts.is_empty() {
                return part;
            }
            parts.push(part);
        }
        if parts.is_empty() {
            return self.str("", span);
        }
        let raw = self.text.slice(span);
        let raw = self.b.sym(raw);
        let parts = self.b.exprs(&parts);
        self.b.expr(Expr::Template { raw, parts }, span)
    }

    fn directive(&mut self, directive: &Directive, span: Span) -> ExprId {
        match directive {
            Directive::If(d) => {
                let cond = self.expr(&d.if_expr.cond_expr);
                let then = self.template(&d.if_expr.template, span);
                let orelse = match &d.else_expr {
                    Some(orelse) => self.template(&orelse.template, span),
                    None => self.str("", span),
                };
                self.b.expr(Expr::If { cond, then, orelse }, span)
            }
            Directive::For(d) => {
                let iter = self.expr(&d.for_expr.collection_expr);
                let key = d.for_expr.key_var.as_ref().map(|name| name.as_str());
                self.looped(key, d.for_expr.value_var.as_str(), iter, span, |low, clause| {
                    (low.template(&d.for_expr.template, span), vec![clause])
                })
            }
        }
    }
}
