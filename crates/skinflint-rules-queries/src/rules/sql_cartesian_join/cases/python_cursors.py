def report(cursor):
    cursor.execute("""
        SELECT a.id, b.id
        FROM accounts a, branches b
        WHERE a.open = 1
    """)  #~^^ sql-cartesian-join
    return cursor.fetchall()


def joined(cursor):
    cursor.execute("SELECT a.id FROM accounts a, branches b WHERE a.branch = b.id")
    return cursor.fetchall()
