-- A refund that waits for its order may name what it is for, and finance sees the refunds that wait or need a person.

-- sku:fen with commas between, 0 is the freight; empty: of everything, in proportion
ALTER TABLE parked_refund ADD COLUMN parts VARCHAR(2048) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
-- what waits, the oldest first: WHERE applied_at IS NULL AND id > ? ORDER BY id
ALTER TABLE parked_refund ADD COLUMN id BIGINT NOT NULL AUTO_INCREMENT, ADD UNIQUE KEY by_id (id);
ALTER TABLE parked_refund ADD KEY waiting_by_id (applied_at, id);
-- the console's lists by state, newest first: WHERE state = ? AND id < ? ORDER BY id DESC
ALTER TABLE order_refund ADD KEY by_state (state, id);
-- and those of one reason: WHERE reason = ? AND id < ? ORDER BY id DESC
ALTER TABLE order_suspense ADD KEY by_reason (reason, id);
