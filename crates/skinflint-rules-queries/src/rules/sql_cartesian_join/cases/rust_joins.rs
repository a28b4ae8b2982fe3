use sqlx::PgPool;

async fn bad(pool: &PgPool, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT o.id, u.name FROM orders o, users u WHERE o.total > 10").fetch_all(pool).await?; //~ sql-cartesian-join
    sqlx::query(
        "SELECT c.id FROM chunks c \
         JOIN flavors f ON f.chunk_id = c.id \
         JOIN users u ON c.owner_id = f.author_id \
         LIMIT 10",
    )
    //~^^^ sql-cartesian-join
    .fetch_all(pool)
    .await?;
    sqlx::query("UPDATE orders o SET total = p.price FROM prices p WHERE o.id = $1").bind(id).execute(pool).await?; //~ sql-cartesian-join
    Ok(())
}

async fn fine(pool: &PgPool, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT o.id FROM orders o, users u WHERE o.user_id = u.id").fetch_all(pool).await?;
    sqlx::query("SELECT o.id FROM orders o CROSS JOIN regions r").fetch_all(pool).await?;
    sqlx::query("SELECT o.id FROM orders o JOIN users u ON u.id = $1 WHERE o.user_id = $1").bind(id).fetch_all(pool).await?;
    sqlx::query("SELECT o.id, t FROM orders o, unnest(o.tags) AS t").fetch_all(pool).await?;
    sqlx::query("WITH p AS (SELECT now() AS at) SELECT o.id FROM orders o, p WHERE o.due < p.at").fetch_all(pool).await?;
    sqlx::query("SELECT o.id FROM orders o JOIN users USING (id)").fetch_all(pool).await?;
    sqlx::query("SELECT o.id FROM orders o, LATERAL (SELECT 1 AS x) l WHERE o.id = l.x").fetch_all(pool).await?;
    sqlx::query("SELECT id FROM orders, users WHERE user_ref = login").fetch_all(pool).await?;
    Ok(())
}
