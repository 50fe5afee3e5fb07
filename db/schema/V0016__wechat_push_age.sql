-- Records of pushed messages are forgotten in time (config: housekeeping.wechat_push_days).

-- the sweeper that deletes old records
ALTER TABLE wechat_push ADD KEY by_age (received_at);
