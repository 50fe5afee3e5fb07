-- Two shops may give their orders and refunds the same numbers. What was noted before says no source.

ALTER TABLE order_suspense ADD COLUMN source VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
