//! Type hints. Only what the language's own `typing` words mean is worked out; all else keeps its
//! name.

use ruff_python_ast::{Expr, ExprStringLiteral, ExprSubscript, Operator, TypeParam, TypeParams};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;
use skinflint_facts::{Ty, TyId, TyList};

use super::file::File;

/// The longest hint in quotes that is read as a type; it nests no deeper than it is long.
const LONGEST_QUOTED: usize = 400;

impl File<'_> {
    /// A hint, if there is one.
    pub(super) fn hint(&mut self, hint: Option<&Expr>) -> TyId {
        hint.map_or(TyId::NONE, |hint| self.ty(hint))
    }

    /// An expression read as a type.
    pub(super) fn ty(&mut self, expr: &Expr) -> TyId {
        match expr {
            Expr::Name(name) => self.plain_ty(name.id.as_str()),
            Expr::Attribute(_) => match dotted(expr) {
                Some(path) => self.plain_ty(&path),
                None => self.infer(),
            },
            Expr::Subscript(subscript) => self.ty_with_args(subscript),
            Expr::NoneLiteral(_) => self.plain_ty("None"),
            Expr::StringLiteral(text) => self.quoted_ty(text),
            Expr::BinOp(op) if op.op == Operator::BitOr => {
                let mut parts = Vec::new();
                self.union_parts(expr, &mut parts);
                self.union(&parts)
            }
            Expr::Starred(starred) => self.ty(&starred.value),
            Expr::Tuple(tuple) => {
                let items = self.tys(&tuple.elts);
                self.b.ty(Ty::Tuple(items))
            }
            Expr::List(list) => {
                let items = self.tys(&list.elts);
                self.b.ty(Ty::Tuple(items))
            }
            _ => self.infer(),
        }
    }

    /// Generic parameters with their bounds as arguments.
    pub(super) fn generics(&mut self, params: Option<&TypeParams>) -> TyList {
        let mut out = Vec::new();
        for param in params.into_iter().flat_map(|params| &params.type_params) {
            let (name, bound) = match param {
                TypeParam::TypeVar(var) => (&var.name, var.bound.as_deref()),
                TypeParam::TypeVarTuple(var) => (&var.name, None),
                TypeParam::ParamSpec(var) => (&var.name, None),
            };
            let bounds: Vec<_> = bound.map(|bound| self.ty(bound)).into_iter().collect();
            out.push(self.named(name.as_str(), &bounds));
        }
        self.b.ty_list(&out)
    }

    fn tys(&mut self, items: &[Expr]) -> TyList {
        let items: Vec<_> = items.iter().map(|item| self.ty(item)).collect();
        self.b.ty_list(&items)
    }

    fn infer(&mut self) -> TyId {
        match self.inferred {
            Some(ty) => ty,
            None => *self.inferred.insert(self.b.ty(Ty::Infer)),
        }
    }

    fn plain_ty(&mut self, path: &str) -> TyId {
        let name = self.b.sym(path);
        if name.index() >= self.plain_tys.len() {
            self.plain_tys.resize((name.index() + 1).next_power_of_two(), TyId::NONE);
        }
        if !self.plain_tys[name.index()].is_some() {
            let args = self.no_tys();
            self.plain_tys[name.index()] = self.b.ty(Ty::Named { name, args });
        }
        self.plain_tys[name.index()]
    }

    fn named(&mut self, path: &str, args: &[TyId]) -> TyId {
        if args.is_empty() {
            return self.plain_ty(path);
        }
        let name = self.b.sym(path);
        let args = self.b.ty_list(args);
        self.b.ty(Ty::Named { name, args })
    }

    fn ty_with_args(&mut self, subscript: &ExprSubscript) -> TyId {
        let Some(path) = dotted(&subscript.value) else { return self.infer() };
        let args = match &*subscript.slice {
            Expr::Tuple(tuple) => &tuple.elts[..],
            single => std::slice::from_ref(single),
        };
        let last = path.rsplit('.').next().unwrap_or(&path);
        match (last, args) {
            ("Literal", _) => {
                let values: Vec<_> = args.iter().map(|value| self.literal_ty(value)).collect();
                self.named(&path, &values)
            }
            ("Annotated" | "ClassVar" | "Final" | "Required" | "NotRequired" | "ReadOnly" | "InitVar", [first, ..]) => {
                self.ty(first)
            }
            ("Callable", [.., result]) => {
                let result = self.ty(result);
                self.named("fn", &[result])
            }
            ("Optional", [inner]) => {
                let mut parts = Vec::new();
                self.union_parts(inner, &mut parts);
                parts.push(self.plain_ty("None"));
                self.union(&parts)
            }
            ("Union", _) => {
                let mut parts = Vec::new();
                args.iter().for_each(|part| self.union_parts(part, &mut parts));
                self.union(&parts)
            }
            _ => {
                let args: Vec<_> = args.iter().map(|arg| self.ty(arg)).collect();
                self.named(&path, &args)
            }
        }
    }

    fn union_parts(&mut self, expr: &Expr, parts: &mut Vec<TyId>) {
        match expr {
            Expr::BinOp(op) if op.op == Operator::BitOr => {
                self.union_parts(&op.left, parts);
                self.union_parts(&op.right, parts);
            }
            _ => {
                let ty = self.ty(expr);
                parts.push(ty);
            }
        }
    }

    fn union(&mut self, parts: &[TyId]) -> TyId {
        if let [single] = parts {
            return *single;
        }
        let parts = self.b.ty_list(parts);
        self.b.ty(Ty::Union(parts))
    }

    fn literal_ty(&mut self, value: &Expr) -> TyId {
        match value {
            Expr::StringLiteral(text) => self.plain_ty(&format!("\"{}\"", text.value.to_str())),
            _ => match self.slice(value.range()) {
                "" => self.infer(),
                text => self.plain_ty(text),
            },
        }
    }

    fn quoted_ty(&mut self, text: &ExprStringLiteral) -> TyId {
        let text = text.value.to_str().trim();
        let is_path = |c: char| c == '_' || c == '.' || c.is_alphanumeric();
        if !text.is_empty() && text.chars().all(is_path) {
            return self.plain_ty(text);
        }
        if text.len() > LONGEST_QUOTED {
            return self.infer();
        }
        let parsed = parse_unchecked(text, ParseOptions::from(Mode::ParenthesizedExpression));
        if parsed.has_invalid_syntax() {
            return self.infer();
        }
        match parsed.syntax() {
            ruff_python_ast::Mod::Expression(inner) => {
                // Ranges inside are the quoted text's own.
                let source = std::mem::take(&mut self.source);
                let ty = self.ty(&inner.body);
                self.source = source;
                ty
            }
            ruff_python_ast::Mod::Module(_) => self.infer(),
        }
    }
}

/// `a.b.c` as text; none where it is anything but names and dots.
pub(super) fn dotted(expr: &Expr) -> Option<String> {
    let mut names = Vec::new();
    let mut at = expr;
    while let Expr::Attribute(attribute) = at {
        names.push(attribute.attr.as_str());
        at = &attribute.value;
    }
    let Expr::Name(root) = at else { return None };
    let mut path = root.id.as_str().to_owned();
    for name in names.iter().rev() {
        path.push('.');
        path.push_str(name);
    }
    Some(path)
}
