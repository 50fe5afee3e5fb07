-- Customers by the month of their first binding, and how many of them paid an order in each month since. Drawn whole a
-- few times a day, some customers at a time, beside the figures that are shown.

CREATE TABLE IF NOT EXISTS statistic_cohort (
  generation BIGINT NOT NULL,
  -- year × 100 + month, in China
  cohort INT NOT NULL,
  -- of the orders; 0: the customers of the cohort, whether they ordered or not
  month INT NOT NULL,
  customers BIGINT NOT NULL,
  PRIMARY KEY (generation, cohort, month),
  CONSTRAINT statistic_cohort_customers CHECK (customers > 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS statistic_cohort_place (
  id TINYINT NOT NULL,
  -- the one that is shown; the next one is being drawn
  generation BIGINT NOT NULL DEFAULT 0,
  as_of DATETIME(6) NULL,
  -- of the drawing under way: when it began, and the customers up to this one are counted
  begun_at DATETIME(6) NULL,
  after_consumer BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  CONSTRAINT statistic_cohort_place_one CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT IGNORE INTO statistic_cohort_place (id) VALUES (1);
