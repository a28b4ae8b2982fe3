//! Metrics whose labels are the fields of a struct: `Family<Labels, Counter>`, or of any type that takes one.

use skinflint_facts::{Expr, Owner, Sym, TyId, TypeKind};

use super::label_types::MOST_FLATTENED;
use super::labelled::{Found, Given, Named};
use crate::eval::Eval;
use crate::flow::At;
use crate::index::last_segment;
use crate::models::{FamilyRow, MetricKind, Row};
use crate::symbols::TypeRef;
use crate::types::{Site, Type};
use crate::unit::{Name, Node};
use skinflint_base::{FileId, FileSpan, Span};

impl Eval<'_> {
    /// The families that a file declares: in fields, statics, parameters of constructors.
    pub(crate) fn families(&self, file: FileId, found: &mut Vec<Found>) {
        let unit = self.unit(file);
        let facts = &unit.facts;
        let rows: Vec<&Row<FamilyRow>> = self.models.families.iter().filter(|r| r.language == facts.language).collect();
        if rows.is_empty() && self.models.label_sets.iter().next().is_none() {
            return;
        }
        for (i, ty) in facts.types.iter().enumerate() {
            if ty.kind != TypeKind::Struct || facts.modules[ty.module.index()].test {
                continue;
            }
            let id = skinflint_facts::TypeDefId(u32::try_from(i).unwrap_or(u32::MAX));
            let own = TypeRef { file, id };
            let module = self.symbols.module(file, ty.module);
            let site = Site { file, module, function: None, owner: Some(own) };
            for field in facts.fields_of(ty) {
                let home = format!("{}::{}", self.symbols.path(module), unit.str(ty.name));
                self.family(&rows, site, field.ty, field.name, field.span, home, found);
            }
        }
        for constant in facts.consts.iter().filter(|c| c.owner == Owner::Module && !c.is_test) {
            let module = self.symbols.module(file, constant.module);
            let site = Site { file, module, function: None, owner: None };
            self.family(
                &rows,
                site,
                constant.ty,
                constant.name,
                constant.span,
                self.symbols.path(module).to_owned(),
                found,
            );
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one declaration")]
    fn family(
        &self,
        rows: &[&Row<FamilyRow>],
        site: Site,
        ty: TyId,
        name: Sym,
        span: Span,
        home: String,
        found: &mut Vec<Found>,
    ) {
        let declared = self.declared(site, ty, &[], 16);
        let mut at = declared;
        let (library, labels, of) = loop {
            if let Type::Ext(path, args) = &at
                && let Some(row) = rows.iter().find(|r| r.row.types.matches(path))
                && let Some(labels) = args.get(row.row.labels)
            {
                row.usage.mark();
                break (row.library.clone(), labels.clone(), args.get(row.row.metric).into_iter().cloned().collect());
            }
            // Whatever type it is: one that takes a set of labels is a metric with them.
            if let Type::Ext(_, args) | Type::Def(_, args) = &at
                && let Some((labels, row)) = args.iter().find_map(|a| Some((a, self.label_set_row(a)?)))
            {
                break (row.library.clone(), labels.clone(), args.iter().chain([&at]).cloned().collect::<Vec<Type>>());
            }
            let inner = self.peel(&at);
            if inner == at {
                return;
            }
            at = inner;
        };
        let named = |word: &str| {
            let says = |ty: &Type| self.type_text(ty).is_some_and(|t| last_segment(&t).contains(word));
            of.iter().any(says)
        };
        let kind = if named("Histogram") {
            MetricKind::Histogram
        } else if named("Gauge") {
            MetricKind::Gauge
        } else {
            MetricKind::Counter
        };
        let unit = self.unit(site.file);
        let mut metric = Found {
            key: None,
            carriers: Vec::new(),
            set: None,
            name: Some(unit.str(name).to_owned()),
            kind,
            library,
            at: FileSpan { file: site.file, span },
            home,
            series: 1,
            labels: Vec::new(),
            given: Vec::new(),
        };
        let Type::Def(t, _) = self.peel(&labels) else { return };
        metric.set = Some(t);
        // An info metric has one series: what its labels say is what the process is.
        if !of.iter().chain([&at]).any(|ty| self.type_text(ty).is_some_and(|t| last_segment(&t) == "Info")) {
            self.label_struct(t, &mut metric, MOST_FLATTENED);
        }
        found.push(metric);
    }

    /// The labels that a struct's fields are, with what the struct is built of anywhere.
    pub(super) fn label_struct(&self, ty: TypeRef, metric: &mut Found, depth: u32) {
        if self.written_labels(ty, metric) {
            return;
        }
        let unit = self.unit(ty.file);
        let facts = &unit.facts;
        let def = self.type_def(ty);
        if def.kind != TypeKind::Struct {
            return;
        }
        for field in facts.fields_of(def) {
            let name = unit.str(field.name);
            let at = FileSpan { file: ty.file, span: field.span };
            metric.labels.push(Named { name: name.to_owned(), at, in_name: false });
            let site = Site {
                file: ty.file,
                module: self.symbols.module(ty.file, def.module),
                function: None,
                owner: Some(ty),
            };
            let declared = self.declared(site, field.ty, &[], 16);
            if self.is_flattened(ty, field)
                && let Type::Def(inner, _) = self.peel(&declared)
                && depth > 0
            {
                metric.labels.pop();
                self.label_struct(inner, metric, depth - 1);
                continue;
            }
            let mut places = 0;
            for node in self.index.structs(Name::of(unit.str(def.name))).chain(self.index.structs(Name::of("Self"))) {
                if self.in_test(node) || self.is_pattern(node) {
                    continue;
                }
                if !matches!(self.type_of(node), Type::Def(t, _) if t == ty) {
                    continue;
                }
                let of = self.unit(node.file);
                let Expr::Struct { fields, .. } = of.expr(node.expr) else { continue };
                for arg in of.facts.args_of(fields) {
                    if arg.name.is_some() && of.str(arg.name) == name {
                        places += 1;
                        let value = At::new(Node { file: node.file, expr: arg.value });
                        metric.given.push(Given::by_type(self, name, value, &declared));
                    }
                }
            }
            if places == 0 {
                metric.given.extend(Given::of_type(self, name, at, &declared));
            }
        }
    }
}
