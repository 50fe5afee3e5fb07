-- Fund bills as WeChat gave them, kept for ever: packed as they came, so that every match can be repeated. Append-only.

CREATE TABLE IF NOT EXISTS bill_file (
  id BIGINT NOT NULL AUTO_INCREMENT,
  mchid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- of the calendar in China
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- the newest counts: another follows only one that could not be read, or a day that had no bill yet
  version INT NOT NULL,
  -- of the unpacked file, as WeChat signed it; empty: WeChat said that there is none
  sha1 VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_readable TINYINT NOT NULL,
  -- why it cannot be read
  problem VARCHAR(200) NOT NULL DEFAULT '',
  line_count BIGINT NOT NULL,
  income_fen BIGINT NOT NULL,
  expense_fen BIGINT NOT NULL,
  fetched_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_day (mchid, account, day, version),
  CONSTRAINT bill_file_account CHECK (account IN ('operation', 'basic')),
  CONSTRAINT bill_file_version CHECK (version > 0),
  CONSTRAINT bill_file_totals CHECK (line_count >= 0 AND income_fen >= 0 AND expense_fen >= 0),
  CONSTRAINT bill_file_none CHECK (sha1 <> '' OR (is_readable = 1 AND line_count = 0))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS bill_file_part (
  file_id BIGINT NOT NULL,
  number INT NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (file_id, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
