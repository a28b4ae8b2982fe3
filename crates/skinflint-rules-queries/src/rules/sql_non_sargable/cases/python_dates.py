def today(cursor, day):
    cursor.execute("SELECT id FROM visits WHERE DATE(at) = %s", (day,))  #~ sql-non-sargable
    return cursor.fetchall()


def this_year(cursor, year):
    cursor.execute("SELECT id FROM visits WHERE strftime('%%Y', at) = %s", (year,))  #~ sql-non-sargable
    return cursor.fetchall()


def ranged(cursor, start, end):
    cursor.execute("SELECT id FROM visits WHERE at >= %s AND at < %s", (start, end))
    return cursor.fetchall()
