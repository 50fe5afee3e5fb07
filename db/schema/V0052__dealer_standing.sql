-- Tier and suspension over time: what a sale earns rests on them as of its payment, however late we hear of it. Rows are
-- written once; the one in force at an instant is the last begun. An end is for good and stands in dealer_ending.

CREATE TABLE IF NOT EXISTS dealer_standing (
  dealer_id BIGINT NOT NULL,
  valid_from DATETIME(6) NOT NULL,
  tier_id BIGINT NOT NULL,
  is_suspended TINYINT NOT NULL,
  PRIMARY KEY (dealer_id, valid_from),
  CONSTRAINT dealer_standing_suspended CHECK (is_suspended IN (0, 1))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What was before is not known: the tier of now, and no suspension, since ever. Who is suspended now counts so until resumed,
-- because the dealer's own row says so.
INSERT IGNORE INTO dealer_standing (dealer_id, valid_from, tier_id, is_suspended)
SELECT id, '1970-01-01 00:00:00', tier_id, 0 FROM dealer;
