-- The orders of one shop, newest first: WHERE source = ? AND id < ? ORDER BY id DESC.

ALTER TABLE sale_order ADD KEY of_source (source, id);
