//! What the parser refuses, piece by piece: each block of a file for itself, and of a block that is
//! refused each entry. What is refused at last is a problem that names its lines.

use hcl_edit::structure::Body;
use skinflint_base::Span;
use skinflint_facts::{Block, Expr, ExprId};

use super::scan::{Piece, pieces};
use super::soften::softened;
use super::{Lowering, offset};

/// A piece as the parser takes it, as it stands or softened.
fn parsed(piece: &str) -> Result<Body, hcl_edit::parser::Error> {
    hcl_edit::parser::parse_body(piece).or_else(|error| match softened(piece) {
        Some(soft) => hcl_edit::parser::parse_body(&soft).map_err(|_| error),
        None => Err(error),
    })
}

/// How deep blocks are taken apart.
const DEEPEST: usize = 8;

impl Lowering<'_> {
    /// The top of a file, of which `why` tells why it was refused.
    pub(super) fn recover_top(&mut self, from: usize, to: usize, why: &str) {
        let whole = self.text.content();
        let found = pieces(whole, from, to, true);
        if found.is_empty() {
            self.lost(Span::new(offset(from), offset(to)), why);
        }
        for piece in found {
            match parsed(&whole[piece.start..piece.end]) {
                Ok(body) => {
                    self.base = offset(piece.start);
                    self.top(&body);
                }
                Err(error) => self.recover_block(&piece, error.message()),
            }
        }
    }

    fn recover_block(&mut self, piece: &Piece, why: &str) {
        let Some((kind, labels, header, body)) = self.taken_apart(piece, 0) else {
            self.lost(Span::new(offset(piece.start), offset(piece.end)), why);
            return;
        };
        let labels = self.b.exprs(&labels);
        let span = Span::new(offset(piece.start), offset(piece.end));
        self.b.blocks.push(Block { kind, labels, header, span, body });
    }

    /// A block's header, and its body entry by entry. `None` where not even the header can be read.
    fn taken_apart(
        &mut self,
        piece: &Piece,
        depth: usize,
    ) -> Option<(skinflint_facts::Sym, Vec<ExprId>, Span, ExprId)> {
        let whole = self.text.content();
        let (from, to) = piece.body.filter(|_| depth < DEEPEST)?;
        let head = format!("{}}}", &whole[piece.start..from]);
        let alone = hcl_edit::parser::parse_body(&head).ok()?;
        let block = alone.get(0).and_then(|structure| structure.as_block())?;
        self.base = offset(piece.start);
        let (kind, labels, header) = self.header(block);
        let mut entries = Vec::new();
        for entry in pieces(whole, from, to, false) {
            match parsed(&whole[entry.start..entry.end]) {
                Ok(body) => {
                    self.base = offset(entry.start);
                    for structure in &body {
                        entries.push(self.entry(structure));
                    }
                }
                Err(error) => {
                    let span = Span::new(offset(entry.start), offset(entry.end));
                    if let Some((name, labels, header, body)) = self.taken_apart(&entry, depth + 1) {
                        entries.push(self.nested_block(name, &labels, header, body));
                    } else {
                        entries.push(self.refused(&entry, span, error.message()));
                    }
                }
            }
        }
        let entries = self.b.exprs(&entries);
        let body = self.b.expr(Expr::Map(entries), Span::new(offset(from), offset(to)));
        Some((kind, labels, header, body))
    }

    /// An entry that is lost. An attribute's name may be read all the same: then only its value is lost.
    fn refused(&mut self, entry: &Piece, span: Span, why: &str) -> ExprId {
        self.lost(span, why);
        let text = self.text.slice(span);
        let nothing = self.b.exprs(&[]);
        let other = self.b.expr(Expr::Other(nothing), span);
        let name = text.split('=').next().unwrap_or_default().trim_end();
        let plain = !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-'));
        if !plain || entry.body.is_some() {
            return other;
        }
        let at = Span::new(span.start, span.start + offset(name.len()));
        let name = self.b.sym(name);
        let key = self.b.expr(Expr::Str(name), at);
        self.b.expr(Expr::Pair { key, value: other }, span)
    }
}
