-- What dealers' clients say about WeChat's confirm page. Believed by nobody: the payout worker asks WeChat soon, once for
-- each. Written by the web tier, taken by the worker.

CREATE TABLE IF NOT EXISTS payout_hint (
  payout_id BIGINT NOT NULL,
  hinted_at DATETIME(6) NOT NULL,
  -- 1 until the worker has taken it, NULL afterwards
  is_due TINYINT NULL,
  PRIMARY KEY (payout_id),
  -- the worker: WHERE is_due = 1 ORDER BY payout_id
  KEY by_due (is_due, payout_id),
  CONSTRAINT payout_hint_due CHECK (is_due = 1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- WeChat's electronic receipts of transfers that succeeded. Written by the payout worker, which asks WeChat for them; the
-- file is kept for ever, sealed, because it names the payee.

CREATE TABLE IF NOT EXISTS payout_receipt (
  payout_id BIGINT NOT NULL,
  number CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- counts claims: what a worker with an older one writes hits no row
  turns INT NOT NULL DEFAULT 0,
  -- how often WeChat refused to make it or could not
  refusals INT NOT NULL DEFAULT 0,
  -- what went wrong at the last turn; empty: nothing
  problem VARCHAR(200) NOT NULL DEFAULT '',
  -- SHA-256 of the file, whichever hash WeChat signed; empty until it is archived
  sha256 VARBINARY(32) NOT NULL DEFAULT '',
  wanted_at DATETIME(6) NOT NULL,
  archived_at DATETIME(6) NULL,
  -- by the database's clock
  lease_until DATETIME(6) NULL,
  -- NULL: nothing happens by itself any more
  due_at DATETIME(6) NULL,
  PRIMARY KEY (payout_id),
  UNIQUE KEY by_number (number),
  -- the worker: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at, payout_id),
  CONSTRAINT payout_receipt_state CHECK (state IN ('wanted', 'applied', 'archived', 'unavailable')),
  CONSTRAINT payout_receipt_due CHECK ((state IN ('wanted', 'applied')) = (due_at IS NOT NULL)),
  CONSTRAINT payout_receipt_archived CHECK ((state = 'archived') = (archived_at IS NOT NULL)),
  CONSTRAINT payout_receipt_hash CHECK ((state = 'archived') = (LENGTH(sha256) = 32)),
  CONSTRAINT payout_receipt_counts CHECK (turns >= 0 AND refusals >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS payout_receipt_part (
  payout_id BIGINT NOT NULL,
  number INT NOT NULL,
  content_sealed MEDIUMBLOB NOT NULL,
  PRIMARY KEY (payout_id, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Of what was paid before; WeChat makes none without the payee's name.
INSERT IGNORE INTO payout_receipt (payout_id, number, state, wanted_at, due_at)
  SELECT id, number, 'wanted', state_at, state_at FROM payout WHERE state = 'succeeded' AND sealing_serial <> '';
