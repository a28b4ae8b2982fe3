//! Functions and methods: signature, parameters, body.

use skinflint_base::Span;
use skinflint_facts::{ExprId, FnFlags, FnId, FnKind, Function, Owner, Param, Sym, Ty, TyId, VarKind};
use syn::{FnArg, Pat, ReceiverKind, Signature};

use super::lowering::Lowering;

/// A signature with its visibility.
pub(super) struct Signed<'a> {
    /// Visible outside its module.
    pub(super) public: bool,
    /// Name, parameters, result.
    pub(super) sig: &'a mut Signature,
}

/// A positional parameter without anything special.
pub(super) fn param(name: Sym, ty: TyId) -> Param {
    Param {
        name,
        var: None,
        pattern: ExprId::NONE,
        ty,
        default: ExprId::NONE,
        rest: false,
        rest_named: false,
        named_only: false,
    }
}

impl Lowering<'_> {
    /// A function. Its attributes see its parameters, as `#[instrument(fields(id = %user.id))]` does.
    pub(super) fn function(
        &mut self,
        attrs: &mut [syn::Attribute],
        signed: Signed<'_>,
        body: Option<&mut syn::Block>,
    ) -> (FnId, Span) {
        let sig = signed.sig;
        let from = self.b.mark();
        let id = self.b.reserve_fn();
        let is_test = self.in_test || self.is_cfg_test(attrs) || self.is_test_fn(attrs);
        let (name, span) = self.ident(&sig.ident);
        let (module, owner, parent) = (self.module, self.owner, self.parent);
        let generics = self.generics(&sig.generics);
        let ret = self.return_ty(&sig.output);

        let scopes = self.b.take_scopes();
        self.b.push_scope();
        let outer_test = std::mem::replace(&mut self.in_test, is_test);
        self.owner = Owner::Module;
        self.parent = Some(id);
        let params = self.params(id, sig);
        let attributes = self.attributes(attrs);
        let body = body.map_or(ExprId::NONE, |body| self.block(body));
        self.b.pop_scope();
        self.b.restore_scopes(scopes);
        self.parent = parent;
        self.owner = owner;
        self.in_test = outer_test;

        let flags = FnFlags {
            is_async: sig.asyncness.is_some(),
            is_test,
            has_self: matches!(sig.inputs.get(0), Some(FnArg::Receiver(_))),
            is_public: signed.public,
            is_property: false,
            is_static: false,
        };
        let exprs = (from, self.b.mark());
        let kind = FnKind::Function;
        self.b.fill_fn(
            id,
            Function { name, module, owner, parent, kind, flags, params, generics, ret, body, exprs, attributes, span },
        );
        (id, span)
    }

    fn params(&mut self, id: FnId, sig: &mut Signature) -> (u32, u32) {
        let mut params = Vec::with_capacity(sig.inputs.len());
        for i in 0..sig.inputs.len() {
            let n = super::source::narrow(i);
            params.push(match &mut sig.inputs[i] {
                FnArg::Receiver(receiver) => {
                    let name = self.b.sym("self");
                    let ty = self.receiver_ty(&receiver.kind);
                    let var = self.b.declare(name, ty, VarKind::Param(id, n));
                    Param { var: Some(var), ..param(name, ty) }
                }
                FnArg::Typed(typed) => {
                    let ty = self.ty(&typed.ty);
                    self.typed_param(id, n, &mut typed.pat, ty)
                }
            });
        }
        self.b.push_params(params)
    }

    fn typed_param(&mut self, id: FnId, n: u32, pat: &mut Pat, ty: TyId) -> Param {
        if let Pat::Ident(pat) = pat
            && pat.subpat.is_none()
        {
            let (name, _) = self.ident(&pat.ident);
            let var = self.b.declare(name, ty, VarKind::Param(id, n));
            return Param { var: Some(var), ..param(name, ty) };
        }
        let pattern = self.whole_pattern(pat);
        Param { pattern, ..param(Sym::NONE, ty) }
    }

    fn receiver_ty(&mut self, kind: &ReceiverKind) -> TyId {
        if let ReceiverKind::Typed(_, ty) = kind {
            return self.ty(ty);
        }
        let name = self.b.sym("Self");
        let args = self.b.ty_list(&[]);
        let this = self.b.ty(Ty::Named { name, args });
        match kind {
            ReceiverKind::Reference(..) => self.b.ty(Ty::Ref(this)),
            _ => this,
        }
    }
}
