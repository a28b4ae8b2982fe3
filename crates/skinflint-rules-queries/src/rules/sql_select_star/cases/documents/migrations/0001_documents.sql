CREATE TABLE documents (
    id BIGSERIAL PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    content JSONB NOT NULL
);
CREATE TABLE jobs (id UUID PRIMARY KEY, name TEXT NOT NULL, metadata JSONB);
