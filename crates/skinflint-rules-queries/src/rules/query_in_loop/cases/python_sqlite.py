import sqlite3


# In this process, and the receiver is only known by its name.
def store(db, names):
    for name in names:
        db.execute("INSERT INTO customer (name) VALUES (?)", (name,))  #~ query-in-loop warning
    db.executemany("INSERT INTO customer (name) VALUES (?)", [(name,) for name in names])
