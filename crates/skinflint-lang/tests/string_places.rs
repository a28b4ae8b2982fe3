//! Every byte of a string's value is found again in the file, however the string is written.

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Expr, ExprId, Facts, Language};

fn lower(path: &str, source: &str) -> Facts {
    let language = skinflint_lang::language_of(&RelPath::from(path)).unwrap_or(Language::Rust);
    skinflint_lang::lower(&Text::new(RelPath::from(path), source.to_owned()), language).facts
}

/// Where `word` of the string that holds it stands, as the text from there on.
fn found<'s>(path: &str, source: &'s str, word: &str) -> &'s str {
    let facts = lower(path, source);
    for (i, expr) in facts.exprs.iter().enumerate() {
        if let Expr::Str(sym) = expr
            && let Some(at) = facts.str(*sym).find(word)
        {
            let id = ExprId(u32::try_from(i).unwrap_or(u32::MAX));
            let place = facts.place_in(id, u32::try_from(at).unwrap_or(u32::MAX));
            return place.map_or("nowhere", |p| &source[p as usize..]);
        }
    }
    panic!("no string holds `{word}`")
}

#[test]
fn rust_strings_of_every_kind() {
    for source in [
        "fn f() { g(\"SELECT one FROM here\"); }",
        "fn f() { g(r\"SELECT one FROM here\"); }",
        "fn f() { g(r##\"SELECT \"one\" FROM here\"##); }",
        "fn f() { g(b\"SELECT one FROM here\"); }",
        "fn f() { g(\"SELECT \\\"ö\\u{e9}\\\" \\\n    FROM here\"); }",
        "fn f() { g(\"SELECT one\\n\\tFROM here\"); }",
        "fn f() { sqlx::query!(\"SELECT one \\\n  FROM here\", id); }",
        "fn f() { sqlx::query!(r#\"SELECT one AS \"one!\" FROM here WHERE b = '{}'\"#, id); }",
        "fn f() { format!(\"SELECT one \\\n  {x} FROM here\"); }",
        "fn f() { format!(r#\"SELECT {} FROM here\"#, x); }",
        "const Q: &str = \"SELECT one \\\n FROM here\";",
    ] {
        assert!(found("src/lib.rs", source, "here").starts_with("here"), "{source}");
    }
}

#[test]
fn python_strings_of_every_kind() {
    for source in [
        "f('SELECT one FROM here')\n",
        "f(\"\"\"\n  SELECT one\n  FROM here\"\"\")\n",
        "f(r'SELECT \\d FROM here')\n",
        "f('SELECT \\'ä\\' \\\n  FROM here')\n",
        "f('SELECT one '\n  'FROM here')\n",
        "f('SELECT one '\n  f'FROM here {x}')\n",
        "f(f'SELECT {one} FROM here')\n",
        "f(f'SELECT {{one}} FROM here {x}')\n",
        "f(f'''SELECT one\n  FROM here''')\n",
        "f('SELECT one\\x41\\u00e9\\n FROM here')\n",
    ] {
        assert!(found("app/x.py", source, "here").starts_with("here"), "{source}");
    }
}

#[test]
fn scripts_are_their_statements() {
    let source = "-- one\nSELECT 1;\n/* two */ DELETE FROM here;\n";
    assert!(found("q/x.sql", source, "here").starts_with("here;"));
    let facts = lower("q/x.sql", source);
    let texts: Vec<&str> =
        facts.exprs.iter().filter_map(|e| if let Expr::Str(s) = e { Some(facts.str(*s)) } else { None }).collect();
    assert_eq!(texts, ["SELECT 1", "DELETE FROM here"]);
}

#[test]
fn what_stands_nowhere_is_nowhere() {
    assert_eq!(found("app/x.py", "f('SELECT \\N{EM DASH} FROM here')\n", "here"), "nowhere");
}
