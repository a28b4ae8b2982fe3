INSERT INTO albums (photo_id) SELECT id FROM photos ORDER BY random() LIMIT 100;
