use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

async fn prices(con: &mut MultiplexedConnection, assets: &[String]) -> redis::RedisResult<()> {
    for asset in assets {
        let price: Option<f64> = con.hget("prices", asset).await?; //~ query-in-loop error
        drop(price);
    }
    Ok(())
}

async fn store(client: &redis::Client, assets: &[String]) -> redis::RedisResult<()> {
    let mut con = client.get_multiplexed_async_connection().await?;
    for asset in assets {
        let _: () = con.set(asset, 1).await?; //~ query-in-loop error
    }
    Ok(())
}

async fn by_command(con: &mut MultiplexedConnection, assets: &[String]) -> redis::RedisResult<()> {
    for asset in assets {
        let _: String = redis::cmd("GET").arg(asset).query_async(con).await?; //~ query-in-loop error
    }
    Ok(())
}

// A pipeline only collects until it is run.
async fn piped(con: &mut MultiplexedConnection, assets: &[String]) -> redis::RedisResult<()> {
    let mut pipe = redis::pipe();
    for asset in assets {
        pipe.get(asset);
    }
    pipe.query_async(con).await
}
