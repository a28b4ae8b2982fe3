//! The frontend for Rust: syn's tree, item by item where syn refuses a file, to facts.

mod attribute;
mod control;
mod expr;
mod function;
mod import;
mod item;
mod lowering;
mod macros;
mod path;
mod pattern;
mod recover;
mod role;
mod scan;
mod source;
mod ty;

use proc_macro2::TokenStream;
use skinflint_base::{Problem, ProblemKind, Text};
use skinflint_facts::{Builder, Language, Lowered};

use lowering::Lowering;
use scan::Scan;
use source::Source;

/// The greatest depth (see [`scan`]) that is lowered on the caller's stack, of which 2 MiB are enough.
const INLINE: u32 = 400;

/// The greatest depth that is lowered at all; items beyond are problems.
const LIMIT: u32 = 20_000;

/// The stack for what lies between. Only what is used of it costs memory.
const STACK: usize = 128 << 20;

pub(crate) fn lower(text: &Text) -> Lowered {
    let from = recover::head(text.content());
    let scan = scan::scan(text.content(), from);
    if scan.depth <= INLINE {
        return lower_here(text, from, &scan, INLINE);
    }
    let scan = &scan;
    std::thread::scope(|scope| {
        let deep = std::thread::Builder::new().stack_size(STACK);
        match deep.spawn_scoped(scope, move || lower_here(text, from, scan, LIMIT)) {
            Ok(thread) => thread.join().unwrap_or_else(|_| failed(text)),
            // No such stack is to be had: what fits on this one is lowered.
            Err(_) => lower_here(text, from, scan, INLINE),
        }
    })
}

/// Lowers what is no deeper than `limit`, for which the stack must do.
fn lower_here(text: &Text, from: usize, scan: &Scan, limit: u32) -> Lowered {
    let content = text.content();
    let mut lowering = Lowering::new(&text.path, Source::new(content, from, content.len(), &scan.text));
    match scan.text[from..].parse::<TokenStream>() {
        Ok(tokens) if scan.depth <= limit => lowering.file(tokens, &scan.text[from..], limit),
        Ok(tokens) => lowering.file_pieces(tokens, limit),
        Err(error) => lowering.file_chunks(&scan.text, from, error.span(), limit),
    }
    // The thread's source map keeps a copy of every text it has lexed.
    proc_macro2::extra::invalidate_current_thread_spans();
    let Lowering { mut b, problems, .. } = lowering;
    for comment in &scan.comments {
        b.push_comment(content, comment.span, text.slice(comment.inner), comment.doc);
    }
    Lowered { facts: b.finish(Language::Rust, role::role_of(&text.path)), problems }
}

/// The parser failed inside.
fn failed(text: &Text) -> Lowered {
    let problem = Problem {
        kind: ProblemKind::NotLowered,
        path: Some(text.path.clone()),
        span: None,
        message: "the parser failed on this file".to_owned(),
        remedy: "exclude the file in `[files]` and report it as a defect of skinflint".to_owned(),
    };
    Lowered { facts: Builder::new().finish(Language::Rust, role::role_of(&text.path)), problems: vec![problem] }
}
