-- Who a dealer is to the tax office. Rows are only ever inserted; the newest of a dealer counts.

INSERT IGNORE INTO sequence_counter (name, next_value) VALUES ('taxpayer', 1);

CREATE TABLE IF NOT EXISTS taxpayer (
  id BIGINT NOT NULL,
  dealer_id BIGINT NOT NULL,
  name_sealed VARBINARY(512) NOT NULL,
  identity_sealed VARBINARY(255) NOT NULL,
  -- keyed hash of the identity number: by it the dealers of one person are found
  identity_index BINARY(32) NOT NULL,
  given_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY of_dealer (dealer_id, id),
  KEY of_identity (identity_index, dealer_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
