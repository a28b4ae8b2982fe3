use sqlx::PgPool;

async fn record(pool: &PgPool, config: i32) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO fetches (config_id) VALUES ($1)", config).execute(pool).await?;
    sqlx::query!("INSERT INTO solves (config_id) VALUES ($1)", config).execute(pool).await?;
    Ok(())
}

async fn read(pool: &PgPool, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "SELECT time FROM fetches
         WHERE config_id = (SELECT id FROM configs WHERE key = $1)
         ORDER BY time DESC",
        key
    )
    //~^^^^ sql-unindexed-filter
    .fetch_all(pool)
    .await?;
    sqlx::query!("SELECT time FROM solves WHERE config_id = $1", 1).fetch_all(pool).await?;
    sqlx::query!("SELECT code FROM colours WHERE name = $1", key).fetch_all(pool).await?;
    Ok(())
}
