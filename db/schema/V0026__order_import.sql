-- Files that people upload and get back, sealed, and what became of each order of an imported one.

CREATE TABLE IF NOT EXISTS kept_file (
  id BIGINT NOT NULL AUTO_INCREMENT,
  -- whose it is ("order_import:" and the job's public id) and which of its files ("upload", "result")
  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  media_type VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_owner (owner, purpose),
  -- the sweeper: WHERE created_at < ? ORDER BY created_at
  KEY by_age (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The sealed content in pieces that no packet limit cares about.
CREATE TABLE IF NOT EXISTS kept_file_part (
  file_id BIGINT NOT NULL,
  number INT NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (file_id, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- By the order's position in its file, so that a file that was read again after a crash goes on where it was.
CREATE TABLE IF NOT EXISTS order_import_outcome (
  job_id BIGINT NOT NULL,
  position INT NOT NULL,
  effect VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason_zh VARCHAR(255) NOT NULL,
  reason_en VARCHAR(255) NOT NULL,
  PRIMARY KEY (job_id, position),
  CONSTRAINT import_effect CHECK (effect IN ('booked', 'updated', 'unchanged', 'refused'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
