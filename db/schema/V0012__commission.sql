-- Commission plans (rules as versioned, effective-dated rows), their simulations, and what sales earned under them.
-- Plans, rules, acknowledgements and publications are only ever inserted.

INSERT IGNORE INTO sequence_counter (name, next_value) VALUES ('commission_plan', 1);

CREATE TABLE IF NOT EXISTS commission_plan (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(64) NOT NULL,
  deepest_level TINYINT NOT NULL,
  self_purchase_pays TINYINT NOT NULL,
  order_cap_fen BIGINT NULL,
  dealer_month_cap_fen BIGINT NULL,
  -- the plan it was copied from to go back to it; 0: none
  copy_of BIGINT NOT NULL DEFAULT 0,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  CONSTRAINT plan_level CHECK (deepest_level BETWEEN 1 AND 3),
  CONSTRAINT plan_caps CHECK (order_cap_fen > 0 AND dealer_month_cap_fen > 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Ids are 0 and channel is '' where the scope does not name them.
CREATE TABLE IF NOT EXISTS commission_rule (
  plan_id BIGINT NOT NULL,
  number INT NOT NULL,
  level TINYINT NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rate_ppm BIGINT NOT NULL,
  per_unit_fen BIGINT NOT NULL,
  -- a ladder's steps: from_fen:rate_ppm, comma-separated
  steps VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dealer_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  category_id BIGINT NOT NULL,
  tier_id BIGINT NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_from DATETIME(6) NULL,
  valid_until DATETIME(6) NULL,
  PRIMARY KEY (plan_id, number),
  CONSTRAINT rule_level CHECK (level BETWEEN 1 AND 3),
  CONSTRAINT rule_kind CHECK (kind IN ('rate', 'fixed', 'profit', 'ladder', 'differential')),
  CONSTRAINT rule_rate CHECK (rate_ppm BETWEEN 0 AND 1000000 AND per_unit_fen >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- An admin knows that the plan pays a third level, and what that means.
CREATE TABLE IF NOT EXISTS commission_acknowledgement (
  plan_id BIGINT NOT NULL,
  staff_id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  PRIMARY KEY (plan_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- number counts the versions without a gap (sequence 'commission_plan').
CREATE TABLE IF NOT EXISTS commission_publication (
  number BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  simulation_id BIGINT NOT NULL,
  effective_from DATETIME(6) NOT NULL,
  published_by BIGINT NOT NULL,
  published_at DATETIME(6) NOT NULL,
  PRIMARY KEY (number),
  -- a plan is published once
  UNIQUE KEY of_plan (plan_id),
  -- the version in force at an instant: WHERE effective_from <= ? ORDER BY effective_from DESC LIMIT 1
  UNIQUE KEY by_effect (effective_from)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Past sales shared out again under a plan, some at a time; after_order_id is how far it came.
CREATE TABLE IF NOT EXISTS commission_simulation (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  plan_id BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sales_from DATETIME(6) NOT NULL,
  sales_until DATETIME(6) NOT NULL,
  sales_total BIGINT NOT NULL,
  sales_done BIGINT NOT NULL,
  after_order_id BIGINT NOT NULL,
  started_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- the runner: WHERE state = 'running' ORDER BY id
  KEY by_state (state, id),
  CONSTRAINT simulation_state CHECK (state IN ('running', 'finished'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- subject_id is the dealer, tier or product, and 0 for the total and for shares that nobody claimed.
CREATE TABLE IF NOT EXISTS commission_simulation_sum (
  simulation_id BIGINT NOT NULL,
  dimension VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id BIGINT NOT NULL,
  before_fen BIGINT NOT NULL,
  after_fen BIGINT NOT NULL,
  PRIMARY KEY (simulation_id, dimension, subject_id),
  CONSTRAINT sum_dimension CHECK (dimension IN ('dealer', 'tier', 'product', 'unclaimed', 'total'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What was known of a paid order when it was shared out (domain/commission/sale.hpp says how it is written), so that it
-- can be shared out again under another plan. plan_number is 0 where no plan was in force.
CREATE TABLE IF NOT EXISTS commission_sale (
  order_id BIGINT NOT NULL,
  plan_number BIGINT NOT NULL,
  paid_at DATETIME(6) NOT NULL,
  facts TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id),
  -- a simulation's sales: WHERE paid_at >= ? AND paid_at < ?
  KEY by_payment (paid_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- One share of one line. The explanation replays to amount_fen.
CREATE TABLE IF NOT EXISTS commission (
  id BIGINT NOT NULL AUTO_INCREMENT,
  order_id BIGINT NOT NULL,
  line_id BIGINT NOT NULL,
  dealer_id BIGINT NOT NULL,
  level TINYINT NOT NULL,
  plan_number BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  tier_id BIGINT NOT NULL,
  base_fen BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  clawed_back_fen BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  explanation VARCHAR(1024) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  paid_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  -- a sale is shared out once
  UNIQUE KEY one_share (line_id, dealer_id, level),
  -- the shares of an order, for refunds and release
  KEY of_order (order_id),
  -- a dealer's commissions, newest first: WHERE dealer_id = ? AND id < ? ORDER BY id DESC
  KEY of_dealer (dealer_id, id),
  CONSTRAINT commission_level CHECK (level BETWEEN 1 AND 3),
  CONSTRAINT commission_amount CHECK (amount_fen > 0 AND amount_fen <= base_fen),
  CONSTRAINT commission_clawback CHECK (clawed_back_fen BETWEEN 0 AND amount_fen),
  CONSTRAINT commission_state CHECK (state IN ('pending', 'available', 'void'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Shares that a rule granted and nobody could claim, with the reason.
CREATE TABLE IF NOT EXISTS commission_unclaimed (
  line_id BIGINT NOT NULL,
  level TINYINT NOT NULL,
  order_id BIGINT NOT NULL,
  base_fen BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  returned_fen BIGINT NOT NULL DEFAULT 0,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (line_id, level),
  -- those of an order, for refunds
  KEY of_order (order_id),
  CONSTRAINT unclaimed_amount CHECK (amount_fen > 0 AND amount_fen <= base_fen),
  CONSTRAINT unclaimed_returned CHECK (returned_fen BETWEEN 0 AND amount_fen)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Lines that paid nobody: exactly one reason each.
CREATE TABLE IF NOT EXISTS commission_zero_line (
  line_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (line_id),
  -- those of an order
  KEY of_order (order_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A dealer's sales as a seller and earnings in a calendar month (UTC+8) of payment. Refunds lower the earnings and not yet
-- the sales. Ladders and the cap of the month read it under lock, so that two orders at once cannot pass one cap.
CREATE TABLE IF NOT EXISTS commission_month (
  dealer_id BIGINT NOT NULL,
  -- year × 100 + month
  month INT NOT NULL,
  sales_fen BIGINT NOT NULL,
  earned_fen BIGINT NOT NULL,
  PRIMARY KEY (dealer_id, month),
  CONSTRAINT month_amounts CHECK (sales_fen >= 0 AND earned_fen >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
