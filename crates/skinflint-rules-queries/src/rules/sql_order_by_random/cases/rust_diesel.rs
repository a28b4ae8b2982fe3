use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

fn draw(conn: &mut PgConnection) -> QueryResult<Vec<i64>> {
    photos::table.select(photos::id).order(sql::<Bool>("RANDOM()")).limit(3).load(conn) //~ sql-order-by-random
}

fn latest(conn: &mut PgConnection) -> QueryResult<Vec<i64>> {
    photos::table.select(photos::id).order(photos::created.desc()).limit(3).load(conn)
}
