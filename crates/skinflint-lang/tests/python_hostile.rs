//! Nothing that stands in a file makes the Python frontend panic, overflow its stack, or give facts
//! that do.
#![cfg(feature = "python")]

use proptest::prelude::*;
use skinflint_base::{RelPath, Text};
use skinflint_facts::{ExprId, Facts, Language, Lowered, VarId};

/// The depth that every room behind this one may rely on.
const DEEPEST: u32 = 500;

fn lower(source: &str) -> Lowered {
    let text = Text::new(RelPath::from("a.py"), source);
    let lowered = skinflint_lang::lower(&text, Language::Python);
    assert_sound(&lowered.facts, source);
    for problem in &lowered.problems {
        if let Some(span) = problem.span {
            assert!(
                source.get(span.start as usize..span.end as usize).is_some(),
                "{problem:?} is no range of the text"
            );
        }
    }
    lowered
}

/// Children come before parents and have one parent, depth is bounded, every span lies in the text,
/// every function was filled.
fn assert_sound(facts: &Facts, source: &str) {
    let mut depths = vec![1u32; facts.exprs.len()];
    let mut parents = vec![0u32; facts.exprs.len()];
    for at in 0..facts.exprs.len() {
        let id = ExprId(u32::try_from(at).expect("few nodes"));
        let mut below = 0;
        facts.children(id, |child| {
            assert!(child < id, "{child:?} comes after its parent {id:?}");
            below = below.max(depths[child.index()]);
            parents[child.index()] += 1;
        });
        depths[at] = below + 1;
        let span = facts.span(id);
        assert!(source.get(span.start as usize..span.end as usize).is_some(), "{span:?} is no range of the text");
    }
    assert!(depths.iter().all(|depth| *depth <= DEEPEST), "facts are {:?} deep", depths.iter().max());
    assert!(parents.iter().all(|parents| *parents <= 1), "a node stands in two places");
    for function in &facts.functions {
        let (from, to) = function.exprs;
        assert!(function.body.is_some() && (from..to).contains(&function.body.0), "{function:?} was not filled");
    }
    for var in 0..facts.vars.len() {
        let var = VarId(u32::try_from(var).expect("few variables"));
        assert!(facts.defs_of(var).iter().all(|at| at.index() < facts.exprs.len()));
    }
}

fn function_names(facts: &Facts) -> Vec<&str> {
    facts.functions.iter().map(|function| facts.str(function.name)).filter(|name| !name.is_empty()).collect()
}

/// Expressions that nest or chain `n` times.
fn deep(n: usize) -> Vec<(&'static str, String)> {
    let around = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    vec![
        ("parentheses", around("(", "1", ")")),
        ("lists", around("[", "1", "]")),
        ("tuples", around("(", "1", ",)")),
        ("maps", around("{1: ", "2", "}")),
        ("sets", around("{", "1", "}")),
        ("calls", around("f(", "1", ")")),
        ("keywords", around("f(k=", "1", ")")),
        ("generators", around("(x for x in ", "y", ")")),
        ("comprehensions", around("[", "x", " for x in y]")),
        ("subscripts", around("a[", "1", "]")),
        ("slices", around("a[", "1", ":2:3]")),
        ("chained in brackets", around("f(", "1", ").a.b(2)")),
        ("not", around("not ", "x", "")),
        ("minus", around("-", "x", "")),
        ("inversions", around("~ ", "x", "")),
        ("await", around("await ", "x", "")),
        ("yield", around("(yield ", "x", ")")),
        ("lambda", around("lambda: ", "x", "")),
        ("lambda with parameters", around("lambda a, b: ", "x", "")),
        ("lambda in a default", around("lambda a=", "1", ": a")),
        ("ternary", around("a if b else ", "c", "")),
        ("ternary in front", around("", "c", " if a else b")),
        ("power", around("a ** ", "b", "")),
        ("sum", around("a + ", "b", "")),
        ("sum in brackets", around("(", "b", " + a)")),
        ("mixed", around("a + b * ", "c", "")),
        ("and", around("a and ", "b", "")),
        ("and or", around("a and b or ", "c", "")),
        ("comparison", around("a < ", "b", "")),
        ("attributes", around("", "a", ".b")),
        ("method chain", around("", "a", ".b(1)")),
        ("call chain", around("", "a", "()")),
        ("index chain", around("", "a", "[0]")),
        ("targets", around("a = ", "b", "")),
        ("targets of tuples", around("a, b = ", "c, d.e", "")),
        ("walrus", around("(a := ", "b", ")")),
        ("f-strings", around("f'{", "1", "}'")),
        ("formats", around("f'{a:{b:", "", "}}'")),
        ("starred", around("*", "a", "")),
    ]
}

