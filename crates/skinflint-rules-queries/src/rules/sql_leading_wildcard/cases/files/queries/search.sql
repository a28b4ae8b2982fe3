SELECT id, title
FROM books
WHERE title LIKE $1 --~ sql-leading-wildcard
