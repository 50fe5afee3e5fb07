-- Who people are: consumers of the mini-program and their sessions. Personal data is sealed (base/crypto/sealer.hpp)
-- and found again by blind index; the ledger and every other table know ids only, so that a person can be erased.
-- Conventions of every file here: times are DATETIME(6) in UTC and always given by the caller; enumerations are short
-- ASCII words held by a CHECK; no foreign keys, triggers, procedures or cascades (docs/architecture.md says why);
-- each statement can be repeated, because a runner may be killed between a statement and its record.

-- Gapless, ordered numbers: the row lock is held until commit, so a higher number never becomes visible first.
CREATE TABLE IF NOT EXISTS sequence_counter (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_value BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS consumer (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  appid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  openid_index BINARY(32) NULL,
  openid_sealed VARBINARY(255) NULL,
  unionid_sealed VARBINARY(255) NULL,
  session_key_sealed VARBINARY(255) NULL,
  phone_index BINARY(32) NULL,
  phone_sealed VARBINARY(255) NULL,
  phone_masked VARCHAR(24) NULL,
  nickname VARCHAR(64) NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_login_at DATETIME(6) NOT NULL,
  deleted_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- login: find by openid; one consumer per openid even when two first logins race
  UNIQUE KEY by_openid (appid, openid_index),
  -- console: find a customer by phone number
  KEY by_phone (phone_index, id),
  CONSTRAINT consumer_state CHECK (state IN ('active', 'blocked', 'deleted')),
  CONSTRAINT consumer_erased CHECK (state <> 'deleted' OR (openid_index IS NULL AND openid_sealed IS NULL AND unionid_sealed IS NULL
    AND session_key_sealed IS NULL AND phone_index IS NULL AND phone_sealed IS NULL AND phone_masked IS NULL AND nickname IS NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Only the SHA-256 of a token is stored; logging out deletes the row.
CREATE TABLE IF NOT EXISTS consumer_session (
  token_hash BINARY(32) NOT NULL,
  consumer_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (token_hash),
  -- log out everywhere; the oldest sessions end when a login brings one too many
  KEY of_consumer (consumer_id, created_at),
  -- the sweeper that deletes dead sessions
  KEY by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A login code is spent once: a client that repeats the same code learns so without asking WeChat again.
CREATE TABLE IF NOT EXISTS login_attempt (
  code_hash BINARY(32) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (code_hash),
  -- the sweeper that forgets codes WeChat would refuse anyway
  KEY by_age (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
