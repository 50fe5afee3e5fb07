-- Transfers at WeChat that pay withdrawals. Written by fenrun-payout, which has an account of its own: the web tier may
-- read these tables and change none of their money.

CREATE TABLE IF NOT EXISTS payout (
  id BIGINT NOT NULL AUTO_INCREMENT,
  withdrawal_id BIGINT NOT NULL,
  -- which try of this withdrawal: a new one only after the one before was seen closed
  reissue INT NOT NULL,
  -- out_bill_no: a MAC over withdrawal and try, so that a lost row leads to the same number
  number CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_number VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  amount_fen BIGINT NOT NULL,
  mchid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  appid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  openid_index BINARY(32) NOT NULL,
  -- the bytes that are sent, always the same; sealed, for they name the payee
  body_sealed VARBINARY(8192) NOT NULL,
  body_hash BINARY(32) NOT NULL,
  -- the key that sealed the name in the body; empty without one
  sealing_serial VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_open TINYINT NULL,
  fail_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  -- what opens the confirm page; NULL until WeChat gave it
  package_sealed VARBINARY(2048) NULL,
  is_locked TINYINT NOT NULL DEFAULT 0,
  needs_human TINYINT NOT NULL DEFAULT 0,
  human_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  is_cancel_wanted TINYINT NOT NULL DEFAULT 0,
  cancel_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  is_resend_due TINYINT NOT NULL DEFAULT 0,
  posts INT NOT NULL DEFAULT 0,
  queries INT NOT NULL DEFAULT 0,
  cancels INT NOT NULL DEFAULT 0,
  -- counts claims: what a worker with an older one writes hits no row
  fence BIGINT NOT NULL DEFAULT 0,
  -- by the database's clock
  lease_until DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  state_at DATETIME(6) NOT NULL,
  first_post_at DATETIME(6) NULL,
  last_post_at DATETIME(6) NULL,
  last_cancel_at DATETIME(6) NULL,
  -- NULL: nothing happens by itself any more
  due_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_number (number),
  UNIQUE KEY by_try (withdrawal_id, reissue),
  UNIQUE KEY one_open (withdrawal_id, is_open),
  -- the worker: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at, id),
  -- the console: what a person must look at
  KEY for_humans (needs_human, id),
  CONSTRAINT payout_amount CHECK (amount_fen > 0),
  CONSTRAINT payout_state CHECK (state IN ('created', 'submitting', 'unknown', 'parked_funds', 'accepted', 'locking',
    'await_user', 'transferring', 'cancelling', 'succeeded', 'failed', 'cancelled', 'voided')),
  CONSTRAINT payout_open CHECK ((state IN ('succeeded', 'failed', 'cancelled', 'voided')) = (is_open IS NULL)),
  CONSTRAINT payout_is_open CHECK (is_open = 1),
  CONSTRAINT payout_created CHECK (state NOT IN ('created', 'voided') OR posts = 0),
  CONSTRAINT payout_reissue CHECK (reissue >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- One row a call, committed before it is made. A row without an outcome may have been sent.
CREATE TABLE IF NOT EXISTS payout_attempt (
  payout_id BIGINT NOT NULL,
  -- the fence of its claim
  fence BIGINT NOT NULL,
  step VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body_hash BINARY(32) NOT NULL,
  started_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  outcome VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  note VARCHAR(255) NOT NULL DEFAULT '',
  PRIMARY KEY (payout_id, fence),
  CONSTRAINT payout_attempt_step CHECK (step IN ('post', 'query', 'cancel')),
  CONSTRAINT payout_attempt_end CHECK ((finished_at IS NULL) = (outcome IS NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What WeChat told us about transfers, until the worker has applied it. Kept before WeChat is answered.
CREATE TABLE IF NOT EXISTS transfer_notice (
  id BIGINT NOT NULL AUTO_INCREMENT,
  -- SHA-256 over everything below that WeChat said: a repetition is the same row
  dedupe_key BINARY(32) NOT NULL,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_number VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mchid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  openid_index BINARY(32) NOT NULL,
  fail_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  happened_at DATETIME(6) NOT NULL,
  received_at DATETIME(6) NOT NULL,
  due_at DATETIME(6) NULL,
  applied_at DATETIME(6) NULL,
  outcome VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_dedupe_key (dedupe_key),
  -- the worker: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at, id),
  CONSTRAINT transfer_notice_state CHECK (state IN ('success', 'fail', 'cancelled')),
  CONSTRAINT transfer_notice_applied CHECK ((due_at IS NULL) = (applied_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- One row. While it is blown nothing is posted to WeChat; only two people close it.
CREATE TABLE IF NOT EXISTS payout_fuse (
  id TINYINT NOT NULL,
  is_blown TINYINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  blown_at DATETIME(6) NULL,
  -- the first of the two
  closing_by BIGINT NOT NULL DEFAULT 0,
  closing_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  CONSTRAINT payout_fuse_one CHECK (id = 1),
  CONSTRAINT payout_fuse_blown CHECK ((is_blown = 1) = (blown_at IS NOT NULL)),
  CONSTRAINT payout_fuse_closing CHECK (is_blown = 1 OR closing_by = 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO payout_fuse (id, is_blown, reason) VALUES (1, 0, '');

-- Append-only.
CREATE TABLE IF NOT EXISTS payout_fuse_event (
  id BIGINT NOT NULL AUTO_INCREMENT,
  at DATETIME(6) NOT NULL,
  actor VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  what VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT payout_fuse_event_what CHECK (what IN ('blown', 'closing', 'closed'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- One row. Open while our money at WeChat is short: then one transfer tries at a time.
CREATE TABLE IF NOT EXISTS payout_breaker (
  id TINYINT NOT NULL,
  is_open TINYINT NOT NULL,
  probe_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  CONSTRAINT payout_breaker_one CHECK (id = 1),
  CONSTRAINT payout_breaker_open CHECK ((is_open = 1) = (probe_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO payout_breaker (id, is_open) VALUES (1, 0);
