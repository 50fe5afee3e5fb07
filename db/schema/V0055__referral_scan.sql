-- Who opened the mini-program by a dealer's code: the first stage of the way to an order. Once a person, dealer and day.

CREATE TABLE IF NOT EXISTS referral_scan (
  -- in China: year × 10,000 + month × 100 + day
  day INT NOT NULL,
  consumer_id BIGINT NOT NULL,
  dealer_id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  -- 1: was the dealer's customer before
  is_known TINYINT NOT NULL,
  -- the scans of a day; a second scan of the same code on one day is no second row
  PRIMARY KEY (day, consumer_id, dealer_id),
  CONSTRAINT referral_scan_known CHECK (is_known IN (0, 1))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What became of the scans of a day; drawn anew while something can still come of them.
CREATE TABLE IF NOT EXISTS statistic_funnel (
  day INT NOT NULL,
  scans BIGINT NOT NULL,
  known BIGINT NOT NULL,
  bound BIGINT NOT NULL,
  ordered BIGINT NOT NULL,
  PRIMARY KEY (day),
  CONSTRAINT statistic_funnel_stages CHECK (ordered <= bound AND bound <= scans - known)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

ALTER TABLE statistic_place ADD COLUMN funnel_as_of DATETIME(6) NULL;
