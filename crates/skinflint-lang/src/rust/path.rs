//! Paths: their text, and the variable or type behind it.

use skinflint_base::Span;
use skinflint_facts::{Expr, ExprId, Sym, TyId};
use syn::PathArguments;

use super::lowering::Lowering;
use super::source::narrow;

/// A path in an expression's or pattern's place.
pub(super) struct PathFacts {
    /// Its segments without type arguments.
    pub(super) name: Sym,
    /// What its type arguments belong to, or none.
    pub(super) ty: TyId,
    /// Where it stands, type arguments included.
    pub(super) span: Span,
    /// Whether it is a single name, which may be a variable.
    pub(super) single: bool,
}

impl Lowering<'_> {
    /// The text of a path's first `upto` segments, without type arguments and without a leading
    /// `::`, and where those segments stand.
    pub(super) fn path_name(&mut self, path: &syn::Path, upto: usize) -> (Sym, Span) {
        let count = path.segments.len().min(upto);
        // By index throughout: an iterator over syn's lists is boxed.
        let Some(first) = path.segments.get(0) else { return (Sym::EMPTY, Span::default()) };
        let at = self.src.at(first.ident.span());
        let plain = (0..count.saturating_sub(1)).all(|i| path.segments[i].arguments.is_none());
        if plain
            && let Some((text, end)) = self.src.plain_path(at, count)
            && text.is_ascii()
            && !text.is_empty()
        {
            return (self.b.sym(text), Span::new(end - narrow(text.len()), end));
        }
        let mut text = String::new();
        let mut span = Span::new(at, at);
        for i in 0..count {
            let (name, stands) = self.ident(&path.segments[i].ident);
            if !text.is_empty() {
                text.push_str("::");
            }
            text.push_str(self.b.str(name));
            span = span.to(stands);
        }
        (self.b.sym(&text), span)
    }

    /// A path with what its type arguments say.
    pub(super) fn path_facts(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> PathFacts {
        let (mut name, mut span) = self.path_name(path, usize::MAX);
        let mut ty = TyId::NONE;
        if let Some(qself) = qself {
            ty = self.ty(&qself.ty);
            span = Span::new(self.src.at(qself.lt_token.spans[0]), span.end);
            if qself.as_token.is_none() {
                // `<T>::f`, `<[T]>::f`: the path is what follows the type.
                name = self.inherent_name(&qself.ty, name);
            }
        } else if let Some(with_args) = (0..path.segments.len()).find(|i| !path.segments[*i].arguments.is_none()) {
            ty = self.prefix_ty(path, with_args);
        }
        if let Some(last) = path.segments.get(path.segments.len().saturating_sub(1))
            && let PathArguments::AngleBracketed(args) = &last.arguments
        {
            span.end = self.src.at(args.gt_token.spans[0]) + 1;
        }
        let single = qself.is_none() && path.segments.len() == 1 && path.leading_colon.is_none() && !ty.is_some();
        PathFacts { name, ty, span, single }
    }

    fn inherent_name(&mut self, ty: &syn::Type, rest: Sym) -> Sym {
        let syn::Type::Path(path) = ty else { return rest };
        let (owner, _) = self.path_name(&path.path, usize::MAX);
        let text = format!("{}::{}", self.b.str(owner), self.b.str(rest));
        self.b.sym(&text)
    }

    /// A path as an expression: a variable where it is one.
    pub(super) fn path_expr(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> ExprId {
        let facts = self.path_facts(qself, path);
        self.name_expr(facts)
    }

    /// A name as an expression: a variable where it is one.
    pub(super) fn name_expr(&mut self, path: PathFacts) -> ExprId {
        let expr = match self.lookup(path.name) {
            Some(var) if path.single => Expr::Local(var),
            _ => Expr::Path { name: path.name, ty: path.ty },
        };
        self.node(expr, path.span)
    }
}
