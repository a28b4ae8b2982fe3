use deadpool_postgres::Pool;
use tokio_postgres::{Client, Error};

async fn names(client: &Client, ids: &[i64]) -> Result<(), Error> {
    for id in ids {
        let row = client.query_one("SELECT name FROM customers WHERE id = $1", &[id]).await?; //~ query-in-loop error
        drop(row);
    }
    Ok(())
}

async fn pooled(pool: &Pool, ids: &[i64]) -> Result<(), Error> {
    let mut held = pool.get().await?;
    let tx = held.transaction().await?;
    for id in ids {
        tx.execute("DELETE FROM customers WHERE id = $1", &[id]).await?; //~ query-in-loop error
    }
    let rows = tx.query("SELECT id FROM customers WHERE id = ANY($1)", &[&ids]).await?;
    for row in rows {
        drop(row);
    }
    Ok(())
}

// A retry runs the same until it works.
async fn again(client: &Client) -> Result<(), Error> {
    for attempt in 0..5 {
        match client.execute("UPDATE jobs SET locked = true", &[]).await {
            Ok(_) => return Ok(()),
            Err(_) => tokio::time::sleep(std::time::Duration::from_secs(attempt)).await,
        }
    }
    Ok(())
}
