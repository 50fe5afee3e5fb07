-- The double-entry ledger. Every movement of money stands on one sheet: a dealer's (its id) or one of the company's
-- (-1 .. -16, by reference), so that no row is shared by all writers: the company's accounts have no balance row, only
-- postings. The sheet's row is the lock, the balance after the newest movement and the head of the sheet's hash chain.

-- Changed only together with the journal. A balance below zero cannot be stored, whatever the program thinks.
CREATE TABLE IF NOT EXISTS ledger_sheet (
  sheet BIGINT NOT NULL,
  -- of the newest movement; 0: none yet
  number BIGINT NOT NULL,
  -- never goes back: what has been said about a time stays true, whatever the clocks say
  at DATETIME(6) NOT NULL,
  hash BINARY(32) NOT NULL,
  pending_fen BIGINT NOT NULL,
  available_fen BIGINT NOT NULL,
  held_fen BIGINT NOT NULL,
  disputed_fen BIGINT NOT NULL,
  owed_fen BIGINT NOT NULL,
  -- since when there has been a debt without a break
  owed_since DATETIME(6) NULL,
  -- how far the seals and the totals know this sheet
  sealed_number BIGINT NOT NULL DEFAULT 0,
  is_unsealed TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (sheet),
  -- the sealing job: sheets that have changed
  KEY unsealed (is_unsealed, sheet),
  -- the console: who owes us, oldest debt first
  KEY owing (owed_since, sheet),
  CONSTRAINT ledger_sheet_bounds CHECK (pending_fen >= 0 AND available_fen >= 0 AND held_fen >= 0 AND disputed_fen >= 0
    AND owed_fen >= 0),
  CONSTRAINT ledger_sheet_owed_since CHECK ((owed_fen > 0) = (owed_since IS NOT NULL)),
  CONSTRAINT ledger_sheet_sealed CHECK (sealed_number <= number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only: the server's account may insert and read. Each movement holds the hash of the one before it on its sheet
-- and the balance it left behind, so that the balance as of any time is one row.
CREATE TABLE IF NOT EXISTS journal_txn (
  sheet BIGINT NOT NULL,
  number BIGINT NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reference VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- the commission or the withdrawal it is about; empty where there is none
  subject VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  pending_fen BIGINT NOT NULL,
  available_fen BIGINT NOT NULL,
  held_fen BIGINT NOT NULL,
  disputed_fen BIGINT NOT NULL,
  owed_fen BIGINT NOT NULL,
  hash_previous BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  -- two writers of one sheet cannot both write its next movement
  PRIMARY KEY (sheet, number),
  -- each movement happens once
  UNIQUE KEY by_reference (reference, kind),
  -- the balance as of a time; the movements of a month
  KEY by_time (sheet, at, number),
  CONSTRAINT journal_txn_amount CHECK (amount_fen > 0),
  CONSTRAINT journal_txn_kind CHECK (kind IN ('accrue', 'keep_unclaimed', 'return_unclaimed', 'release', 'claw_back', 'hold',
    'return_hold', 'lock', 'unlock', 'settle', 'withhold_tax', 'pay_offline', 'freeze', 'unfreeze', 'forfeit', 'write_off',
    'fund_in', 'fund_out', 'explain_top_up', 'explain_fee', 'explain_payout'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only. An unbalanced entry cannot be written: a row is one debit and one credit of the same positive amount.
CREATE TABLE IF NOT EXISTS posting (
  sheet BIGINT NOT NULL,
  number BIGINT NOT NULL,
  leg TINYINT NOT NULL,
  debit VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  credit VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  -- a sheet's postings in their order: statements and verification read them so
  PRIMARY KEY (sheet, number, leg),
  CONSTRAINT posting_amount CHECK (amount_fen > 0),
  CONSTRAINT posting_accounts CHECK (debit <> credit),
  CONSTRAINT posting_debit CHECK (debit IN ('pending', 'available', 'held', 'disputed', 'owed', 'commission', 'unclaimed',
    'wechat', 'in_flight', 'bank', 'tax', 'bad_debt', 'fees', 'suspense')),
  CONSTRAINT posting_credit CHECK (credit IN ('pending', 'available', 'held', 'disputed', 'owed', 'commission', 'unclaimed',
    'wechat', 'in_flight', 'bank', 'tax', 'bad_debt', 'fees', 'suspense'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The money of each commission from the sale to its end. Locked before the sheet by release and clawback, so that they
-- cannot pass each other.
CREATE TABLE IF NOT EXISTS commission_money (
  id BIGINT NOT NULL AUTO_INCREMENT,
  reference VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  earned_fen BIGINT NOT NULL,
  clawed_back_fen BIGINT NOT NULL,
  frozen_fen BIGINT NOT NULL,
  -- 'void': all of it was clawed back before its release
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- NULL until it is known: the hold period begins with the receipt of the goods
  matures_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_reference (reference),
  -- the release job: what is due, oldest first
  KEY due (state, matures_at, id),
  -- a dealer's commissions, newest first
  KEY of_dealer (dealer_id, id),
  CONSTRAINT commission_money_bounds CHECK (clawed_back_fen >= 0 AND frozen_fen >= 0 AND earned_fen > 0
    AND clawed_back_fen + frozen_fen <= earned_fen),
  CONSTRAINT commission_money_state CHECK (state IN ('pending', 'released', 'void'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What is held for each withdrawal, and how much of it has been paid, taxed or returned: each fen once.
CREATE TABLE IF NOT EXISTS withdrawal_money (
  reference VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  held_fen BIGINT NOT NULL,
  resolved_fen BIGINT NOT NULL,
  PRIMARY KEY (reference),
  CONSTRAINT withdrawal_money_bounds CHECK (held_fen > 0 AND resolved_fen >= 0 AND resolved_fen <= held_fen)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only. Once a minute the heads of the sheets that have changed are sealed: a MAC, with a key that the database
-- does not know, over the heads and the seal before. A chain alone cannot show that its tail was cut; a seal can.
CREATE TABLE IF NOT EXISTS ledger_seal (
  number BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  heads INT NOT NULL,
  heads_hash BINARY(32) NOT NULL,
  mac_previous BINARY(32) NOT NULL,
  mac BINARY(32) NOT NULL,
  PRIMARY KEY (number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Append-only. A sheet as a seal saw it.
CREATE TABLE IF NOT EXISTS ledger_seal_head (
  seal BIGINT NOT NULL,
  sheet BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (seal, sheet),
  -- verification: the newest sealed head of a sheet
  UNIQUE KEY by_sheet (sheet, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The trial balance as far as it has been sealed, debits positive. Written by the sealing job alone.
CREATE TABLE IF NOT EXISTS ledger_total (
  account VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (account)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The lock of the sealing job, and its place.
CREATE TABLE IF NOT EXISTS ledger_seal_place (
  id TINYINT NOT NULL,
  last_seal BIGINT NOT NULL,
  last_mac BINARY(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO ledger_seal_place (id, last_seal, last_mac) VALUES (1, 0, REPEAT(CHAR(0), 32));
