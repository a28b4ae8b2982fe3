//! Expressions other than blocks and branches. Recursive: how deep a tree may be is decided on the
//! tokens, before anything is parsed.

use proc_macro2::extra::DelimSpan;
use skinflint_base::Span;
use skinflint_facts::{BinaryOp, Expr, ExprId, Sym, TextStep, TyId, UnaryOp};
use syn::punctuated::Punctuated;
use syn::{BinOp, Lit, Member, Token, UnOp};

use super::lowering::{Lowering, Mark};
use super::source::{StrLit, narrow};

type Exprs = Punctuated<syn::Expr, Token![,]>;

impl Lowering<'_> {
    /// An expression. Takes the tokens out of its macros.
    pub(super) fn expr(&mut self, e: &mut syn::Expr) -> ExprId {
        match e {
            syn::Expr::Path(path) => self.path_expr(path.qself.as_ref(), &path.path),
            syn::Expr::Lit(lit) => self.literal(&lit.lit),
            syn::Expr::MethodCall(call) => self.method_call(call),
            syn::Expr::Call(call) => self.call(call),
            syn::Expr::Field(field) => self.field(field),
            syn::Expr::Macro(mac) => self.macro_call(&mut mac.mac),
            syn::Expr::Reference(reference) => {
                self.prefixed(UnaryOp::Ref, reference.and_token.spans[0], &mut reference.expr)
            }
            syn::Expr::RawAddr(address) => self.prefixed(UnaryOp::Ref, address.and_token.spans[0], &mut address.expr),
            syn::Expr::Unary(unary) => self.unary(unary),
            syn::Expr::Try(tried) => self.suffixed(UnaryOp::Try, tried.question_token.spans[0], 1, &mut tried.expr),
            syn::Expr::Await(awaited) => self.suffixed(UnaryOp::Await, awaited.await_token.span, 5, &mut awaited.base),
            syn::Expr::Binary(binary) => self.binary(binary),
            syn::Expr::Assign(assign) => self.assign(&mut assign.left, &mut assign.right, None),
            syn::Expr::Index(index) => self.index(index),
            syn::Expr::Cast(cast) => self.cast(cast),
            syn::Expr::Range(range) => self.range_expr(range),
            syn::Expr::Struct(literal) => self.struct_literal(literal),
            syn::Expr::Array(array) => {
                let span = self.delimited(&array.bracket_token.span);
                let list = self.expr_list(&mut array.elems);
                let list = self.finish(list);
                self.node(Expr::Array(list), span)
            }
            syn::Expr::Repeat(repeat) => self.repeat(repeat),
            syn::Expr::Tuple(tuple) => self.tuple(tuple),
            syn::Expr::Paren(inner) => self.expr(&mut inner.expr),
            syn::Expr::Group(inner) => self.expr(&mut inner.expr),
            syn::Expr::Infer(infer) => self.leaf(Expr::Wild, infer.underscore_token.spans[0], 1),
            syn::Expr::Verbatim(tokens) => self.verbatim(std::mem::take(tokens)),
            other => self.control(other),
        }
    }

    /// A node without children whose token has a known length.
    pub(super) fn leaf(&mut self, expr: Expr, token: proc_macro2::Span, len: u32) -> ExprId {
        let at = self.src.at(token);
        self.node(expr, Span::new(at, at + len))
    }

    /// A node for what syn may return one day and does not yet.
    pub(super) fn nothing(&mut self) -> ExprId {
        let list = self.b.exprs(&[]);
        self.node(Expr::Other(list), Span::default())
    }

    /// From an opening delimiter to behind the closing one.
    pub(super) fn delimited(&self, span: &DelimSpan) -> Span {
        Span::new(self.src.at(span.open()), self.src.at(span.close()) + 1)
    }

    /// What the list at hand covers.
    pub(super) fn list_span(&self, mark: Mark) -> Span {
        let list = self.peek_list(mark);
        match (list.first(), list.last()) {
            (Some(first), Some(last)) => self.b.span(*first).to(self.b.span(*last)),
            _ => Span::default(),
        }
    }

    /// Expressions in order, as a list under construction.
    pub(super) fn expr_list(&mut self, exprs: &mut Exprs) -> Mark {
        let list = self.start();
        // By index: an iterator over syn's lists is boxed.
        for i in 0..exprs.len() {
            let e = self.expr(&mut exprs[i]);
            self.push(e);
        }
        list
    }

    fn call_args(&mut self, exprs: &mut Exprs) -> Mark {
        let args = self.start_args();
        for i in 0..exprs.len() {
            let e = self.expr(&mut exprs[i]);
            self.push_arg(Sym::NONE, e);
        }
        args
    }

    fn method_call(&mut self, call: &mut syn::ExprMethodCall) -> ExprId {
        let base = self.expr(&mut call.receiver);
        let guess = self.behind_dot(base);
        let (name, at) = self.ident_near(&call.method, guess);
        let start = self.b.span(base).start.min(at.start);
        let callee = self.node(Expr::Field { base, name }, Span::new(start, at.end));
        let ty = match &call.turbofish {
            Some(turbofish) => turbofish.args.iter().find_map(|arg| self.generic_arg(arg)).unwrap_or(TyId::NONE),
            None => TyId::NONE,
        };
        let args = self.call_args(&mut call.args);
        let args = self.finish_args(args);
        let end = self.src.at(call.paren_token.span.close()) + 1;
        self.node(Expr::Call { callee, args, ty }, Span::new(start, end))
    }

    /// Where the name likely stands that is read from this.
    fn behind_dot(&self, base: ExprId) -> u32 {
        let dot = self.src.after_blanks(self.b.span(base).end);
        if self.src.looking_at(dot, ".") { dot + 1 } else { u32::MAX }
    }

    fn call(&mut self, call: &mut syn::ExprCall) -> ExprId {
        let callee = self.expr(&mut call.func);
        let args = self.call_args(&mut call.args);
        let args = self.finish_args(args);
        let end = self.src.at(call.paren_token.span.close()) + 1;
        let span = Span::new(self.b.span(callee).start, end);
        self.node(Expr::Call { callee, args, ty: TyId::NONE }, span)
    }

    /// A field's name, and where it stands.
    pub(super) fn member(&mut self, member: &Member) -> (Sym, Span) {
        match member {
            Member::Named(ident) => self.ident(ident),
            Member::Unnamed(_) => self.member_near(member, u32::MAX),
        }
    }

    /// A field's name that likely stands at a byte.
    fn member_near(&mut self, member: &Member, guess: u32) -> (Sym, Span) {
        match member {
            Member::Named(ident) => self.ident_near(ident, guess),
            Member::Unnamed(index) => {
                let text = index.index.to_string();
                // The two fields of `x.0.1` are one token, whose parts syn gives the span of.
                let span = Span::new(self.src.at(index.span), self.src.end(index.span));
                (self.b.sym(&text), span)
            }
        }
    }

    fn field(&mut self, field: &mut syn::ExprField) -> ExprId {
        let base = self.expr(&mut field.base);
        let guess = self.behind_dot(base);
        let (name, at) = self.member_near(&field.member, guess);
        let span = self.b.span(base).to(at);
        self.node(Expr::Field { base, name }, span)
    }

    fn prefixed(&mut self, op: UnaryOp, token: proc_macro2::Span, operand: &mut syn::Expr) -> ExprId {
        let at = self.src.at(token);
        let operand = self.expr(operand);
        let end = self.b.span(operand).end.max(at + 1);
        self.node(Expr::Unary { operand, op }, Span::new(at, end))
    }

    fn suffixed(&mut self, op: UnaryOp, token: proc_macro2::Span, len: u32, operand: &mut syn::Expr) -> ExprId {
        let operand = self.expr(operand);
        let end = self.src.at(token) + len;
        let span = Span::new(self.b.span(operand).start, end);
        self.node(Expr::Unary { operand, op }, span)
    }

    fn unary(&mut self, unary: &mut syn::ExprUnary) -> ExprId {
        let (op, token) = match &unary.op {
            UnOp::Deref(token) => (UnaryOp::Deref, token.spans[0]),
            UnOp::Not(token) => (UnaryOp::Not, token.spans[0]),
            UnOp::Neg(token) => (UnaryOp::Neg, token.spans[0]),
            _ => return self.expr(&mut unary.expr),
        };
        self.prefixed(op, token, &mut unary.expr)
    }

    fn binary(&mut self, binary: &mut syn::ExprBinary) -> ExprId {
        let (op, assigns) = binary_op(&binary.op);
        if assigns {
            return self.assign(&mut binary.left, &mut binary.right, Some(op));
        }
        let left = self.expr(&mut binary.left);
        let right = self.expr(&mut binary.right);
        let span = self.b.span(left).to(self.b.span(right));
        self.node(Expr::Binary { left, right, op }, span)
    }

    fn assign(&mut self, target: &mut syn::Expr, value: &mut syn::Expr, op: Option<BinaryOp>) -> ExprId {
        let target = self.expr(target);
        let value = self.expr(value);
        let span = self.b.span(target).to(self.b.span(value));
        let at = self.node(Expr::Assign { target, value, op }, span);
        self.b.define_pattern(target, at);
        at
    }

    fn index(&mut self, index: &mut syn::ExprIndex) -> ExprId {
        let base = self.expr(&mut index.expr);
        let by = self.expr(&mut index.index);
        let end = self.src.at(index.bracket_token.span.close()) + 1;
        let span = Span::new(self.b.span(base).start, end);
        self.node(Expr::Index { base, index: by }, span)
    }

    fn cast(&mut self, cast: &mut syn::ExprCast) -> ExprId {
        let operand = self.expr(&mut cast.expr);
        let ty = self.ty(&cast.ty);
        let start = self.b.span(operand).start;
        let end = match &*cast.ty {
            syn::Type::Path(path) => self.path_name(&path.path, usize::MAX).1.end,
            // Where other types end is not kept: the place of the `as` is near enough.
            _ => self.src.at(cast.as_token.span) + 2,
        };
        self.node(Expr::Cast { operand, ty }, Span::new(start, end))
    }

    fn struct_literal(&mut self, literal: &mut syn::ExprStruct) -> ExprId {
        let path = self.path_facts(literal.qself.as_ref(), &literal.path);
        let ty = self.struct_ty(path.name, &literal.path);
        let fields = self.start_args();
        for i in 0..literal.fields.len() {
            let field = &mut literal.fields[i];
            let (name, _) = self.member(&field.member);
            let value = self.expr(&mut field.expr);
            self.push_arg(name, value);
        }
        if let Some(rest) = &mut literal.rest {
            let operand = self.expr(rest);
            let at = self.b.span(operand);
            let spread = self.node(Expr::Unary { operand, op: UnaryOp::Spread }, at);
            self.push_arg(Sym::NONE, spread);
        }
        let fields = self.finish_args(fields);
        let end = self.src.at(literal.brace_token.span.close()) + 1;
        self.node(Expr::Struct { name: path.name, fields, ty }, Span::new(path.span.start, end))
    }

    fn repeat(&mut self, repeat: &mut syn::ExprRepeat) -> ExprId {
        let span = self.delimited(&repeat.bracket_token.span);
        let element = self.expr(&mut repeat.expr);
        let list = self.b.exprs(&[element]);
        self.node(Expr::Array(list), span)
    }

    fn tuple(&mut self, tuple: &mut syn::ExprTuple) -> ExprId {
        let span = self.delimited(&tuple.paren_token.span);
        if tuple.elems.is_empty() {
            return self.node(Expr::Null, span);
        }
        let list = self.expr_list(&mut tuple.elems);
        let list = self.finish(list);
        self.node(Expr::Tuple(list), span)
    }

    /// A literal, read from where it stands.
    pub(super) fn literal(&mut self, lit: &Lit) -> ExprId {
        let at = self.src.at(lit.span());
        match lit {
            Lit::Bool(lit) => {
                let len = if lit.value { 4 } else { 5 };
                self.node(Expr::Bool(lit.value), Span::new(at, at + len))
            }
            Lit::Int(_) | Lit::Float(_) => self.number(at),
            Lit::Char(_) => self.character(at, false),
            Lit::Byte(_) => self.character(at, true),
            Lit::Str(_) | Lit::ByteStr(_) | Lit::CStr(_) => self.string(at),
            _ => self.nothing(),
        }
    }

    /// The literal that stands at a byte, `true` and `false` aside.
    pub(super) fn literal_at(&mut self, at: u32) -> ExprId {
        match self.src.text().as_bytes().get(at as usize) {
            Some(b'0'..=b'9' | b'-') => self.number(at),
            Some(b'\'') => self.character(at, false),
            Some(b'b') if self.src.looking_at(at, "b'") => self.character(at, true),
            _ => self.string(at),
        }
    }

    fn string(&mut self, at: u32) -> ExprId {
        let Some(found) = self.src.string(at) else { return self.nothing() };
        let value = self.b.sym(&found.value);
        let node = self.node(Expr::Str(value), Span::new(at, found.end));
        self.places(node, &found, 0, found.value.len());
        node
    }

    /// Notes where a part of a literal's value stands.
    pub(super) fn places(&mut self, node: ExprId, literal: &StrLit<'_>, from: usize, to: usize) {
        if !TextStep::worth_for(&literal.value[from..to]) {
            return;
        }
        for (value, text) in literal.steps_in(from, to) {
            self.b.text_step(node, value, text);
        }
    }

    fn number(&mut self, at: u32) -> ExprId {
        // syn takes the sign of a pattern into the literal.
        let minus = self.src.looking_at(at, "-");
        let from = if minus { self.src.after_blanks(at + 1) } else { at };
        let number = self.src.number(from);
        let digits = self.b.sym(&number.digits);
        let expr = if number.float { Expr::Float(digits) } else { Expr::Int(digits) };
        let operand = self.node(expr, Span::new(from, number.end));
        if minus {
            return self.node(Expr::Unary { operand, op: UnaryOp::Neg }, Span::new(at, number.end));
        }
        operand
    }

    fn character(&mut self, at: u32, byte: bool) -> ExprId {
        let Some((value, end)) = self.src.character(at) else { return self.nothing() };
        let span = Span::new(at, end);
        if byte {
            let code = value.chars().next().map_or(0, u32::from);
            let code = self.b.sym(&code.to_string());
            return self.node(Expr::Int(code), span);
        }
        let value = self.b.sym(&value);
        self.node(Expr::Str(value), span)
    }

    /// Behind a word that starts at a byte.
    pub(super) fn after(&self, at: u32, word: &str) -> Span {
        Span::new(at, at + narrow(word.len()))
    }
}

