-- Confirmations by one-time code, and sets of withdrawals that are decided on together.

-- Only the SHA-256 of a confirmation is stored. It is good once, for `digest`, in one session of one person.
CREATE TABLE IF NOT EXISTS step_up (
  confirmation_hash BINARY(32) NOT NULL,
  staff_id BIGINT NOT NULL,
  session_hash BINARY(32) NOT NULL,
  -- of exactly what was shown
  digest BINARY(32) NOT NULL,
  confirmed_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  PRIMARY KEY (confirmation_hash),
  -- the sweeper: WHERE confirmed_at < ? ORDER BY confirmed_at
  KEY by_age (confirmed_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Frozen when it was shown; its job has the same public id.
CREATE TABLE IF NOT EXISTS withdrawal_set (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  staff_id BIGINT NOT NULL,
  session_hash BINARY(32) NOT NULL,
  digest BINARY(32) NOT NULL,
  selected INT NOT NULL,
  is_cut TINYINT NOT NULL,
  -- of those that are not excluded
  included INT NOT NULL,
  sum_fen BIGINT NOT NULL,
  largest_fen BIGINT NOT NULL,
  completed INT NOT NULL,
  reason VARCHAR(200) NOT NULL DEFAULT '',
  previewed_at DATETIME(6) NOT NULL,
  started_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- the sweeper of those that nobody started: WHERE started_at IS NULL AND previewed_at < ? ORDER BY previewed_at
  KEY by_age (started_at, previewed_at),
  CONSTRAINT withdrawal_set_action CHECK (action IN ('approve', 'reject', 'review')),
  CONSTRAINT withdrawal_set_sums CHECK (selected >= included AND included >= completed AND completed >= 0 AND sum_fen >= 0
    AND largest_fen BETWEEN 0 AND sum_fen)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS withdrawal_set_row (
  set_id BIGINT NOT NULL,
  position INT NOT NULL,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- as they were when the set was shown; 0 for one that does not exist
  version BIGINT NOT NULL,
  gross_fen BIGINT NOT NULL,
  outcome VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- why it is not done; empty otherwise
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reason_zh VARCHAR(255) NOT NULL DEFAULT '',
  reason_en VARCHAR(255) NOT NULL DEFAULT '',
  PRIMARY KEY (set_id, position),
  CONSTRAINT withdrawal_set_row_outcome CHECK (outcome IN ('excluded', 'waiting', 'done', 'changed', 'refused')),
  CONSTRAINT withdrawal_set_row_code CHECK ((code = '') = (outcome IN ('waiting', 'done')))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
