-- Everybody sees where they are signed in, and ends what they do not know.

-- what a person names a session by: the hash of its token stays with us
ALTER TABLE staff_session ADD COLUMN id BIGINT NOT NULL AUTO_INCREMENT, ADD UNIQUE KEY by_id (id);
ALTER TABLE staff_session
  ADD COLUMN ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  -- what the browser says of itself, printable characters only
  ADD COLUMN user_agent VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
