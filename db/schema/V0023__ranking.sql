-- The ranking of a month reads one index from its end, however many dealers there are.

ALTER TABLE commission_month ADD KEY by_earned (month, earned_fen, dealer_id), ADD KEY by_sales (month, sales_fen, dealer_id);
