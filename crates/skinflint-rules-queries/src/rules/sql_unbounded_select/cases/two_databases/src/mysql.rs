pub struct MySql {
    pool: sqlx::MySqlPool,
}

// The same statement for another database is the same finding.
impl MySql {
    pub async fn all(&self) -> Result<Vec<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM torrents").fetch_all(&self.pool).await //~ sql-unbounded-select
    }

    pub async fn page(&self, limit: i64) -> Result<Vec<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM torrents ORDER BY id LIMIT ?").bind(limit).fetch_all(&self.pool).await
    }
}
