-- name: Owners :many
SELECT c.id, u.email
FROM chunks c
JOIN members m ON m.chunk_id = c.id
JOIN users u ON m.user_id = c.owner_id --~ sql-cartesian-join
LIMIT 20;

-- name: Mine :many
SELECT c.id
FROM chunks c
JOIN users u ON u.id = $1
WHERE c.owner_id = $1;
