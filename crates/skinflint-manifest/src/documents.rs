//! Files of documents: YAML and JSON, with or without templates around them, to blocks.
//!
//! What is worth lowering is told by content: the keys at a document's top. Which format it is is
//! link's to say, who sees the other files too; here only what can be none is left out, so that a
//! tree's translations, fixtures and lock files cost a glance.

use memchr::memmem;
use skinflint_base::{Problem, ProblemKind, Text};
use skinflint_facts::{Block, Builder, Expr, ExprId, FileRole, Language, Lowered, Sym};

use crate::template::{BranchId, Template};
use crate::yaml::{Document, Reader};

/// Lowers a file of documents; `None` where nothing in it could be a manifest.
pub(crate) fn lower(text: &Text, language: Language) -> Option<Lowered> {
    let path = text.path.to_str_lossy();
    let content = text.content();
    if !may_be_manifest(&path, content, language) {
        return None;
    }
    let mut b = Builder::new();
    let in_templates = is_template_path(&path);
    let templated = (language == Language::Yaml || in_templates)
        && (memmem::find(content.as_bytes(), b"{{").is_some()
            || memmem::find(content.as_bytes(), b"{%").is_some()
            || memmem::find(content.as_bytes(), b"%{").is_some());
    let mut problems = Vec::new();
    if templated {
        lower_template(&mut b, text, in_templates, &mut problems);
    } else {
        let mut reader = Reader::new(&mut b, content, content.as_bytes(), None, embeds);
        let documents = reader.documents();
        let broken = std::mem::take(&mut reader.broken);
        problems.extend(broken.into_iter().map(|broken| problem(text, broken.span, &broken.what)));
        push_documents(&mut b, &documents);
    }
    b.push_line_comments(content, &["#"]);
    Some(Lowered { facts: b.finish(language, role(&path)), problems })
}

