//! Which names a function's body binds. Python decides that for the whole body before it runs: a
//! name that is assigned anywhere is local everywhere.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, Parameters, Pattern, Stmt};
use skinflint_facts::{TyId, VarKind};

use super::file::File;

/// What a body says about names, in source order.
#[derive(Default)]
struct Binds<'a> {
    /// Bound by assignments, loops, handlers, patterns.
    stored: Vec<&'a str>,
    /// Found by link rather than here: `global` names, imports, nested functions and classes.
    elsewhere: Vec<&'a str>,
    /// Variables of an enclosing function.
    outer: Vec<&'a str>,
}

impl File<'_> {
    /// Declares what a function's or lambda's body binds in the scope that was just opened, after
    /// its parameters.
    pub(super) fn declare_bound(&mut self, body: &[Stmt]) {
        let mut binds = Binds::default();
        binds.body(body);
        if self.walrus {
            let mut walrus = Walrus { stored: &mut binds.stored };
            body.iter().for_each(|statement| walrus.visit_stmt(statement));
        }
        for name in binds.elsewhere {
            let name = self.b.sym(name);
            if !self.scopes.is_decided(name) {
                self.scopes.bind(name, None);
            }
        }
        for name in binds.outer {
            let name = self.b.sym(name);
            self.scopes.decide(name);
        }
        for name in binds.stored {
            self.declare_local(name);
        }
    }

    /// Declares what a lambda's body binds.
    pub(super) fn declare_bound_in(&mut self, body: &Expr) {
        if self.walrus {
            let mut stored = Vec::new();
            Walrus { stored: &mut stored }.visit_expr(body);
            stored.into_iter().for_each(|name| self.declare_local(name));
        }
    }

    /// Hides the outer variables whose names a class body binds: those are the class's own.
    pub(super) fn hide_bound(&mut self, body: &[Stmt]) {
        let mut binds = Binds::default();
        binds.body(body);
        for name in binds.stored.into_iter().chain(binds.elsewhere) {
            let name = self.b.sym(name);
            if self.scopes.get(name).is_some() {
                self.scopes.bind(name, None);
            }
        }
    }

    /// Declares the variables that a comprehension's target binds.
    pub(super) fn declare_target(&mut self, target: &Expr) {
        let mut binds = Binds::default();
        binds.target(target);
        binds.stored.into_iter().for_each(|name| self.declare_local(name));
    }

    fn declare_local(&mut self, name: &str) {
        let name = self.b.sym(name);
        if !self.scopes.is_decided(name) {
            self.declare(name, TyId::NONE, VarKind::Local);
        }
    }
}

impl<'a> Binds<'a> {
    fn body(&mut self, body: &'a [Stmt]) {
        body.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.elsewhere.push(def.name.as_str()),
            Stmt::ClassDef(def) => self.elsewhere.push(def.name.as_str()),
            Stmt::TypeAlias(alias) => {
                if let Expr::Name(name) = &*alias.name {
                    self.elsewhere.push(name.id.as_str());
                }
            }
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.target(target)),
            Stmt::AugAssign(assign) => self.target(&assign.target),
            Stmt::AnnAssign(assign) => self.target(&assign.target),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.target(target)),
            Stmt::For(each) => {
                self.target(&each.target);
                self.body(&each.body);
                self.body(&each.orelse);
            }
            Stmt::While(until) => {
                self.body(&until.body);
                self.body(&until.orelse);
            }
            Stmt::If(branch) => {
                self.body(&branch.body);
                branch.elif_else_clauses.iter().for_each(|clause| self.body(&clause.body));
            }
            Stmt::With(with) => {
                with.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|vars| self.target(vars));
                self.body(&with.body);
            }
            Stmt::Match(matched) => {
                for case in &matched.cases {
                    self.pattern(&case.pattern);
                    self.body(&case.body);
                }
            }
            Stmt::Try(attempt) => {
                self.body(&attempt.body);
                for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    self.stored.extend(handler.name.as_ref().map(|name| name.as_str()));
                    self.body(&handler.body);
                }
                self.body(&attempt.orelse);
                self.body(&attempt.finalbody);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.elsewhere.push(name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(import) => {
                self.elsewhere
                    .extend(import.names.iter().map(|alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str()));
            }
            Stmt::Global(global) => self.elsewhere.extend(global.names.iter().map(|name| name.as_str())),
            Stmt::Nonlocal(nonlocal) => self.outer.extend(nonlocal.names.iter().map(|name| name.as_str())),
            Stmt::Return(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Expr(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn target(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) if !name.is_invalid() => self.stored.push(name.id.as_str()),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.target(target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.target(target)),
            Expr::Starred(starred) => self.target(&starred.value),
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(sequence) => sequence.patterns.iter().for_each(|part| self.pattern(part)),
            Pattern::MatchMapping(mapping) => {
                mapping.patterns.iter().for_each(|part| self.pattern(part));
                self.stored.extend(mapping.rest.as_ref().map(|name| name.as_str()));
            }
            Pattern::MatchClass(class) => {
                class.arguments.patterns.iter().for_each(|part| self.pattern(part));
                class.arguments.keywords.iter().for_each(|keyword| self.pattern(&keyword.pattern));
            }
            Pattern::MatchStar(star) => self.stored.extend(star.name.as_ref().map(|name| name.as_str())),
            Pattern::MatchAs(named) => {
                named.pattern.iter().for_each(|part| self.pattern(part));
                self.stored.extend(named.name.as_ref().map(|name| name.as_str()));
            }
            Pattern::MatchOr(any) => any.patterns.iter().for_each(|part| self.pattern(part)),
        }
    }
}

/// Finds `name := value` wherever it binds a variable of the body at hand: in comprehensions too,
/// not in nested functions.
struct Walrus<'b, 'a> {
    stored: &'b mut Vec<&'a str>,
}

impl<'a> Walrus<'_, 'a> {
    fn defaults(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            parameter.default.iter().for_each(|default| self.visit_expr(default));
        }
    }
}

impl<'a> Visitor<'a> for Walrus<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                self.defaults(&def.parameters);
            }
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(named) => {
                if let Expr::Name(name) = &*named.target {
                    self.stored.push(name.id.as_str());
                }
                self.visit_expr(&named.value);
            }
            Expr::Lambda(lambda) => lambda.parameters.iter().for_each(|parameters| self.defaults(parameters)),
            _ => walk_expr(self, expr),
        }
    }
}
