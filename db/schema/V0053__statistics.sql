-- Figures by day in China, kept beside the requests (docs/statistics.md says what each means). Every row can be drawn
-- anew from orders, refunds and the sealed journal.

-- Where the receiver lives: the first two digits of GB/T 2260. The address itself is sealed and goes with the account.
ALTER TABLE sale_order ADD COLUMN province TINYINT NOT NULL DEFAULT 0;

-- the refunds of a day: WHERE succeeded_at >= ? AND succeeded_at < ?
ALTER TABLE order_refund ADD KEY by_success (succeeded_at);

CREATE TABLE IF NOT EXISTS statistic_day (
  figure VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dimension VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- year × 10,000 + month × 100 + day
  day INT NOT NULL,
  -- the dealer, tier, product or province; 0: none, or not known
  subject_id BIGINT NOT NULL,
  items BIGINT NOT NULL,
  gross_fen BIGINT NOT NULL,
  reductions BIGINT NOT NULL,
  reduced_fen BIGINT NOT NULL,
  -- who had the most between two days
  PRIMARY KEY (figure, dimension, day, subject_id),
  -- the days of a few: WHERE figure = ? AND dimension = ? AND subject_id IN (?) AND day BETWEEN ? AND ?
  KEY of_subject (figure, dimension, subject_id, day),
  CONSTRAINT statistic_figure CHECK (figure IN ('sales', 'commissions', 'payouts')),
  CONSTRAINT statistic_dimension CHECK (dimension IN ('total', 'dealer', 'tier', 'product', 'region')),
  CONSTRAINT statistic_amounts CHECK (items >= 0 AND gross_fen >= 0 AND reductions >= 0 AND reduced_fen >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The sales and refunds that a day was drawn from: how many, and the sum of their ids. Both only grow, so a day that
-- has others since is told by them.
CREATE TABLE IF NOT EXISTS statistic_sales_day (
  day INT NOT NULL,
  sales BIGINT NOT NULL,
  sale_ids BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  refund_ids BIGINT NOT NULL,
  PRIMARY KEY (day)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- One row: the lock of whoever keeps the figures, and how far they are.
CREATE TABLE IF NOT EXISTS statistic_place (
  id TINYINT NOT NULL,
  -- movements under seals up to this one are counted
  last_seal BIGINT NOT NULL DEFAULT 0,
  -- whatever had happened by then is in the figures; NULL: not drawn yet
  sales_as_of DATETIME(6) NULL,
  ledger_as_of DATETIME(6) NULL,
  PRIMARY KEY (id),
  CONSTRAINT statistic_place_one CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO statistic_place (id) VALUES (1);
