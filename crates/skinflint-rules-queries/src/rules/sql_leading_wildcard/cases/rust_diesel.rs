use diesel::prelude::*;

fn search(conn: &mut PgConnection, term: &str) -> QueryResult<Vec<i64>> {
    books::table.filter(books::title.ilike(format!("%{}%", term))).select(books::id).load(conn) //~ sql-leading-wildcard
}

fn prefix(conn: &mut PgConnection, term: &str) -> QueryResult<Vec<i64>> {
    books::table.filter(books::title.like(format!("{}%", term))).select(books::id).load(conn)
}
