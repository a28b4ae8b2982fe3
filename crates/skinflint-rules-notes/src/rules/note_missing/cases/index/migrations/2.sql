CREATE INDEX orders_buyer ON orders (buyer); --~ note-missing error
