-- name: RandomPhotos :many
SELECT id, url
FROM photos
ORDER BY RANDOM() --~ sql-order-by-random
LIMIT $1;

-- name: Latest :many
SELECT id, url FROM photos ORDER BY created_at DESC LIMIT 20;
