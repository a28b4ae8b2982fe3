//! Whatever the source: lowering comes back, and what it gives is sound.

#![cfg(feature = "rust")]

use std::path::Path;

use proptest::prelude::*;
use skinflint_base::{RelPath, Span, Text};
use skinflint_facts::{ExprId, Facts, Language};

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/conformance/rust");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the conformance files")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a conformance file")))
        .collect();
    files.sort();
    files
}

/// Children come before their parents, and everything stands in the text.
fn check(name: &str, source: &str) -> Facts {
    let lowered = skinflint_lang::lower(&Text::new(RelPath::from("src/x.rs"), source), Language::Rust);
    let facts = lowered.facts;
    let inside = |span: Span, what: &str| {
        let text = source.get(span.start as usize..span.end as usize);
        assert!(text.is_some(), "{name}: {what} stands at {span:?} of {}", source.len());
    };
    for i in 0..facts.exprs.len() {
        let id = ExprId(u32::try_from(i).expect("few"));
        inside(facts.span(id), &format!("{:?}", facts.expr(id)));
        facts.children(id, |child| assert!(child < id, "{name}: {:?} is before its child", facts.expr(id)));
    }
    for f in &facts.functions {
        inside(f.span, facts.str(f.name));
        assert!(f.exprs.0 <= f.exprs.1 && f.exprs.1 as usize <= facts.exprs.len());
    }
    for problem in &lowered.problems {
        inside(problem.span.expect("a problem of a file names its lines"), &problem.message);
    }
    facts
}

#[test]
fn conformance_files_are_sound() {
    for (name, source) in sources() {
        check(&name, &source);
        check(&name, &source.replace('\n', "\r\n"));
        check(&name, &source.replace("user", "übung"));
    }
}

/// A change to a source, by where and what.
#[derive(Clone, Debug)]
enum Change {
    Delete(usize, usize),
    Insert(usize, &'static str),
    Repeat(usize, usize, usize),
    Move(usize, usize, usize),
}

const PIECES: [&str; 38] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "\"",
    "'",
    "r#\"",
    "/*",
    "*/",
    "//",
    "///",
    ",",
    ";",
    ":",
    "::",
    "=>",
    "->",
    "..",
    "=",
    "!",
    "#",
    "$",
    "?",
    "%",
    "&",
    "|",
    "\\",
    "\u{e9}",
    "\u{200e}",
    "0x",
    "1e",
    " fn ",
    " match ",
    "vec![{}; \"{}\"]",
];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<usize>(), 0usize..80).prop_map(|(at, n)| Change::Delete(at, n)),
        (any::<usize>(), 0..PIECES.len()).prop_map(|(at, i)| Change::Insert(at, PIECES[i])),
        (any::<usize>(), 0usize..40, 2usize..30).prop_map(|(at, n, times)| Change::Repeat(at, n, times)),
        (any::<usize>(), 0usize..60, any::<usize>()).prop_map(|(at, n, to)| Change::Move(at, n, to)),
    ]
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn apply(text: &mut String, change: &Change) {
    match *change {
        Change::Delete(at, n) => {
            let from = boundary(text, at);
            let to = boundary(text, (from + n).min(text.len()));
            text.replace_range(from.min(to)..to.max(from), "");
        }
        Change::Insert(at, piece) => {
            let at = boundary(text, at);
            text.insert_str(at, piece);
        }
        Change::Repeat(at, n, times) => {
            let from = boundary(text, at);
            let to = boundary(text, (from + n).min(text.len())).max(from);
            let piece = text[from..to].repeat(times);
            text.insert_str(to, &piece);
        }
        Change::Move(at, n, to) => {
            let from = boundary(text, at);
            let end = boundary(text, (from + n).min(text.len())).max(from);
            let piece = text[from..end].to_owned();
            text.replace_range(from..end, "");
            let to = boundary(text, to);
            text.insert_str(to, &piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_sources_come_back_sound(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..12),
    ) {
        let files = sources();
        let (name, source) = &files[which.index(files.len())];
        let mut text = source.clone();
        for change in &changes {
            apply(&mut text, change);
        }
        check(name, &text);
    }

    #[test]
    fn heaps_of_tokens_come_back_sound(pieces in prop::collection::vec(0..PIECES.len(), 0..200)) {
        let text: String = pieces.iter().map(|i| format!("{} a", PIECES[*i])).collect();
        check("tokens", &text);
        check("tokens in a body", &format!("fn f() {{ m!({text}) }}"));
    }
}
