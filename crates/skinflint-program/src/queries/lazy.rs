//! Values that run their query when they are iterated, listed or counted: `for x in queryset`, `list(query)`.

use skinflint_facts::{Expr, ExprId, Language};

use super::sites::Site;
use crate::eval::Eval;
use crate::models::Does;
use crate::types::Type;
use crate::unit::{Name, Node};

/// Builtins that take everything out of what they are given.
const TAKERS: &[&str] = &["list", "set", "tuple", "sorted", "len", "dict", "bool", "frozenset", "sum", "max", "min"];

impl<'p> Eval<'p> {
    /// Places of a file where a lazy query is run, and what runs there.
    pub(crate) fn lazy_sites(&self, file: skinflint_base::FileId) -> Vec<Site<'p>> {
        let unit = self.unit(file);
        if unit.facts.language != Language::Python || self.models.lazies.iter().next().is_none() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (i, expr) in unit.facts.exprs.iter().enumerate() {
            let iterable = match *expr {
                Expr::For { iter, .. } => iter,
                Expr::Call { callee, args, .. } => {
                    let Expr::Path { name, .. } = unit.expr(callee) else { continue };
                    if !TAKERS.contains(&unit.str(name)) {
                        continue;
                    }
                    match unit.facts.args_of(args).next() {
                        Some(arg) => arg.value,
                        None => continue,
                    }
                }
                _ => continue,
            };
            let at = Node { file, expr: ExprId(u32::try_from(i).unwrap_or(u32::MAX)) };
            if !matches!(unit.expr(iterable), Expr::Call { .. } | Expr::Local(_) | Expr::Field { .. })
                || self.in_test(at)
            {
                continue;
            }
            found.extend(self.lazy_site(Node { file, expr: iterable }));
        }
        found
    }

    /// What is run where a value is iterated; nothing where it is no query.
    fn lazy_site(&self, iterable: Node) -> Option<Site<'p>> {
        let Type::Ext(path, _) = self.peel(&self.type_of(iterable)) else { return None };
        let last = crate::index::last_segment(&path);
        let row = self
            .models
            .lazies
            .named(Name::of(last))
            .find(|r| r.language == Language::Python && r.row.types.matches(&path))?;
        // A manager is no iterable; what is taken from it is.
        row.usage.mark();
        Some(Site {
            node: iterable,
            sure: true,
            does: Does::Read,
            local: false,
            prepared: false,
            library: &row.library,
            batch: row.row.batch.as_deref(),
        })
    }

    /// Whether a place runs a query made outside of a loop: its rows are kept, so that it runs once.
    pub(crate) fn made_outside(&self, site: Node, loop_: Node) -> bool {
        let unit = self.unit(site.file);
        let Expr::Local(var) = unit.expr(site.expr) else { return false };
        let inside = unit.facts.span(loop_.expr);
        site.file == loop_.file
            && unit.facts.defs_of(var).iter().all(|d| {
                let span = unit.facts.span(*d);
                *d == loop_.expr || !(inside.start <= span.start && span.end <= inside.end)
            })
    }
}
