use sqlx::PgPool;

async fn names(pool: &PgPool, ids: &[i64]) -> Result<Vec<String>, sqlx::Error> {
    let mut names = Vec::new();
    for id in ids {
        let name = sqlx::query_scalar("SELECT name FROM customers WHERE id = $1") //~ query-in-loop error
            .bind(id)
            .fetch_one(pool)
            .await?;
        names.push(name);
    }
    Ok(names)
}

// The query that is the loop's iterable runs once.
async fn once(pool: &PgPool) -> Result<(), sqlx::Error> {
    for row in sqlx::query("SELECT id FROM customers").fetch_all(pool).await? {
        drop(row);
    }
    Ok(())
}

async fn store(pool: &PgPool, names: &[String]) -> Result<(), sqlx::Error> {
    for name in names {
        sqlx::query!("INSERT INTO customers (name) VALUES ($1)", name).execute(pool).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn built(pool: &PgPool, tables: &[Table], wanted: &[i64]) -> Result<(), sqlx::Error> {
    for table in tables {
        let mut query = sqlx::QueryBuilder::new("SELECT id FROM ");
        query.push(table.name());
        query.build().fetch_all(pool).await?; //~ query-in-loop error
    }
    // A builder only collects.
    let mut query = sqlx::QueryBuilder::new("SELECT id FROM customers WHERE id IN (");
    for id in wanted {
        query.push_bind(id);
    }
    query.build().execute(pool).await?;
    Ok(())
}
