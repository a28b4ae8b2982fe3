//! Patterns, in the same arena as expressions. Binding a name declares a variable in the innermost
//! scope; which node gives it its value is said by whoever owns the pattern.

use skinflint_base::Span;
use skinflint_facts::{BinaryOp, Expr, ExprId, Sym, Ty, TyId, UnaryOp, VarKind};
use syn::Pat;
use syn::punctuated::Punctuated;

use super::lowering::Lowering;

impl Lowering<'_> {
    /// A pattern.
    pub(super) fn pattern(&mut self, pat: &mut Pat) -> ExprId {
        match pat {
            Pat::Ident(pat) => self.binding(pat),
            Pat::Wild(pat) => self.leaf(Expr::Wild, pat.underscore_token.spans[0], 1),
            Pat::Rest(pat) => self.leaf(Expr::Wild, pat.dot2_token.spans[0], 2),
            Pat::Lit(lit) => self.literal(&lit.lit),
            Pat::Path(path) => self.pattern_path(path.qself.as_ref(), &path.path),
            Pat::TupleStruct(pat) => self.pattern_call(pat),
            Pat::Struct(pat) => self.pattern_struct(pat),
            Pat::Tuple(pat) => {
                let span = self.delimited(&pat.paren_token.span);
                let list = self.pattern_list(&mut pat.elems);
                let list = self.finish(list);
                self.node(Expr::Tuple(list), span)
            }
            Pat::Slice(pat) => {
                let span = self.delimited(&pat.bracket_token.span);
                let list = self.pattern_list(&mut pat.elems);
                let list = self.finish(list);
                self.node(Expr::Array(list), span)
            }
            Pat::Reference(pat) => {
                let start = self.src.at(pat.and_token.spans[0]);
                let operand = self.pattern(&mut pat.pat);
                let span = Span::new(start, self.b.span(operand).end);
                self.node(Expr::Unary { operand, op: UnaryOp::Ref }, span)
            }
            Pat::Or(pat) => self.pattern_or(pat),
            Pat::Paren(pat) => self.pattern(&mut pat.pat),
            Pat::Type(pat) => {
                let ty = self.ty(&pat.ty);
                self.typed_pattern(&mut pat.pat, ty)
            }
            Pat::Range(range) => self.range_expr(range),
            Pat::Const(block) => self.block(&mut block.block),
            Pat::Macro(mac) => self.macro_call(&mut mac.mac),
            Pat::Guard(pat) => {
                let pattern = self.pattern(&mut pat.pat);
                let guard = self.expr(&mut pat.guard);
                let span = self.b.span(pattern).to(self.b.span(guard));
                let list = self.b.exprs(&[pattern, guard]);
                self.node(Expr::Other(list), span)
            }
            Pat::Verbatim(tokens) => self.verbatim(std::mem::take(tokens)),
            _ => self.nothing(),
        }
    }

    /// A pattern with a declared type; a plain name's variable gets it.
    pub(super) fn typed_pattern(&mut self, pat: &mut Pat, ty: TyId) -> ExprId {
        let pattern = self.pattern(pat);
        if let Expr::Bind { var, .. } = self.b.get(pattern) {
            self.b.set_var_ty(var, ty);
        }
        pattern
    }

    /// A whole pattern whose alternatives share their variables.
    pub(super) fn whole_pattern(&mut self, pat: &mut Pat) -> ExprId {
        let outer = self.shared_from.take();
        let from = self.bound.len();
        let pattern = self.pattern(pat);
        self.bound.truncate(from);
        self.shared_from = outer;
        pattern
    }

    fn binding(&mut self, pat: &mut syn::PatIdent) -> ExprId {
        let (name, span) = self.ident(&pat.ident);
        let plain = pat.subpat.is_none() && pat.by_ref.is_none() && pat.mutability.is_none();
        if plain && self.b.str(name).starts_with(char::is_uppercase) {
            return self.node(Expr::Path { name, ty: TyId::NONE }, span);
        }
        if self.b.str(name).starts_with('$')
            && let Some(var) = self.lookup(name)
        {
            return self.node(Expr::Local(var), span);
        }
        let sub = match &mut pat.subpat {
            Some((_, sub)) => self.pattern(sub),
            None => ExprId::NONE,
        };
        self.bind(name, sub, span)
    }

    fn bind(&mut self, name: Sym, sub: ExprId, span: Span) -> ExprId {
        let shared = self.shared_from.and_then(|from| self.bound[from..].iter().find(|(known, _)| *known == name));
        let var = match shared {
            Some((_, var)) => *var,
            None => {
                let var = self.b.declare(name, TyId::NONE, VarKind::Local);
                self.bound.push((name, var));
                var
            }
        };
        self.node(Expr::Bind { var, sub }, span)
    }

    fn pattern_or(&mut self, pat: &mut syn::PatOr) -> ExprId {
        let list = self.start();
        let outer = self.shared_from;
        let from = self.bound.len();
        for i in 0..pat.cases.len() {
            let case = self.pattern(&mut pat.cases[i]);
            self.push(case);
            self.shared_from = Some(outer.unwrap_or(from));
        }
        self.shared_from = outer;
        let span = self.list_span(list);
        let list = self.finish(list);
        self.node(Expr::AnyOf(list), span)
    }

    fn pattern_path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> ExprId {
        let path = self.path_facts(qself, path);
        self.node(Expr::Path { name: path.name, ty: path.ty }, path.span)
    }

    fn pattern_list(&mut self, pats: &mut Punctuated<Pat, syn::Token![,]>) -> super::lowering::Mark {
        let list = self.start();
        for i in 0..pats.len() {
            let pat = self.pattern(&mut pats[i]);
            self.push(pat);
        }
        list
    }

    fn pattern_call(&mut self, pat: &mut syn::PatTupleStruct) -> ExprId {
        let callee = self.pattern_path(pat.qself.as_ref(), &pat.path);
        let end = self.src.at(pat.paren_token.span.close()) + 1;
        let args = self.start_args();
        for i in 0..pat.elems.len() {
            let elem = self.pattern(&mut pat.elems[i]);
            self.push_arg(Sym::NONE, elem);
        }
        let args = self.finish_args(args);
        let span = Span::new(self.b.span(callee).start, end);
        self.node(Expr::Call { callee, args, ty: TyId::NONE }, span)
    }

    fn pattern_struct(&mut self, pat: &mut syn::PatStruct) -> ExprId {
        let path = self.path_facts(pat.qself.as_ref(), &pat.path);
        let ty = self.struct_ty(path.name, &pat.path);
        let end = self.src.at(pat.brace_token.span.close()) + 1;
        let fields = self.start_args();
        for i in 0..pat.fields.len() {
            let field = &mut pat.fields[i];
            let (name, _) = self.member(&field.member);
            let value = self.pattern(&mut field.pat);
            self.push_arg(name, value);
        }
        let fields = self.finish_args(fields);
        self.node(Expr::Struct { name: path.name, fields, ty }, Span::new(path.span.start, end))
    }

    /// The path of a struct literal or pattern as a type.
    pub(super) fn struct_ty(&mut self, name: Sym, path: &syn::Path) -> TyId {
        if (0..path.segments.len()).all(|i| path.segments[i].arguments.is_none()) {
            let args = self.b.ty_list(&[]);
            return self.b.ty(Ty::Named { name, args });
        }
        self.type_path(None, path)
    }

    /// A range as an expression or pattern.
    pub(super) fn range_expr(&mut self, range: &mut syn::ExprRange) -> ExprId {
        let dots = match &range.limits {
            syn::RangeLimits::HalfOpen(dots) => (dots.spans[0], 2),
            syn::RangeLimits::Closed(dots) => (dots.spans[0], 3),
        };
        let at = self.src.at(dots.0);
        let left = range.start.as_mut().map_or(ExprId::NONE, |e| self.expr(e));
        let right = range.end.as_mut().map_or(ExprId::NONE, |e| self.expr(e));
        let mut span = Span::new(at, at + dots.1);
        for side in [left, right] {
            if side.is_some() {
                span = span.to(self.b.span(side));
            }
        }
        if range.start.is_none() && right.is_some() && self.src.looking_at(at, "$") {
            // A repetition of a macro's arm, marked so before it was parsed.
            return self.node(Expr::Unary { operand: right, op: UnaryOp::Spread }, span);
        }
        self.node(Expr::Binary { left, right, op: BinaryOp::Range }, span)
    }
}
