use sqlx::PgPool;

async fn search(pool: &PgPool, term: Option<String>) -> Result<Vec<i64>, sqlx::Error> {
    let pattern = term.as_ref().map(|t| format!("%{}%", t));
    sqlx::query_scalar(
        r#"
        SELECT id FROM builds
        WHERE ($1::text IS NULL OR status = $1)
          AND ($2::text IS NULL OR name ILIKE $2)
        "#,
    )
    //~^^^ sql-leading-wildcard
    .bind("done")
    .bind(&pattern)
    .fetch_all(pool)
    .await
}

async fn macros(pool: &PgPool, term: &str) -> Result<Vec<i64>, sqlx::Error> {
    let pattern = format!("%{term}%");
    sqlx::query_scalar!("SELECT id FROM builds WHERE name LIKE $1", pattern).fetch_all(pool).await //~ sql-leading-wildcard
}

async fn literal(pool: &PgPool) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM builds WHERE log LIKE '%panicked%'").fetch_all(pool).await //~ sql-leading-wildcard
}

async fn concatenated(pool: &PgPool, term: &str) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM builds WHERE name ILIKE '%' || $1 || '%'").bind(term).fetch_all(pool).await //~ sql-leading-wildcard
}

// `%` where nothing is searched for, else a search.
async fn either(pool: &PgPool, search: &Option<String>, extra: &str) -> Result<Vec<i64>, sqlx::Error> {
    let name = match search {
        None => "%".to_string(),
        Some(v) => format!("%{v}%"),
    };
    let mut sql = format!("SELECT id FROM builds {extra} WHERE name LIKE ?"); //~ sql-leading-wildcard
    sql = format!("{sql} ORDER BY id LIMIT 20");
    sqlx::query_scalar(&sql).bind(name).fetch_all(pool).await
}

async fn prefix(pool: &PgPool, term: &str, repository: i64) -> Result<(), sqlx::Error> {
    let pattern = format!("{term}%");
    sqlx::query("SELECT id FROM builds WHERE name LIKE $1").bind(pattern).fetch_all(pool).await?;
    sqlx::query("SELECT id FROM builds WHERE repository_id = $1 AND path LIKE '%.mod'").bind(repository).fetch_all(pool).await?;
    sqlx::query("SELECT $1 LIKE pattern FROM rules WHERE $1 LIKE pattern").bind(term).fetch_all(pool).await?;
    sqlx::query("SELECT id FROM builds WHERE name NOT LIKE '%-draft'").fetch_all(pool).await?;
    sqlx::query("SELECT id FROM builds WHERE name LIKE '%'").fetch_all(pool).await?;
    sqlx::query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%_log'").fetch_all(pool).await?;
    Ok(())
}
