use sqlx::PgPool;

struct Event {
    id: i64,
}

async fn page(pool: &PgPool, page: i64, size: i64, newest: bool) -> Result<Vec<Event>, sqlx::Error> {
    let order = if newest { "ORDER BY id DESC" } else { "ORDER BY id ASC" };
    let sql = format!(
        r#"
        SELECT id FROM events
        {}
        OFFSET $1
        LIMIT $2
        "#,
        order
    );
    //~^^^^^ sql-deep-offset
    sqlx::query_as(&sql).bind(page * size).bind(size).fetch_all(pool).await
}

async fn of_user(pool: &PgPool, user: i64, limit: i32, offset: i32) -> Result<Vec<Event>, sqlx::Error> {
    sqlx::query_as!(Event, "SELECT id FROM events WHERE user_id = $1 ORDER BY id OFFSET $2 LIMIT $3", user, offset, limit) //~ sql-deep-offset
        .fetch_all(pool)
        .await
}

fn mysql_form(conn: &mut mysql::PooledConn, from: u64) {
    conn.exec_drop("SELECT id FROM events ORDER BY id LIMIT ?, 20", (from,)); //~ sql-deep-offset
}

// The second row of all, the first page, a keyset, and a text that is no query.
async fn fine(pool: &PgPool, last: i64) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT id FROM events ORDER BY id LIMIT 1 OFFSET 1").fetch_optional(pool).await?;
    sqlx::query("SELECT id FROM events WHERE id > $1 ORDER BY id LIMIT 50").bind(last).fetch_all(pool).await?;
    sqlx::query("SELECT x FROM generate_series(1, 10) AS x OFFSET $1").bind(last).fetch_all(pool).await?;
    tracing::debug!("SELECT id FROM events LIMIT 1 OFFSET {}", last); //~ log-message-interpolated
    Ok(())
}
