//! The room `lower` for manifests: from one text to blocks and values, a module per format.
//!
//! A frontend knows its format's syntax and nothing else: no provider, no rule, no policy, no other
//! file. References and templates stay what they are; evaluating them is link's. Lowering is a pure
//! function of path and bytes.

mod documents;
mod template;
mod terraform;
mod yaml;

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, Lowered};

/// The language whose frontend reads a file of this name, if one does. Whether the file says anything
/// that can be judged shows only when it is read.
#[must_use]
pub fn language_of(path: &RelPath) -> Option<Language> {
    let name = path.file_name().to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end) && name.len() > end.len());
    if ends(&[".tf", ".tofu", ".tfvars", ".tf.json", ".tofu.json", ".tfvars.json"]) {
        return Some(Language::Terraform);
    }
    if ends(&[
        ".yaml",
        ".yml",
        ".yaml.tpl",
        ".yml.tpl",
        ".tpl",
        ".template",
        ".yaml.tmpl",
        ".yml.tmpl",
        ".yaml.gotmpl",
        ".yaml.j2",
        ".yml.j2",
    ]) {
        return Some(Language::Yaml);
    }
    if ends(&[".json"]) {
        return Some(Language::Json);
    }
    None
}

/// Lowers a text; `None` where its content is none of this format's. What cannot be understood is a
/// problem in the result; the rest is there.
#[must_use]
pub fn lower(text: &Text, language: Language) -> Option<Lowered> {
    match language {
        Language::Terraform => Some(terraform::lower(text)),
        Language::Yaml | Language::Json => documents::lower(text, language),
        _ => None,
    }
}
