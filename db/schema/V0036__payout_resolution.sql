-- What two people of finance decided about transfers that go on no more by themselves. The web tier proposes and confirms,
-- the payout worker checks the MAC and carries it out.

CREATE TABLE IF NOT EXISTS payout_resolution (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payout_id BIGINT NOT NULL,
  number CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  action VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reference VARCHAR(64) NOT NULL,
  evidence VARCHAR(500) NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 while it waits for somebody, NULL afterwards
  is_open TINYINT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  -- who confirmed or refused it; 0: nobody yet
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided_at DATETIME(6) NULL,
  -- over everything that was confirmed
  mac VARBINARY(32) NOT NULL DEFAULT '',
  applied_at DATETIME(6) NULL,
  outcome VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- two proposals at once cannot both be open
  UNIQUE KEY one_open (payout_id, is_open),
  -- the worker: WHERE state = 'confirmed' ORDER BY id; the console's list
  KEY by_state (state, id),
  CONSTRAINT payout_resolution_action CHECK (action IN ('cancel', 'close_paid', 'close_unpaid')),
  CONSTRAINT payout_resolution_state CHECK (state IN ('proposed', 'confirmed', 'refused', 'applied', 'void')),
  CONSTRAINT payout_resolution_open CHECK ((state IN ('proposed', 'confirmed')) = (is_open IS NOT NULL)),
  CONSTRAINT payout_resolution_is_open CHECK (is_open = 1),
  CONSTRAINT payout_resolution_decided CHECK ((state = 'proposed') = (decided_by = 0) AND (decided_by = 0) = (decided_at IS NULL)),
  CONSTRAINT payout_resolution_two CHECK (state NOT IN ('confirmed', 'applied') OR decided_by <> proposed_by),
  CONSTRAINT payout_resolution_mac CHECK (state NOT IN ('confirmed', 'applied') OR LENGTH(mac) = 32),
  CONSTRAINT payout_resolution_applied CHECK ((state IN ('applied', 'void')) = (applied_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
