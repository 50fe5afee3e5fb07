-- Dealers, their place in the supply tree and its history, how they join, and the contracts they accept.

-- 'dealer' numbers dealers, 'tree_change' the stream of changes (its row is also the one lock of the tree), 'contract'
-- the versions of the contract.
INSERT IGNORE INTO sequence_counter (name, next_value) VALUES ('dealer', 1), ('tree_change', 1), ('contract', 1);

CREATE TABLE IF NOT EXISTS tier (
  id BIGINT NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name_zh VARCHAR(32) NOT NULL,
  name_en VARCHAR(32) NOT NULL,
  tier_rank INT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_code (code),
  UNIQUE KEY by_rank (tier_rank)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO tier (id, code, name_zh, name_en, tier_rank) VALUES
  (1, 'junior', '初级', 'Junior', 1), (2, 'middle', '中级', 'Middle', 2),
  (3, 'senior', '高级', 'Senior', 3), (4, 'gold', '金牌', 'Gold', 4);

-- id is dense (sequence 'dealer'), because it indexes the dealer tree's arrays. parent_id is 0 below the producer.
CREATE TABLE IF NOT EXISTS dealer (
  id BIGINT NOT NULL,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  consumer_id BIGINT NOT NULL,
  parent_id BIGINT NOT NULL,
  sponsor_id BIGINT NOT NULL,
  level TINYINT NOT NULL,
  tier_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  suspended_reason VARCHAR(255) NULL,
  joined_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- one dealership a person
  UNIQUE KEY by_consumer (consumer_id),
  -- team page: children of a dealer in id order
  KEY children (parent_id, id),
  -- console search by name prefix
  KEY by_name (name),
  -- console lists of one tier, and of the few who are suspended, in id order
  KEY by_tier (tier_id, id),
  KEY by_state (state, id),
  CONSTRAINT dealer_level CHECK (level BETWEEN 1 AND 3),
  CONSTRAINT dealer_root CHECK ((level = 1) = (parent_id = 0)),
  CONSTRAINT dealer_not_own_parent CHECK (parent_id <> id),
  CONSTRAINT dealer_state CHECK (state IN ('active', 'suspended'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Parent and level over time: the upline as of any instant. valid_to is NULL for the row in force.
CREATE TABLE IF NOT EXISTS dealer_place (
  dealer_id BIGINT NOT NULL,
  valid_from DATETIME(6) NOT NULL,
  valid_to DATETIME(6) NULL,
  parent_id BIGINT NOT NULL,
  level TINYINT NOT NULL,
  reason VARCHAR(255) NOT NULL,
  staff_id BIGINT NULL,
  PRIMARY KEY (dealer_id, valid_from)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The change stream that keeps every process's tree current. seq is gapless (sequence 'tree_change'), so a reader
-- that sees a gap knows it lost a message and re-reads from here.
CREATE TABLE IF NOT EXISTS tree_change (
  seq BIGINT NOT NULL,
  dealer_id BIGINT NOT NULL,
  parent_id BIGINT NOT NULL,
  tier_id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  PRIMARY KEY (seq)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS dealer_invite (
  id BIGINT NOT NULL AUTO_INCREMENT,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inviter_id BIGINT NOT NULL,
  level TINYINT NOT NULL,
  uses_left INT NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_code (code),
  -- a dealer's own invites, newest first
  KEY of_inviter (inviter_id, id),
  -- how many of them can still be used
  KEY unexpired (inviter_id, expires_at),
  CONSTRAINT invite_level CHECK (level BETWEEN 1 AND 3),
  CONSTRAINT invite_uses CHECK (uses_left >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS dealer_application (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  consumer_id BIGINT NOT NULL,
  open_consumer_id BIGINT NULL,
  invite_id BIGINT NULL,
  parent_id BIGINT NOT NULL,
  level TINYINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  note VARCHAR(255) NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id BIGINT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  decision_reason VARCHAR(255) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- one open application a person (NULL once decided)
  UNIQUE KEY one_open (open_consumer_id),
  -- the operator's queue, oldest first
  KEY queue (state, id),
  -- the applicant's last application
  KEY of_consumer (consumer_id, id),
  CONSTRAINT application_state CHECK (state IN ('open', 'approved', 'refused', 'withdrawn')),
  CONSTRAINT application_level CHECK (level BETWEEN 1 AND 3)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS contract_version (
  id BIGINT NOT NULL AUTO_INCREMENT,
  number INT NOT NULL,
  title VARCHAR(128) NOT NULL,
  body MEDIUMTEXT NOT NULL,
  body_sha256 BINARY(32) NOT NULL,
  effective_from DATETIME(6) NOT NULL,
  published_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_number (number),
  -- the version in force at an instant
  KEY by_effect (effective_from)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS contract_acceptance (
  consumer_id BIGINT NOT NULL,
  contract_id BIGINT NOT NULL,
  accepted_at DATETIME(6) NOT NULL,
  evidence VARCHAR(255) NOT NULL,
  PRIMARY KEY (consumer_id, contract_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
