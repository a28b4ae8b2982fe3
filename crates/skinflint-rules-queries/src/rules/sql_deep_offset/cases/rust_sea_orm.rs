use sea_orm::{DatabaseConnection, DbBackend, Statement};

async fn raw(db: &DatabaseConnection, skip: i64) -> Result<(), sea_orm::DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT id FROM events ORDER BY id LIMIT 10 OFFSET $1", //~ sql-deep-offset
        [skip.into()],
    );
    db.query_all(statement).await?;
    Ok(())
}

async fn built(db: &DatabaseConnection, page: u64) -> Result<(), sea_orm::DbErr> {
    Event::find().order_by_asc(Column::Id).limit(20).offset(page * 20).all(db).await?; //~ sql-deep-offset
    Ok(())
}

fn pushed(page: i64) -> sqlx::QueryBuilder<'static, sqlx::Postgres> {
    sqlx::QueryBuilder::new("SELECT id FROM events ORDER BY id LIMIT 10 OFFSET 0")
}
