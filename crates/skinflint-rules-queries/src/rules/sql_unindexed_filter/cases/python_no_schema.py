# Without the schema nothing is known of indexes.
def record(cursor, name):
    cursor.execute("INSERT INTO visits (name) VALUES (%s)", (name,))
    cursor.execute("SELECT id FROM visits WHERE name = %s", (name,))
