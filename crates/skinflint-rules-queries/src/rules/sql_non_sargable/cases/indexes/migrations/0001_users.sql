CREATE TABLE users (id BIGSERIAL PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, created_at TIMESTAMPTZ NOT NULL);
CREATE INDEX users_created ON users (created_at);
CREATE TABLE artifacts (id BIGSERIAL PRIMARY KEY, repository_id BIGINT, name TEXT);
CREATE INDEX artifacts_name ON artifacts (repository_id, LOWER(name));
