CREATE TABLE configs (id SERIAL PRIMARY KEY, key TEXT UNIQUE NOT NULL);
CREATE TABLE fetches (
    config_id INTEGER REFERENCES configs (id),
    time TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE solves (
    config_id INTEGER REFERENCES configs (id),
    time TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX solves_config ON solves (config_id, time);
CREATE TABLE colours (name TEXT, code TEXT);
