import sqlite3

QUERY = """
    SELECT id, url
    FROM photos
    ORDER BY RANDOM()
    LIMIT %s
"""


def draw(conn, count: int):
    with conn.cursor() as cursor:
        cursor.execute(QUERY, (count,))
        return cursor.fetchall()
#~^^^^^^^^^ sql-order-by-random


def joined(conn: sqlite3.Connection):
    return conn.execute(
        "SELECT id FROM photos "
        "ORDER BY RANDOM() "  #~ sql-order-by-random
        "LIMIT 1"
    ).fetchone()


def by_album(conn: sqlite3.Connection, album_id: int):
    return conn.execute("SELECT id FROM photos WHERE album_id = ? ORDER BY RANDOM()", (album_id,)).fetchall()
