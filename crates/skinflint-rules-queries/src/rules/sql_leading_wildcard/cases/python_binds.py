def search(cursor, term: str):
    cursor.execute("SELECT id FROM documents WHERE title LIKE %s", (f"%{term}%",))  #~ sql-leading-wildcard
    return cursor.fetchall()


def named(cursor, term: str):
    pattern = "%" + term + "%"
    cursor.execute("SELECT id FROM documents WHERE title LIKE :pattern", {"pattern": pattern})  #~ sql-leading-wildcard
    return cursor.fetchall()


def doubled(cursor):
    cursor.execute("SELECT id FROM documents WHERE title LIKE '%%draft%%' AND owner <> %s", ("x",))  #~ sql-leading-wildcard
    return cursor.fetchall()


def prefix(cursor, term: str):
    cursor.execute("SELECT id FROM documents WHERE title LIKE %s", (f"{term}%",))
    cursor.execute("SELECT id FROM documents WHERE owner_id = %s AND title LIKE %s", (1, f"%{term}%"))
    return cursor.fetchall()