#[test]
fn endless_nesting_is_a_problem_and_the_rest_is_lowered() {
    for (what, expr) in deep(3_000) {
        let source = format!("def before(): ...\nx = {expr}\ndef after(): ...\n");
        let lowered = lower(&source);
        assert!(!lowered.problems.is_empty(), "{what}: nothing was lost");
        assert!(function_names(&lowered.facts).contains(&"before"), "{what}: lost the function before");
        assert!(function_names(&lowered.facts).contains(&"after"), "{what}: lost the function after");
    }
}

#[test]
fn a_hundred_thousand_levels_neither_overflow_nor_take_long() {
    let started = std::time::Instant::now();
    for (what, expr) in deep(100_000) {
        let lowered = lower(&format!("x = {expr}\n"));
        assert!(!lowered.problems.is_empty(), "{what}: nothing was lost");
        // Without its end as well.
        let half = &expr[..expr.len() / 2];
        lower(&format!("def f():\n    return {half}"));
    }
    assert!(started.elapsed().as_secs() < 120, "took {:?}", started.elapsed());
}

/// The parser checks, tries and drops trees on its own in some of these places.
#[test]
fn nesting_is_harmless_wherever_it_stands() {
    let places = [
        "{} = 1",
        "x: {} = 1",
        "if {}: pass",
        "return {}",
        "del {}",
        "@{}\ndef f(): ...",
        "def f(a: {}): ...",
        "class A({}): ...",
        "for {} in x: pass",
        "with {} as a: pass",
        "with ({}): pass",
        "match {}:\n case 1: pass",
        "match x:\n case {}: pass",
        "type X = {}",
        "async {}",
        "print {}",
        "except {}: pass",
        "f'{a:{{}}}'",
    ];
    for (_, expr) in deep(240).into_iter().chain(deep(3_000)) {
        for place in places {
            lower(&place.replacen("{}", &expr, 1));
        }
    }
}

#[test]
fn what_people_write_is_not_too_deep() {
    for (what, expr) in deep(40) {
        let lowered = lower(&format!("async def f():\n    x = {expr}\n"));
        let deep = lowered.problems.iter().find(|problem| problem.message.contains("deeper"));
        assert!(deep.is_none(), "{what}: {deep:?}");
    }
}

#[test]
fn endless_blocks_and_branches_are_bounded() {
    let blocks: String = (0..1_000).map(|n| format!("{}if a:\n", " ".repeat(n))).collect();
    let deep = format!("def before(): ...\n{blocks}{}pass\ndef after(): ...\n", " ".repeat(1_000));
    let lowered = lower(&deep);
    assert_eq!(lowered.problems.len(), 1, "{:?}", lowered.problems);
    assert_eq!(function_names(&lowered.facts), ["before", "after"]);

    let branches = format!("if a:\n  f(0)\n{}else:\n  g()\n", "elif b:\n  f(1)\n".repeat(5_000));
    assert!(!lower(&branches).problems.is_empty());

    let defs: String = (0..1_000).map(|n| format!("{}def f{n}():\n", " ".repeat(n))).collect();
    assert!(!lower(&format!("{defs}{}pass\n", " ".repeat(1_000))).problems.is_empty());

    let classes: String = (0..1_000).map(|n| format!("{}class C{n}:\n", " ".repeat(n))).collect();
    assert!(!lower(&format!("{classes}{}pass\n", " ".repeat(1_000))).problems.is_empty());
}

#[test]
fn a_lost_header_keeps_its_block() {
    let source = format!("def f(x):\n    if {}x:\n        return kept(x)\n    return 0\n", "not ".repeat(2_000));
    let lowered = lower(&source);
    assert_eq!(lowered.problems.len(), 1, "{:?}", lowered.problems);
    assert!(skinflint_facts::dump(&lowered.facts).contains("Path kept"));
}

#[test]
fn a_lost_line_is_named() {
    let source = format!("a = 1\nb = {}c\nd = 2\n", "c + ".repeat(2_000));
    let lowered = lower(&source);
    let spans: Vec<_> = lowered.problems.iter().filter_map(|problem| problem.span).collect();
    assert_eq!(spans.len(), 1);
    let text = Text::new(RelPath::from("a.py"), source.as_str());
    assert_eq!((text.position(spans[0].start).line, text.position(spans[0].end).line), (2, 2));
    let dump = skinflint_facts::dump(&lowered.facts);
    assert!(dump.contains("Path a") && dump.contains("Path d"), "{dump}");
}

