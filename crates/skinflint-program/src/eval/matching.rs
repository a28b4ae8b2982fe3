//! Which rows of models a call or a type matches for certain.

use super::{Eval, HasCallee};
use crate::models::{Callee, Row, Rows};
use crate::symbols::Def;
use crate::types::Type;
use crate::unit::{Name, Node};
use skinflint_base::FileId;
use skinflint_facts::{Expr, TypeKind};

impl<'p> Eval<'p> {
    /// The rows that a call matches for certain.
    pub(crate) fn match_rows<'r, T: HasCallee>(
        &'r self,
        rows: &'r Rows<T>,
        call: Node,
    ) -> impl Iterator<Item = &'r Row<T>> + 'r {
        let name = self.callee_name(call);
        rows.named(Name::of(name)).filter(move |row| self.matches(row, row.row.callee(), call, name))
    }

    pub(crate) fn matches<T>(&self, row: &Row<T>, callee: &Callee, call: Node, name: &str) -> bool {
        let fits = self.row_fits(row, callee, call, name);
        if fits {
            row.usage.mark();
        }
        fits
    }

    fn row_fits<T>(&self, row: &Row<T>, callee: &Callee, call: Node, name: &str) -> bool {
        let unit = self.unit(call.file);
        if row.language != unit.facts.language {
            return false;
        }
        let Expr::Call { callee: at, .. } = unit.expr(call.expr) else { return false };
        let at = Node { file: call.file, expr: at };
        if !callee.calls.is_empty() && callee.calls.matches_last(name) {
            let defs = self.symbols.resolve_expr(self.units, at);
            // What a derive writes stands nowhere: its path as written is all there is.
            if let (true, Expr::Path { name, .. }) = (defs.is_empty(), unit.expr(at.expr))
                && callee.calls.matches(unit.str(name))
            {
                return true;
            }
            for def in defs {
                if let Def::External(path) = def
                    && self.path_matches(&callee.calls, &path, call.file, &row.library)
                {
                    return true;
                }
            }
        }
        if !callee.named.is_empty() || !callee.methods.iter().any(|m| m == name) {
            return false;
        }
        let Expr::Field { base, .. } = unit.expr(at.expr) else { return false };
        if callee.receivers.is_empty() {
            let targets = self.targets(call);
            return targets.functions.is_empty();
        }
        let ty = self.type_of(Node { file: call.file, expr: base });
        self.type_matches(&callee.receivers, &ty, call.file, &row.library)
    }

    /// Whether a type, or what it wraps, is one of these.
    pub(crate) fn type_matches(&self, paths: &crate::models::Paths, ty: &Type, file: FileId, library: &str) -> bool {
        let mut at = ty.clone();
        loop {
            match &at {
                Type::Ext(path, _) if self.path_matches(paths, path, file, library) => return true,
                Type::Any(all) => return all.iter().any(|t| self.type_matches(paths, t, file, library)),
                // A class of the tree is what it derives from.
                Type::Def(t, _) if self.type_def(*t).kind == TypeKind::Class => {
                    return self.ancestors(*t).iter().any(|path| paths.matches(path));
                }
                _ => {}
            }
            let inner = self.peel(&at);
            if inner == at {
                return false;
            }
            at = inner;
        }
    }

    /// A full path must fit; a bare name (a prelude, an unread glob) fits by its last part where the
    /// package depends on the library.
    pub(crate) fn path_matches(&self, paths: &crate::models::Paths, path: &str, file: FileId, library: &str) -> bool {
        if paths.matches(path) {
            return true;
        }
        let bare = !path.contains("::") && !path.contains('.');
        bare && path.ends_with('!') && paths.matches_last(path) && self.depends(file, library)
    }
}
