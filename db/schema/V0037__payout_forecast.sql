-- What the company owes dealers, once a day, and what is expected to be paid.

CREATE TABLE IF NOT EXISTS liability_day (
  -- of the calendar in China
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- of all dealers together, when the day began
  available_fen BIGINT NOT NULL,
  -- commissions released and withdrawals asked for; NULL until the day is over
  released_fen BIGINT NULL,
  asked_fen BIGINT NULL,
  -- what is owed, by the time since it was earned; the newest last
  pending_fen BIGINT NOT NULL DEFAULT 0,
  free_fen BIGINT NOT NULL DEFAULT 0,
  held_fen BIGINT NOT NULL DEFAULT 0,
  disputed_fen BIGINT NOT NULL DEFAULT 0,
  up_to_30_days_fen BIGINT NOT NULL DEFAULT 0,
  up_to_60_days_fen BIGINT NOT NULL DEFAULT 0,
  up_to_90_days_fen BIGINT NOT NULL DEFAULT 0,
  older_fen BIGINT NOT NULL DEFAULT 0,
  dealers BIGINT NOT NULL DEFAULT 0,
  -- the sheets up to this one are counted
  after_sheet BIGINT NOT NULL DEFAULT 0,
  aged_at DATETIME(6) NULL,
  PRIMARY KEY (day),
  CONSTRAINT liability_day_ages CHECK (pending_fen + free_fen + held_fen + disputed_fen
    = up_to_30_days_fen + up_to_60_days_fen + up_to_90_days_fen + older_fen),
  CONSTRAINT liability_day_over CHECK ((released_fen IS NULL) = (asked_fen IS NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS payout_forecast (
  -- the newest of a day is kept
  made_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  made_at DATETIME(6) NOT NULL,
  available_fen BIGINT NOT NULL,
  under_way_fen BIGINT NOT NULL,
  at_wechat_fen BIGINT NOT NULL,
  asking_ppm BIGINT NOT NULL,
  past_days INT NOT NULL,
  runs_dry_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (made_on)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS payout_forecast_day (
  made_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number INT NOT NULL,
  paid_fen BIGINT NOT NULL,
  PRIMARY KEY (made_on, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- WHERE requested_at >= ? AND requested_at < ?
ALTER TABLE withdrawal ADD KEY by_requested_at (requested_at);
