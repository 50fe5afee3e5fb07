# What somebody might do to the books behind the program's back, one deed under each invariant of docs/books.md that
# finds it. Each is done by the database's root with checks off, in a transaction that is rolled back.

-- a_leg_is_balanced: a debit that is its own credit
UPDATE posting SET credit = debit LIMIT 1;
-- legs_make_the_movement: a changed amount
UPDATE posting SET amount_fen = amount_fen + 1 LIMIT 1;
-- legs_make_the_movement: a deleted leg
DELETE FROM posting LIMIT 1;
-- no_leg_without_movement: a deleted movement
DELETE FROM journal_txn LIMIT 1;
-- legal_posting: money from pending straight into held
UPDATE posting SET credit = 'held' WHERE debit = 'pending' AND credit = 'available' LIMIT 1;
-- right_sheet: a dealer's commission on a sheet of the company
UPDATE journal_txn SET kind = 'accrue' WHERE kind = 'keep_unclaimed' LIMIT 1;
-- balance_is_its_postings: a fen more for a dealer
UPDATE ledger_sheet SET available_fen = available_fen + 1 WHERE sheet > 0 LIMIT 1;
-- balance_is_its_postings: a deleted leg
DELETE FROM posting WHERE debit = 'commission' AND credit = 'pending' LIMIT 1;
-- balance_is_not_negative: more was spent than there was
UPDATE ledger_sheet SET available_fen = -1 WHERE sheet > 0 LIMIT 1;
-- trial_balance: a fen of the company's is gone
UPDATE posting SET amount_fen = amount_fen - 1 WHERE debit = 'commission' AND credit = 'pending' LIMIT 1;
-- movement_leaves_its_balance: a past balance
UPDATE journal_txn SET available_fen = available_fen + 1 WHERE sheet > 0 LIMIT 1;
-- numbers_without_gap: a movement cut out of the middle
DELETE FROM journal_txn WHERE sheet > 0 AND number = 2;
-- numbers_without_gap: the sheet of a dealer is gone
DELETE FROM ledger_sheet WHERE sheet > 0 LIMIT 1;
-- sheet_is_its_newest_movement: the head of a chain
UPDATE ledger_sheet SET hash = UNHEX(SHA2('other', 256)) WHERE number > 0 LIMIT 1;
-- time_goes_on: a movement dated back
UPDATE journal_txn SET at = at - INTERVAL 1 YEAR WHERE sheet > 0 AND number = 2;
-- journal_chain: a link that leads elsewhere
UPDATE journal_txn SET hash_previous = UNHEX(SHA2('other', 256)) WHERE number = 2;
-- journal_hash: a movement told otherwise
UPDATE journal_txn SET reference = CONCAT(reference, 'x') LIMIT 1;
-- journal_hash: a leg of it
UPDATE posting SET amount_fen = amount_fen + 1 LIMIT 1;
-- pending_is_commissions: a commission's money
UPDATE commission_money SET earned_fen = earned_fen + 1 WHERE state = 'pending' LIMIT 1;
-- held_is_withdrawals: a withdrawal that vanished
DELETE FROM withdrawal WHERE state = 'requested';
-- in_flight_is_transfers: a transfer that WeChat is said to hold no more
UPDATE payout SET state = 'await_user', is_open = 1, is_locked = 1 WHERE state = 'succeeded';

-- seal_chain: a seal that was cut out
DELETE FROM ledger_seal WHERE number = 1;
-- seal_tail: the newest seal was cut off
DELETE FROM ledger_seal ORDER BY number DESC LIMIT 1;
-- seal_heads: a head was changed
UPDATE ledger_seal_head SET hash = REPEAT('x', 32) ORDER BY seal LIMIT 1;
-- sealed_stays: a sealed movement was written anew
UPDATE journal_txn t JOIN ledger_seal_head h ON h.sheet = t.sheet AND h.number = t.number SET t.hash = REPEAT('x', 32);
-- sealed_total: a fen in the trial balance
UPDATE ledger_total SET amount_fen = amount_fen + 1 LIMIT 1;

