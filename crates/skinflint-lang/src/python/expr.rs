//! Expressions.

use ruff_python_ast::{
    Arguments, BoolOp, CmpOp, Comprehension, Expr as Ast, ExprLambda, ExprSlice, Number, Operator, UnaryOp as AstUnary,
};
use ruff_text_size::{Ranged, TextRange};
use skinflint_facts::{Arg, BinaryOp, Expr, ExprId, Sym, TyId, UnaryOp, VarKind};

use super::file::File;
use super::places::Places;

impl File<'_> {
    /// Any expression.
    pub(super) fn expr(&mut self, expr: &Ast) -> ExprId {
        let range = expr.range();
        match expr {
            Ast::Name(name) if name.is_invalid() => self.other(&[], range),
            Ast::Name(name) => self.name(&name.id, range),
            Ast::Attribute(attribute) => {
                let base = self.expr(&attribute.value);
                let name = self.b.sym(attribute.attr.as_str());
                self.node(Expr::Field { base, name }, range)
            }
            Ast::Call(call) if is_constant_getattr(call) => self.getattr(call),
            Ast::Call(call) => {
                let callee = self.expr(&call.func);
                let from = self.arguments(&call.arguments);
                self.call(callee, from, range)
            }
            Ast::StringLiteral(string) => {
                let value = self.b.sym(string.value.to_str());
                let node = self.node(Expr::Str(value), range);
                let mut places = Places::default();
                for part in string.value.iter() {
                    places.literal(self.source, part.content_range(), &part.value, part.flags.prefix().is_raw());
                }
                self.keep_places(node, &places);
                node
            }
            Ast::NumberLiteral(number) => self.number(&number.value, range),
            Ast::NoneLiteral(_) | Ast::EllipsisLiteral(_) => self.node(Expr::Null, range),
            Ast::BooleanLiteral(literal) => self.node(Expr::Bool(literal.value), range),
            Ast::FString(string) => self.f_string(string),
            Ast::TString(string) => self.t_string(string),
            Ast::BytesLiteral(bytes) => {
                let value: Vec<u8> = bytes.value.bytes().collect();
                let value = self.b.sym(&String::from_utf8_lossy(&value));
                self.node(Expr::Str(value), range)
            }
            Ast::BinOp(op) => self.binary(&op.left, binary_op(op.op), &op.right, range),
            Ast::BoolOp(op) => {
                let kind = if op.op == BoolOp::And { BinaryOp::And } else { BinaryOp::Or };
                self.chain(op.values.iter().map(|value| (kind, value)), range)
            }
            Ast::Compare(compare) if *compare.ops == [CmpOp::NotIn] => {
                let [right] = &*compare.comparators else { return self.other(&[], range) };
                let found = self.binary(&compare.left, BinaryOp::In, right, range);
                self.node(Expr::Unary { operand: found, op: UnaryOp::Not }, range)
            }
            Ast::Compare(compare) => {
                let rest = compare.ops.iter().map(|op| compare_op(*op)).zip(&compare.comparators);
                self.chain(std::iter::once((BinaryOp::Eq, &*compare.left)).chain(rest), range)
            }
            Ast::UnaryOp(op) => {
                let kind = if op.op == AstUnary::Not { UnaryOp::Not } else { UnaryOp::Neg };
                self.unary(kind, &op.operand, range)
            }
            Ast::Await(wait) => self.unary(UnaryOp::Await, &wait.value, range),
            Ast::Starred(starred) => self.unary(UnaryOp::Spread, &starred.value, range),
            Ast::YieldFrom(from) => self.unary(UnaryOp::Yield, &from.value, range),
            Ast::Yield(give) => {
                let operand = self.or_null(give.value.as_deref(), range);
                self.node(Expr::Unary { operand, op: UnaryOp::Yield }, range)
            }
            Ast::Subscript(subscript) => {
                let base = self.expr(&subscript.value);
                let index = self.expr(&subscript.slice);
                self.node(Expr::Index { base, index }, range)
            }
            Ast::Slice(slice) => self.slice_bounds(slice),
            Ast::List(list) => {
                let items = self.items(&list.elts);
                self.node(Expr::Array(items), range)
            }
            Ast::Set(set) => {
                let items = self.items(&set.elts);
                self.node(Expr::Array(items), range)
            }
            Ast::Tuple(tuple) => {
                let items = self.items(&tuple.elts);
                self.node(Expr::Tuple(items), range)
            }
            Ast::Dict(dict) => {
                let from = self.nodes.len();
                for item in &dict.items {
                    let entry = match &item.key {
                        Some(key) => self.pair(key, &item.value),
                        None => self.unary(UnaryOp::SpreadMap, &item.value, item.value.range()),
                    };
                    self.nodes.push(entry);
                }
                let entries = self.take_nodes(from);
                self.node(Expr::Map(entries), range)
            }
            Ast::If(ternary) => {
                let cond = self.expr(&ternary.test);
                let then = self.expr(&ternary.body);
                let orelse = self.expr(&ternary.orelse);
                self.node(Expr::If { cond, then, orelse }, range)
            }
            Ast::Named(named) => {
                let value = self.expr(&named.value);
                let target = self.place(&named.target);
                let assign = self.node(Expr::Assign { target, value, op: None }, range);
                self.b.define_pattern(target, assign);
                assign
            }
            Ast::Lambda(lambda) => self.lambda(lambda),
            Ast::ListComp(comp) => self.comprehension(&comp.generators, None, &comp.elt, range),
            Ast::SetComp(comp) => self.comprehension(&comp.generators, None, &comp.elt, range),
            Ast::Generator(comp) => self.comprehension(&comp.generators, None, &comp.elt, range),
            Ast::DictComp(comp) => self.comprehension(&comp.generators, comp.key.as_deref(), &comp.value, range),
            Ast::IpyEscapeCommand(_) => self.other(&[], range),
        }
    }

    /// `Other` around what was understood.
    pub(super) fn other(&mut self, items: &[ExprId], range: TextRange) -> ExprId {
        let items = self.b.exprs(items);
        self.node(Expr::Other(items), range)
    }

    /// An operator with one operand.
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &Ast, range: TextRange) -> ExprId {
        let operand = self.expr(operand);
        self.node(Expr::Unary { operand, op }, range)
    }

    /// The call of a callee with the arguments that were put on the stack since `from`.
    pub(super) fn call(&mut self, callee: ExprId, from: usize, range: TextRange) -> ExprId {
        let args = self.b.args(&self.arguments[from..]);
        self.arguments.truncate(from);
        self.node(Expr::Call { callee, args, ty: TyId::NONE }, range)
    }

    /// `getattr(x, "name")` reads the field `name`; with a default it is one of the two.
    fn getattr(&mut self, call: &ruff_python_ast::ExprCall) -> ExprId {
        let [object, name, default @ ..] = &*call.arguments.args else { return self.other(&[], call.range()) };
        let base = self.expr(object);
        let Ast::StringLiteral(name) = name else { return self.other(&[], call.range()) };
        let name = self.b.sym(name.value.to_str());
        let read = self.node(Expr::Field { base, name }, call.range());
        match default.first() {
            Some(default) => {
                let right = self.expr(default);
                self.node(Expr::Binary { left: read, right, op: BinaryOp::Or }, call.range())
            }
            None => read,
        }
    }

    /// Puts a call's arguments on the stack in source order, and says where they start.
    pub(super) fn arguments(&mut self, arguments: &Arguments) -> usize {
        let from = self.arguments.len();
        for argument in arguments.iter_source_order() {
            let argument = match argument {
                ruff_python_ast::ArgOrKeyword::Arg(value) => Arg { name: Sym::NONE, value: self.expr(value) },
                ruff_python_ast::ArgOrKeyword::Keyword(keyword) => match &keyword.arg {
                    Some(name) => {
                        let name = self.b.sym(name.as_str());
                        Arg { name, value: self.expr(&keyword.value) }
                    }
                    None => {
                        let value = self.unary(UnaryOp::SpreadMap, &keyword.value, keyword.range);
                        Arg { name: Sym::NONE, value }
                    }
                },
            };
            self.arguments.push(argument);
        }
        from
    }

    fn items(&mut self, items: &[Ast]) -> skinflint_facts::ExprList {
        let from = self.nodes.len();
        for item in items {
            let item = self.expr(item);
            self.nodes.push(item);
        }
        self.take_nodes(from)
    }

    fn pair(&mut self, key: &Ast, value: &Ast) -> ExprId {
        let range = key.range().cover(value.range());
        let key = self.expr(key);
        let value = self.expr(value);
        self.node(Expr::Pair { key, value }, range)
    }

    fn or_null(&mut self, expr: Option<&Ast>, range: TextRange) -> ExprId {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.node(Expr::Null, TextRange::empty(range.end())),
        }
    }

    fn binary(&mut self, left: &Ast, op: BinaryOp, right: &Ast, range: TextRange) -> ExprId {
        let left = self.expr(left);
        let right = self.expr(right);
        self.node(Expr::Binary { left, right, op }, range)
    }

    /// Operands joined from the left; the first one's operator means nothing.
    fn chain<'e>(&mut self, operands: impl Iterator<Item = (BinaryOp, &'e Ast)>, range: TextRange) -> ExprId {
        let mut joined = ExprId::NONE;
        for (op, operand) in operands {
            let end = operand.end();
            let right = self.expr(operand);
            joined = if joined.is_some() {
                self.node(Expr::Binary { left: joined, right, op }, TextRange::new(range.start(), end))
            } else {
                right
            };
        }
        joined
    }

    fn number(&mut self, number: &Number, range: TextRange) -> ExprId {
        let text = self.slice(range);
        let text = if text.contains('_') { self.b.sym(&text.replace('_', "")) } else { self.b.sym(text) };
        self.node(if matches!(number, Number::Int(_)) { Expr::Int(text) } else { Expr::Float(text) }, range)
    }

    fn slice_bounds(&mut self, slice: &ExprSlice) -> ExprId {
        let left = match &slice.lower {
            Some(lower) => self.expr(lower),
            None => self.node(Expr::Null, TextRange::empty(slice.start())),
        };
        let right = self.or_null(slice.upper.as_deref(), slice.range);
        let bounds = self.node(Expr::Binary { left, right, op: BinaryOp::Range }, slice.range);
        match &slice.step {
            Some(step) => {
                let right = self.expr(step);
                self.node(Expr::Binary { left: bounds, right, op: BinaryOp::Range }, slice.range)
            }
            None => bounds,
        }
    }

    fn comprehension(&mut self, clauses: &[Comprehension], key: Option<&Ast>, value: &Ast, range: TextRange) -> ExprId {
        let from = self.nodes.len();
        // The first iterable is evaluated outside.
        let first = clauses.first().map(|clause| self.expr(&clause.iter));
        let opened = self.scopes.open(false);
        clauses.iter().for_each(|clause| self.declare_target(&clause.target));
        for (i, clause) in clauses.iter().enumerate() {
            let iter = match first {
                Some(first) if i == 0 => first,
                _ => self.expr(&clause.iter),
            };
            let pattern = self.binding(&clause.target);
            let node = self.node(
                Expr::For { pattern, iter, body: ExprId::NONE },
                clause.target.range().cover(clause.iter.range()),
            );
            self.b.define_pattern(pattern, node);
            self.nodes.push(node);
            for cond in &clause.ifs {
                let cond = self.expr(cond);
                self.nodes.push(cond);
            }
        }
        let element = match key {
            Some(key) => self.pair(key, value),
            None => self.expr(value),
        };
        self.scopes.close(opened);
        let clauses = self.take_nodes(from);
        self.node(Expr::Comprehension { element, clauses }, range)
    }

    fn lambda(&mut self, lambda: &ExprLambda) -> ExprId {
        let from = self.nodes.len();
        let mut vars = Vec::new();
        // Defaults are evaluated outside.
        let mut defaults = Vec::new();
        if let Some(parameters) = &lambda.parameters {
            for parameter in parameters {
                defaults.push(parameter.default().map(|default| self.expr(default)));
            }
        }
        let opened = self.scopes.open(false);
        if let Some(parameters) = &lambda.parameters {
            for (parameter, default) in parameters.iter().zip(defaults) {
                let name = &parameter.as_parameter().name;
                let sym = self.b.sym(name.as_str());
                let var = self.declare(sym, TyId::NONE, VarKind::Local);
                let bind = self.node(Expr::Bind { var, sub: ExprId::NONE }, name.range);
                let pattern = if parameter.is_variadic() {
                    let is_rest = parameters.vararg.as_deref().is_some_and(|rest| rest.name.range == name.range);
                    let op = if is_rest { UnaryOp::Spread } else { UnaryOp::SpreadMap };
                    self.node(Expr::Unary { operand: bind, op }, parameter.range())
                } else if let Some(value) = default {
                    let with_default =
                        self.node(Expr::Let { pattern: bind, value, orelse: ExprId::NONE }, parameter.range());
                    self.b.define(var, with_default);
                    with_default
                } else {
                    bind
                };
                vars.push(var);
                self.nodes.push(pattern);
            }
        }
        self.declare_bound_in(&lambda.body);
        let body = self.expr(&lambda.body);
        self.scopes.close(opened);
        let params = self.take_nodes(from);
        let closure = self.node(Expr::Closure { params, body }, lambda.range);
        vars.into_iter().for_each(|var| self.b.define(var, closure));
        closure
    }
}

