//! Scripts: files whose statements run by themselves or are named by a program.

use skinflint_facts::{Expr, ExprId, Language};

use crate::eval::Eval;
use crate::unit::Node;
use skinflint_base::FileId;

impl Eval<'_> {
    /// The statements of a script, by its path below a folder.
    pub(super) fn script(&self, dir: &str, path: &str) -> Vec<Node> {
        let joined = joined(dir, path);
        let Some(file) = self
            .units
            .iter()
            .position(|u| u.facts.language == Language::Sql && u.path.to_str_lossy() == joined.as_str())
        else {
            return Vec::new();
        };
        self.statements_of(FileId(u32::try_from(file).unwrap_or(u32::MAX)))
    }

    /// The statements of a script.
    pub(super) fn statements_of(&self, file: FileId) -> Vec<Node> {
        let unit = self.unit(file);
        (0..unit.facts.exprs.len())
            .map(|i| ExprId(u32::try_from(i).unwrap_or(u32::MAX)))
            .filter(|e| matches!(unit.expr(*e), Expr::Str(_)))
            .map(|expr| Node { file, expr })
            .collect()
    }
}

/// A relative path below a folder, `.` and `..` taken away.
fn joined(dir: &str, path: &str) -> String {
    let mut parts: Vec<&str> = dir.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
