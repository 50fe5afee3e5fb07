-- Somebody new, or reset, signs in with an initial password that works for some days, and may do nothing before they
-- have chosen a password and confirmed the secret of their one-time codes. Until then totp_secret_sealed holds the
-- secret that is offered to them, or is empty.

ALTER TABLE staff ADD COLUMN enrolled_at DATETIME(6) NULL, ADD COLUMN initial_until DATETIME(6) NULL;
-- whoever was there has both
UPDATE staff SET enrolled_at = created_at;
ALTER TABLE staff ADD CONSTRAINT staff_enrolment CHECK (enrolled_at IS NULL OR initial_until IS NULL);
