// A wrapper's callers say what it runs.
struct Store {
    conn: rusqlite::Connection,
}

impl Store {
    fn rows(&self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.conn.prepare(sql)?;
        let rows = statement.query_map(params, |row| row.get(0))?;
        rows.collect()
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.conn.execute(sql, params)
    }
}

fn forget(store: &Store, host: &str) -> rusqlite::Result<usize> {
    store.run("DELETE FROM visits WHERE url LIKE ?", rusqlite::params![format!("%{host}%")]) //~ sql-leading-wildcard
}

fn search(store: &Store) -> rusqlite::Result<Vec<String>> {
    store.rows("SELECT url FROM visits WHERE url LIKE '%.onion'", []) //~ sql-leading-wildcard
}

fn prefix(store: &Store, host: &str) -> rusqlite::Result<usize> {
    store.run("DELETE FROM visits WHERE url LIKE ?", rusqlite::params![format!("{host}%")])
}