-- commission_is_accrued: a commission of another amount
UPDATE commission SET amount_fen = amount_fen + 1 LIMIT 1;
-- commission_is_accrued: a commission given to somebody else
UPDATE commission SET dealer_id = dealer_id + 1 LIMIT 1;
-- clawback_is_posted: a clawback forgotten
UPDATE commission SET clawed_back_fen = 0 WHERE clawed_back_fen > 0;
-- commission_state: void, but nothing was taken back
UPDATE commission SET state = 'void' WHERE clawed_back_fen = 0 LIMIT 1;
-- release_is_posted: released on paper
UPDATE commission_money SET state = 'released' WHERE state = 'pending';
-- shares_fit_the_line: a share above what was paid
UPDATE commission SET amount_fen = base_fen + 1 LIMIT 1;
-- share_of_a_sale: the facts of a sale are gone
DELETE FROM commission_sale LIMIT 1;
-- zero_line_pays_nobody: a line that paid nobody and somebody
UPDATE commission_zero_line SET line_id = (SELECT MIN(line_id) FROM commission) LIMIT 1;
-- every_line_is_explained: the reason of a line that paid nobody is gone
DELETE FROM commission_zero_line LIMIT 1;
-- every_line_is_explained: a line of a sale that was never shared out
INSERT INTO sale_order_line (order_id, product_id, category_id, sku_id, title, unit_price_fen, unit_cost_fen, quantity,
  discount_fen, coupon_fen, paid_fen) SELECT order_id, 0, 0, 0, 'x', 1, 0, 1, 0, 0, 1 FROM commission_sale LIMIT 1;
-- unclaimed_is_kept: an unclaimed share of another amount
UPDATE commission_unclaimed SET amount_fen = amount_fen + 1 LIMIT 1;
-- unclaimed_is_kept: given back, and not posted
UPDATE commission_unclaimed SET returned_fen = returned_fen - 1 WHERE returned_fen > 0 LIMIT 1;

-- gross_is_fee_tax_net: a fen of tax for oneself
UPDATE withdrawal SET net_fen = net_fen + 1 WHERE state = 'paid';
-- withdrawal_is_held_once: a larger request
UPDATE withdrawal SET gross_fen = gross_fen + 1, net_fen = net_fen + 1 WHERE state = 'requested';
-- hold_has_a_withdrawal: held for nobody
UPDATE withdrawal_money SET reference = CONCAT(reference, 'x') LIMIT 1;
-- hold_is_resolved_once: rejected money that was paid too
UPDATE withdrawal SET state = 'paid' WHERE state = 'rejected';
-- hold_is_resolved_once: tax that was withheld and not posted
DELETE FROM journal_txn WHERE kind = 'withhold_tax';
-- one_open_withdrawal: an ended one opened again
UPDATE withdrawal SET state = 'approved' WHERE state = 'rejected';
-- approved_by_enough: an approval is gone
DELETE FROM withdrawal_approval WHERE withdrawal_id IN (SELECT id FROM withdrawal WHERE state = 'paid') LIMIT 1;
-- approved_by_enough: the approver had edited it
INSERT INTO withdrawal_event (withdrawal_id, at, actor, what, state)
SELECT w.id, w.requested_at, CONCAT('staff ', MIN(a.staff_id)), 'review', 'review'
FROM withdrawal w JOIN withdrawal_approval a ON a.withdrawal_id = w.id WHERE w.state = 'paid' GROUP BY w.id, w.requested_at;
-- state_is_the_last_event: approved without anybody's deed
UPDATE withdrawal SET state = 'approved' WHERE state = 'requested';
-- the_end_is_the_end: an ended withdrawal goes on
INSERT INTO withdrawal_event (withdrawal_id, at, actor, what, state)
SELECT withdrawal_id, at, actor, 'approved', 'approved' FROM withdrawal_event WHERE state = 'rejected' LIMIT 1;

-- paid_once: a second paid transfer
INSERT INTO payout (withdrawal_id, reissue, number, amount_fen, mchid, appid, openid_index, body_sealed, body_hash,
  sealing_serial, state, is_open, created_at, state_at)
SELECT withdrawal_id, reissue + 1, REVERSE(number), amount_fen, mchid, appid, openid_index, body_sealed, body_hash,
  sealing_serial, state, NULL, created_at, state_at FROM payout WHERE state = 'succeeded';
-- paid_once: a transfer of a withdrawal that was given back
UPDATE payout SET state = 'succeeded' WHERE state IN ('failed', 'cancelled') LIMIT 1;
-- one_live_transfer: a second transfer under way, after the first was paid
INSERT INTO payout (withdrawal_id, reissue, number, amount_fen, mchid, appid, openid_index, body_sealed, body_hash,
  sealing_serial, state, is_open, created_at, state_at)
SELECT withdrawal_id, reissue + 1, REVERSE(number), amount_fen, mchid, appid, openid_index, body_sealed, body_hash,
  sealing_serial, 'created', 1, created_at, state_at FROM payout WHERE state = 'succeeded';
-- reissued_after_the_end: another try beside a paid one
INSERT INTO payout (withdrawal_id, reissue, number, amount_fen, mchid, appid, openid_index, body_sealed, body_hash,
  sealing_serial, state, is_open, created_at, state_at)
