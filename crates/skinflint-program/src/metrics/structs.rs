//! Metrics whose labels are the fields of a struct: `Family<Labels, Counter>`.

use std::sync::Arc;

use skinflint_facts::{Expr, Owner, Sym, TyId, TypeKind};

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
        if rows.is_empty() {
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
        let (row, args) = loop {
            if let Type::Ext(path, args) = &at
                && let Some(row) = rows.iter().find(|r| r.row.types.matches(path))
            {
                row.usage.mark();
                break (row, Arc::clone(args));
            }
            let inner = self.peel(&at);
            if inner == at {
                return;
            }
            at = inner;
        };
        let Some(labels) = args.get(row.row.labels) else { return };
        let kind =
            args.get(row.row.metric).and_then(|m| self.type_text(m)).map_or(
                MetricKind::Counter,
                |m| match last_segment(&m) {
                    "Gauge" => MetricKind::Gauge,
                    "Histogram" => MetricKind::Histogram,
                    _ => MetricKind::Counter,
                },
            );
        let unit = self.unit(site.file);
        let mut metric = Found {
            key: None,
            name: Some(unit.str(name).to_owned()),
            kind,
            library: row.library.clone(),
            at: FileSpan { file: site.file, span },
            home,
            series: 1,
            labels: Vec::new(),
            given: Vec::new(),
        };
        if let Type::Def(t, _) = self.peel(labels) {
            self.label_struct(t, &mut metric);
        } else {
            return;
        }
        found.push(metric);
    }

    /// The labels that a struct's fields are, with what the struct is built of anywhere.
    fn label_struct(&self, ty: TypeRef, metric: &mut Found) {
        let unit = self.unit(ty.file);
        let facts = &unit.facts;
        let def = self.type_def(ty);
        if def.kind != TypeKind::Struct {
            return;
        }
        for field in facts.fields_of(def) {
            let name = unit.str(field.name);
            let at = FileSpan { file: ty.file, span: field.span };
            metric.labels.push(Named { name: name.to_owned(), at });
            let site = Site {
                file: ty.file,
                module: self.symbols.module(ty.file, def.module),
                function: None,
                owner: Some(ty),
            };
            let declared = self.declared(site, field.ty, &[], 16);
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
