use sqlx::SqlitePool;

struct Torrent {
    id: i64,
}

async fn page(pool: &SqlitePool, limit: i64, last: i64) -> Result<Vec<Torrent>, sqlx::Error> {
    sqlx::query_as("SELECT id FROM torrents WHERE id > ? ORDER BY id LIMIT ?").bind(last).bind(limit).fetch_all(pool).await
}

async fn all(pool: &SqlitePool) -> Result<Vec<Torrent>, sqlx::Error> {
    sqlx::query_as::<_, Torrent>("SELECT id FROM torrents").fetch_all(pool).await //~ sql-unbounded-select
}

// Counted, streamed, chosen, or of a table that nobody pages.
async fn fine(pool: &SqlitePool, hash: &str) -> Result<(), sqlx::Error> {
    sqlx::query_as("SELECT COUNT(*) FROM torrents").fetch_all(pool).await?;
    let mut rows = sqlx::query("SELECT id FROM torrents").fetch(pool);
    sqlx::query("SELECT id FROM torrents WHERE hash = ?").bind(hash).fetch_all(pool).await?;
    sqlx::query("SELECT id, name FROM categories").fetch_all(pool).await?;
    sqlx::query("SELECT category, count(*) FROM torrents GROUP BY category").fetch_all(pool).await?;
    Ok(())
}

async fn postgres(client: &tokio_postgres::Client) -> Result<(), tokio_postgres::Error> {
    client.query("SELECT id FROM torrents", &[]).await?; //~ sql-unbounded-select
    client.query_raw("SELECT id FROM torrents", &[]).await?;
    client.query_one("SELECT id FROM torrents", &[]).await?;
    Ok(())
}
