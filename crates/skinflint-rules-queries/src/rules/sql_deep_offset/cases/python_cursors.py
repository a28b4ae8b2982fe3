def page(cursor, number: int, size: int):
    cursor.execute(
        "SELECT id, name FROM audit_log ORDER BY id LIMIT %s OFFSET %s",  #~ sql-deep-offset
        (size, number * size),
    )
    return cursor.fetchall()


def named(cursor, number: int):
    cursor.execute("SELECT id FROM audit_log ORDER BY id LIMIT 20 OFFSET %(skip)s", {"skip": number * 20})  #~ sql-deep-offset
    return cursor.fetchall()


async def formatted(conn, offset: int):
    return await conn.fetch(f"SELECT id FROM audit_log ORDER BY id LIMIT 20 OFFSET {offset}")  #~ sql-deep-offset


def first(cursor):
    cursor.execute("SELECT id FROM audit_log ORDER BY id LIMIT 20 OFFSET %s", (0,))
    return cursor.fetchall()
