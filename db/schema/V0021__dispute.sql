-- Disputes about commissions: how many fen are frozen and why, and who said whose they are.

CREATE TABLE IF NOT EXISTS dispute (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  commission_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  evidence VARCHAR(500) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 while open, NULL afterwards: what is frozen of a commission belongs to one dispute
  is_open TINYINT NULL,
  opened_by BIGINT NOT NULL,
  opened_at DATETIME(6) NOT NULL,
  resolved_by BIGINT NOT NULL DEFAULT 0,
  resolved_at DATETIME(6) NULL,
  resolution_reason VARCHAR(200) NOT NULL DEFAULT '',
  -- what was frozen still when it ended
  settled_fen BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  UNIQUE KEY one_open (commission_id, is_open),
  -- the console: what waits for a decision
  KEY by_state (state, id),
  -- a dealer's own, newest first
  KEY of_dealer (dealer_id, id),
  CONSTRAINT dispute_amount CHECK (amount_fen > 0 AND settled_fen BETWEEN 0 AND amount_fen),
  CONSTRAINT dispute_state CHECK (state IN ('open', 'for_dealer', 'for_producer')),
  CONSTRAINT dispute_open CHECK ((state = 'open') = (is_open IS NOT NULL) AND (state = 'open') = (resolved_at IS NULL)),
  -- whatever the program thinks: nobody decides on a dispute of their own
  CONSTRAINT dispute_two_people CHECK (resolved_by <> opened_by)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
