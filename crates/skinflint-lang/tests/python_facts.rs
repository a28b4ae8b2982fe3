//! What a dump does not show: owners and parents, flags, where variables get their values, ranges
//! and spans.
#![cfg(feature = "python")]

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Expr, ExprId, Facts, FnKind, Function, Language, Owner, Ty, VarId};

fn facts_at(path: &str, source: &str) -> (Text, Facts) {
    let text = Text::new(RelPath::from(path), source);
    let lowered = skinflint_lang::lower(&text, Language::Python);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    (text, lowered.facts)
}

fn facts(source: &str) -> (Text, Facts) {
    facts_at("app/code.py", source)
}

fn function<'f>(facts: &'f Facts, name: &str) -> &'f Function {
    facts.functions.iter().find(|function| facts.str(function.name) == name).expect(name)
}

fn var(facts: &Facts, name: &str) -> VarId {
    let at = facts.vars.iter().position(|var| facts.str(var.name) == name).expect(name);
    VarId(u32::try_from(at).expect("few variables"))
}

/// The source of each place that gives a variable its value.
fn values<'t>(text: &'t Text, facts: &Facts, name: &str) -> Vec<&'t str> {
    facts.defs_of(var(facts, name)).iter().map(|at| text.slice(facts.span(*at)).lines().next().unwrap_or("")).collect()
}

#[test]
fn functions_know_where_they_stand() {
    let (_, facts) = facts(
        "class Outer:\n    class Inner:\n        def method(self):\n            def nested(): ...\n\ndef top():\n    class Local:\n        def inside(self): ...\n",
    );
    let owner = |name| match function(&facts, name).owner {
        Owner::Type(id) => facts.str(facts.types[id.index()].name),
        _ => "",
    };
    let parent = |name| function(&facts, name).parent.map(|id| facts.str(facts.functions[id.index()].name));
    assert_eq!((owner("method"), parent("method")), ("Inner", None));
    assert_eq!((owner("nested"), parent("nested")), ("", Some("method")));
    assert_eq!((owner("inside"), parent("inside")), ("Local", Some("top")));
    let local = facts.types.iter().find(|ty| facts.str(ty.name) == "Local").expect("the class");
    let body = &facts.functions[local.body.expect("its body").index()];
    assert_eq!(body.kind, FnKind::ClassBody);
    assert_eq!(body.parent.map(|id| facts.str(facts.functions[id.index()].name)), Some("top"));
    assert_eq!(facts.functions[0].kind, FnKind::ModuleTop);
}

#[test]
fn every_binding_gives_its_variable_a_value() {
    let (text, facts) = facts(concat!(
        "def f(rows):\n",
        "    a, (b, *c) = rows\n",
        "    a += 1\n",
        "    for d in rows: pass\n",
        "    with open(a) as e: pass\n",
        "    try: pass\n",
        "    except E as g: pass\n",
        "    h = [i for i in rows if (j := i)]\n",
        "    match rows:\n",
        "        case {'k': k, **l}: pass\n",
        "        case [m, *n] as o: pass\n",
        "    p = lambda q, r=a, *s: q\n",
        "    t: int = 0\n",
        "    t: int\n",
    ));
    assert_eq!(values(&text, &facts, "a"), ["a, (b, *c) = rows", "a += 1"]);
    assert_eq!(values(&text, &facts, "c"), ["a, (b, *c) = rows"]);
    assert_eq!(values(&text, &facts, "d"), ["for d in rows: pass"]);
    assert_eq!(values(&text, &facts, "e"), ["open(a) as e"]);
    assert_eq!(values(&text, &facts, "g"), ["except E as g: pass"]);
    assert_eq!(values(&text, &facts, "i"), ["i in rows"]);
    assert_eq!(values(&text, &facts, "j"), ["j := i"]);
    assert_eq!(values(&text, &facts, "k"), ["case {'k': k, **l}: pass"]);
    assert_eq!(values(&text, &facts, "l"), ["case {'k': k, **l}: pass"]);
    for name in ["m", "n", "o"] {
        assert_eq!(values(&text, &facts, name), ["case [m, *n] as o: pass"]);
    }
    assert_eq!(values(&text, &facts, "q"), ["lambda q, r=a, *s: q"]);
    assert_eq!(values(&text, &facts, "r"), ["r=a", "lambda q, r=a, *s: q"]);
    assert_eq!(values(&text, &facts, "t"), ["t: int = 0"]);
    assert_eq!(values(&text, &facts, "rows"), [""; 0]);
}

