-- The end of a dealership. The dealer's row stays, in state 'ended', because the books name its number.

-- WeChat's word that the person closed their account: it is erased when the dealership ends.
ALTER TABLE dealer ADD COLUMN account_closed_at DATETIME(6) NULL;
ALTER TABLE dealer DROP CONSTRAINT dealer_state;
ALTER TABLE dealer ADD CONSTRAINT dealer_state CHECK (state IN ('active', 'suspended', 'ended'));

-- Evidence: written once, with the state.
CREATE TABLE IF NOT EXISTS dealer_ending (
  dealer_id BIGINT NOT NULL,
  ended_at DATETIME(6) NOT NULL,
  staff_id BIGINT NOT NULL,
  reason VARCHAR(255) NOT NULL,
  -- the newest movement on the dealer's sheet then; 0: there was none
  last_number BIGINT NOT NULL,
  -- what ended with it
  customers BIGINT NOT NULL,
  referral_codes BIGINT NOT NULL,
  invites BIGINT NOT NULL,
  PRIMARY KEY (dealer_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- For its lock alone: held in share mode by whatever rests on the dealership lasting, locked by its end.
CREATE TABLE IF NOT EXISTS dealer_gate (
  dealer_id BIGINT NOT NULL,
  is_open TINYINT NOT NULL,
  PRIMARY KEY (dealer_id),
  CONSTRAINT dealer_gate_open CHECK (is_open IN (0, 1))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
INSERT IGNORE INTO dealer_gate (dealer_id, is_open) SELECT id, 1 FROM dealer;
