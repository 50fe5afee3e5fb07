-- Debts that somebody proposes to give up, and who decided.

CREATE TABLE IF NOT EXISTS write_off (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 while open, NULL afterwards: one open request for each dealer
  is_open TINYINT NULL,
  requested_by BIGINT NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  UNIQUE KEY one_open (dealer_id, is_open),
  -- the console: what waits for a decision
  KEY by_state (state, id),
  CONSTRAINT write_off_amount CHECK (amount_fen > 0),
  CONSTRAINT write_off_state CHECK (state IN ('open', 'approved', 'refused')),
  CONSTRAINT write_off_open CHECK ((state = 'open') = (is_open IS NOT NULL)),
  -- whatever the program thinks: nobody decides on a request of their own
  CONSTRAINT write_off_two_people CHECK (decided_by <> requested_by)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
