//! What is read of real statements, and what is not.

use skinflint_sql::{
    Compare, Dialect, Join, Kind, Operand, Params, Predicate, Query, SchemaChange, SourceKind, Statement, Unread, parse,
};

fn read(text: &str, dialect: Dialect) -> Statement {
    parse(text, dialect, Params::Standard).unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

fn query(text: &str) -> Query {
    match read(text, Dialect::Postgres).kind {
        Kind::Query(query) => query,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ranges_point_at_what_they_name() {
    let text = "SELECT ö, t.*\n  FROM t\n WHERE ö.name ILIKE $2 AND ($1::text IS NULL OR x = $1)\n LIMIT 5 OFFSET $3";
    let query = query(text);
    let select = &query.selects[0];
    assert_eq!(&text[select.at.clone()], "SELECT");
    assert_eq!(&text[select.from[0].at.clone()], "t");
    let Predicate::Like { at, pattern: Operand::Param(param), any_case: true, .. } = &select.filter[0] else {
        panic!("{:?}", select.filter)
    };
    assert_eq!(&text[at.clone()], "ö.name ILIKE $2");
    assert_eq!(param.position, Some(1));
    assert!(matches!(&select.filter[1], Predicate::Or(arms) if arms.len() == 2));
    let offset = query.offset.expect("an offset");
    assert_eq!(&text[offset.at], "$3");
}

#[test]
fn placeholders_are_counted_as_drivers_do() {
    let position = |text: &str, params| {
        let Ok(Statement { kind: Kind::Query(query), .. }) = parse(text, Dialect::Unknown, params) else {
            panic!("{text}")
        };
        match query.offset.expect("an offset").value {
            Operand::Param(param) => (param.position, param.name),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(position("SELECT a FROM t WHERE b = ? LIMIT ? OFFSET ?", Params::Standard), (Some(2), None));
    assert_eq!(position("SELECT a FROM t LIMIT $2 OFFSET $1", Params::Standard), (Some(0), None));
    assert_eq!(position("SELECT a FROM t LIMIT ?, ?", Params::Standard), (Some(0), None));
    assert_eq!(position("SELECT a FROM t WHERE b = '%s' LIMIT %s OFFSET %s", Params::Percent), (Some(1), None));
    assert_eq!(position("SELECT a FROM t LIMIT :n OFFSET %(skip)s", Params::Percent), (None, Some("skip".to_owned())));
    assert_eq!(position("SELECT a FROM t LIMIT :n OFFSET :skip", Params::Standard), (None, Some("skip".to_owned())));
}

#[test]
fn joins_keep_how_they_are_joined() {
    let query = query(
        "SELECT * FROM a, b JOIN c ON c.id = a.id CROSS JOIN d LEFT JOIN (SELECT 1) e USING (id), unnest($1::int[]) AS f",
    );
    let from = &query.selects[0].from;
    let names: Vec<&str> = from.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(from[1].join, Join::Comma);
    assert!(matches!(&from[2].join, Join::On { on, outer: false } if on.len() == 1));
    assert_eq!(from[3].join, Join::Cross);
    assert_eq!(from[4].join, Join::Named);
    assert!(matches!(from[4].kind, SourceKind::Query(_)) && from[5].kind == SourceKind::Function);
}

#[test]
fn what_is_only_nearly_sql_is_not_read() {
    for text in
        ["Update the user before you delete from it", "SELECT a FROM", "Select one of these", "SELECT a FROM {table}"]
    {
        assert_eq!(parse(text, Dialect::Unknown, Params::Standard), Err(Unread::Syntax), "{text}");
    }
    assert_eq!(parse("SELECT 1; SELECT 2", Dialect::Unknown, Params::Standard), Err(Unread::NotOne));
    assert_eq!(parse("", Dialect::Unknown, Params::Standard), Err(Unread::NotOne));
}

#[test]
fn comparisons_with_any_and_all_of_a_list_end() {
    for text in
        ["SELECT a FROM t WHERE a < ANY($1)", "SELECT a FROM t WHERE a LIKE ALL($1)", "SELECT a <> ANY($1) FROM t"]
    {
        assert_eq!(query(text).selects.len(), 1, "{text}");
    }
}

#[test]
fn size_and_depth_are_bounded() {
    let chain = format!("SELECT a FROM t WHERE {}", vec!["a = 1"; 5_000].join(" OR "));
    assert_eq!(parse(&chain, Dialect::Sqlite, Params::Standard), Err(Unread::TooLarge));
    let deep = format!("SELECT {}1{}", "(".repeat(4_000), ")".repeat(4_000));
    assert_eq!(parse(&deep, Dialect::Sqlite, Params::Standard), Err(Unread::TooLarge));
    let unions = format!("SELECT 1 {}", "UNION SELECT 2 ".repeat(500));
    assert!(parse(&unions, Dialect::Postgres, Params::Standard).is_ok());
}

#[test]
fn changes_are_found_behind_with() {
    let text = "WITH old AS (SELECT id FROM t WHERE a < $1 LIMIT 10) DELETE FROM t USING old WHERE t.id = old.id";
    let Kind::Delete(delete) = read(text, Dialect::Postgres).kind else { panic!("no delete") };
    assert_eq!((delete.from.len(), delete.filter.len(), delete.with.len()), (2, 1, 1));
}

#[test]
fn a_schema_is_read_with_its_keys() {
    let text = "CREATE TABLE IF NOT EXISTS public.\"Users\" (id BIGSERIAL PRIMARY KEY, email TEXT UNIQUE, org_id INT REFERENCES orgs(id), \
                body JSONB, UNIQUE (org_id, email))";
    let Kind::Schema(changes) = read(text, Dialect::Postgres).kind else { panic!("no schema") };
    let [SchemaChange::CreateTable(table)] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!(table.name, "users");
    assert_eq!(table.columns[3], ("body".to_owned(), "jsonb".to_owned()));
    assert_eq!(table.keys.iter().filter(|k| k.unique).count(), 3);
    let text = "CREATE INDEX CONCURRENTLY i ON users USING gin (lower(email) gin_trgm_ops) WHERE NOT gone";
    let Kind::Schema(changes) = read(text, Dialect::Postgres).kind else { panic!("no schema") };
    let [SchemaChange::CreateIndex(index)] = &changes[..] else { panic!("{changes:?}") };
    assert!(index.partial && index.using.as_deref() == Some("gin"));
    assert_eq!(index.key.parts[0].class.as_deref(), Some("gin_trgm_ops"));
    assert!(matches!(&index.key.parts[0].of, Operand::Call { name, .. } if name == "lower"));
}

#[test]
fn in_and_any_are_one_comparison() {
    for text in ["SELECT a FROM t WHERE id = ANY($1)", "SELECT a FROM t WHERE id IN (1, 2)"] {
        let query = query(text);
        assert!(matches!(query.selects[0].filter[0], Predicate::Compare { op: Compare::In, .. }), "{text}");
    }
}
