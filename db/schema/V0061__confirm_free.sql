-- What dealers agreed to once so that transfers arrive without a tap (domain/withdrawal/confirm_free.hpp), written by the
-- server; and of a transfer the bytes that are tried under it first.

CREATE TABLE IF NOT EXISTS confirm_free_authorization (
  id BIGINT NOT NULL AUTO_INCREMENT,
  dealer_id BIGINT NOT NULL,
  -- out_authorization_no
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mchid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  appid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scene_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  openid_index BINARY(32) NOT NULL,
  state VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_open TINYINT NULL,
  -- authorization_id; empty until it takes effect
  channel_number VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  -- what opens the page where the dealer agrees; NULL until WeChat gave it
  package_sealed VARBINARY(2048) NULL,
  close_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  -- a transfer under it was refused
  is_doubted TINYINT NOT NULL DEFAULT 0,
  is_end_wanted TINYINT NOT NULL DEFAULT 0,
  -- over all by which WeChat pays: a row that somebody else has written carries no transfer
  mac BINARY(32) NOT NULL,
  asked_at DATETIME(6) NOT NULL,
  state_at DATETIME(6) NOT NULL,
  authorized_at DATETIME(6) NULL,
  closed_at DATETIME(6) NULL,
  -- when WeChat was last asked
  heard_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_number (number),
  -- a person has one at a time in a scene
  UNIQUE KEY one_open (openid_index, mchid, appid, scene_id, is_open),
  KEY of_dealer (dealer_id, is_open, id),
  -- the keeper: WHERE is_open = 1 AND (is_end_wanted = 1 OR is_doubted = 1)
  KEY unsettled (is_open, is_end_wanted, is_doubted, heard_at),
  CONSTRAINT confirm_free_state CHECK (state IN ('asked', 'waiting', 'in_effect', 'closed')),
  CONSTRAINT confirm_free_open CHECK ((state = 'closed') = (is_open IS NULL)),
  CONSTRAINT confirm_free_is_open CHECK (is_open = 1),
  CONSTRAINT confirm_free_number CHECK (state <> 'in_effect' OR channel_number <> ''),
  CONSTRAINT confirm_free_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- direct: sent without asking the dealer; refused: WeChat did not take it so, and is asked whether it knows the number;
-- confirmed: the dealer confirms it. Never back.
ALTER TABLE payout
  ADD COLUMN route VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'confirmed' AFTER openid_index,
  -- the authorisation of the direct way, and its bytes; empty and NULL where there is none
  ADD COLUMN authorization_number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER route,
  ADD COLUMN direct_sealed VARBINARY(8192) NULL AFTER sealing_serial,
  ADD COLUMN direct_hash BINARY(32) NULL AFTER direct_sealed,
  ADD COLUMN direct_serial VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER direct_hash,
  ADD CONSTRAINT payout_route CHECK (route IN ('direct', 'refused', 'confirmed')),
  ADD CONSTRAINT payout_direct CHECK (route = 'confirmed' OR direct_hash IS NOT NULL),
  ADD CONSTRAINT payout_direct_bytes CHECK ((direct_sealed IS NULL) = (direct_hash IS NULL)
    AND (direct_hash IS NULL) = (direct_serial IS NULL) AND (direct_hash IS NULL) = (authorization_number = ''));
