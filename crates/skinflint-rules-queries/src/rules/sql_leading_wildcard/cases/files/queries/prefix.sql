SELECT id, title FROM books WHERE title LIKE $1
