use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, Statement};

use crate::entities::{cake, filling};

async fn fillings(db: &DatabaseConnection, cakes: &[cake::Model]) -> Result<(), sea_orm::DbErr> {
    for cake in cakes {
        let found = filling::Entity::find().filter(filling::Column::CakeId.eq(cake.id)).all(db).await?; //~ query-in-loop error
        drop(found);
    }
    Ok(())
}

async fn store(db: &DatabaseConnection, models: Vec<cake::ActiveModel>) -> Result<(), sea_orm::DbErr> {
    for model in models {
        cake::Entity::insert(model).exec(db).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn save(db: &DatabaseConnection, models: Vec<cake::ActiveModel>) -> Result<(), sea_orm::DbErr> {
    for model in models {
        model.insert(db).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn raw(db: &DatabaseConnection, names: &[String]) -> Result<(), sea_orm::DbErr> {
    for name in names {
        db.execute(Statement::from_string(db.get_database_backend(), name)).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn batched(db: &DatabaseConnection, ids: Vec<i32>) -> Result<(), sea_orm::DbErr> {
    let all = filling::Entity::find().filter(filling::Column::CakeId.is_in(ids)).all(db).await?;
    for filling in all {
        drop(filling);
    }
    Ok(())
}
