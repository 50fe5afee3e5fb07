-- What is watched of transfers, each by a key that holds all that is asked.

-- how many wait for a person: WHERE needs_human = 1 AND (is_open = 1 OR human_reason = ? OR what the withdrawal says)
ALTER TABLE payout ADD KEY people (needs_human, is_open, human_reason, withdrawal_id, reissue);
-- how many have not ended and since when: WHERE is_open = 1 GROUP BY state
ALTER TABLE payout ADD KEY open_ones (is_open, state, state_at, created_at);
