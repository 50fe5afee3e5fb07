-- Statements of months that are over. Append-only: a closed month never changes.

CREATE TABLE IF NOT EXISTS statement (
  dealer_id BIGINT NOT NULL,
  -- year × 100 + month, in China
  month INT NOT NULL,
  opening_pending_fen BIGINT NOT NULL,
  opening_available_fen BIGINT NOT NULL,
  opening_held_fen BIGINT NOT NULL,
  opening_disputed_fen BIGINT NOT NULL,
  opening_owed_fen BIGINT NOT NULL,
  earned_fen BIGINT NOT NULL,
  clawed_back_fen BIGINT NOT NULL,
  withdrawn_fen BIGINT NOT NULL,
  tax_fen BIGINT NOT NULL,
  written_off_fen BIGINT NOT NULL,
  closing_pending_fen BIGINT NOT NULL,
  closing_available_fen BIGINT NOT NULL,
  closing_held_fen BIGINT NOT NULL,
  closing_disputed_fen BIGINT NOT NULL,
  closing_owed_fen BIGINT NOT NULL,
  -- from the first movement of all: what a dealer has earned in a lifetime costs one month of reading
  to_date_earned_fen BIGINT NOT NULL,
  to_date_clawed_back_fen BIGINT NOT NULL,
  to_date_withdrawn_fen BIGINT NOT NULL,
  to_date_tax_fen BIGINT NOT NULL,
  to_date_written_off_fen BIGINT NOT NULL,
  -- the month's movements are those after the first number, up to the last
  opening_number BIGINT NOT NULL,
  last_number BIGINT NOT NULL,
  journal_hash BINARY(32) NOT NULL,
  -- SHA-256 of what the statement says (domain/ledger/statement.hpp)
  hash BINARY(32) NOT NULL,
  closed_at DATETIME(6) NOT NULL,
  -- a dealer's statements, newest first
  PRIMARY KEY (dealer_id, month),
  CONSTRAINT statement_foots CHECK (opening_pending_fen + opening_available_fen + opening_held_fen + opening_disputed_fen
    - opening_owed_fen + earned_fen - clawed_back_fen - withdrawn_fen - tax_fen + written_off_fen
    = closing_pending_fen + closing_available_fen + closing_held_fen + closing_disputed_fen - closing_owed_fen),
  CONSTRAINT statement_foots_to_date CHECK (to_date_earned_fen - to_date_clawed_back_fen - to_date_withdrawn_fen
    - to_date_tax_fen + to_date_written_off_fen
    = closing_pending_fen + closing_available_fen + closing_held_fen + closing_disputed_fen - closing_owed_fen),
  CONSTRAINT statement_numbers CHECK (opening_number <= last_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The lock of the closing job, and how far it came: the month that it closes, and the last sheet of it. Month 0: it has
-- never run.
CREATE TABLE IF NOT EXISTS statement_place (
  id TINYINT NOT NULL,
  month INT NOT NULL,
  after_sheet BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO statement_place (id, month, after_sheet) VALUES (1, 0, 0);