fn binary_op(op: &BinOp) -> (BinaryOp, bool) {
    match op {
        BinOp::Add(_) => (BinaryOp::Add, false),
        BinOp::Sub(_) => (BinaryOp::Sub, false),
        BinOp::Mul(_) => (BinaryOp::Mul, false),
        BinOp::Div(_) => (BinaryOp::Div, false),
        BinOp::Rem(_) => (BinaryOp::Rem, false),
        BinOp::And(_) => (BinaryOp::And, false),
        BinOp::Or(_) => (BinaryOp::Or, false),
        BinOp::Eq(_) | BinOp::Ne(_) => (BinaryOp::Eq, false),
        BinOp::Lt(_) | BinOp::Le(_) | BinOp::Ge(_) | BinOp::Gt(_) => (BinaryOp::Order, false),
        BinOp::AddAssign(_) => (BinaryOp::Add, true),
        BinOp::SubAssign(_) => (BinaryOp::Sub, true),
        BinOp::MulAssign(_) => (BinaryOp::Mul, true),
        BinOp::DivAssign(_) => (BinaryOp::Div, true),
        BinOp::RemAssign(_) => (BinaryOp::Rem, true),
        BinOp::BitXorAssign(_)
        | BinOp::BitAndAssign(_)
        | BinOp::BitOrAssign(_)
        | BinOp::ShlAssign(_)
        | BinOp::ShrAssign(_) => (BinaryOp::Bit, true),
        _ => (BinaryOp::Bit, false),
    }
}
