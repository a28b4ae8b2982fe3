from sqlalchemy import select

from app.models import Event


def page(session, number: int, size: int):
    query = select(Event).order_by(Event.id)
    return session.scalars(query.limit(size).offset((number - 1) * size)).all()  #~ sql-deep-offset


def raw(number: int):
    return Event.objects.raw("SELECT id FROM app_event ORDER BY id LIMIT 20 OFFSET %s", [number])  #~ sql-deep-offset


def frame(connection, skip: int):
    import pandas

    return pandas.read_sql_query(f"SELECT id FROM app_event ORDER BY id LIMIT 100 OFFSET {skip}", connection)  #~ sql-deep-offset


def fine(delta, clock):
    return clock.offset(delta)


async def one(pool, skip: int):
    row = await pool.fetchrow("SELECT id FROM app_event ORDER BY id LIMIT 1 OFFSET $1", skip)  #~ sql-deep-offset
    return row
