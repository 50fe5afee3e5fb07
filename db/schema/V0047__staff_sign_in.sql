-- When a member of staff was last let in; nothing for whoever has not been since this was kept.

ALTER TABLE staff ADD COLUMN last_login_at DATETIME(6) NULL;
