//! The call graph on demand: what a call reaches, who calls a function, which argument is which parameter.

use super::{Edge, Eval, MOST_CALLS, MOST_MACRO_CALLS, Targets};
use crate::flow::{At, Frame};
use crate::index::OWN_CLASS;
use crate::symbols::{Def, TypeRef};
use crate::types::Type;
use crate::unit::{FnRef, Name, Node};
use skinflint_facts::{Arg, Expr, ExprId, FnKind, TypeKind};
use std::sync::Arc;

impl<'p> Eval<'p> {
    /// What a call reaches.
    pub(crate) fn targets(&self, call: Node) -> Arc<Targets> {
        if let Some(known) = self.targets.borrow().get(&call) {
            return Arc::clone(known);
        }
        // Types ask for targets and targets for types: what is asked again below itself is unknown, and so is
        // what is asked too far below. The latter is not remembered: asked alone, it has an answer.
        let nothing = Arc::new(Targets { functions: Vec::new(), defs: Vec::new(), edge: Edge::Exact });
        let Some(_asked) = self.ask() else { return nothing };
        self.targets.borrow_mut().insert(call, Arc::clone(&nothing));
        let found = Arc::new(self.find_targets(call));
        self.targets.borrow_mut().insert(call, Arc::clone(&found));
        found
    }

    pub(crate) fn find_targets(&self, call: Node) -> Targets {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else {
            return Targets { functions: Vec::new(), defs: Vec::new(), edge: Edge::Exact };
        };
        let mut functions = Vec::new();
        let mut others = Vec::new();
        for def in self.symbols.resolve_expr(self.units, Node { file: call.file, expr: callee }) {
            match def {
                Def::Fn(f) => functions.push(f),
                Def::Type(t) if self.type_def(t).kind == TypeKind::Class => {
                    functions.extend(self.symbols.method(t, Name::of("__init__")));
                    others.push(Def::Type(t));
                }
                other => others.push(other),
            }
        }
        if let Some(t) = self.own_class(call, callee) {
            functions.extend(self.symbols.method(t, Name::of("__init__")));
            others.push(Def::Type(t));
        }
        if functions.iter().any(|f| self.function(*f).kind == FnKind::MacroArm) {
            functions = self.fitting_arms(&At::new(call), &functions);
        }
        if !functions.is_empty() || !others.is_empty() {
            functions.dedup();
            let edge = if functions.len() > 1 { Edge::ByTrait } else { Edge::Exact };
            return Targets { functions, defs: others, edge };
        }
        let Expr::Field { base, name } = unit.expr(callee) else {
            return Targets { functions, defs: others, edge: Edge::Exact };
        };
        let ty = self.peel(&self.type_of(Node { file: call.file, expr: base }));
        let name = unit.name(name);
        let mut edge = Edge::Exact;
        let mut of_type = |ty: &Type, functions: &mut Vec<FnRef>| {
            if let Type::Def(t, _) = ty {
                functions.extend(self.symbols.method(*t, name).iter().copied());
                if matches!(self.type_def(*t).kind, TypeKind::Trait | TypeKind::Class) {
                    for sub in self.symbols.implementors(*t) {
                        for f in self.symbols.method(*sub, name) {
                            if !functions.contains(f) {
                                functions.push(*f);
                                edge = Edge::ByTrait;
                            }
                        }
                    }
                }
            }
        };
        match &ty {
            Type::Any(all) => all.iter().for_each(|t| of_type(&self.peel(t), &mut functions)),
            one => of_type(one, &mut functions),
        }
        if functions.is_empty()
            && let Type::Def(t, _) = &ty
            && let Some(inner) = self.dereferenced(*t, 12)
        {
            of_type(&inner, &mut functions);
        }
        if functions.is_empty() && ty == Type::Unknown {
            let named = self.symbols.methods_named(name);
            let shared = self.models.flows.named(name).next().is_some()
                || self.models.types.named(name).next().is_some()
                || self.models.observes.named(name).next().is_some()
                || self.models.sequences.named(name).next().is_some()
                || self.models.closures.named(name).next().is_some();
            if let [only] = named
                && !shared
                && self.fits(call, *only)
            {
                functions.push(*only);
                edge = Edge::ByName;
            }
        }
        Targets { functions, defs: others, edge }
    }

    /// The class that `cls(…)` makes one of.
    fn own_class(&self, call: Node, callee: ExprId) -> Option<TypeRef> {
        let unit = self.unit(call.file);
        let Expr::Local(var) = unit.expr(callee) else { return None };
        let var = &unit.facts.vars[var.index()];
        let (f, 0) = var.param? else { return None };
        let f = FnRef { file: call.file, id: f };
        (unit.str(var.name) == OWN_CLASS).then(|| self.symbols.owner_type(self.units, f)).flatten()
    }

