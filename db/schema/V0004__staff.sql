-- The people who run the console, what they did, and the answers kept for repeated requests.

CREATE TABLE IF NOT EXISTS staff (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  login_name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  totp_secret_sealed VARBINARY(255) NOT NULL,
  -- the newest step whose code was accepted: a code works once
  totp_last_step BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  UNIQUE KEY by_login_name (login_name),
  CONSTRAINT staff_role CHECK (role IN ('operator', 'finance', 'auditor', 'admin')),
  CONSTRAINT staff_state CHECK (state IN ('active', 'disabled'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Only the SHA-256 of the cookie's token is stored; logging out, a change of role and disabling delete rows.
CREATE TABLE IF NOT EXISTS staff_session (
  token_hash BINARY(32) NOT NULL,
  staff_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (token_hash),
  -- kill all sessions of one person
  KEY of_staff (staff_id),
  -- the sweeper that deletes dead sessions
  KEY by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS staff_recovery_code (
  staff_id BIGINT NOT NULL,
  code_hash BINARY(32) NOT NULL,
  PRIMARY KEY (staff_id, code_hash)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Login attempts per account and per address. An attempt counts before its password is checked, so that guesses in
-- parallel do not slip past the limit. `subject` is a hash: neither names nor addresses stand here.
CREATE TABLE IF NOT EXISTS login_failure (
  subject BINARY(32) NOT NULL,
  failures INT NOT NULL,
  window_started_at DATETIME(6) NOT NULL,
  PRIMARY KEY (subject),
  KEY by_age (window_started_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only: no statement of the program updates or deletes here. Each entry holds the hash of the one before it, so
-- that a changed or missing entry is seen.
CREATE TABLE IF NOT EXISTS audit_log (
  id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  before_digest BINARY(32) NULL,
  after_digest BINARY(32) NULL,
  note VARCHAR(255) NOT NULL,
  previous_hash BINARY(32) NOT NULL,
  entry_hash BINARY(32) NOT NULL,
  PRIMARY KEY (id),
  -- everything one person did, newest first
  KEY of_actor (actor_id, id),
  -- everything that happened to one object, newest first
  KEY of_object (object, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The one row whose lock puts the entries in order.
CREATE TABLE IF NOT EXISTS audit_head (
  id TINYINT NOT NULL,
  last_id BIGINT NOT NULL,
  last_hash BINARY(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO audit_head (id, last_id, last_hash) VALUES (1, 0, REPEAT(CHAR(0), 32));

-- The first answer to a request that creates something, for whoever repeats it: written in the same transaction as what
-- it created. `scope` is the hash of caller, route and key, `reply_sealed` is the answer, encrypted.
CREATE TABLE IF NOT EXISTS idempotency (
  scope BINARY(32) NOT NULL,
  request_hash BINARY(32) NOT NULL,
  status SMALLINT NOT NULL,
  reply_sealed MEDIUMBLOB NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (scope),
  -- the sweeper that deletes answers older than two days
  KEY by_age (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
