use sqlx::PgPool;

const DRAW: &str = "SELECT id, title \
    FROM puzzles \
    ORDER BY RANDOM() LIMIT 3";

async fn draw(pool: &PgPool) -> Result<Vec<Puzzle>, sqlx::Error> {
    sqlx::query_as::<_, Puzzle>(DRAW).fetch_all(pool).await
}
//~^^^^^ sql-order-by-random

async fn one(pool: &PgPool) -> Result<Puzzle, sqlx::Error> {
    sqlx::query_as!(
        Puzzle,
        r#"
        SELECT id, title AS "title!"
        FROM puzzles
        WHERE solved = false
        ORDER BY random() --~ here
        LIMIT 1
        "#
    )
    //~^^^^ sql-order-by-random
    .fetch_one(pool)
    .await
}

fn sqlite(conn: &rusqlite::Connection) -> rusqlite::Result<String> {
    conn.query_row("SELECT title FROM puzzles ORDER BY RANDOM() LIMIT 1", [], |row| row.get(0)) //~ sql-order-by-random
}

struct Puzzle {
    id: i64,
    title: String,
}
