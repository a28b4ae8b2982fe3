import asyncpg
import psycopg
import sqlite3
from pymongo.collection import Collection


async def names(pool: asyncpg.Pool, ids):
    for pk in ids:
        await pool.fetchrow("SELECT name FROM customer WHERE id = $1", pk)  #~ query-in-loop error
    for row in await pool.fetch("SELECT id FROM customer"):
        print(row)


def rows(conn: psycopg.Connection, ids):
    with conn.cursor() as cursor:
        for pk in ids:
            cursor.execute("SELECT name FROM customer WHERE id = %s", (pk,))  #~ query-in-loop error


def documents(people: Collection, ids):
    for pk in ids:
        people.find_one({"_id": pk})  #~ query-in-loop error
        people.insert_one({"_id": pk})  #~ query-in-loop error
