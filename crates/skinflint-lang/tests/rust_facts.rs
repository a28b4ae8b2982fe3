//! What a dump does not show: where nodes stand, which values variables get, generics, flags, ranges.

#![cfg(feature = "rust")]

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Expr, ExprId, Facts, FileRole, Function, Language, Owner, Ty, TyId, TypeKind};

fn lower_at(path: &str, source: &str) -> Facts {
    let lowered = skinflint_lang::lower(&Text::new(RelPath::from(path), source), Language::Rust);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    lowered.facts
}

fn lower(source: &str) -> Facts {
    lower_at("src/lib.rs", source)
}

fn slice<'s>(facts: &Facts, source: &'s str, at: ExprId) -> &'s str {
    let span = facts.span(at);
    &source[span.start as usize..span.end as usize]
}

fn ids(facts: &Facts) -> impl Iterator<Item = ExprId> {
    (0..u32::try_from(facts.exprs.len()).expect("few")).map(ExprId)
}

fn function<'f>(facts: &'f Facts, name: &str) -> &'f Function {
    facts.functions.iter().find(|f| facts.str(f.name) == name).expect(name)
}

fn ty(facts: &Facts, id: TyId) -> String {
    let list = |l| facts.tys_of(l).map(|t| ty(facts, t)).collect::<Vec<_>>().join(", ");
    match facts.ty(id) {
        Ty::Named { name, args } if facts.tys_of(args).len() == 0 => facts.str(name).to_owned(),
        Ty::Named { name, args } => format!("{}<{}>", facts.str(name), list(args)),
        Ty::Ref(inner) => format!("&{}", ty(facts, inner)),
        other => format!("{other:?}"),
    }
}

#[test]
fn nodes_stand_where_they_are_written() {
    let source = "fn f(é: T) {\n    let ü = é.load::<u8>(\"k\", &x.1.2 /* ) */ )?.await;\n    \
                  log!(r#\"ü {ü} {}\"#, a::b(1_0u8)); S { f: -1, ..d }; [c; 2]; |q| q; return ('x', b\"y\");\n}\n";
    let facts = lower(source);
    let mut found: Vec<(String, &str)> = Vec::new();
    for id in ids(&facts) {
        let kind = format!("{:?}", facts.expr(id));
        let kind = kind.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
        found.push((kind, slice(&facts, source, id)));
    }
    let found: Vec<(&str, &str)> = found.iter().map(|(k, s)| (k.as_str(), *s)).collect();
    for expected in [
        ("Bind", "ü"),
        ("Local", "é"),
        ("Field", "é.load"),
        ("Call", "é.load::<u8>(\"k\", &x.1.2 /* ) */ )"),
        ("Str", "\"k\""),
        ("Unary", "&x.1.2"),
        ("Field", "x.1"),
        ("Field", "x.1.2"),
        ("Unary", "é.load::<u8>(\"k\", &x.1.2 /* ) */ )?"),
        ("Unary", "é.load::<u8>(\"k\", &x.1.2 /* ) */ )?.await"),
        ("Let", "let ü = é.load::<u8>(\"k\", &x.1.2 /* ) */ )?.await"),
        ("Path", "log!"),
        ("Call", "log!(r#\"ü {ü} {}\"#, a::b(1_0u8))"),
        ("Template", "r#\"ü {ü} {}\"#"),
        ("Str", "ü "),
        ("Hole", "{ü}"),
        ("Local", "ü"),
        ("Hole", "{}"),
        ("Path", "a::b"),
        ("Int", "1_0u8"),
        ("Struct", "S { f: -1, ..d }"),
        ("Unary", "-1"),
        ("Array", "[c; 2]"),
        ("Closure", "|q| q"),
        ("Return", "return ('x', b\"y\")"),
        ("Str", "'x'"),
        ("Str", "b\"y\""),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not among {found:?}");
    }
}

