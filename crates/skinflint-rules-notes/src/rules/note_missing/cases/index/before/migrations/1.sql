CREATE TABLE orders (id bigint PRIMARY KEY, buyer text);
