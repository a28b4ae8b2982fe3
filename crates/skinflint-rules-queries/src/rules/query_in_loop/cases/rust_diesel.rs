use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::schema::{customers, orders};

fn customers_of(conn: &mut PgConnection, ids: &[i64]) -> QueryResult<Vec<Customer>> {
    let mut all = Vec::new();
    for id in ids {
        let found = customers::table.filter(customers::id.eq(id)).first::<Customer>(conn)?; //~ query-in-loop error
        all.push(found);
    }
    Ok(all)
}

async fn store(conn: &mut AsyncPgConnection, rows: Vec<NewOrder>) -> QueryResult<()> {
    for row in rows {
        diesel::insert_into(orders::table).values(&row).execute(conn).await?; //~ query-in-loop error
    }
    Ok(())
}

fn save(conn: &mut PgConnection, orders: Vec<Order>) -> QueryResult<()> {
    for order in orders {
        order.save_changes::<Order>(conn)?; //~ query-in-loop error
    }
    Ok(())
}

// The wrapper's closure is no loop, the loop around it is one.
async fn wrapped(pool: &Pool, ids: Vec<i64>) -> Result<(), Error> {
    let conn = pool.get().await?;
    conn.interact(move |conn| orders::table.filter(orders::id.eq(1)).load::<Order>(conn)).await??;
    for id in ids {
        conn.interact(move |conn| orders::table.find(id).first::<Order>(conn)).await??; //~ query-in-loop error
    }
    Ok(())
}

// One statement for a list; what a chunk's statement takes is a list too.
fn batched(conn: &mut PgConnection, ids: &[i64]) -> QueryResult<()> {
    let all = customers::table.filter(customers::id.eq_any(ids)).load::<Customer>(conn)?;
    for customer in &all {
        drop(customer);
    }
    for chunk in ids.chunks(500) {
        diesel::delete(orders::table.filter(orders::id.eq_any(chunk))).execute(conn)?;
    }
    Ok(())
}

// `first` and `load` exist on other things.
fn namesakes(flags: &[AtomicBool], lists: &[Vec<u8>]) -> usize {
    let mut n = 0;
    for flag in flags {
        n += usize::from(flag.load(Ordering::Relaxed));
    }
    for list in lists {
        n += list.first().map_or(0, |b| usize::from(*b));
    }
    n
}
