-- Refunds that WeChat refuses for good, and how two people ended them.

ALTER TABLE order_refund
  -- WeChat's last word of refusal
  ADD COLUMN refusal VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  -- how two people ended it; empty: WeChat, or the other shop, says what became of it
  ADD COLUMN ending VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD CONSTRAINT refund_ending CHECK (ending = '' OR (ending = 'called_off' AND state = 'closed')
    OR (ending = 'paid_elsewhere' AND state = 'succeeded'));

CREATE TABLE IF NOT EXISTS refund_closing (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refund_id BIGINT NOT NULL,
  ending VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- the number of the payment that was made otherwise
  reference VARCHAR(64) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 while open, NULL afterwards: one open closing for each refund
  is_open TINYINT NULL,
  -- 1 while a payment of this number ends the refund or may end it: one payment ends one refund
  is_payment TINYINT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  -- when WeChat said last that it has no such refund, asked long enough after the last sending
  absent_at DATETIME(6) NULL,
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_public_id (public_id),
  UNIQUE KEY one_open (refund_id, is_open),
  UNIQUE KEY one_reference (reference, is_payment),
  -- the console: what waits for a decision
  KEY by_state (state, id),
  CONSTRAINT refund_closing_ending CHECK (ending IN ('called_off', 'paid_elsewhere')),
  CONSTRAINT refund_closing_reference CHECK ((ending = 'paid_elsewhere') = (CHAR_LENGTH(reference) > 0)),
  CONSTRAINT refund_closing_payment CHECK ((ending = 'paid_elsewhere' AND state <> 'refused') = (is_payment IS NOT NULL)),
  CONSTRAINT refund_closing_state CHECK (state IN ('open', 'applied', 'refused')),
  CONSTRAINT refund_closing_open CHECK ((state = 'open') = (is_open IS NOT NULL)),
  CONSTRAINT refund_closing_decided CHECK ((state = 'open') = (decided_by = 0) AND (decided_by = 0) = (decided_at IS NULL)),
  -- whatever the program thinks: nobody confirms a closing of their own, and none is applied unheard
  CONSTRAINT refund_closing_two_people CHECK (state <> 'applied' OR decided_by <> proposed_by),
  CONSTRAINT refund_closing_heard CHECK (state <> 'applied' OR absent_at IS NOT NULL)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