    /// Whether a method can take as many arguments as a call gives.
    pub(crate) fn fits(&self, call: Node, f: FnRef) -> bool {
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let params = facts.params_of(function);
        if !function.flags.has_self || params.iter().any(|p| p.rest || p.rest_named) {
            return false;
        }
        let given = self.args(call).len();
        let optional = params.iter().filter(|p| p.default.is_some()).count();
        given < params.len() && given + optional + 1 >= params.len()
    }

    /// The values a call that was gone into gives a parameter.
    pub(crate) fn given_by(&self, frame: &Frame, n: usize) -> Vec<At> {
        if self.function(frame.callee).kind == FnKind::MacroArm {
            let given = self.given_in(frame, n).unwrap_or_default();
            return given.into_iter().map(|seen| seen.at).collect();
        }
        let given = self.given(frame.call, frame.callee, n);
        given.into_iter().map(|node| At { node, frame: frame.up.clone() }).collect()
    }

    /// The values a call gives a parameter; empty where it gives none (then the default holds).
    pub(crate) fn given(&self, call: Node, f: FnRef, n: usize) -> Vec<Node> {
        let unit = self.unit(call.file);
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let params = facts.params_of(function);
        let Some(param) = params.get(n) else { return Vec::new() };
        let node = |expr: ExprId| Node { file: call.file, expr };
        if function.kind == FnKind::MacroArm {
            let bound = self.bound_by(&At::new(call), f).and_then(|mut bound| bound.get_mut(n).map(std::mem::take));
            return bound.map(Self::nodes).unwrap_or_default();
        }
        let Expr::Call { callee, args, .. } = unit.expr(call.expr) else { return Vec::new() };
        let through_field = matches!(unit.expr(callee), Expr::Field { .. });
        // `Type.method(x)` and `module.function(x)` are fields too, but hand over no receiver.
        let constructs = unit.facts.language == skinflint_facts::Language::Python
            && self.unit(f.file).str(function.name) == "__init__"
            && self.callee_name(call) != "__init__";
        let by_path = through_field
            && !self.symbols.resolve_expr(self.units, node(callee)).is_empty()
            && !self.is_class_method(f);
        let receives = function.flags.has_self && ((through_field && !by_path) || constructs);
        if receives && n == 0 {
            return match unit.expr(callee) {
                Expr::Field { base, .. } if !constructs => vec![node(base)],
                _ => Vec::new(),
            };
        }
        let shift = usize::from(receives);
        let own = self.unit(f.file).str(param.name);
        let args: Vec<Arg> = unit.facts.args_of(args).collect();
        if let Some(named) = args.iter().find(|a| a.name.is_some() && unit.str(a.name) == own) {
            return vec![node(named.value)];
        }
        if param.named_only {
            return Vec::new();
        }
        let positional = args.iter().filter(|a| !a.name.is_some());
        if param.rest {
            return positional.skip(n - shift).map(|a| node(a.value)).collect();
        }
        positional.clone().nth(n - shift).map(|a| node(a.value)).into_iter().collect()
    }

    pub(crate) fn is_class_method(&self, f: FnRef) -> bool {
        let unit = self.unit(f.file);
        let function = self.function(f);
        unit.facts
            .exprs_of(function.attributes)
            .any(|a| matches!(unit.expr(a), Expr::Path { name, .. } if unit.str(name) == "classmethod"))
    }

    /// The calls that reach a function, those of tests left out; `None` where there are too many of
    /// its name to tell.
    pub(crate) fn callers(&self, f: FnRef) -> Option<Arc<[Node]>> {
        if let Some(known) = self.callers.borrow().get(&f) {
            return known.clone();
        }
        let function = self.function(f);
        let unit = self.unit(f.file);
        let text = unit.str(function.name);
        let (name, own) = match (text, self.symbols.owner_type(self.units, f)) {
            ("__init__", Some(ty)) => (self.unit(ty.file).name(self.type_def(ty).name), true),
            _ => (unit.name(function.name), false),
        };
        let by_class_methods = || self.index.calls(Name::of(OWN_CLASS)).filter(|c| own && c.file == f.file);
        let calls = self.index.calls(name);
        let most = if function.kind == FnKind::MacroArm { MOST_MACRO_CALLS } else { MOST_CALLS };
        let found = if calls.len() > most {
            None
        } else {
            let all: Vec<Node> = calls
                .chain(by_class_methods())
                .filter(|c| !self.in_test(*c) && self.targets(*c).functions.contains(&f))
                .collect();
            Some(Arc::from(all))
        };
        self.callers.borrow_mut().insert(f, found.clone());
        found
    }
}
