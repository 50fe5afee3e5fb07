-- Orders paid through WeChat that have been shipped: WeChat is told so (domain/order/shipping_upload.hpp).

CREATE TABLE IF NOT EXISTS order_shipping_upload (
  order_id BIGINT NOT NULL,
  delivery VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  -- the code of the last refusal; empty: none
  last_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ended_at DATETIME(6) NULL,
  due_at DATETIME(6) NULL,
  PRIMARY KEY (order_id),
  -- the keeper: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at),
  CONSTRAINT upload_delivery CHECK (delivery IN ('express', 'same_city', 'virtual_goods', 'pick_up')),
  CONSTRAINT upload_state CHECK (state IN ('due', 'done', 'given_up') AND (state = 'due') = (due_at IS NOT NULL))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
