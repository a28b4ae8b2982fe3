use sqlx::PgPool;

struct Book {
    id: i64,
    title: String,
}

async fn search(pool: &PgPool, term: &str) -> Result<(), sqlx::Error> {
    sqlx::query_file_as!(Book, "queries/search.sql", format!("%{term}%")).fetch_all(pool).await?;
    sqlx::query_file!("queries/prefix.sql", format!("{term}%")).fetch_all(pool).await?;
    sqlx::query(include_str!("../queries/titles.sql")).fetch_all(pool).await?;
    Ok(())
}
