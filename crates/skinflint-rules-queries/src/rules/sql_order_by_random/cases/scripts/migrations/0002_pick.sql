UPDATE albums SET cover = (SELECT id FROM photos ORDER BY random() LIMIT 1);
