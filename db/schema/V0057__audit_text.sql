-- What an object looked like before and after an entry of the audit log, sealed: a row for every entry of a request that has
-- such a side. The log itself keeps digests of both, so that what lies here cannot be changed unseen. A side that the entry
-- does not have, and one that is not to be kept (a file, a text of more than 1 MiB), is NULL.

CREATE TABLE IF NOT EXISTS audit_text (
  entry BIGINT NOT NULL,
  before_sealed MEDIUMBLOB NULL,
  after_sealed MEDIUMBLOB NULL,
  PRIMARY KEY (entry)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