/// The operator of an arithmetic expression or an augmented assignment.
pub(super) fn binary_op(op: Operator) -> BinaryOp {
    match op {
        Operator::Add => BinaryOp::Add,
        Operator::Sub => BinaryOp::Sub,
        Operator::Mult => BinaryOp::Mul,
        Operator::Div | Operator::FloorDiv => BinaryOp::Div,
        Operator::Mod => BinaryOp::Rem,
        Operator::MatMult
        | Operator::Pow
        | Operator::LShift
        | Operator::RShift
        | Operator::BitOr
        | Operator::BitXor
        | Operator::BitAnd => BinaryOp::Bit,
    }
}

fn compare_op(op: CmpOp) -> BinaryOp {
    match op {
        CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot => BinaryOp::Eq,
        CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => BinaryOp::Order,
        CmpOp::In | CmpOp::NotIn => BinaryOp::In,
    }
}

/// Whether a call is the builtin `getattr` with a constant name.
fn is_constant_getattr(call: &ruff_python_ast::ExprCall) -> bool {
    matches!(&*call.func, Ast::Name(name) if name.id.as_str() == "getattr")
        && call.arguments.keywords.is_empty()
        && matches!(&*call.arguments.args, [_, Ast::StringLiteral(_)] | [_, Ast::StringLiteral(_), _])
}