#[test]
fn parameters_are_variables_with_their_types() {
    let (_, facts) = facts("class C:\n    def f(self, a: int, *b, c: str = 'x', **d) -> None: ...\n");
    let f = function(&facts, "f");
    let params = facts.params_of(f);
    let told: Vec<_> =
        params.iter().map(|p| (facts.str(p.name), p.rest, p.rest_named, p.named_only, p.default.is_some())).collect();
    assert_eq!(
        told,
        [
            ("self", false, false, false, false),
            ("a", false, false, false, false),
            ("b", true, false, false, false),
            ("c", false, false, true, true),
            ("d", false, true, false, false)
        ]
    );
    for (n, param) in params.iter().enumerate() {
        let var = &facts.vars[param.var.expect("a plain name").index()];
        let (of, at) = var.param.expect("a parameter");
        assert_eq!((facts.functions[of.index()].name, at as usize), (f.name, n));
        assert_eq!(var.ty, param.ty);
    }
}

#[test]
fn an_annotation_types_its_variable_even_without_a_value() {
    let (_, facts) = facts("def f():\n    x: 'Counter'\n    x = make()\n");
    let ty = facts.vars[var(&facts, "x").index()].ty;
    let Ty::Named { name, .. } = facts.ty(ty) else { panic!("{:?}", facts.ty(ty)) };
    assert_eq!(facts.str(name), "Counter");
}

#[test]
fn a_functions_range_holds_its_decorators_defaults_and_body_and_nothing_else() {
    let (text, facts) = facts("before()\n@wrap(1)\ndef f(x=default()):\n    return g(x)\nafter()\n");
    let (from, to) = function(&facts, "f").exprs;
    let calls = |within: bool| -> Vec<&str> {
        (0..u32::try_from(facts.exprs.len()).expect("few nodes"))
            .filter(|at| (from..to).contains(at) == within)
            .map(ExprId)
            .filter(|id| matches!(facts.expr(*id), Expr::Call { .. }))
            .map(|id| text.slice(facts.span(id)))
            .collect()
    };
    assert_eq!(calls(true), ["wrap(1)", "default()", "g(x)"]);
    assert_eq!(calls(false), ["before()", "after()"]);
    assert_eq!(text.slice(function(&facts, "f").span), "f");
}

#[test]
fn spans_are_bytes_of_the_file_with_its_byte_order_mark() {
    let (text, facts) = facts("\u{feff}x = 'é' + wörld(1)\r\n");
    let call = (0..facts.exprs.len())
        .map(|at| ExprId(u32::try_from(at).expect("few nodes")))
        .find(|id| matches!(facts.expr(*id), Expr::Call { .. }))
        .expect("the call");
    assert_eq!(text.slice(facts.span(call)), "wörld(1)");
}

#[test]
fn flags_follow_names_decorators_and_the_file() {
    let source = "class TestA:\n    def test_a(self): ...\n    async def _b(cls): ...\n    @staticmethod\n    def c(x): ...\n    def __call__(self): ...\ndef test_d(): ...\n";
    let (_, shipped) = facts(source);
    let flags = |name| function(&shipped, name).flags;
    assert!(flags("test_a").is_test && flags("test_a").has_self && flags("test_a").is_public);
    assert!(!flags("test_d").is_test, "a function outside tests is none");
    assert!(flags("_b").is_async && flags("_b").has_self && !flags("_b").is_public);
    assert!(flags("c").is_static && !flags("c").has_self);
    assert!(flags("__call__").is_public);
    let (_, tests) = facts_at("tests/test_code.py", source);
    assert!(function(&tests, "test_d").flags.is_test);
}

#[test]
fn a_plain_dotted_import_binds_its_first_name_only() {
    let (text, facts) = facts("import a.b\nimport a\nimport a.b as c\nfrom ..d import e as g\n");
    let told: Vec<_> = facts
        .imports
        .iter()
        .map(|i| (facts.str(i.path), facts.str(i.name), i.level, i.binds_root, text.slice(i.span)))
        .collect();
    assert_eq!(
        told,
        [
            ("a.b", "a", 0, true, "a.b"),
            ("a", "a", 0, false, "a"),
            ("a.b", "c", 0, false, "a.b as c"),
            ("d.e", "g", 2, false, "e as g")
        ]
    );
}