#[test]
fn names_of_items_stand_where_they_are_written() {
    let source = "//! é\npub mod m { pub struct S<T>(T); impl S<u8> { fn go(&self) {} } }\nstatic R: u8 = 1;\n\
                  enum E { V { f: u8 } }\nuse a::{b as c};\n";
    let facts = lower(source);
    let at = |span: skinflint_base::Span| &source[span.start as usize..span.end as usize];
    assert_eq!(at(facts.modules[1].span), "m");
    assert_eq!(facts.types.iter().map(|t| at(t.span)).collect::<Vec<_>>(), ["S", "E"]);
    assert_eq!(at(function(&facts, "go").span), "go");
    assert_eq!(at(facts.consts[0].span), "R");
    assert_eq!(at(facts.variants[0].span), "V");
    assert_eq!(at(facts.variant_fields(&facts.variants[0])[0].span), "f");
    assert_eq!(at(facts.imports[0].span), "c");
}

#[test]
fn a_script_with_a_head_and_windows_lines_keeps_its_places() {
    let source = "#!/usr/bin/env cargo\r\n---\r\n[package]\r\n---\r\nfn main() {\r\n    go(\"é\", x);\r\n}\r\n";
    let facts = lower(source);
    let call = ids(&facts).find(|id| matches!(facts.expr(*id), Expr::Call { .. })).expect("a call");
    assert_eq!(slice(&facts, source, call), "go(\"é\", x)");
}

#[test]
fn variables_know_what_gives_them_their_values() {
    let source = "fn f(p: u8, (q, _): (u8, u8)) {
        let mut a: String = one();
        a = two();
        a += three();
        (a, _) = four();
        for b in five() {}
        match six() { S(c) | T(c) => c, }
        if let Some(d) = seven() {}
        eight(|e| e);
        let Some(g) = nine() else { return };
        select! { h = ten() => h }
    }";
    let facts = lower(source);
    let defs = |name: &str| -> Vec<&str> {
        let var = facts.vars.iter().position(|v| facts.str(v.name) == name).expect(name);
        let var = skinflint_facts::VarId(u32::try_from(var).expect("few"));
        facts.defs_of(var).iter().map(|at| slice(&facts, source, *at)).collect()
    };
    assert_eq!(defs("p"), Vec::<&str>::new());
    assert_eq!(defs("a"), ["let mut a: String = one()", "a = two()", "a += three()", "(a, _) = four()"]);
    assert_eq!(defs("b"), ["for b in five() {}"]);
    assert_eq!(defs("c"), ["S(c) | T(c) => c"]);
    assert_eq!(defs("d"), ["let Some(d) = seven()"]);
    assert_eq!(defs("e"), ["|e| e"]);
    assert_eq!(defs("g"), ["let Some(g) = nine() else { return }"]);
    assert_eq!(defs("h"), ["h = ten()"]);
    let var = |name: &str| facts.vars.iter().find(|v| facts.str(v.name) == name).expect(name);
    assert_eq!(ty(&facts, var("a").ty), "String");
    assert_eq!(var("p").param.map(|(_, n)| n), Some(0));
    let params = facts.params_of(function(&facts, "f"));
    assert!(params[0].var.is_some() && params[1].var.is_none());
    assert!(matches!(facts.expr(params[1].pattern), Expr::Tuple(_)));
}

#[test]
fn generics_come_with_all_their_bounds() {
    let facts = lower(
        "struct W<'a, K: Hash + Eq, const N: usize>(K) where K: Clone, Vec<K>: Debug;
         impl<S> Layer<S> for W<S> where S: Service<Request>, S::Error: Into<Boxed> {}
         fn f<F, T: ?Sized>(f: F) where F: for<'x> Fn(&'x T) -> u8 + Send {}",
    );
    let list = |l| facts.tys_of(l).map(|t| ty(&facts, t)).collect::<Vec<_>>();
    assert_eq!(list(facts.types[0].generics), ["K<Hash, Eq, Clone>", "N", "Vec<Debug>"]);
    assert_eq!(list(facts.impls[0].generics), ["S<Service<Request>>", "S::Error<Into<Boxed>>"]);
    assert_eq!(ty(&facts, facts.impls[0].trait_ty), "Layer<S>");
    assert_eq!(list(function(&facts, "f").generics), ["F<fn<u8>, Send>", "T<Sized>"]);
}

