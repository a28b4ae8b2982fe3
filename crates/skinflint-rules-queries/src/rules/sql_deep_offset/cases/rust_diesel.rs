use diesel::prelude::*;

fn page(conn: &mut PgConnection, page: i64, size: i64) -> QueryResult<Vec<i64>> {
    events::table.select(events::id).order(events::id).limit(size).offset(page * size).load(conn) //~ sql-deep-offset
}

fn second(conn: &mut PgConnection) -> QueryResult<i64> {
    events::table.select(events::id).order(events::id).offset(1).first(conn)
}

fn elsewhere(text: &[u8], at: usize, zone: Zone) -> usize {
    text.as_ptr().offset(at as isize);
    zone.offset(at)
}

fn with_sql_query(conn: &mut PgConnection, from: i64) -> QueryResult<Vec<Row>> {
    diesel::sql_query("SELECT id FROM events ORDER BY id LIMIT 20 OFFSET $1") //~ sql-deep-offset
        .bind::<BigInt, _>(from)
        .load(conn)
}
