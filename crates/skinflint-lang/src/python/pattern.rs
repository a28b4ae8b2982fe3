//! Targets of assignments and loops, and the patterns of `match`.

use ruff_python_ast::{Expr as Ast, Identifier, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};
use skinflint_facts::{Arg, Expr, ExprId, Sym, UnaryOp};

use super::file::File;

impl File<'_> {
    /// What an assignment writes to.
    pub(super) fn place(&mut self, target: &Ast) -> ExprId {
        self.target(target, false)
    }

    /// What a loop, a `with` or a comprehension binds.
    pub(super) fn binding(&mut self, target: &Ast) -> ExprId {
        self.target(target, true)
    }

    fn target(&mut self, target: &Ast, binds: bool) -> ExprId {
        match target {
            Ast::Name(name) if binds => self.bind(name.id.as_str(), ExprId::NONE, name.range),
            Ast::Tuple(tuple) => self.targets(&tuple.elts, tuple.range, binds),
            Ast::List(list) => self.targets(&list.elts, list.range, binds),
            Ast::Starred(starred) => {
                let operand = self.target(&starred.value, binds);
                self.node(Expr::Unary { operand, op: UnaryOp::Spread }, starred.range)
            }
            _ => self.expr(target),
        }
    }

    fn targets(&mut self, items: &[Ast], range: TextRange, binds: bool) -> ExprId {
        let from = self.nodes.len();
        for item in items {
            let item = self.target(item, binds);
            self.nodes.push(item);
        }
        let items = self.take_nodes(from);
        self.node(Expr::Tuple(items), range)
    }

    /// A name that a pattern binds; at the top of a module or class it is no variable of ours.
    pub(super) fn bind(&mut self, name: &str, sub: ExprId, range: TextRange) -> ExprId {
        let name = self.b.sym(name);
        match self.scopes.get(name) {
            Some(var) => self.node(Expr::Bind { var, sub }, range),
            None => {
                let path = self.node(Expr::Path { name, ty: skinflint_facts::TyId::NONE }, range);
                if !sub.is_some() {
                    return path;
                }
                let both = self.b.exprs(&[path, sub]);
                self.node(Expr::Other(both), range)
            }
        }
    }

    fn bind_or_wild(&mut self, name: Option<&Identifier>, range: TextRange) -> ExprId {
        match name {
            Some(name) => self.bind(name.as_str(), ExprId::NONE, name.range),
            None => self.node(Expr::Wild, range),
        }
    }

    /// A pattern of a `case`.
    pub(super) fn pattern(&mut self, pattern: &Pattern) -> ExprId {
        let range = pattern.range();
        match pattern {
            Pattern::MatchValue(value) => self.expr(&value.value),
            Pattern::MatchSingleton(singleton) => {
                let expr = match singleton.value {
                    Singleton::None => Expr::Null,
                    Singleton::True => Expr::Bool(true),
                    Singleton::False => Expr::Bool(false),
                };
                self.node(expr, range)
            }
            Pattern::MatchSequence(sequence) => {
                let from = self.patterns(&sequence.patterns);
                let items = self.take_nodes(from);
                self.node(Expr::Tuple(items), range)
            }
            Pattern::MatchMapping(mapping) => {
                let from = self.nodes.len();
                for (key, value) in mapping.keys.iter().zip(&mapping.patterns) {
                    let pair = key.range().cover(value.range());
                    let key = self.expr(key);
                    let value = self.pattern(value);
                    let pair = self.node(Expr::Pair { key, value }, pair);
                    self.nodes.push(pair);
                }
                if let Some(rest) = &mapping.rest {
                    let operand = self.bind(rest.as_str(), ExprId::NONE, rest.range);
                    let rest = self.node(Expr::Unary { operand, op: UnaryOp::SpreadMap }, rest.range);
                    self.nodes.push(rest);
                }
                let pairs = self.take_nodes(from);
                self.node(Expr::Map(pairs), range)
            }
            Pattern::MatchClass(class) => {
                let callee = self.expr(&class.cls);
                let from = self.arguments.len();
                for part in &class.arguments.patterns {
                    let value = self.pattern(part);
                    self.arguments.push(Arg { name: Sym::NONE, value });
                }
                for keyword in &class.arguments.keywords {
                    let name = self.b.sym(keyword.attr.as_str());
                    let value = self.pattern(&keyword.pattern);
                    self.arguments.push(Arg { name, value });
                }
                self.call(callee, from, range)
            }
            Pattern::MatchStar(star) => {
                let operand = self.bind_or_wild(star.name.as_ref(), range);
                self.node(Expr::Unary { operand, op: UnaryOp::Spread }, range)
            }
            Pattern::MatchAs(named) => match (&named.pattern, &named.name) {
                (Some(sub), Some(name)) => {
                    let sub = self.pattern(sub);
                    self.bind(name.as_str(), sub, range)
                }
                (Some(sub), None) => self.pattern(sub),
                (None, name) => self.bind_or_wild(name.as_ref(), range),
            },
            Pattern::MatchOr(any) => {
                let from = self.patterns(&any.patterns);
                let alternatives = self.take_nodes(from);
                self.node(Expr::AnyOf(alternatives), range)
            }
        }
    }

    fn patterns(&mut self, patterns: &[Pattern]) -> usize {
        let from = self.nodes.len();
        for part in patterns {
            let part = self.pattern(part);
            self.nodes.push(part);
        }
        from
    }
}
