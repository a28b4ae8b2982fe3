-- name: UpdateInstance :exec
UPDATE instances --~ sql-missing-where
SET status = $1,
    port = $2;

-- name: UpdateInstancePort :exec
UPDATE instances
SET port = $1
WHERE id = $2;

-- name: MarkAllStale :exec
UPDATE instances SET stale = true;

-- name: DeleteInstances :exec
DELETE FROM instances;
