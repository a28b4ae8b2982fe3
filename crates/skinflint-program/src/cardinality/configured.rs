//! Values that are settled when the process starts: settings, command lines, the environment. There is
//! one of each per process, however many requests it serves.

use skinflint_facts::{Expr, ExprId, Ty};

use crate::eval::Eval;
use crate::index::last_segment;
use crate::symbols::{Def, TypeRef};
use crate::types::Type;
use crate::unit::{Name, Node};

/// Steps from a value to the settings it is read from: `config.server.tls.domain`.
const DEEPEST_SETTING: u32 = 12;

/// Endings of the names of types that hold settings.
const TYPE_ENDINGS: &[&str] = &["Config", "Configuration", "Settings", "Conf", "Cfg", "Cli", "Opts"];

/// What settings are called where their type is not written.
const NAMES: &[&str] = &["config", "conf", "cfg", "settings", "configuration", "cli"];

impl Eval<'_> {
    /// Whether a value that cannot be followed further is read from the program's settings.
    pub(crate) fn is_configured(&self, at: Node) -> bool {
        self.reads_settings(at, DEEPEST_SETTING)
    }

    fn reads_settings(&self, at: Node, depth: u32) -> bool {
        if depth == 0 || !at.expr.is_some() {
            return false;
        }
        let unit = self.unit(at.file);
        let to = |expr: ExprId| Node { file: at.file, expr };
        let of = |expr: ExprId| self.is_settings(to(expr)) || self.reads_settings(to(expr), depth - 1);
        match unit.expr(at.expr) {
            Expr::Field { base, .. } => of(base),
            Expr::Index { base, index } => self.is_constant(to(index)) && of(base),
            Expr::Unary { operand, .. } | Expr::Cast { operand, .. } => self.reads_settings(to(operand), depth - 1),
            // `config.listen_addr()`, `settings.get("HOST")`; one that takes a user takes a side.
            Expr::Call { .. } => match self.receiver(at) {
                Some(receiver) => self.args(at).iter().all(|a| self.is_constant(to(a.value))) && of(receiver.expr),
                None => false,
            },
            Expr::Local(var) | Expr::Bind { var, .. } => {
                let defs = unit.facts.defs_of(var);
                let bound = |def: &ExprId| match unit.expr(*def) {
                    Expr::Let { value, .. } | Expr::Assign { value, .. } => of(value),
                    Expr::For { iter, .. } => of(iter),
                    Expr::Arm { .. } => match unit.expr(unit.parent(*def)) {
                        Expr::Match { subject, .. } => of(subject),
                        _ => false,
                    },
                    Expr::Closure { .. } => self.closure_receiver(to(*def)).is_some_and(|r| of(r.expr)),
                    _ => false,
                };
                unit.facts.vars[var.index()].param.is_none() && !defs.is_empty() && defs.iter().all(bound)
            }
            _ => false,
        }
    }

    fn is_constant(&self, at: Node) -> bool {
        if !at.expr.is_some() {
            return false;
        }
        match self.expr(at) {
            Expr::Str(_) | Expr::Int(_) | Expr::Bool(_) | Expr::Null | Expr::Closure { .. } => true,
            Expr::Path { name, .. } => {
                let text = last_segment(self.unit(at.file).str(name));
                !text.chars().any(char::is_lowercase) || text.starts_with(char::is_uppercase)
            }
            _ => false,
        }
    }

    /// Whether an expression is the settings themselves, by its type, else by its name.
    fn is_settings(&self, at: Node) -> bool {
        // A variable that is declared and assigned later has no value where it stands.
        if !at.expr.is_some() {
            return false;
        }
        let unit = self.unit(at.file);
        for def in self.symbols.resolve_expr(self.units, at) {
            if let Def::External(path) = def
                && self.settings_row(&path, |row, path| row.paths.matches(path))
            {
                return true;
            }
        }
        match self.peel(&self.type_of(at)) {
            Type::Def(t, _) => self.holds_settings(t),
            Type::Ext(path, _) if !matches!(&*path, "str" | "String" | "dict" | "int") => {
                ends_like_settings(last_segment(&path))
            }
            _ => {
                let mut expr = at.expr;
                while let Expr::Unary { operand, .. } = unit.expr(expr) {
                    expr = operand;
                }
                self.spelled(Node { file: at.file, expr }).is_some_and(|name| {
                    let name = last_segment(name).trim_start_matches('_').to_ascii_lowercase();
                    NAMES.iter().any(|n| name == *n || name.strip_suffix(n).is_some_and(|p| p.ends_with('_')))
                })
            }
        }
    }

    /// Whether a type of the tree holds settings: by its name, by a derive that reads them, or by its base.
    fn holds_settings(&self, ty: TypeRef) -> bool {
        let facts = &self.unit(ty.file).facts;
        let def = self.type_def(ty);
        if ends_like_settings(facts.str(def.name)) {
            return true;
        }
        let based = facts.tys_of(def.bases).any(|base| match facts.ty(base) {
            Ty::Named { name, .. } => {
                self.settings_row(last_segment(facts.str(name)), |row, name| row.bases.iter().any(|b| b == name))
            }
            _ => false,
        });
        based
            || facts.exprs_of(def.attributes).any(|attribute| match facts.expr(attribute) {
                Expr::Call { args, .. } => facts.args_of(args).any(|arg| match facts.expr(arg.value) {
                    Expr::Path { name, .. } => self
                        .settings_row(last_segment(facts.str(name)), |row, name| row.derives.iter().any(|d| d == name)),
                    _ => false,
                }),
                _ => false,
            })
    }

    fn settings_row(&self, path: &str, fits: impl Fn(&crate::models::SettingsRow, &str) -> bool) -> bool {
        let row = self.models.settings.named(Name::of(last_segment(path))).find(|row| fits(&row.row, path));
        row.inspect(|row| row.usage.mark()).is_some()
    }
}

/// `ServerConfig`, but not the `Reconf` of something.
fn ends_like_settings(name: &str) -> bool {
    TYPE_ENDINGS.iter().any(|ending| name.ends_with(ending))
}
