-- A person of finance closes a report of money that fits no order, or dismisses a refund whose order will not come. What is
-- open is counted from the rows: an alarm cannot be lost with the process that would have raised it.

-- NULL while it is open
ALTER TABLE order_suspense ADD COLUMN closed_at DATETIME(6) NULL;
ALTER TABLE order_suspense ADD COLUMN closed_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_suspense ADD COLUMN closing_reason VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL DEFAULT '';
-- WHERE closed_at IS NULL [AND reason = ?] AND id < ? ORDER BY id DESC
ALTER TABLE order_suspense ADD KEY open_by_id (closed_at, id);
ALTER TABLE order_suspense ADD KEY open_by_reason (closed_at, reason, id);
-- NULL while it waits or has been applied
ALTER TABLE parked_refund ADD COLUMN dismissed_at DATETIME(6) NULL;
ALTER TABLE parked_refund ADD COLUMN dismissed_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE parked_refund ADD COLUMN dismissal_reason VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL DEFAULT '';
