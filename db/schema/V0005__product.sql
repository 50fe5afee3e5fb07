-- What the producer sells. Prices and costs are fen; a SKU is what can be ordered.

CREATE TABLE IF NOT EXISTS category (
  id BIGINT NOT NULL AUTO_INCREMENT,
  -- binary, so that names which differ in any character differ on every engine
  name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
  position INT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_name (name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- category_id is 0 for a product in no category.
CREATE TABLE IF NOT EXISTS product (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  summary VARCHAR(255) NOT NULL,
  image_url VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- the catalogue of one category, newest first
  KEY catalogue_of_category (category_id, state, id),
  -- the whole catalogue, newest first
  KEY catalogue (state, id),
  -- console search by name prefix
  KEY by_name (name),
  CONSTRAINT product_state CHECK (state IN ('draft', 'active', 'archived'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS sku (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  product_id BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(64) NOT NULL,
  price_fen BIGINT NOT NULL,
  cost_fen BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- the producer's article numbers are unique; orders from other shops name them
  UNIQUE KEY by_code (code),
  -- the SKUs of a product, in order of creation
  KEY of_product (product_id, id),
  CONSTRAINT sku_price CHECK (price_fen > 0),
  CONSTRAINT sku_cost CHECK (cost_fen >= 0),
  CONSTRAINT sku_state CHECK (state IN ('draft', 'active', 'archived'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
