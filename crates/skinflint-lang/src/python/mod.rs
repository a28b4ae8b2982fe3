//! The frontend for Python, on ruff's parser: text to facts, one file at a time.
//!
//! Only the language is known here. What a name from another module or a library means is for
//! link and the models.

mod binds;
mod depth;
mod expr;
mod file;
mod function;
mod import;
mod pattern;
mod places;
mod problems;
mod role;
mod scope;
mod stmt;
mod string;
mod ty;

use std::borrow::Cow;

use ruff_python_ast::Mod;
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::Ranged as _;
use skinflint_base::Text;
use skinflint_facts::{Comment, Facts, FileRole, Lowered};

use file::File;

/// How often a file is parsed at most. What nests too deep is blanked and the rest parsed again;
/// blanking may itself change how the rest reads, but only in a hostile file more than once.
const ROUNDS: u32 = 3;

/// Lowers one file. Never fails: what is lost is a problem in the result.
pub(crate) fn lower(text: &Text) -> Lowered {
    // The parser grows its stack itself, but not on every way down: not from the default of a
    // lambda into the next, not when it checks targets or drops what it tried. Nothing is allocated
    // on a thread whose stack is large enough.
    let needed = text.content().len().saturating_mul(depth::LEVEL).min(depth::STACK * 3 / 4);
    stacker::maybe_grow(needed, depth::STACK, || lower_with_room(text))
}

fn lower_with_room(text: &Text) -> Lowered {
    let role = role::of(&text.path);
    let mut source = Cow::Borrowed(text.content());
    let mut problems = Vec::new();
    if !depth::exhausts_parser(&source) {
        for _ in 0..ROUNDS {
            let parsed = parse_unchecked(&source, ParseOptions::from(Mode::Module));
            let lost = depth::too_deep(parsed.tokens());
            if lost.is_empty() {
                problems::syntax(text, &parsed, &mut problems);
                return Lowered { facts: walk(&source, role, &parsed), problems };
            }
            problems.extend(lost.iter().map(|lost| problems::too_deep(text, Some(lost.range))));
            source = Cow::Owned(depth::blank(&source, &lost));
        }
    }
    Lowered { facts: File::new("", role).finish(&[]), problems: vec![problems::too_deep(text, None)] }
}

fn walk(source: &str, role: FileRole, parsed: &Parsed<Mod>) -> Facts {
    let body = parsed.syntax().as_module().map_or(&[][..], |module| &module.body);
    let mut file = File::new(source, role);
    if source.contains(Comment::MARK) {
        for token in parsed.tokens().iter().filter(|token| token.kind().is_comment()) {
            file.comment(token.range());
        }
    }
    file.finish(body)
}
