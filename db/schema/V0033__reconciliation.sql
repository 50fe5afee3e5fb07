-- Days of the bills against our books: what was matched, and what does not agree until two people have explained it.

CREATE TABLE IF NOT EXISTS reconciliation_day (
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- when all bills of the day were matched last
  reconciled_at DATETIME(6) NULL,
  -- when it is tried by itself; NULL: not any more
  due_at DATETIME(6) NULL,
  closed_by BIGINT NOT NULL DEFAULT 0,
  closed_at DATETIME(6) NULL,
  PRIMARY KEY (day),
  -- the keeper: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at),
  CONSTRAINT reconciliation_day_state CHECK (state IN ('open', 'closed')),
  CONSTRAINT reconciliation_day_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'open' OR due_at IS NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS reconciliation_figure (
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line_count BIGINT NOT NULL,
  income_fen BIGINT NOT NULL,
  expense_fen BIGINT NOT NULL,
  matched BIGINT NOT NULL,
  matched_fen BIGINT NOT NULL,
  -- found in the bill of the day before or after
  beside BIGINT NOT NULL,
  -- lines that our books do not hold
  outside BIGINT NOT NULL,
  outside_fen BIGINT NOT NULL,
  differences BIGINT NOT NULL,
  PRIMARY KEY (day, account),
  CONSTRAINT reconciliation_figure_account CHECK (account IN ('operation', 'basic'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS reconciliation_difference (
  id BIGINT NOT NULL AUTO_INCREMENT,
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- our number, or that of the line; the same whenever the day is reconciled again
  line_key VARCHAR(128) COLLATE utf8mb4_bin NOT NULL,
  number VARCHAR(128) COLLATE utf8mb4_bin NOT NULL,
  channel_number VARCHAR(128) COLLATE utf8mb4_bin NOT NULL,
  -- money that left is negative; NULL: that side has none
  ours_fen BIGINT NULL,
  billed_fen BIGINT NULL,
  -- what the ledger holds in suspense for it until it is explained
  unbooked_fen BIGINT NOT NULL,
  note VARCHAR(200) NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  explanation VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none',
  reason VARCHAR(200) NOT NULL DEFAULT '',
  proposed_by BIGINT NOT NULL DEFAULT 0,
  proposed_at DATETIME(6) NULL,
  closed_by BIGINT NOT NULL DEFAULT 0,
  closed_at DATETIME(6) NULL,
  found_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_key (day, account, class, line_key),
  -- a day's differences: WHERE day = ? AND id > ? ORDER BY id
  KEY of_day (day, id),
  -- what is in suspense: WHERE state IN ('open', 'proposed') AND day > ?
  KEY by_state (state, day),
  CONSTRAINT difference_account CHECK (account IN ('operation', 'basic')),
  CONSTRAINT difference_class CHECK (class IN ('not_ours', 'missing_in_bill', 'amount_differs', 'state_differs',
    'duplicate_line', 'unknown_line', 'to_explain', 'ledger_differs', 'bill_broken', 'bill_changed')),
  CONSTRAINT difference_state CHECK (state IN ('open', 'proposed', 'closed', 'gone')),
  CONSTRAINT difference_proposed CHECK (state NOT IN ('proposed', 'closed') OR (proposed_by > 0 AND reason <> '')),
  CONSTRAINT difference_two_people CHECK ((state = 'closed') = (closed_at IS NOT NULL)
    AND (state <> 'closed' OR (closed_by > 0 AND closed_by <> proposed_by))),
  CONSTRAINT difference_explanation CHECK (explanation IN ('none', 'top_up', 'fee', 'bank_payout'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
