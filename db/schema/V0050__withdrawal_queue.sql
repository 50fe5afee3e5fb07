-- Finance looks for withdrawals by more than their state. Each index serves one way of looking, newest first.

ALTER TABLE withdrawal
  -- the queue: WHERE state = ? AND id < ? ORDER BY id DESC
  ADD KEY newest_of_state (state, id),
  -- of an amount: WHERE gross_fen >= ? AND gross_fen <= ?
  ADD KEY by_gross (gross_fen, id);

-- approved within a time: WHERE at >= ? AND at < ?
ALTER TABLE withdrawal_approval ADD KEY by_time (at, withdrawal_id);

-- how many wait for a person, and since when they are as they are: the condition is in db/payout/waits_for_person.hpp
ALTER TABLE payout
  DROP KEY people,
  ADD KEY people (needs_human, is_open, human_reason, withdrawal_id, reissue, state_at);
