//! Sources that nest or chain without end: the stack holds, the lines are named, the rest is lowered.

#![cfg(feature = "rust")]

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, Lowered};

fn lower(source: String) -> Lowered {
    skinflint_lang::lower(&Text::new(RelPath::from("src/deep.rs"), source), Language::Rust)
}

/// What nests: a name, what opens, what closes, and what stands around it.
const NESTED: [(&str, &str, &str, (&str, &str)); 40] = [
    ("parentheses", "(", ")", VALUE),
    ("blocks", "{", "}", VALUE),
    ("arrays", "[", "]", VALUE),
    ("calls", "f(", ")", VALUE),
    ("tuples", "(1,", ")", VALUE),
    ("method arguments", "x.a(", ")", VALUE),
    ("closures", "|x| {", "}", VALUE),
    ("spawned closures", "spawn(async move {", "})", VALUE),
    ("branches", "if a {", "}", VALUE),
    ("matches", "match a { _ => ", "}", VALUE),
    ("loops", "loop {", "}", VALUE),
    ("conditions", "if ", "{}", VALUE),
    ("async blocks", "async {", "}", VALUE),
    ("unsafe blocks", "unsafe {", "}", VALUE),
    ("struct literals", "A { b: ", "}", VALUE),
    ("signs", "-", "", VALUE),
    ("references", "&mut ", "", VALUE),
    ("plain closures", "|a, b| ", "", VALUE),
    ("returning closures", "return |a, b| ", "", VALUE),
    ("assignments", "a = ", "", VALUE),
    ("breaks", "break ", "", VALUE),
    ("statements", "if a { x(); ", "}", BODY),
    ("iterations", "for i in a { x(); ", "}", BODY),
    ("let-else", "let A = b else {", "};", BODY),
    ("functions", "fn a() {", "}", BODY),
    ("impls", "impl A { fn a() {", "}}", BODY),
    ("modules", "mod a {", "}", BODY),
    ("patterns", "A(", ")", PATTERN),
    ("reference patterns", "&", "", PATTERN),
    ("named patterns", "a @ ", "", PATTERN),
    ("generic types", "V<A, ", ">", TYPE),
    ("reference types", "&", "", TYPE),
    ("tuple types", "(", ",)", TYPE),
    ("function types", "fn() -> ", "", TYPE),
    ("trait objects", "Box<dyn Fn() -> ", ">", TYPE),
    ("macros", "m!(", ")", VALUE),
    ("macros with statements", "m! { x; ", "}", VALUE),
    ("vectors", "vec![", "]", VALUE),
    ("tokens that are no Rust", "m!(= ", ")", VALUE),
    ("objects in macros", "m!({\"a\": ", "})", VALUE),
];

const VALUE: (&str, &str) = ("fn deep() { let q = ", "; }");
const BODY: (&str, &str) = ("fn deep() { ", " }");
const PATTERN: (&str, &str) = ("fn deep() { let ", " = 1; }");
const TYPE: (&str, &str) = ("fn deep(x: ", ") {}");

/// What chains: a name, the start, and what is repeated.
const CHAINED: [(&str, &str, &str); 17] = [
    ("methods", "x", ".a()"),
    ("methods with closures", "x", ".a(|b| b.c())"),
    ("fields", "x", ".a"),
    ("tries", "x", "?"),
    ("awaits", "x", ".await"),
    ("indexes", "x", "[0]"),
    ("calls", "x", "()"),
    ("sums", "x", " + x"),
    ("alternatives", "x", " || x && y"),
    ("comparisons", "x", " == x"),
    ("casts", "x", " as u8"),
    ("let-chains", "if x", " && let A = b"),
    ("else-ifs", "if a {}", " else if a {}"),
    ("ranges", "", ".."),
    ("paths", "a", "::a"),
    ("turbofish", "a", "::<A>::b"),
    ("macro arguments", "m!(x", " + x"),
];

fn nested(i: usize, n: usize) -> String {
    let (_, open, close, (before, after)) = NESTED[i];
    let kernel = if before.contains("(x:") { "u8" } else { "x" };
    format!("{before}{}{kernel}{}{after}", open.repeat(n), close.repeat(n))
}

fn chained(i: usize, n: usize) -> String {
    let (_, start, piece) = CHAINED[i];
    let end = if start.starts_with("if x") {
        " {}"
    } else if start.starts_with("m!(") {
        ")"
    } else {
        ""
    };
    format!("fn deep() {{ let q = {start}{}{end}; }}", piece.repeat(n))
}

fn names(lowered: &Lowered) -> Vec<&str> {
    lowered.facts.functions.iter().map(|f| lowered.facts.str(f.name)).collect()
}

/// Each construct `n` times over, between two functions that have nothing to do with it.
fn check(n: usize, expect_problem: bool) {
    let cases = (0..NESTED.len())
        .map(|i| (NESTED[i].0, nested(i, n)))
        .chain((0..CHAINED.len()).map(|i| (CHAINED[i].0, chained(i, n))));
    for (name, deep) in cases {
        let lowered = lower(format!("fn before() {{}}\n{deep}\nfn after() {{}}\n"));
        let names = names(&lowered);
        assert!(names.contains(&"before") && names.contains(&"after"), "{name}: {names:?}");
        if expect_problem {
            let messages: Vec<&str> = lowered.problems.iter().map(|p| p.message.as_str()).collect();
            assert!(messages.iter().any(|m| m.starts_with("line 2 was not")), "{name}: {messages:?}");
        }
    }
}

#[test]
fn a_hundred_thousand_levels_cost_their_item_only() {
    check(100_000, true);
}

#[test]
fn what_the_stack_just_holds_is_lowered_on_a_larger_one() {
    check(1_500, false);
    let lowered = lower(chained(0, 1_500));
    assert_eq!(lowered.problems.len(), 0);
    assert_eq!(names(&lowered), ["deep"]);
    let calls = lowered.facts.exprs.iter().filter(|e| matches!(e, skinflint_facts::Expr::Call { .. })).count();
    assert_eq!(calls, 1_500);
}

#[test]
fn depths_around_the_limits_hold() {
    for n in [30, 49, 50, 51, 99, 133, 199, 399, 401, 2_000, 2_490, 6_660, 19_900] {
        check(n, false);
    }
}

#[test]
fn items_in_a_deep_impl_are_taken_one_by_one() {
    let deep = "(".repeat(50_000) + &")".repeat(50_000);
    let source = format!(
        "mod m {{\n impl A {{\n  fn good(&self) {{ x.y() }}\n  fn bad(&self) {{ {deep} }}\n  fn fine(&self) {{}}\n }}\n}}\n"
    );
    let lowered = lower(source);
    assert_eq!(names(&lowered), ["good", "fine"]);
    assert_eq!(lowered.facts.impls.len(), 1);
    assert_eq!(lowered.problems.len(), 1);
    assert!(lowered.problems[0].message.starts_with("line 4 was not understood"), "{}", lowered.problems[0].message);
}

#[test]
fn long_flat_sources_are_no_deep_ones() {
    let arms = "A(x) => { y }\n".repeat(20_000);
    let elements = "\"a\", ".repeat(50_000);
    let source = format!("fn f() {{ match z {{ {arms} }} }}\nconst C: &[&str] = &[{elements}];\nfn g() {{}}");
    let lowered = lower(source);
    assert_eq!(lowered.problems.len(), 0);
    assert_eq!(names(&lowered), ["f", "g"]);
}
