-- Messages that WeChat pushed to us. It repeats what it thinks was lost: the key of the table is what makes the
-- second copy do nothing. Nothing of the sender or the text is kept.

CREATE TABLE IF NOT EXISTS wechat_push (
  -- SHA-256 over what is the same in every copy of one message
  dedupe_key BINARY(32) NOT NULL,
  -- "user_authorization_cancellation", "text" …
  kind VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (dedupe_key)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
