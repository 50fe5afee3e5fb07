-- Withdrawals: who asked for how much, what stays with us, who has to approve it and who did. The fen themselves are in
-- the ledger; a withdrawal is held there under its public id.

-- The fee of a withdrawal is a movement of its own.
ALTER TABLE journal_txn DROP CONSTRAINT journal_txn_kind;
ALTER TABLE journal_txn ADD CONSTRAINT journal_txn_kind CHECK (kind IN ('accrue', 'keep_unclaimed', 'return_unclaimed',
  'release', 'claw_back', 'hold', 'return_hold', 'lock', 'unlock', 'settle', 'withhold_tax', 'keep_fee', 'pay_offline',
  'freeze', 'unfreeze', 'forfeit', 'write_off', 'fund_in', 'fund_out', 'explain_top_up', 'explain_fee', 'explain_payout'));

CREATE TABLE IF NOT EXISTS withdrawal (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  -- SHA-256 of the client's own key for the request: a repetition is the same row
  request_key BINARY(32) NOT NULL,
  gross_fen BIGINT NOT NULL,
  fee_fen BIGINT NOT NULL,
  tax_fen BIGINT NOT NULL,
  net_fen BIGINT NOT NULL,
  -- what the tax was computed from, so that it can be computed again
  tax_method VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tax_period VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tax_past_income_fen BIGINT NOT NULL,
  tax_past_withheld_fen BIGINT NOT NULL,
  tax_months TINYINT NOT NULL,
  -- the account that asked, as it was then
  consumer_id BIGINT NOT NULL,
  appid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  openid_index BINARY(32) NOT NULL,
  openid_sealed VARBINARY(255) NOT NULL,
  -- the payee's real name; empty where none was given
  name_sealed VARBINARY(512) NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 while open, NULL afterwards
  is_open TINYINT NULL,
  approvals_needed TINYINT NOT NULL,
  -- of judging: approvals of an earlier round count no more
  round INT NOT NULL DEFAULT 1,
  -- who put it in review: they cannot approve it
  edited_by BIGINT NOT NULL DEFAULT 0,
  reason VARCHAR(200) NOT NULL DEFAULT '',
  requested_at DATETIME(6) NOT NULL,
  state_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- two requests at once cannot both be open, whatever the program thinks
  UNIQUE KEY one_open (dealer_id, is_open),
  UNIQUE KEY by_request (dealer_id, request_key),
  -- the console's queue; the worker: what is approved; the keeper: what nobody decides
  KEY by_state (state, state_at, id),
  -- the dealer's list, newest first; what was paid in a month or a year, for the tax
  KEY of_dealer (dealer_id, requested_at, id),
  CONSTRAINT withdrawal_amounts CHECK (gross_fen = fee_fen + tax_fen + net_fen AND net_fen > 0 AND fee_fen >= 0
    AND tax_fen >= 0),
  CONSTRAINT withdrawal_state CHECK (state IN ('requested', 'review', 'approved_1', 'approved', 'paying', 'paid', 'returned',
    'rejected', 'cancelled', 'expired')),
  CONSTRAINT withdrawal_open CHECK ((state IN ('requested', 'review', 'approved_1', 'approved', 'paying'))
    = (is_open IS NOT NULL)),
  CONSTRAINT withdrawal_is_open CHECK (is_open = 1),
  CONSTRAINT withdrawal_tax CHECK (tax_method IN ('none', 'ordinary', 'cumulative')),
  CONSTRAINT withdrawal_approvals CHECK (approvals_needed BETWEEN 1 AND 5)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only. The MAC is over everything that the person saw; the worker pays nothing that it does not fit.
CREATE TABLE IF NOT EXISTS withdrawal_approval (
  withdrawal_id BIGINT NOT NULL,
  round INT NOT NULL,
  staff_id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  mac BINARY(32) NOT NULL,
  -- nobody approves twice
  PRIMARY KEY (withdrawal_id, round, staff_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only: the whole life of a withdrawal and its transfers, with who did what.
CREATE TABLE IF NOT EXISTS withdrawal_event (
  id BIGINT NOT NULL AUTO_INCREMENT,
  withdrawal_id BIGINT NOT NULL,
  -- 0: the withdrawal's own
  payout_id BIGINT NOT NULL DEFAULT 0,
  at DATETIME(6) NOT NULL,
  -- "dealer 7", "staff 3", "worker", "wechat"
  actor VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  what VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(255) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  -- a withdrawal's life, oldest first
  KEY of_withdrawal (withdrawal_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
