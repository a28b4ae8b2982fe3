use sqlx::PgPool;

async fn bad(pool: &PgPool, email: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT id FROM users WHERE LOWER(email) = LOWER($1)").bind(email).fetch_optional(pool).await?; //~ sql-non-sargable
    sqlx::query("SELECT id FROM users WHERE DATE(created_at) = CURRENT_DATE").fetch_all(pool).await?; //~ sql-non-sargable
    sqlx::query("SELECT id FROM users WHERE created_at + interval '1 day' < now()").fetch_all(pool).await?; //~ sql-non-sargable
    sqlx::query("SELECT id FROM users WHERE created_at::date = $1").bind(email).fetch_all(pool).await?; //~ sql-non-sargable
    Ok(())
}

// An index of the expression, a key beside it, a column that has no index to lose.
async fn fine(pool: &PgPool, name: &str, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT id FROM artifacts WHERE LOWER(name) = LOWER($1)").bind(name).fetch_all(pool).await?;
    sqlx::query("SELECT id FROM users WHERE id = $1 AND LOWER(email) = $2").bind(id).bind(name).fetch_all(pool).await?;
    sqlx::query("SELECT id FROM users WHERE LOWER(name) = $1").bind(name).fetch_all(pool).await?;
    sqlx::query("SELECT LOWER(email) FROM users WHERE email = LOWER($1)").bind(name).fetch_all(pool).await?;
    sqlx::query("SELECT id FROM users WHERE created_at > now() - interval '1 day'").fetch_all(pool).await?;
    Ok(())
}
