-- Background jobs (domain/job/job.hpp).

CREATE TABLE IF NOT EXISTS job (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parameters TEXT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  result TEXT NOT NULL,
  failure_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_zh VARCHAR(255) NULL,
  failure_en VARCHAR(255) NULL,
  started_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  lease BIGINT NOT NULL DEFAULT 0,
  tries INT NOT NULL DEFAULT 0,
  -- from when on a worker may take it: at once, after a pause, or when the lease of its worker has ended; NULL: ended
  due_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- the runner: WHERE kind = ? AND due_at <= ? ORDER BY due_at
  KEY by_due (kind, due_at),
  -- the console's lists, newest first: WHERE kind = ? AND id < ? ORDER BY id DESC
  KEY of_kind (kind, id),
  CONSTRAINT job_state CHECK (state IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
  CONSTRAINT job_progress CHECK (done >= 0 AND total >= 0),
  CONSTRAINT job_open CHECK ((due_at IS NOT NULL) = (state IN ('queued', 'running')) AND (due_at IS NULL) = (ended_at IS NOT NULL)),
  CONSTRAINT job_failure CHECK ((state = 'failed') = (failure_code IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Simulations were found by their state before; those under way go on as jobs.
INSERT IGNORE INTO job (public_id, kind, parameters, state, done, total, result, started_by, created_at, due_at)
  SELECT public_id, 'commission_simulation', '{}', 'queued', sales_done, sales_total, '', started_by, created_at, created_at
  FROM commission_simulation WHERE state = 'running';
