use rusqlite::{Connection, Result, params};

fn names(conn: &Connection, ids: &[i64]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for id in ids {
        all.push(conn.query_row("SELECT name FROM contacts WHERE id = ?", [id], |row| row.get(0))?); //~ query-in-loop error
    }
    Ok(all)
}

// In this process a write per element in one transaction is cheap: it warns.
fn store(conn: &mut Connection, names: &[String]) -> Result<()> {
    let tx = conn.transaction()?;
    for name in names {
        tx.execute("INSERT INTO contacts (name) VALUES (?)", params![name])?; //~ query-in-loop warning
    }
    tx.commit()
}

// Prepared once and run again and again: that is how it batches.
fn prepared(names: &[String]) -> Result<()> {
    let conn = Connection::open("contacts.db")?;
    let mut statement = conn.prepare("INSERT INTO contacts (name) VALUES (?)")?;
    for name in names {
        statement.execute(params![name])?;
    }
    Ok(())
}