SELECT withdrawal_id, reissue + 1, REVERSE(number), amount_fen, mchid, appid, openid_index, body_sealed, body_hash,
  sealing_serial, 'created', 1, created_at, state_at FROM payout WHERE state = 'succeeded';
-- transfer_is_the_withdrawals: another amount
UPDATE payout SET amount_fen = amount_fen + 1 LIMIT 1;
-- transfer_is_the_withdrawals: another payee
UPDATE payout SET openid_index = REPEAT('x', 32) LIMIT 1;
-- succeeded_is_settled_once: paid, and not in the journal
DELETE FROM journal_txn WHERE kind = 'settle';
-- settled_has_a_transfer: settled for nothing
UPDATE payout SET number = REVERSE(number) WHERE state = 'succeeded';
-- posts_are_attempts: a call that nobody wrote down
DELETE FROM payout_attempt WHERE step = 'post' LIMIT 1;
-- posts_are_attempts: other bytes were sent
UPDATE payout_attempt SET body_hash = REPEAT('x', 32) WHERE step = 'post' LIMIT 1;
-- direct_comes_first: without a tap after the dealer was to be asked
INSERT INTO payout_attempt (payout_id, fence, step, body_hash, started_at)
SELECT id, 0, 'post', body_hash, created_at FROM payout WHERE direct_hash IS NOT NULL;
-- direct_was_agreed: nobody has agreed
DELETE FROM confirm_free_authorization;
-- direct_was_agreed: somebody else has
UPDATE confirm_free_authorization SET openid_index = REVERSE(openid_index);
-- direct_was_agreed: they agreed afterwards
UPDATE confirm_free_authorization SET asked_at = asked_at + INTERVAL 1 YEAR;
-- attempt_has_a_claim: a call by a claim of the future
UPDATE payout_attempt SET fence = fence + 100 LIMIT 1;
-- resolved_by_two: one person decided alone
UPDATE payout_resolution SET decided_by = proposed_by;

-- recorded_payment_is_booked: a payment of another amount
UPDATE order_payment SET amount_fen = amount_fen + 1 WHERE transaction_id IN (
  SELECT transaction_id FROM notify_inbox WHERE kind = 'payment');
-- recorded_refund_is_booked: a refund that was undone
UPDATE order_refund SET state = 'processing';
-- ended_by_two: nobody knows of it
UPDATE order_refund SET ending = 'paid_elsewhere' WHERE state = 'succeeded' LIMIT 1;
-- success_notice_is_paid: WeChat's word was not heeded
UPDATE payout SET state = 'failed' WHERE state = 'succeeded';
-- applied_once: applied, and due again
UPDATE notify_inbox SET due_at = applied_at LIMIT 1;
-- refunds_within_the_payment: more back than was paid
UPDATE order_refund SET amount_fen = 100000000 LIMIT 1;
-- shared_out_was_paid: a payment is gone
DELETE FROM order_payment LIMIT 1;

-- audit_chain: an entry cut out
DELETE FROM audit_log WHERE id = 3;
-- audit_tail: the newest entry cut off
DELETE FROM audit_log ORDER BY id DESC LIMIT 1;
-- audit_hash: somebody else did it
UPDATE audit_log SET actor_id = actor_id + 1 WHERE id = 3;

-- closed_day_is_explained: a difference opened again
UPDATE reconciliation_difference SET state = 'open', closed_at = NULL WHERE state = 'closed';
-- closed_day_is_explained: closed by nobody
UPDATE reconciliation_day SET closed_by = 0 WHERE state = 'closed';
-- difference_is_closed_by_two: one person explained and confirmed
UPDATE reconciliation_difference SET closed_by = proposed_by WHERE state = 'closed';
-- suspense_is_differences: a difference waits that the ledger does not know
UPDATE reconciliation_difference SET state = 'open', closed_at = NULL WHERE state = 'closed' AND unbooked_fen <> 0;
-- figure_is_its_bill: a bill with another total
UPDATE bill_file SET expense_fen = expense_fen + 1;
-- bill_is_kept: the bill itself is gone
DELETE FROM bill_file_part LIMIT 1;
-- bill_is_kept: a version is missing
UPDATE bill_file SET version = version + 1 LIMIT 1;

-- ended_has_nothing: somebody with money was ended past the program
INSERT INTO dealer_ending SELECT sheet, at, 1, 'x', number, 0, 0, 0 FROM ledger_sheet WHERE sheet > 0 AND available_fen > 0 LIMIT 1;
-- after_the_end_only_refunds: a commission was earned after the end
INSERT INTO dealer_ending SELECT sheet, at, 1, 'x', 0, 0, 0, 0 FROM ledger_sheet WHERE sheet > 0 AND number > 0 LIMIT 1;
