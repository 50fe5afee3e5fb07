-- What dealers are told in WeChat when a withdrawal ends (domain/withdrawal/dealer_message.hpp). The row is written by the
-- transaction that ends the withdrawal, whoever runs it, and taken by a server. It holds nothing of what the message says.

CREATE TABLE IF NOT EXISTS dealer_message (
  withdrawal_id BIGINT NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- counts takings: what a server with an older one writes hits no row
  tries INT NOT NULL DEFAULT 0,
  -- the code of the last refusal; empty: none
  last_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  created_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  due_at DATETIME(6) NULL,
  -- nobody is told the same twice
  PRIMARY KEY (withdrawal_id, kind),
  -- the server: WHERE due_at <= ? ORDER BY due_at
  KEY by_due (due_at),
  CONSTRAINT dealer_message_kind CHECK (kind IN ('paid', 'failed')),
  CONSTRAINT dealer_message_state CHECK (state IN ('waiting', 'sent', 'refused', 'failed')),
  CONSTRAINT dealer_message_due CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
  CONSTRAINT dealer_message_ended CHECK ((state = 'waiting') = (ended_at IS NULL)),
  CONSTRAINT dealer_message_tries CHECK (tries >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- How many messages of a template a person has allowed, as far as the mini program has told us. WeChat alone knows; the
-- count decides what the mini program asks for next, never whether a message is tried.
CREATE TABLE IF NOT EXISTS message_grant (
  consumer_id BIGINT NOT NULL,
  template_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  grants INT NOT NULL,
  -- what wx.requestSubscribeMessage said last
  answer VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  answered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (consumer_id, template_id),
  CONSTRAINT message_grant_count CHECK (grants BETWEEN 0 AND 1000),
  CONSTRAINT message_grant_answer CHECK (answer IN ('accept', 'reject', 'ban', 'filter'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
