SELECT id, title FROM books WHERE title LIKE '%.draft' --~ sql-leading-wildcard
