//! Names of modules and fields of types: to all that they are given anywhere.

use super::{At, MOST_FIELD_VALUES, Step};
use crate::eval::Eval;
use crate::symbols::Def;
use crate::types::Type;
use crate::unit::Node;
use skinflint_facts::{Expr, ExprId};

impl Eval<'_> {
    pub(crate) fn step_path(&self, at: &At) -> Step {
        let mut found = Vec::new();
        let defs = self.symbols.resolve_expr(self.units, at.node);
        if defs.iter().all(|def| matches!(def, Def::External(_)))
            && let Expr::Path { name, .. } = self.expr(at.node)
            && let Some(value) = self.macro_written(at.node, self.unit(at.node.file).str(name))
        {
            return Step::To(vec![value]);
        }
        for def in defs {
            match def {
                Def::Const(file, i) => {
                    let value = self.unit(file).facts.consts[i as usize].value;
                    if value.is_some() {
                        found.push(At::new(Node { file, expr: value }));
                    }
                }
                Def::Global(node) => found.extend(self.assigned(node)),
                Def::Attribute(file, field) => {
                    let value = self.unit(file).facts.fields[field.index()].value;
                    if value.is_some() {
                        found.push(At::new(Node { file, expr: value }));
                    }
                }
                _ => {}
            }
        }
        if found.is_empty() { Step::Leaf } else { Step::To(found) }
    }

    pub(crate) fn assigned(&self, node: Node) -> Option<At> {
        match self.expr(node) {
            Expr::Assign { value, .. } | Expr::Let { value, .. } if value.is_some() => {
                Some(At::new(Node { file: node.file, expr: value }))
            }
            _ => None,
        }
    }

    /// Whether values of a type come from outside too: read from text, rows or arguments, where no
    /// constructor is in sight.
    fn is_decoded(&self, ty: crate::symbols::TypeRef) -> bool {
        let facts = &self.unit(ty.file).facts;
        facts.exprs_of(self.type_def(ty).attributes).any(|a| match facts.expr(a) {
            Expr::Call { args, .. } => facts.args_of(args).any(|arg| match facts.expr(arg.value) {
                Expr::Path { name, .. } => matches!(
                    crate::index::last_segment(facts.str(name)),
                    "Deserialize" | "FromRow" | "Queryable" | "QueryableByName" | "Parser" | "Args" | "Message"
                ),
                _ => false,
            }),
            _ => false,
        })
    }

    pub(crate) fn step_field(&self, at: &At, base: ExprId, field: &str) -> Step {
        if let Step::To(found) = self.step_path(at) {
            return Step::To(found);
        }
        // A tuple's part, where the tuple is in sight.
        if field.bytes().all(|b| b.is_ascii_digit()) {
            let n: usize = field.parse().unwrap_or(usize::MAX);
            let (leaves, _) = self.sources(&at.to(base));
            let mut parts = Vec::new();
            for leaf in &leaves {
                if let Expr::Tuple(items) = self.expr(leaf.node)
                    && let Some(part) = self.unit(leaf.node.file).facts.exprs_of(items).nth(n)
                {
                    parts.push(leaf.to(part));
                }
            }
            if !parts.is_empty() && parts.len() == leaves.len() {
                return Step::To(parts);
            }
        }
        let ty = self.peel(&self.type_of(at.to(base).node));
        let Type::Def(t, _) = ty else { return Step::Leaf };
        if at.frame.is_some()
            && let Some(values) = self.field_of_instance(&at.to(base), field)
        {
            return Step::To(values);
        }
        for method in self.symbols.method(t, crate::unit::Name::of(field)) {
            if self.function(*method).flags.is_property
                && let Some(frame) = self.frame(at, *method)
            {
                let values = self.returns(*method, frame);
                if !values.is_empty() {
                    return Step::To(values);
                }
            }
        }
        if self.is_decoded(t) {
            return Step::Leaf;
        }
        let values = self.field_values(t, field);
        if values.is_empty() || values.len() > MOST_FIELD_VALUES {
            return Step::Leaf;
        }
        Step::To(values.iter().copied().map(At::new).collect())
    }

    /// A field of what a method was called on, where that was built in sight.
    pub(crate) fn field_of_instance(&self, base: &At, field: &str) -> Option<Vec<At>> {
        let (leaves, whole) = self.sources(base);
        if !whole || leaves.is_empty() {
            return None;
        }
        let mut found = Vec::new();
        for leaf in leaves {
            let Expr::Struct { fields, .. } = self.expr(leaf.node) else { return None };
            let unit = self.unit(leaf.node.file);
            let value = unit.facts.args_of(fields).find(|a| a.name.is_some() && unit.str(a.name) == field)?;
            found.push(leaf.to(value.value));
        }
        Some(found)
    }
}
