async fn search(db: &sqlx::PgPool, term: &str) -> Result<(), sqlx::Error> {
    let pattern = format!("%{term}%");
    sqlx::query!("SELECT a.id FROM artifacts a WHERE a.name ILIKE $1", pattern).fetch_all(db).await?;
    sqlx::query!("SELECT a.id FROM artifacts a WHERE a.summary ILIKE $1", pattern).fetch_all(db).await?; //~ sql-leading-wildcard
    Ok(())
}
