CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE artifacts (id BIGSERIAL PRIMARY KEY, name TEXT NOT NULL, summary TEXT NOT NULL);
CREATE INDEX artifacts_name ON artifacts USING gin (name gin_trgm_ops);
CREATE INDEX artifacts_summary ON artifacts (summary);