fn lower_template(b: &mut Builder, text: &Text, in_templates: bool, problems: &mut Vec<Problem>) {
    let content = text.content();
    let mut template = Template::read(b, content);
    if in_templates {
        for (span, what) in &template.unbalanced {
            problems.push(problem(text, *span, what));
        }
    }
    // Named templates first; to the rest of the file they are blank.
    let defines = std::mem::take(&mut template.defines);
    for define in &defines {
        let masked = std::mem::take(&mut template.masked);
        let mut reader = Reader::new(b, content, &masked, Some(&template), embeds).within(
            define.body.start,
            define.body.end,
            define.branch,
        );
        // What a named template makes need not be YAML: its problems are none.
        let documents = reader.documents();
        template.masked = masked;
        let body = match documents.as_slice() {
            [] => {
                let none = b.exprs(&[]);
                b.expr(Expr::Other(none), define.header)
            }
            [one] => one.root,
            several => {
                let roots: Vec<ExprId> = several.iter().map(|d| d.root).collect();
                let statements = b.exprs(&roots);
                b.expr(Expr::Block { statements, tail: ExprId::NONE }, define.header)
            }
        };
        let name = b.sym(&define.name);
        let label = b.expr(Expr::Str(name), define.header);
        let labels = b.exprs(&[label]);
        let kind = b.sym("define");
        b.blocks.push(Block { kind, labels, header: define.header, span: define.header, body });
    }
    for define in &defines {
        for byte in &mut template.masked[define.whole.clone()] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    let masked = std::mem::take(&mut template.masked);
    let mut reader = Reader::new(b, content, &masked, Some(&template), embeds);
    reader = reader.within(if content.starts_with('\u{feff}') { 3 } else { 0 }, masked.len(), BranchId::NONE);
    let documents = reader.documents();
    let broken = std::mem::take(&mut reader.broken);
    problems.extend(broken.into_iter().map(|broken| problem(text, broken.span, &broken.what)));
    push_documents(b, &documents);
}

fn push_documents(b: &mut Builder, documents: &[Document]) {
    for document in documents {
        if document.root.is_some() {
            let labels = b.exprs(&[]);
            b.blocks.push(Block {
                kind: Sym::EMPTY,
                labels,
                header: document.header,
                span: document.span,
                body: document.root,
            });
        }
    }
}

fn problem(text: &Text, span: skinflint_base::Span, what: &str) -> Problem {
    Problem {
        kind: ProblemKind::NotLowered,
        path: Some(text.path.clone()),
        span: Some(span),
        message: format!("part of this manifest could not be read: {what}"),
        remedy: "mend the line; the rest of the file was judged".to_owned(),
    }
}

/// Whether a path is that of a template: a chart's, or by its extension.
fn is_template_path(path: &str) -> bool {
    path.starts_with("templates/")
        || path.contains("/templates/")
        || [".tpl", ".gotmpl", ".tmpl", ".j2"].iter().any(|end| path.ends_with(end))
}

/// Folders and names that hold tests and examples by the conventions of these formats.
fn role(path: &str) -> FileRole {
    let in_folder =
        |names: &[&str]| path.split('/').rev().skip(1).any(|part| names.contains(&part.to_ascii_lowercase().as_str()));
    if in_folder(&["test", "tests", "testdata", "test-data", "fixtures", "__tests__", "e2e", "testing", "test_data"]) {
        FileRole::Test
    } else if in_folder(&["example", "examples", "sample", "samples"]) {
        FileRole::Example
    } else {
        FileRole::Source
    }
}

/// Keys at the top of a document that make it worth reading.
const TOPS: &[&str] = &[
    "apiVersion",
    "kind",
    "AWSTemplateFormatVersion",
    "Resources",
    "Transform",
    "services",
    "groups",
    "receivers",
    "exporters",
    "processors",
    "service",
    "route",
    "scrape_configs",
    "limits_config",
    "compactor",
    "schema_config",
    "overrides",
    "table_manager",
    "storage_config",
    "retention",
    "apiVersions",
    "resources",
    "patches",
    "components",
    "bases",
    "commonLabels",
    "namespace",
];

fn may_be_manifest(path: &str, content: &str, language: Language) -> bool {
    let bytes = content.as_bytes();
    let has = |needle: &str| memmem::find(bytes, needle.as_bytes()).is_some();
    if language == Language::Json {
        return (has("\"apiVersion\"") && has("\"kind\""))
            || (has("\"Resources\"") && has("\"AWS::"))
            || has("\"AWSTemplateFormatVersion\"")
            // A plan of Terraform.
            || (has("\"planned_values\"") && has("\"terraform_version\""));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.contains("values") || matches!(name, "Chart.yaml" | "Chart.yml") {
        return true;
    }
    if is_template_path(path) && (has("define \"") || has("apiVersion:") || has("kind:")) {
        return true;
    }
    // A manifest in a template may be indented as a whole.
    if has("apiVersion:") && has("kind:") || has("{\"apiVersion\"") {
        return true;
    }
    lines(bytes).any(|line| {
        let key = match memchr::memchr(b':', line) {
            Some(colon) => &line[..colon],
            None => return false,
        };
        let key = key.trim_ascii_end();
        let key = key.strip_prefix(b"\"").and_then(|k| k.strip_suffix(b"\"")).unwrap_or(key);
        std::str::from_utf8(key).is_ok_and(|key| TOPS.contains(&key))
    })
}

/// Lines that begin at the left edge with a letter or a quote.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |i| from + i);
            let line = &bytes[from..end];
            from = end + 1;
            if line.first().is_some_and(|c| c.is_ascii_alphabetic() || *c == b'"') {
                return Some(line);
            }
        }
        None
    })
}

/// Keys of configuration that is written into a block scalar.
const EMBEDDED: &[&str] = &[
    "receivers:",
    "exporters:",
    "processors:",
    "service:",
    "groups:",
    "scrape_configs:",
    "limits_config:",
    "compactor:",
    "schema_config:",
    "auth_enabled:",
    "apiVersion:",
    "global:",
    "extensions:",
    "connectors:",
    "server:",
    "configmap_id:",
    "rule_files:",
    "alerting:",
    "route:",
    "resources:",
    "- op:",
    "overrides:",
    "kind:",
    "config:",
];

/// Whether a block scalar holds YAML that matters: configuration of telemetry, a patch.
fn embeds(key: &str, text: &str) -> bool {
    let first = |line: &&str| !line.trim_start().is_empty() && !line.trim_start().starts_with(['#', '{']);
    let Some(line) = text.lines().find(first) else { return false };
    let indent = line.len() - line.trim_start().len();
    if key == "patch" || line.trim_start().starts_with("apiVersion:") {
        return true;
    }
    let has_receivers_or_rules = ["pipelines:", "expr:", "retention", "scrape_configs:", "compactor:"];
    if !has_receivers_or_rules.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some()) {
        return false;
    }
    text.lines().any(|line| {
        line.len() > indent
            && line.is_char_boundary(indent)
            && line[..indent].trim().is_empty()
            && EMBEDDED.iter().any(|word| line[indent..].starts_with(word))
    })
}
