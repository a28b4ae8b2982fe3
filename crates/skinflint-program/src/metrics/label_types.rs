//! Types that are a set of labels, by a derive or by a trait written by hand, wherever they are used: in a
//! family of the tree's own, in a generic one, in one that only a function's body holds.

use skinflint_facts::{Expr, ExprId, Field, Owner, Ty, TypeKind};

use super::labelled::{Found, Given, Named};
use crate::eval::Eval;
use crate::flow::At;
use crate::index::last_segment;
use crate::models::{LabelSetRow, MetricKind, Row};
use crate::symbols::TypeRef;
use crate::types::Type;
use crate::unit::{FnRef, Name, Node};
use skinflint_base::{FileId, FileSpan};

/// Label sets in label sets.
pub(super) const MOST_FLATTENED: u32 = 4;

impl Eval<'_> {
    /// The row by which a type is a set of labels.
    pub(super) fn label_set_row(&self, ty: &Type) -> Option<&Row<LabelSetRow>> {
        match self.peel(ty) {
            Type::Def(t, _) => self.label_set(t),
            _ => None,
        }
    }

    fn label_set(&self, ty: TypeRef) -> Option<&Row<LabelSetRow>> {
        let facts = &self.unit(ty.file).facts;
        let derived = facts.exprs_of(self.type_def(ty).attributes).find_map(|attribute| match facts.expr(attribute) {
            Expr::Call { args, .. } => facts.args_of(args).find_map(|arg| match facts.expr(arg.value) {
                Expr::Path { name, .. } => {
                    let derive = last_segment(facts.str(name));
                    let rows = self.models.label_sets.named(Name::of(derive));
                    rows.into_iter().find(|r| r.language == facts.language && r.row.derives.iter().any(|d| d == derive))
                }
                _ => None,
            }),
            _ => None,
        });
        let row = derived.or_else(|| self.writers(ty).next().map(|(row, _)| row))?;
        row.usage.mark();
        Some(row)
    }

    /// The functions that write a type's labels by hand.
    fn writers(&self, ty: TypeRef) -> impl Iterator<Item = (&Row<LabelSetRow>, FnRef)> {
        let language = self.unit(ty.file).facts.language;
        self.models.label_sets.iter().filter(move |row| row.language == language).flat_map(move |row| {
            let methods = row.row.writers.iter().flat_map(move |w| self.symbols.method(ty, Name::of(w)));
            methods.filter(|f| self.is_of_trait(**f, &row.row.traits)).map(move |f| (row, *f))
        })
    }

    fn is_of_trait(&self, f: FnRef, traits: &[String]) -> bool {
        let facts = &self.unit(f.file).facts;
        let Owner::Impl(block) = self.function(f).owner else { return false };
        let of = facts.impls[block.index()].trait_ty;
        of.is_some()
            && matches!(facts.ty(of), Ty::Named { name, .. }
                if traits.iter().any(|t| t == last_segment(facts.str(name))))
    }

    /// The labels that a type writes by hand: pairs whose first part is a text, and texts with `name="` before
    /// a hole. `false` where nothing is written by hand.
    pub(super) fn written_labels(&self, ty: TypeRef, metric: &mut Found) -> bool {
        let writers: Vec<FnRef> = self.writers(ty).map(|(_, f)| f).collect();
        for f in &writers {
            let unit = self.unit(f.file);
            let (from, to) = self.function(*f).exprs;
            for i in from..to {
                let at = At::new(Node { file: f.file, expr: ExprId(i) });
                match unit.expr(ExprId(i)) {
                    Expr::Tuple(items) => {
                        let items: Vec<ExprId> = unit.facts.exprs_of(items).collect();
                        if let [key, value] = items.as_slice()
                            && let Expr::Str(name) = unit.expr(*key)
                        {
                            self.written(unit.str(name).to_owned(), at.to(*key), at.to(*value), metric);
                        }
                    }
                    Expr::Template { parts, .. } => {
                        let mut name = None;
                        for part in unit.facts.exprs_of(parts) {
                            match unit.expr(part) {
                                Expr::Str(text) => name = label_before_hole(unit.str(text)),
                                Expr::Hole { value, .. } => {
                                    if let Some(name) = name.take() {
                                        self.written(name, at.clone(), at.to(value), metric);
                                    }
                                }
                                _ => {}
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        !writers.is_empty()
    }

    fn written(&self, name: String, key: At, value: At, metric: &mut Found) {
        if !metric.labels.iter().any(|l| l.name == name) {
            metric.labels.push(Named { name: name.clone(), at: self.span(key.node), in_name: false });
        }
        metric.given.push(Given { name: Some(name), position: 0, value: Given::value(self, &value, None) });
    }

    /// `#[prometheus(flatten)]`, whatever the attribute is called.
    pub(super) fn is_flattened(&self, ty: TypeRef, field: &Field) -> bool {
        let facts = &self.unit(ty.file).facts;
        facts.exprs_of(field.attributes).any(|attribute| match facts.expr(attribute) {
            Expr::Call { args, .. } => facts
                .args_of(args)
                .any(|arg| matches!(facts.expr(arg.value), Expr::Path { name, .. } if facts.str(name) == "flatten")),
            _ => false,
        })
    }

    /// The label sets that a file defines and no family in sight takes: labels of a metric without a name.
    pub(super) fn loose_label_sets(&self, file: FileId, taken: &dyn Fn(TypeRef) -> bool) -> Vec<Found> {
        let unit = self.unit(file);
        let mut all = Vec::new();
        for (i, def) in unit.facts.types.iter().enumerate() {
            let id = skinflint_facts::TypeDefId(u32::try_from(i).unwrap_or(u32::MAX));
            let ty = TypeRef { file, id };
            if def.kind != TypeKind::Struct || unit.facts.modules[def.module.index()].test || taken(ty) {
                continue;
            }
            let Some(row) = self.label_set(ty) else { continue };
            let module = self.symbols.path(self.symbols.module(file, def.module));
            let mut found = Found {
                key: None,
                carriers: Vec::new(),
                set: Some(ty),
                name: None,
                kind: MetricKind::Counter,
                library: row.library.clone(),
                at: FileSpan { file, span: def.span },
                home: format!("{module}::{}", unit.str(def.name)),
                series: 1,
                labels: Vec::new(),
                given: Vec::new(),
            };
            self.label_struct(ty, &mut found, MOST_FLATTENED);
            all.push(found);
        }
        all
    }
}

/// The label whose value a hole is: `direction="in",peer="`.
fn label_before_hole(text: &str) -> Option<String> {
    let before = text.strip_suffix("=\"")?;
    let name: &str = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::label_before_hole;

    #[test]
    fn a_label_stands_before_its_hole() {
        assert_eq!(label_before_hole("direction=\"in\",peer=\"").as_deref(), Some("peer"));
        assert_eq!(label_before_hole("peer: "), None);
        assert_eq!(label_before_hole("=\""), None);
    }
}
