//! Terraform in JSON: the same blocks, each level of labels a level of objects. Texts are templates.

use skinflint_base::{Problem, ProblemKind, Span};
use skinflint_facts::{Block, Expr, ExprId, Sym};

use super::Lowering;
use crate::yaml::Reader;

/// How deep bodies nest.
const DEEPEST: u32 = 64;

/// How many labels a block of a type has; what is none of these has none.
fn labels_of(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" => 2,
        "variable" | "output" | "module" | "provider" | "check" => 1,
        _ => 0,
    }
}

impl Lowering<'_> {
    /// A file of JSON: of blocks, or of values for variables.
    pub(super) fn json(&mut self, of_values: bool) {
        let text = self.text.clone();
        let content = text.content();
        let mut reader = Reader::new(&mut self.b, content, content.as_bytes(), None, |_, _| false);
        let documents = reader.documents();
        let broken = std::mem::take(&mut reader.broken);
        self.problems.extend(broken.into_iter().map(|broken| Problem {
            kind: ProblemKind::NotLowered,
            path: Some(text.path.clone()),
            span: Some(broken.span),
            message: format!("part of this file is no JSON that can be read, and was not judged: {}", broken.what),
            remedy: "mend the line; the rest of the file was judged".to_owned(),
        }));
        let Some(root) = documents.first().map(|document| document.root).filter(|root| root.is_some()) else { return };
        for (_, key, value) in self.pairs(root) {
            if of_values {
                let at = self.b.span(value);
                let name = self.b.sym(&key);
                let name = self.b.expr(Expr::Str(name), at);
                self.loose.push(self.b.expr(Expr::Pair { key: name, value }, at));
            } else {
                let kind = self.b.sym(&key);
                self.json_blocks(kind, labels_of(&key), &mut Vec::new(), value, Span::default());
            }
        }
    }

    /// The entries of an object: where the key stands, its text, the value.
    fn pairs(&self, at: ExprId) -> Vec<(Span, String, ExprId)> {
        let Expr::Map(list) = self.b.get(at) else { return Vec::new() };
        let entries = self.b.exprs_of(list);
        let pair = |entry: ExprId| match self.b.get(entry) {
            Expr::Pair { key, value } => match self.b.get(key) {
                Expr::Str(text) => Some((self.b.span(key), self.b.str(text).to_owned(), value)),
                _ => None,
            },
            _ => None,
        };
        entries.into_iter().filter_map(pair).collect()
    }

    /// The blocks of a type below so many levels of labels. Of one name there may be several, in a list.
    fn json_blocks(&mut self, kind: Sym, levels: usize, labels: &mut Vec<ExprId>, value: ExprId, header: Span) {
        if let Expr::Array(items) = self.b.get(value) {
            for item in self.b.exprs_of(items) {
                self.json_blocks(kind, levels, labels, item, header);
            }
            return;
        }
        if levels > 0 {
            for (span, key, value) in self.pairs(value) {
                let name = self.b.sym(&key);
                let label = self.b.expr(Expr::Str(name), span);
                labels.push(label);
                self.json_blocks(kind, levels - 1, labels, value, span);
                labels.pop();
            }
            return;
        }
        let body = self.json_value(value, 0);
        let span = self.b.span(value);
        let header = if header == Span::default() { Span::new(span.start, span.start) } else { header };
        let labels = self.b.exprs(labels);
        self.b.blocks.push(Block { kind, labels, header, span, body });
    }

    /// A value with its texts read as templates.
    fn json_value(&mut self, at: ExprId, depth: u32) -> ExprId {
        if depth > DEEPEST {
            return at;
        }
        let span = self.b.span(at);
        match self.b.get(at) {
            Expr::Str(text) => {
                let text = self.b.str(text).to_owned();
                if !text.contains("${") && !text.contains("%{") {
                    return at;
                }
                let Ok(template) = hcl_edit::parser::parse_template(&text) else { return at };
                // Escapes move what stands behind them; the beginning of the text is near enough.
                self.base = span.start + 1;
                let count = template.iter().count();
                self.elements(&mut template.iter(), count, span)
            }
            Expr::Array(items) => {
                let items: Vec<ExprId> =
                    self.b.exprs_of(items).into_iter().map(|i| self.json_value(i, depth + 1)).collect();
                let items = self.b.exprs(&items);
                self.b.expr(Expr::Array(items), span)
            }
            Expr::Map(entries) => {
                let mut read = Vec::new();
                for entry in self.b.exprs_of(entries) {
                    if let Expr::Pair { key, value } = self.b.get(entry) {
                        let value = self.json_value(value, depth + 1);
                        let at = self.b.span(entry);
                        read.push(self.b.expr(Expr::Pair { key, value }, at));
                    }
                }
                let read = self.b.exprs(&read);
                self.b.expr(Expr::Map(read), span)
            }
            _ => at,
        }
    }
}
