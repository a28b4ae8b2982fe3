//! Where a logger comes from: the library that made it, and the fields that were bound on the way.

use skinflint_facts::{Expr, Language, UnaryOp};

use crate::eval::Eval;
use crate::flow::{At, Step};
use crate::models::{LogRow, Row};
use crate::unit::{Name, Node};

/// A logger as far as it is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logger {
    pub(crate) library: String,
    pub(crate) bound: Vec<String>,
}

impl Eval<'_> {
    /// The row that a method call on a logger matches: by where the logger comes from, by its type, by
    /// its name where nothing else is known and the file logs.
    pub(crate) fn logger_call(&self, call: Node) -> Option<(&Row<LogRow>, Logger)> {
        let unit = self.unit(call.file);
        let receiver = self.receiver(call)?;
        let name = self.callee_name(call);
        let rows: Vec<&Row<LogRow>> = self
            .models
            .logs
            .named(Name::of(name))
            .filter(|r| r.language == unit.facts.language && r.row.callee.methods.iter().any(|m| m == name))
            .collect();
        if rows.is_empty() {
            return None;
        }
        if let Some(logger) = self.logger_origin(&At::new(receiver), 12) {
            let row = rows.iter().copied().find(|r| r.library == logger.library)?;
            row.usage.mark();
            return Some((row, logger));
        }
        let ty = self.type_of(receiver);
        for row in &rows {
            if self.type_matches(&row.row.callee.receivers, &ty, call.file, &row.library) {
                row.usage.mark();
                return Some((row, Logger { library: row.library.clone(), bound: Vec::new() }));
            }
        }
        if !self.targets(call).functions.is_empty() && !self.only_by_name(call) {
            return None;
        }
        let spelt = crate::loops::spelling(unit, receiver.expr);
        let row = rows.into_iter().find(|r| r.row.named.iter().any(|n| n == spelt))?;
        if !self.may_be_logger(receiver) {
            return None;
        }
        row.usage.mark();
        Some((row, Logger { library: row.library.clone(), bound: Vec::new() }))
    }

    fn only_by_name(&self, call: Node) -> bool {
        self.targets(call).edge == crate::eval::Edge::ByName
    }

    /// A name alone is taken for a logger where nothing is known of what it was given: a parameter, an
    /// attribute that is set elsewhere. A variable with a value of its own is what that value is.
    fn may_be_logger(&self, receiver: Node) -> bool {
        let unit = self.unit(receiver.file);
        match unit.expr(receiver.expr) {
            Expr::Local(var) => {
                let facts = &unit.facts;
                facts.vars[var.index()].param.is_some() || facts.defs_of(var).is_empty()
            }
            Expr::Path { .. } => {
                // A name of the module that is given something else is something else.
                !self
                    .symbols
                    .resolve_expr(self.units, receiver)
                    .iter()
                    .any(|d| matches!(d, crate::symbols::Def::Global(_) | crate::symbols::Def::Fn(_)))
            }
            _ => true,
        }
    }

    /// Follows a logger back to the call that made it.
    fn logger_origin(&self, at: &At, depth: u32) -> Option<Logger> {
        let _asked = self.ask()?;
        if depth == 0 || !self.burn() {
            return None;
        }
        let unit = self.unit(at.node.file);
        if unit.facts.language != Language::Python {
            return None;
        }
        match self.expr(at.node) {
            Expr::Call { .. } => {
                let row = self.logger_row(at.node)?;
                let mut bound: Vec<String> = Vec::new();
                if let Some(slot) = &row.row.fields
                    && slot.named_except.is_some()
                {
                    let args = self.args(at.node);
                    bound.extend(args.iter().filter(|a| a.name.is_some()).map(|a| unit.str(a.name).to_owned()));
                }
                if !row.row.binds {
                    bound.extend(self.adapter_fields(at.node));
                    return Some(Logger { library: row.library.clone(), bound });
                }
                let of = self.receiver(at.node)?;
                let mut logger = self.logger_origin(&at.to(of.expr), depth - 1)?;
                logger.bound.extend(bound);
                Some(logger)
            }
            Expr::Unary { operand, op: UnaryOp::Await } => self.logger_origin(&at.to(operand), depth - 1),
            Expr::Local(_) | Expr::Path { .. } | Expr::Field { .. } | Expr::If { .. } | Expr::Binary { .. } => {
                if let Some(library) = self.is_logger_object(at.node) {
                    return Some(Logger { library, bound: Vec::new() });
                }
                let values = match self.step(at) {
                    Step::To(values) | Step::Open(values) => values,
                    Step::Leaf => return None,
                };
                values.into_iter().filter(|v| v != at).take(6).find_map(|v| self.logger_origin(&v, depth - 1))
            }
            _ => None,
        }
    }

    fn logger_row(&self, call: Node) -> Option<&Row<crate::models::LoggerRow>> {
        let unit = self.unit(call.file);
        if let Some(row) = self.match_rows(&self.models.loggers, call).next() {
            return Some(row);
        }
        // A method that gives a logger back counts whatever is known of its receiver.
        let name = self.callee_name(call);
        let row = self.models.loggers.named(Name::of(name)).find(|r| {
            r.language == unit.facts.language && r.row.binds && r.row.callee.methods.iter().any(|m| m == name)
        })?;
        row.usage.mark();
        Some(row)
    }

    /// A logger that a library hands out as an object: `from loguru import logger`.
    fn is_logger_object(&self, node: Node) -> Option<String> {
        let defs = self.symbols.resolve_expr(self.units, node);
        defs.iter().find_map(|d| match d {
            crate::symbols::Def::External(path) if &**path == "loguru.logger" => Some("loguru".to_owned()),
            _ => None,
        })
    }

    /// `LoggerAdapter(logger, {"tenant": tenant})`
    fn adapter_fields(&self, call: Node) -> Vec<String> {
        let unit = self.unit(call.file);
        let mut found = Vec::new();
        for arg in self.args(call).iter().skip(1) {
            if let Expr::Map(items) = unit.expr(arg.value) {
                for item in unit.facts.exprs_of(items) {
                    if let Expr::Pair { key, .. } = unit.expr(item)
                        && let Expr::Str(s) = unit.expr(key)
                    {
                        found.push(unit.str(s).to_owned());
                    }
                }
            }
        }
        found
    }
}
