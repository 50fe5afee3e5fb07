-- Sales orders: of the mini-program, pushed by other shops, imported from files. Amounts are fen. What was paid for a
-- line is kept with it, so that commissions and refunds never compute it again.

CREATE TABLE IF NOT EXISTS sale_order (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 'mini_program' or the code of an order source
  source VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  external_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 0: a buyer of another shop whom we do not know
  consumer_id BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  goods_fen BIGINT NOT NULL,
  discount_fen BIGINT NOT NULL,
  coupon_fen BIGINT NOT NULL,
  freight_fen BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  freight_refund_asked_fen BIGINT NOT NULL DEFAULT 0,
  freight_refunded_fen BIGINT NOT NULL DEFAULT 0,
  refunded_fen BIGINT NOT NULL DEFAULT 0,
  remark VARCHAR(255) NOT NULL,
  -- name, phone and address of the receiver, sealed; NULL: none given
  receiver_sealed VARBINARY(2048) NULL,
  carrier VARCHAR(128) NOT NULL DEFAULT '',
  tracking_no VARCHAR(128) NOT NULL DEFAULT '',
  -- the stamp of the payment: binding, and the dealers above the buyer with their tiers as of then; 0 is nobody
  binding_id BIGINT NOT NULL DEFAULT 0,
  seller_id BIGINT NOT NULL DEFAULT 0,
  seller_tier_id BIGINT NOT NULL DEFAULT 0,
  second_id BIGINT NOT NULL DEFAULT 0,
  second_tier_id BIGINT NOT NULL DEFAULT 0,
  third_id BIGINT NOT NULL DEFAULT 0,
  third_tier_id BIGINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  paid_at DATETIME(6) NULL,
  shipped_at DATETIME(6) NULL,
  received_at DATETIME(6) NULL,
  hold_ends_at DATETIME(6) NULL,
  completed_at DATETIME(6) NULL,
  closed_at DATETIME(6) NULL,
  -- when the next step that nobody takes by hand is due: expiry, automatic receipt, end of the hold
  due_at DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- an order of another shop is one order, however often and from where it arrives
  UNIQUE KEY by_external_no (source, external_no),
  -- a consumer's orders, newest first: WHERE consumer_id = ? AND id < ? ORDER BY id DESC
  KEY of_consumer (consumer_id, id),
  -- orders of a dealer's customers, newest first: WHERE seller_id = ? AND id < ? ORDER BY id DESC
  KEY of_seller (seller_id, id),
  -- a seller's sales in a month: WHERE seller_id = ? AND paid_at >= ? AND paid_at < ?
  KEY sales_of_seller (seller_id, paid_at, total_fen),
  -- the console's lists by state, newest first: WHERE state = ? AND id < ? ORDER BY id DESC
  KEY by_state (state, id),
  -- the keeper: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at),
  CONSTRAINT order_state CHECK (state IN ('created', 'paid', 'shipped', 'received', 'completed', 'closed')),
  CONSTRAINT order_channel CHECK (channel IN ('mini_program', 'push', 'import')),
  CONSTRAINT order_total CHECK (goods_fen >= 0 AND discount_fen >= 0 AND coupon_fen >= 0 AND freight_fen >= 0
    AND total_fen = goods_fen - discount_fen - coupon_fen + freight_fen AND discount_fen + coupon_fen <= goods_fen),
  CONSTRAINT order_refunded CHECK (refunded_fen BETWEEN 0 AND total_fen
    AND freight_refunded_fen BETWEEN 0 AND freight_refund_asked_fen AND freight_refund_asked_fen <= freight_fen),
  CONSTRAINT order_paid CHECK (paid_at IS NOT NULL OR (state IN ('created', 'closed') AND binding_id = 0
    AND refunded_fen = 0))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS sale_order_line (
  id BIGINT NOT NULL AUTO_INCREMENT,
  order_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  category_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  title VARCHAR(160) NOT NULL,
  unit_price_fen BIGINT NOT NULL,
  unit_cost_fen BIGINT NOT NULL,
  quantity INT NOT NULL,
  discount_fen BIGINT NOT NULL,
  coupon_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  refund_asked_fen BIGINT NOT NULL DEFAULT 0,
  refunded_fen BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  -- the lines of an order; a SKU stands on one line only
  UNIQUE KEY of_order (order_id, sku_id),
  CONSTRAINT line_price CHECK (unit_price_fen > 0 AND unit_cost_fen >= 0 AND quantity > 0),
  CONSTRAINT line_paid CHECK (discount_fen >= 0 AND coupon_fen >= 0 AND paid_fen >= 0
    AND paid_fen = unit_price_fen * quantity - discount_fen - coupon_fen),
  CONSTRAINT line_refunded CHECK (refunded_fen BETWEEN 0 AND refund_asked_fen AND refund_asked_fen <= paid_fen)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- An order that a buyer went to pay for at WeChat: the prepay_id they may still use, and when to ask WeChat what became
-- of it. The row goes when the order is paid or closed.
CREATE TABLE IF NOT EXISTS order_prepay (
  order_id BIGINT NOT NULL,
  prepay_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prepared_at DATETIME(6) NOT NULL,
  queries INT NOT NULL,
  query_due_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id),
  -- the keeper: WHERE query_due_at <= ? ORDER BY query_due_at
  KEY by_due (query_due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The payment that an order was booked with. One an order, and one order a transaction.
CREATE TABLE IF NOT EXISTS order_payment (
  order_id BIGINT NOT NULL,
  transaction_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  paid_at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id),
  UNIQUE KEY by_transaction (transaction_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS order_refund (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id BIGINT NOT NULL,
  -- the number under which WeChat or the other shop knows it
  refund_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  reason VARCHAR(255) NOT NULL,
  channel_refund_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  requested_by BIGINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  succeeded_at DATETIME(6) NULL,
  -- when to send it to WeChat, or to ask what became of it; NULL: nothing to do
  attempts INT NOT NULL DEFAULT 0,
  due_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  -- the refunds of an order; four confirmations of one refund are one refund
  UNIQUE KEY of_order (order_id, refund_no),
  -- the keeper: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at),
  CONSTRAINT refund_state CHECK (state IN ('requested', 'processing', 'abnormal', 'succeeded', 'closed')),
  CONSTRAINT refund_amount CHECK (amount_fen > 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- line_id is 0 for the freight.
CREATE TABLE IF NOT EXISTS order_refund_part (
  refund_id BIGINT NOT NULL,
  line_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (refund_id, line_id),
  CONSTRAINT part_amount CHECK (amount_fen > 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A refund that was reported before its order was paid, or known at all: it waits here and is applied by the
-- transaction that records the payment.
CREATE TABLE IF NOT EXISTS parked_refund (
  source VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  external_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refund_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  channel_refund_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parked_at DATETIME(6) NOT NULL,
  -- NULL while it waits
  applied_at DATETIME(6) NULL,
  PRIMARY KEY (source, external_no, refund_no),
  -- what waits for too long: WHERE applied_at IS NULL AND parked_at < ?
  KEY waiting (applied_at, parked_at),
  CONSTRAINT parked_amount CHECK (amount_fen > 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Verified notices of WeChat Pay, reduced to what is applied: committed before WeChat is answered, applied after. The
-- payer is known by blind index only.
CREATE TABLE IF NOT EXISTS notify_inbox (
  id BIGINT NOT NULL AUTO_INCREMENT,
  -- SHA-256 over everything below that WeChat said: a repetition is the same row, a correction another
  dedupe_key BINARY(32) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  appid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mchid VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  out_trade_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transaction_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  out_refund_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_refund_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refund_state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  currency VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payer_index VARBINARY(32) NOT NULL,
  happened_at DATETIME(6) NOT NULL,
  received_at DATETIME(6) NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  -- NULL once applied
  due_at DATETIME(6) NULL,
  applied_at DATETIME(6) NULL,
  outcome VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_dedupe_key (dedupe_key),
  -- the keeper: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at),
  CONSTRAINT notify_kind CHECK (kind IN ('payment', 'refund')),
  CONSTRAINT notify_applied CHECK ((due_at IS NULL) = (applied_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Reports of money that did not fit our own order: nothing was booked, finance must look.
CREATE TABLE IF NOT EXISTS order_suspense (
  id BIGINT NOT NULL AUTO_INCREMENT,
  -- one entry a report, however often it comes
  dedupe_key BINARY(32) NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  out_trade_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_dedupe_key (dedupe_key)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
