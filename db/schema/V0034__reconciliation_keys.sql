-- What a day's match reads.

-- WHERE state = 'succeeded' AND state_at >= ? AND state_at < ?
ALTER TABLE payout ADD KEY ended (state, state_at);
-- a line of a bill may name WeChat's number only
ALTER TABLE payout ADD KEY by_channel_number (channel_number);
-- WHERE paid_at >= ? AND paid_at < ?
ALTER TABLE order_payment ADD KEY by_paid_at (paid_at);
-- WHERE created_at >= ? AND created_at < ?
ALTER TABLE order_refund ADD KEY by_created_at (created_at);
-- a refund that was made in WeChat's own console has no number of ours
ALTER TABLE order_refund ADD KEY by_channel_refund_id (channel_refund_id);
