use sqlx::PgPool;

async fn report(pool: &PgPool, instance: i64, status: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE instances SET status = $1").bind(status).execute(pool).await?; //~ sql-missing-where
    sqlx::query("UPDATE instances SET port = $1 WHERE id = $2").bind(80).bind(instance).execute(pool).await?;
    Ok(())
}

async fn delete_instance(pool: &PgPool, instance_id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM instances").execute(pool).await?; //~ sql-missing-where
    Ok(())
}

// A constant for all, a table with one row, a reset by its name, one filled again, a subset that is built.
async fn fine(pool: &PgPool, name: &str, chosen: bool) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE instances SET stale = false").execute(pool).await?;
    sqlx::query_scalar("SELECT name FROM identity LIMIT 1").fetch_optional(pool).await?;
    sqlx::query("UPDATE identity SET name = $1, seen = now()").bind(name).execute(pool).await?;
    let mut sql = String::from("UPDATE instances SET status = $1");
    if chosen {
        sql.push_str(" WHERE chosen");
    }
    sqlx::query(&sql).bind(name).execute(pool).await?;
    Ok(())
}

async fn reset_all_instances(pool: &PgPool, status_id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE instances SET status = $1").bind(status_id).execute(pool).await?;
    sqlx::query("DELETE FROM instances").execute(pool).await?;
    Ok(())
}

async fn save(pool: &PgPool, list_id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM instances").execute(pool).await?;
    sqlx::query("INSERT INTO instances (id) VALUES ($1)").bind(list_id).execute(pool).await?;
    Ok(())
}

async fn some_or_all(pool: &PgPool, conditions: &[String]) -> Result<(), sqlx::Error> {
    let sql = if conditions.is_empty() {
        "UPDATE instances SET status = $1;".to_string()
    } else {
        format!("UPDATE instances SET status = $1 WHERE {};", conditions.join(" AND "))
    };
    sqlx::query(&sql).bind(conditions.len() as i64).execute(pool).await?;
    Ok(())
}
