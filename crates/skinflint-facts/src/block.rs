//! Blocks: what a manifest is made of at its top. Their bodies stand in the arena of expressions that
//! code has too.
//!
//! A body is an [`Expr::Map`](crate::Expr::Map). Its entries are
//! - `Pair`: an attribute (`name = value` of HCL, `name: value` of YAML and JSON), the key a `Str`
//!   where it is a plain one;
//! - `Struct`: a nested HCL block, told from an attribute by this. Its name is the block's type; its
//!   `fields` are the labels as positional `Str`s and then, last, the body, a `Map` again;
//! - `Unary SpreadMap`: a YAML merge key's value;
//! - `Other`: what the parser refused; entries may be missing here.

use skinflint_base::Span;

use crate::{ExprId, ExprList, Sym};

/// A block at the top of a manifest: a block of HCL, or a document of a data language (and of HCL's
/// attributes that stand outside of blocks, as in `.tfvars`).
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// The block's type: `resource`, `variable`. Empty for a document.
    pub kind: Sym,
    /// The labels: `Str`s. Empty for a document.
    pub labels: ExprList,
    /// Type and labels without the brace: the place that stands for the block, on one line. For a
    /// document the place where its content begins.
    pub header: Span,
    /// All of it.
    pub span: Span,
    /// What stands in it.
    pub body: ExprId,
}
