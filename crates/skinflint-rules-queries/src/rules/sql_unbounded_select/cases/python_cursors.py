def page(cursor, last: int):
    cursor.execute("SELECT id, body FROM messages WHERE id > %s ORDER BY id LIMIT 100", (last,))
    return cursor.fetchall()


def everything(cursor):
    cursor.execute("SELECT id, body FROM messages")  #~ sql-unbounded-select
    return cursor.fetchall()


def streamed(cursor):
    cursor.execute("SELECT id, body FROM messages")
    for row in cursor:
        yield row


def networks(conn):
    for row in conn.execute("SELECT address FROM networks"):
        yield row


def in_parts(conn):
    result = conn.execute("SELECT id, body FROM messages")
    while batch := result.fetchmany(100):
        yield batch


def script(cursor):
    cursor.executescript("UPDATE messages SET seen = 1")
