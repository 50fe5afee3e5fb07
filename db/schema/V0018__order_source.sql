-- Other shops that push their orders to us, and what each has said of an order so far.

CREATE TABLE IF NOT EXISTS order_source (
  id BIGINT NOT NULL AUTO_INCREMENT,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(64) NOT NULL,
  secret_sealed VARBINARY(255) NOT NULL,
  -- the secret before, good until then, so that a shop can change over without losing an order
  previous_secret_sealed VARBINARY(255) NULL,
  previous_until DATETIME(6) NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_code (code),
  CONSTRAINT order_source_state CHECK (state IN ('active', 'disabled')),
  CONSTRAINT order_source_previous CHECK ((previous_secret_sealed IS NULL) = (previous_until IS NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Updates come in any order: what is known waits here until the order's content is known too. Each milestone is said
-- once; the latest word about the parcel is the one with the highest sequence.
CREATE TABLE IF NOT EXISTS pushed_order (
  source VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  external_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  paid_at DATETIME(6) NULL,
  shipped_at DATETIME(6) NULL,
  received_at DATETIME(6) NULL,
  closed_at DATETIME(6) NULL,
  carrier VARCHAR(64) NOT NULL DEFAULT '',
  tracking_no VARCHAR(64) NOT NULL DEFAULT '',
  parcel_sequence BIGINT NOT NULL DEFAULT 0,
  first_heard_at DATETIME(6) NOT NULL,
  PRIMARY KEY (source, external_no)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
