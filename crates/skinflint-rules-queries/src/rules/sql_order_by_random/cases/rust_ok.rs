use sqlx::PgPool;

// A key chooses the rows; a part of the statement is small; a random value need not be an order.
async fn fine(pool: &PgPool, quiz: i64) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT id FROM questions WHERE quiz_id = $1 ORDER BY random() LIMIT 5").bind(quiz).fetch_all(pool).await?;
    sqlx::query("WITH best AS (SELECT id FROM questions ORDER BY score DESC LIMIT 20) SELECT id FROM best ORDER BY random()")
        .fetch_all(pool)
        .await?;
    sqlx::query("SELECT id, random() AS r FROM questions WHERE id >= $1 ORDER BY id LIMIT 5").bind(quiz).fetch_all(pool).await?;
    log::info!("SELECT id FROM questions ORDER BY random()");
    let text = "SELECT id FROM questions ORDER BY random()";
    println!("{text}");
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn shuffles(conn: rusqlite::Connection) {
        conn.execute("SELECT id FROM questions ORDER BY random()", []).unwrap();
    }
}
