//! Terraform and OpenTofu: HCL. What a block means and what a reference leads to is link's.

mod expr;
mod json;
mod recover;
mod scan;
mod soften;

use hcl_edit::Span as _;
use hcl_edit::structure::{Block as HclBlock, Body, Structure};
use skinflint_base::{Problem, ProblemKind, Span, Text};
use skinflint_facts::{Block, Builder, Expr, ExprId, FileRole, Language, Lowered, Sym, TyId};

/// Lowers a file of HCL, or of the same in JSON.
pub(crate) fn lower(text: &Text) -> Lowered {
    let mut lowering = Lowering::new(text);
    let path = text.path.to_str_lossy();
    if path.ends_with(".json") {
        lowering.json(path.ends_with(".tfvars.json"));
        return lowering.finish();
    }
    // A byte order mark is no HCL.
    let start = if text.content().starts_with('\u{feff}') { 3 } else { 0 };
    let content = &text.content()[start..];
    match hcl_edit::parser::parse_body(content) {
        Ok(body) => {
            lowering.base = offset(start);
            lowering.top(&body);
        }
        Err(error) => lowering.recover_top(start, text.content().len(), error.message()),
    }
    lowering.finish()
}

/// What a file is for: Terraform's own tests and examples do not run in production. A folder `test` that
/// holds the file itself, or lies among environments, is one of them.
fn role(text: &Text) -> FileRole {
    let path = text.path.to_str_lossy().to_ascii_lowercase();
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    let any = |names: &[&str]| folders.iter().any(|folder| names.contains(folder));
    let environments = |folder: &str| {
        ["env", "account", "stage", "deployment", "live", "project", "stack", "workspace", "tenant", "region"]
            .iter()
            .any(|word| folder.starts_with(word))
    };
    let of_tests = folders.iter().enumerate().any(|(i, folder)| {
        *folder == "test" && i + 1 < folders.len() && !folders[..i].iter().any(|above| environments(above))
    });
    if of_tests || any(&["tests", "testing", "fixtures", "testdata", "test-fixtures"]) {
        FileRole::Test
    } else if any(&["example", "examples"]) {
        FileRole::Example
    } else {
        FileRole::Source
    }
}

/// Facts under construction, with where the piece that is read begins in the file.
pub(crate) struct Lowering<'a> {
    text: &'a Text,
    b: Builder,
    problems: Vec<Problem>,
    /// Added to every offset: pieces are parsed for themselves where the whole is refused.
    base: u32,
    /// Attributes that stand in no block.
    loose: Vec<ExprId>,
}

pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'a> Lowering<'a> {
    fn new(text: &'a Text) -> Self {
        Self { text, b: Builder::new(), problems: Vec::new(), base: 0, loose: Vec::new() }
    }

    fn finish(mut self) -> Lowered {
        if !self.loose.is_empty() {
            let span = Span::new(0, offset(self.text.content().len()));
            let first = self.b.span(self.loose[0]);
            let entries = self.b.exprs(&self.loose);
            let body = self.b.expr(Expr::Map(entries), span);
            let labels = self.b.exprs(&[]);
            self.b.blocks.push(Block { kind: Sym::EMPTY, labels, header: first, span, body });
        }
        self.b.push_line_comments(self.text.content(), &["#", "//"]);
        Lowered { facts: self.b.finish(Language::Terraform, role(self.text)), problems: self.problems }
    }

    /// A span of the piece that is read, in the file.
    fn span(&self, range: Option<std::ops::Range<usize>>) -> Span {
        match range {
            Some(range) => Span::new(self.base + offset(range.start), self.base + offset(range.end)),
            None => Span::new(self.base, self.base),
        }
    }

    fn top(&mut self, body: &Body) {
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    let entry = self.attribute(attribute);
                    self.loose.push(entry);
                }
                Structure::Block(block) => self.top_block(block),
            }
        }
    }

    fn top_block(&mut self, block: &HclBlock) {
        let (kind, labels, header) = self.header(block);
        let body = self.body(&block.body);
        let labels = self.b.exprs(&labels);
        let span = self.span(block.span());
        self.b.blocks.push(Block { kind, labels, header, span, body });
    }

    /// Type, labels, and where both stand.
    fn header(&mut self, block: &HclBlock) -> (Sym, Vec<ExprId>, Span) {
        let kind = self.b.sym(block.ident.as_str());
        let mut header = self.span(block.ident.span());
        let mut labels = Vec::with_capacity(block.labels.len());
        for label in &block.labels {
            let span = self.span(label.span());
            let text = self.b.sym(label.as_str());
            labels.push(self.b.expr(Expr::Str(text), span));
            header = header.to(span);
        }
        (kind, labels, header)
    }

    fn body(&mut self, body: &Body) -> ExprId {
        let span = self.span(body.span());
        let entries: Vec<ExprId> = body.into_iter().map(|structure| self.entry(structure)).collect();
        let entries = self.b.exprs(&entries);
        self.b.expr(Expr::Map(entries), span)
    }

    /// What stands in a body: an attribute or a nested block.
    fn entry(&mut self, structure: &Structure) -> ExprId {
        match structure {
            Structure::Attribute(attribute) => self.attribute(attribute),
            Structure::Block(block) => {
                let (name, labels, header) = self.header(block);
                let body = self.body(&block.body);
                self.nested_block(name, &labels, header, body)
            }
        }
    }

    fn nested_block(&mut self, name: Sym, labels: &[ExprId], header: Span, body: ExprId) -> ExprId {
        let positional = |value| skinflint_facts::Arg { name: Sym::NONE, value };
        let fields: Vec<_> = labels.iter().copied().chain([body]).map(positional).collect();
        let fields = self.b.args(&fields);
        self.b.expr(Expr::Struct { name, fields, ty: TyId::NONE }, header)
    }

    fn attribute(&mut self, attribute: &hcl_edit::structure::Attribute) -> ExprId {
        let span = self.span(attribute.key.span());
        let name = self.b.sym(attribute.key.as_str());
        let key = self.b.expr(Expr::Str(name), span);
        let value = self.expr(&attribute.value);
        let span = span.to(self.b.span(value));
        self.b.expr(Expr::Pair { key, value }, span)
    }

    fn lost(&mut self, span: Span, why: &str) {
        let why = why.split('\n').next().unwrap_or_default().trim();
        let start = self.text.position(span.start).line;
        let end = self.text.position(span.end.max(span.start + 1) - 1).line;
        let lines = if start == end { format!("line {start} is") } else { format!("lines {start} to {end} are") };
        self.problems.push(Problem {
            kind: ProblemKind::NotLowered,
            path: Some(self.text.path.clone()),
            span: Some(span),
            message: format!("{lines} no HCL that can be read, so what stands there was not judged: {why}"),
            remedy: "`terraform validate` (or `tofu validate`) names the mistake; a file that is no Terraform can be \
                     left out with `files.exclude`"
                .to_owned(),
        });
    }
}
