//! Prints facts as indented text, for conformance files and for looking at what a frontend made.

use std::fmt::Write as _;

use crate::{Expr, ExprId, Facts, FnId, Sym, Ty, TyId};

/// Everything a file says, one node a line. Stable across runs; spans are left out, so that a
/// reformatted file dumps alike.
#[must_use]
pub fn dump(facts: &Facts) -> String {
    let mut p = Printer { facts, out: String::new() };
    p.items();
    p.out
}

struct Printer<'a> {
    facts: &'a Facts,
    out: String,
}

impl Printer<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{:1$}{text}", "", depth * 2);
    }

    fn ty(&self, id: TyId) -> String {
        if !id.is_some() {
            return "?".to_owned();
        }
        let joined = |l, by| self.facts.tys_of(l).map(|t| self.ty(t)).collect::<Vec<_>>().join(by);
        let list = |l| joined(l, ", ");
        match self.facts.ty(id) {
            Ty::Named { name, args } if self.facts.tys_of(args).len() == 0 => self.facts.str(name).to_owned(),
            Ty::Named { name, args } => format!("{}<{}>", self.facts.str(name), list(args)),
            Ty::Ref(inner) => format!("&{}", self.ty(inner)),
            Ty::Slice(inner) => format!("[{}]", self.ty(inner)),
            Ty::Tuple(items) => format!("({})", list(items)),
            Ty::Bounds(items) => format!("impl {}", joined(items, " + ")),
            Ty::Union(items) => joined(items, " | "),
            Ty::Infer => "_".to_owned(),
        }
    }

    fn items(&mut self) {
        let facts = self.facts;
        for m in facts.modules.iter().skip(1) {
            let kind = if m.declared.is_some() { "declared" } else { "inline" };
            self.line(0, &format!("mod {} {kind}{}", facts.str(m.name), if m.test { " test" } else { "" }));
        }
        for i in &facts.imports {
            let dots = ".".repeat(i.level as usize);
            let name = if i.glob { "*" } else { facts.str(i.name) };
            let public = if i.public { " public" } else { "" };
            self.line(0, &format!("import {dots}{} as {name}{public}", facts.str(i.path)));
        }
        for c in &facts.comments {
            let place = if c.alone { "alone" } else { "beside code" };
            self.line(0, &format!("comment {place}{} {:?}", if c.doc { " doc" } else { "" }, facts.str(c.text)));
        }
        for t in &facts.types {
            let bases = facts.tys_of(t.bases).map(|b| self.ty(b)).collect::<Vec<_>>().join(", ");
            self.line(0, &format!("type {} {:?} ({bases})", facts.str(t.name), t.kind));
            for a in facts.exprs_of(t.attributes) {
                self.node(1, "attribute", a);
            }
            for f in facts.fields_of(t) {
                self.line(1, &format!("field {}: {}", facts.str(f.name), self.ty(f.ty)));
                for a in facts.exprs_of(f.attributes) {
                    self.node(2, "attribute", a);
                }
            }
            for v in facts.variants_of(t) {
                let fields = facts.variant_fields(v).iter().map(|f| self.ty(f.ty)).collect::<Vec<_>>().join(", ");
                self.line(1, &format!("variant {} ({fields})", facts.str(v.name)));
                for a in facts.exprs_of(v.attributes) {
                    self.node(2, "attribute", a);
                }
            }
        }
        for i in &facts.impls {
            self.line(0, &format!("impl {} for {}", self.ty(i.trait_ty), self.ty(i.self_ty)));
        }
        for c in &facts.consts {
            self.line(0, &format!("const {}: {}", facts.str(c.name), self.ty(c.ty)));
            self.node(1, "", c.value);
        }
        for b in &facts.blocks {
            let labels = facts.exprs_of(b.labels).filter_map(|l| match facts.expr(l) {
                Expr::Str(s) => Some(format!(" {:?}", facts.str(s))),
                _ => None,
            });
            let labels: String = labels.collect();
            self.line(0, &format!("block {}{labels}", if b.kind == Sym::EMPTY { "-" } else { facts.str(b.kind) }));
            self.node(1, "", b.body);
        }
        for (i, f) in (0u32..).zip(&facts.functions) {
            let params = facts
                .params_of(f)
                .iter()
                .map(|p| {
                    let star = if p.rest_named { "**" } else { ["", "*"][usize::from(p.rest)] };
                    format!("{star}{}: {}", facts.str(p.name), self.ty(p.ty))
                })
                .collect::<Vec<_>>()
                .join(", ");
            let mut flags = String::new();
            for (on, name) in [
                (f.flags.is_async, " async"),
                (f.flags.is_test, " test"),
                (f.flags.has_self, " self"),
                (f.flags.is_property, " property"),
                (f.flags.is_static, " static"),
            ] {
                if on {
                    flags.push_str(name);
                }
            }
            self.line(0, &format!("fn {}({params}) -> {} {:?}{flags}", facts.str(f.name), self.ty(f.ret), f.kind));
            for a in facts.exprs_of(f.attributes) {
                self.node(1, "attribute", a);
            }
            if let Some(matcher) = facts.matcher_of(FnId(i)) {
                self.line(1, "matches");
                self.args(2, matcher);
            }
            self.node(1, "", f.body);
        }
    }

    fn node(&mut self, depth: usize, role: &str, id: ExprId) {
        if !id.is_some() {
            return;
        }
        let facts = self.facts;
        let head = match facts.expr(id) {
            Expr::Str(s) => format!("Str {:?}", facts.str(s)),
            Expr::Int(s) => format!("Int {}", facts.str(s)),
            Expr::Float(s) => format!("Float {}", facts.str(s)),
            Expr::Bool(b) => format!("Bool {b}"),
            Expr::Template { raw, .. } => format!("Template {:?}", facts.str(raw)),
            Expr::Hole { spec, .. } => format!("Hole {:?}", facts.str(spec)),
            Expr::Local(v) => format!("Local {}", facts.str(facts.vars[v.index()].name)),
            Expr::Bind { var, .. } => format!("Bind {}", facts.str(facts.vars[var.index()].name)),
            Expr::Path { name, ty } if ty.is_some() => format!("Path {} {}", facts.str(name), self.ty(ty)),
            Expr::Path { name, .. } => format!("Path {}", facts.str(name)),
            Expr::Field { name, .. } => format!("Field {}", facts.str(name)),
            Expr::Call { ty, .. } if ty.is_some() => format!("Call <{}>", self.ty(ty)),
            Expr::Struct { name, .. } => format!("Struct {}", facts.str(name)),
            Expr::Unary { op, .. } => format!("Unary {op:?}"),
            Expr::Binary { op, .. } => format!("Binary {op:?}"),
            Expr::Cast { ty, .. } => format!("Cast {}", self.ty(ty)),
            Expr::Assign { op: Some(op), .. } => format!("Assign {op:?}"),
            Expr::FnDef(f) => format!("FnDef {}", facts.str(facts.functions[f.index()].name)),
            Expr::TypeDef(t) => format!("TypeDef {}", facts.str(facts.types[t.index()].name)),
            other => format!("{other:?}").split([' ', '(', '{']).next().unwrap_or_default().to_owned(),
        };
        self.line(depth, if role.is_empty() { head } else { format!("{role}: {head}") }.as_str());
        match facts.expr(id) {
            Expr::Call { callee, args, .. } => {
                self.node(depth + 1, "callee", callee);
                self.args(depth + 1, args);
            }
            Expr::Struct { fields, .. } => self.args(depth + 1, fields),
            _ => {
                let mut below = Vec::new();
                facts.children(id, |c| below.push(c));
                for c in below {
                    self.node(depth + 1, "", c);
                }
            }
        }
    }

    fn args(&mut self, depth: usize, args: crate::ArgList) {
        let all: Vec<_> = self.facts.args_of(args).collect();
        for a in all {
            let name = if a.name.is_some() { self.facts.str(a.name).to_owned() } else { String::new() };
            self.node(depth, &name, a.value);
        }
    }
}
