# What becomes of a row that is no type of the tree is not known.
def load(cursor):
    cursor.execute("SELECT * FROM documents")
    return [row["id"] for row in cursor.fetchall()]
