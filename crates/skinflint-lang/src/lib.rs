//! The room `lower`: from one text to its facts, a frontend per language.
//!
//! A frontend knows its language and nothing else: no library, no rule, no policy, no other file.
//! Lowering is a pure function of path, bytes and language.

#[cfg(feature = "python")]
mod python;
#[cfg(feature = "rust")]
mod rust;
#[cfg(feature = "sql")]
mod sql;

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, Lowered};

/// The language whose frontend reads a file of this name, if one does.
#[must_use]
pub fn language_of(path: &RelPath) -> Option<Language> {
    match path.extension().as_str() {
        #[cfg(feature = "rust")]
        "rs" => Some(Language::Rust),
        #[cfg(feature = "python")]
        "py" | "pyi" => Some(Language::Python),
        #[cfg(feature = "sql")]
        "sql" => Some(Language::Sql),
        _ => None,
    }
}

/// Lowers a text. What cannot be understood is a problem in the result; the rest is there.
#[must_use]
pub fn lower(text: &Text, language: Language) -> Lowered {
    match language {
        #[cfg(feature = "rust")]
        Language::Rust => rust::lower(text),
        #[cfg(feature = "python")]
        Language::Python => python::lower(text),
        #[cfg(feature = "sql")]
        Language::Sql => sql::lower(text),
        // Manifests are another crate's; and a build can leave frontends out.
        _ => not_built(text, language),
    }
}

fn not_built(text: &Text, language: Language) -> Lowered {
    use skinflint_base::{Problem, ProblemKind};
    use skinflint_facts::{Builder, FileRole};
    Lowered {
        facts: Builder::new().finish(language, FileRole::Source),
        problems: vec![Problem {
            kind: ProblemKind::NotLowered,
            path: Some(text.path.clone()),
            span: None,
            message: format!("this build of skinflint has no frontend for {language}"),
            remedy: format!("build it with the feature `{language}`"),
        }],
    }
}
