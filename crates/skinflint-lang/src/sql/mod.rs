//! The frontend for SQL scripts: each statement is a string of the file, as if the file were a program
//! that did nothing but run them. What a statement says is read when link asks for it.

mod role;

use skinflint_base::{Span, Text};
use skinflint_facts::{Builder, Expr, FnFlags, FnKind, Function, Language, Lowered, ModuleId, Owner, Sym, TyId};

pub(crate) fn lower(text: &Text) -> Lowered {
    let mut b = Builder::new();
    let top = b.reserve_fn();
    let start = b.mark();
    let content = text.content();
    let mut statements = Vec::new();
    for at in skinflint_sql::split(content) {
        let span = Span::new(narrow(at.start), narrow(at.end));
        let value = b.sym(content.get(at).unwrap_or_default());
        statements.push(b.expr(Expr::Str(value), span));
    }
    let list = b.exprs(&statements);
    let whole = Span::new(0, narrow(content.len()));
    let body = b.expr(Expr::Block { statements: list, tail: skinflint_facts::ExprId::NONE }, whole);
    let function = Function {
        name: Sym::EMPTY,
        module: ModuleId(0),
        owner: Owner::Module,
        parent: None,
        kind: FnKind::ModuleTop,
        flags: FnFlags { is_public: true, ..FnFlags::default() },
        params: (0, 0),
        generics: b.ty_list(&[]),
        ret: TyId::NONE,
        body,
        exprs: (start, b.mark()),
        attributes: b.exprs(&[]),
        span: Span::default(),
    };
    b.fill_fn(top, function);
    b.push_line_comments(content, &["--", "#"]);
    Lowered { facts: b.finish(Language::Sql, role::of(&text.path)), problems: Vec::new() }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
