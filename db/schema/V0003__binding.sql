-- Referral codes and who referred whom. A binding is never edited: it ends, and another begins.

CREATE TABLE IF NOT EXISTS campaign (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(64) NOT NULL,
  starts_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- campaigns that run now
  KEY by_end (ends_at),
  CONSTRAINT campaign_dates CHECK (ends_at > starts_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- campaign_id is 0 for a dealer's standing code, so that the unique key holds (NULLs would not collide).
CREATE TABLE IF NOT EXISTS referral_code (
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  campaign_id BIGINT NOT NULL,
  -- 1 while in use, NULL once revoked: a dealer has one live code a campaign, and any number of revoked ones
  live TINYINT NULL,
  revoked_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (code),
  UNIQUE KEY one_live (dealer_id, campaign_id, live),
  CONSTRAINT code_live CHECK (live IS NULL OR live = 1),
  CONSTRAINT code_revoked CHECK ((live IS NULL) = (revoked_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS binding (
  id BIGINT NOT NULL AUTO_INCREMENT,
  consumer_id BIGINT NOT NULL,
  dealer_id BIGINT NOT NULL,
  -- 1 while in force, NULL once ended: the unique key below makes two active referrers impossible
  active TINYINT NULL,
  mode VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence VARCHAR(255) NOT NULL,
  campaign_id BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NULL,
  bound_at DATETIME(6) NOT NULL,
  protected_until DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  ended_reason VARCHAR(255) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_active (consumer_id, active),
  -- the binding in force at an instant
  KEY in_force (consumer_id, bound_at),
  -- history of a consumer, newest first
  KEY history (consumer_id, id),
  -- a dealer's customers, newest first
  KEY of_dealer (dealer_id, active, id),
  CONSTRAINT binding_active CHECK (active IS NULL OR active = 1),
  CONSTRAINT binding_ended CHECK ((active IS NULL) = (ended_at IS NOT NULL)),
  CONSTRAINT binding_forward CHECK (ended_at IS NULL OR ended_at >= bound_at),
  CONSTRAINT binding_mode CHECK (mode IN ('first_touch', 'new_users', 'last_touch', 'protected')),
  CONSTRAINT binding_evidence CHECK (evidence_kind IN ('scan', 'code', 'console', 'request'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A customer asks for another adviser; an operator decides.
CREATE TABLE IF NOT EXISTS binding_change_request (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  consumer_id BIGINT NOT NULL,
  open_consumer_id BIGINT NULL,
  from_dealer_id BIGINT NOT NULL,
  to_dealer_id BIGINT NOT NULL,
  reason VARCHAR(255) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  decision_reason VARCHAR(255) NULL,
  evidence VARCHAR(255) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- one open request a person (NULL once decided)
  UNIQUE KEY one_open (open_consumer_id),
  -- the operator's queue, oldest first
  KEY queue (state, id),
  -- a consumer's latest request
  KEY of_consumer (consumer_id, id),
  CONSTRAINT change_state CHECK (state IN ('open', 'approved', 'refused', 'withdrawn'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Staff moves customers to another dealer in bulk: who did it, why, on what evidence, and each binding it touched.
CREATE TABLE IF NOT EXISTS reattribution (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_dealer_id BIGINT NOT NULL,
  staff_id BIGINT NOT NULL,
  reason VARCHAR(255) NOT NULL,
  evidence VARCHAR(255) NOT NULL,
  row_count INT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- from_binding_id is 0 for a consumer who had no referrer.
CREATE TABLE IF NOT EXISTS reattribution_row (
  reattribution_id BIGINT NOT NULL,
  consumer_id BIGINT NOT NULL,
  from_binding_id BIGINT NOT NULL,
  to_binding_id BIGINT NOT NULL,
  PRIMARY KEY (reattribution_id, consumer_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
