-- Withdrawals that are paid outside WeChat, after every transfer of theirs was seen closed unpaid: one of finance proposes it
-- with evidence, another confirms it.

CREATE TABLE IF NOT EXISTS offline_payout (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  withdrawal_id BIGINT NOT NULL,
  withdrawal CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  method VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- the bank's or whoever's number of the payment
  reference VARCHAR(64) NOT NULL,
  paid_at DATETIME(6) NOT NULL,
  evidence VARCHAR(500) NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 unless it was refused
  is_live TINYINT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  -- who confirmed or refused it; 0: nobody yet
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided_at DATETIME(6) NULL,
  -- why it was refused
  reason VARCHAR(200) NOT NULL DEFAULT '',
  -- over everything that was confirmed, and by whom
  mac VARBINARY(32) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- a withdrawal is paid once, whatever the program thinks
  UNIQUE KEY one_live (withdrawal_id, is_live),
  -- one payment is evidence for one withdrawal
  UNIQUE KEY one_reference (method, reference, is_live),
  -- the console's list
  KEY by_state (state, id),
  CONSTRAINT offline_payout_amount CHECK (amount_fen > 0),
  CONSTRAINT offline_payout_method CHECK (method IN ('bank', 'alipay', 'cash', 'other')),
  CONSTRAINT offline_payout_state CHECK (state IN ('proposed', 'paid', 'refused')),
  CONSTRAINT offline_payout_live CHECK ((state = 'refused') = (is_live IS NULL)),
  CONSTRAINT offline_payout_is_live CHECK (is_live = 1),
  CONSTRAINT offline_payout_decided CHECK ((state = 'proposed') = (decided_by = 0) AND (decided_by = 0) = (decided_at IS NULL)),
  CONSTRAINT offline_payout_reason CHECK ((state = 'refused') = (reason <> '')),
  CONSTRAINT offline_payout_two CHECK (state <> 'paid' OR decided_by <> proposed_by),
  CONSTRAINT offline_payout_mac CHECK (state <> 'paid' OR LENGTH(mac) = 32)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- whether WeChat has ever told that it paid: JOIN payout ON number
ALTER TABLE transfer_notice ADD KEY by_number (number);
-- whether a bill says so: WHERE number IN (?, ?)
ALTER TABLE reconciliation_difference ADD KEY by_number (number);
