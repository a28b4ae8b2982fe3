use mongodb::bson::doc;
use mongodb::{Client, Collection};

async fn names(people: &Collection<Person>, ids: &[i64]) -> mongodb::error::Result<()> {
    for id in ids {
        people.find_one(doc! { "_id": id }).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn store(client: &Client, people: Vec<Person>) -> mongodb::error::Result<()> {
    let all = client.database("shop").collection("people");
    for person in people {
        all.insert_one(person).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn batched(people: &Collection<Person>, ids: Vec<i64>) -> mongodb::error::Result<()> {
    people.find(doc! { "_id": { "$in": ids } }).await?;
    Ok(())
}