#[test]
fn owners_and_parents_are_who_holds_a_function() {
    let facts = lower(
        "trait T { fn required(&self); } impl T for S { fn required(&self) {} }
         fn outer() { fn inner() {} const C: u8 = 1; impl S { pub fn in_body(&self) {} } }
         pub fn visible() {}",
    );
    let outer = facts.functions.iter().position(|f| facts.str(f.name) == "outer").expect("outer");
    let required: Vec<Owner> =
        facts.functions.iter().filter(|f| facts.str(f.name) == "required").map(|f| f.owner).collect();
    assert!(matches!(required[..], [Owner::Type(_), Owner::Impl(_)]));
    let parent = |name: &str| function(&facts, name).parent.map(|p| p.index());
    assert_eq!((parent("inner"), parent("in_body"), parent("visible")), (Some(outer), Some(outer), None));
    assert_eq!(facts.consts[0].parent.map(|p| p.index()), Some(outer));
    assert!(matches!(function(&facts, "in_body").owner, Owner::Impl(_)));
    assert_eq!(function(&facts, "inner").owner, Owner::Module);
    assert!(function(&facts, "visible").flags.is_public && !function(&facts, "outer").flags.is_public);
}

#[test]
fn ranges_hold_a_functions_own_nodes_and_those_of_nested_ones() {
    let source = "#[a(b)] fn outer(x: u8) { first(x); fn inner() { second() } }\nconst C: u8 = third();\nfn last() {}";
    let facts = lower(source);
    let texts = |(from, to): (u32, u32)| -> Vec<&str> {
        ids(&facts)
            .filter(|id| (from..to).contains(&id.0) && matches!(facts.expr(*id), Expr::Path { .. }))
            .map(|id| slice(&facts, source, id))
            .collect()
    };
    assert_eq!(texts(function(&facts, "outer").exprs), ["a", "b", "first", "second"]);
    assert_eq!(texts(function(&facts, "inner").exprs), ["second"]);
    assert_eq!(texts(facts.consts[0].exprs), ["third"]);
    assert_eq!(texts(function(&facts, "last").exprs), Vec::<&str>::new());
}

#[test]
fn a_file_that_is_only_built_for_tests_says_so() {
    let facts = lower("#![cfg(test)]\nfn helper() {}");
    assert!(facts.modules[0].test && function(&facts, "helper").flags.is_test);
    assert_eq!(lower_at("tests/it.rs", "fn a() {}").role, FileRole::Test);
    assert_eq!(lower_at("build.rs", "fn main() {}").role, FileRole::Build);
}

#[test]
fn declared_modules_know_their_path_attribute() {
    let facts = lower("mod a; #[path = \"b/c.rs\"] mod b; mod d {}");
    let declared: Vec<_> = facts.modules.iter().skip(1).map(|m| m.declared.map(|s| facts.str(s))).collect();
    assert_eq!(declared, [Some(""), Some("b/c.rs"), None]);
}

#[test]
fn a_hole_is_filled_by_the_very_argument() {
    let facts = lower("fn f() { log!(\"{} {name}\", x.y(), name = z) }");
    let args = ids(&facts)
        .find_map(|id| match facts.expr(id) {
            Expr::Call { callee, args, .. } if matches!(facts.expr(callee), Expr::Path { .. }) => Some(args),
            _ => None,
        })
        .expect("the macro");
    let args: Vec<_> = facts.args_of(args).collect();
    let Expr::Template { parts, .. } = facts.expr(args[0].value) else { panic!("no template") };
    let holes: Vec<ExprId> = facts
        .exprs_of(parts)
        .filter_map(|part| match facts.expr(part) {
            Expr::Hole { value, .. } => Some(value),
            _ => None,
        })
        .collect();
    assert_eq!(holes, [args[1].value, args[2].value]);
}

#[test]
fn aliases_traits_and_unions_are_types() {
    let facts = lower("type A<T> = Arc<T>; trait B: C + D<u8> {} union U { a: u8 }");
    let kinds: Vec<_> = facts.types.iter().map(|t| t.kind).collect();
    assert_eq!(kinds, [TypeKind::Alias, TypeKind::Trait, TypeKind::Struct]);
    let bases = |i: usize| facts.tys_of(facts.types[i].bases).map(|t| ty(&facts, t)).collect::<Vec<_>>();
    assert_eq!((bases(0), bases(1)), (vec!["Arc<T>".to_owned()], vec!["C".to_owned(), "D<u8>".to_owned()]));
}