#[test]
fn types_in_quotes_may_nest_as_well() {
    let nested = format!("{}int{}", "list[".repeat(50_000), "]".repeat(50_000));
    lower(&format!("def f(x: \"{nested}\"): ...\n"));
    lower(&format!("x: \"{}\"\n", "(".repeat(390)));
    lower(&format!("x: \"{}\"\n", "-".repeat(390)));
}

#[test]
fn odd_bytes_are_no_panic() {
    for source in [
        "",
        "\u{feff}",
        "\0",
        "\u{fffd}\u{fffd}",
        "\x0c\x0c\n",
        "\\",
        "'",
        "f'",
        "f'{",
        "f'{x!",
        "f'{x:",
        "t\"\"\"{",
        "b'\\x'",
        "b'é' 'x' f''",
        "'\\N{",
        "f'{a}' b'c'",
        "@",
        "def",
        "class",
        "import",
        "from . import",
        "match x:\n case",
        "lambda",
        "x: ",
        "global",
        "async async async def f(): pass",
        "\t x\n  y\n\tz",
        "if x:\r  y\r",
        "%magic",
        "x = $1 ? y",
    ] {
        lower(source);
        lower(&format!("def f():\n  {source}"));
    }
}

fn sources() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/conformance/python");
    let entries = std::fs::read_dir(root).expect("the conformance files are there");
    let mut sources: Vec<_> =
        entries.filter_map(|entry| std::fs::read_to_string(entry.expect("a readable folder").path()).ok()).collect();
    sources.sort();
    assert!(sources.len() > 15);
    sources
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_sources_lower(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12usize, "[\\[\\](){}:,.*'\"\\\\f =\\n\\t#@!a0é]{0,4}"), 1..8),
    ) {
        let sources = sources();
        let mut source = which.get(&sources).clone();
        for (at, len, insert) in edits {
            let from = floor(&source, at.index(source.len() + 1));
            let to = floor(&source, from + len).max(from);
            source.replace_range(from..to, &insert);
        }
        lower(&source);
    }

    #[test]
    fn shuffled_tokens_lower(tokens in prop::collection::vec(prop::sample::select(vec![
        "def ", "class ", "lambda ", "if ", "elif ", "else", "for ", "in ", "while ", "try", "except ", "finally",
        "with ", "as ", "match ", "case ", "import ", "from ", "return ", "yield ", "await ", "async ", "not ", "and ",
        "or ", "is ", "global ", "nonlocal ", "del ", "raise ", "assert ", "type ", "x", "y ", "f'{", "}'", "'s'", "1", "1.5",
        "(", ")", "[", "]", "{", "}", ":", ",", ".", "=", ":=", "+", "-", "*", "**", "@", "->", "...", "!r", "\n", "\n ",
        "\n  ", "\n    ", ";", "#c\n", "\"\"\"",
    ]), 0..120)) {
        lower(&tokens.concat());
    }

    #[test]
    fn nested_mixtures_lower(
        pieces in prop::collection::vec(prop::sample::select(vec![
            ("(", ")"), ("[", "]"), ("f(", ")"), ("{1: ", "}"), ("a[", "]"), ("a[", ":1]"), ("-", ""), ("not ", ""),
            ("lambda a, b=1: ", ""), ("lambda a=", ": a"), ("", ".b"), ("", "()"), ("", " if a else b"), ("", " + c"),
            ("c ** ", ""), ("(y := ", ")"), ("[x for x in ", "]"), ("f'{", "}'"), ("(yield ", ")"), ("(a, ", ")"),
            ("f(k=", ", *z)"), ("", " and q"), ("q or ", ""), ("1 < ", ""),
        ]), 0..900),
        header in prop::sample::select(vec!["x = ", "if ", "return ", "@", "for a in ", "x = y = ", "x, y = z = "]),
    ) {
        let mut expr = String::from("v");
        for (open, close) in pieces {
            expr = format!("{open}{expr}{close}");
        }
        let tail = if header.starts_with(['i', 'f']) { ":\n        pass" } else if header == "@" { "\n    def g(): ..." } else { "" };
        lower(&format!("def f():\n    {header}{expr}{tail}\n"));
    }
}
