//! Types as the rows of models write them: `a::B`, `a.B<item>` (of what the receiver holds), `item`,
//! `class0` (the class that the first argument names), `arg0.item`.

use std::sync::Arc;

use skinflint_facts::TypeKind;

use super::Type;
use crate::eval::Eval;
use crate::symbols::Def;
use crate::unit::Node;

impl Eval<'_> {
    /// The type that a row gives a call.
    pub(super) fn modelled_type(&self, text: &str, call: Node, depth: u32) -> Type {
        let depth = depth.saturating_sub(1);
        match text {
            "item" => match self.receiver(call) {
                Some(receiver) => self.held_type(&self.type_at(receiver, depth)),
                None => Type::Unknown,
            },
            "arg0.item" => match self.args(call).first() {
                Some(arg) => self.held_type(&self.type_at(Node { file: call.file, expr: arg.value }, depth)),
                None => Type::Unknown,
            },
            "class0" => self.named_class(call),
            _ => match text.split_once('<') {
                Some((of, inner)) => {
                    let inner = self.modelled_type(inner.trim_end_matches('>'), call, depth);
                    Type::Ext(Arc::from(of), Arc::from([inner]))
                }
                None => Type::ext(text),
            },
        }
    }

    fn held_type(&self, ty: &Type) -> Type {
        match self.peel(ty) {
            Type::Ext(_, args) | Type::Def(_, args) => args.first().cloned().unwrap_or(Type::Unknown),
            Type::Slice(inner) => (*inner).clone(),
            _ => Type::Unknown,
        }
    }

    /// The class that the first argument of a call names.
    fn named_class(&self, call: Node) -> Type {
        let Some(arg) = self.args(call).first().copied() else { return Type::Unknown };
        let at = Node { file: call.file, expr: arg.value };
        self.symbols
            .resolve_expr(self.units, at)
            .into_iter()
            .find_map(|d| match d {
                Def::Type(t) if self.type_def(t).kind == TypeKind::Class => Some(Type::Def(t, Arc::from([]))),
                _ => None,
            })
            .unwrap_or(Type::Unknown)
    }
}
