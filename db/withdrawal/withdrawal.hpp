// Rows of `withdrawal`, their approvals, and the events of their lives.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ledger/month.hpp"
#include "domain/page.hpp"
#include "domain/withdrawal/approval.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun::db {

// Nothing when the dealer has one open, or asked for one under this key: find_withdrawal_of_request() tells.
std::optional<WithdrawalId> insert_withdrawal(Tx& tx, const Withdrawal& withdrawal,
                                              std::string_view request_key);
std::optional<Withdrawal> find_withdrawal(Tx& tx, WithdrawalId id);
std::optional<Withdrawal> find_withdrawal_by_public_id(Tx& tx, std::string_view public_id);
std::optional<Withdrawal> find_withdrawal_of_request(Tx& tx, DealerId dealer, std::string_view request_key);
// Asked for and neither paid nor ended otherwise.
bool has_open_withdrawal(Tx& tx, DealerId dealer);
// Of those that were asked for at the instant or later.
bool has_paid_withdrawal(Tx& tx, DealerId dealer, Instant asked_since);
std::optional<Withdrawal> lock_withdrawal(Tx& tx, WithdrawalId id);
std::optional<Withdrawal> lock_withdrawal_by_public_id(Tx& tx, std::string_view public_id);

// State, round, who edited it and why; counts the version up. The caller holds the row's lock.
void save_withdrawal_state(Tx& tx, const Withdrawal& withdrawal);

// Of those that exist, by public id.
std::map<std::string, WithdrawalState> withdrawal_states(Tx& tx, const std::set<std::string>& public_ids);
// Newest first.
Page<Withdrawal> list_withdrawals_of(Tx& tx, DealerId dealer, const PageRequest& page);
struct ApprovedWithdrawal {
  WithdrawalId id;
  Instant approved_at;
};
// Approved and waiting for a transfer, the oldest first, from behind `after` on: all from behind {}.
std::vector<ApprovedWithdrawal> list_approved_withdrawals(Tx& tx, const ApprovedWithdrawal& after, int limit);
// In `state` since before `before`, the oldest first.
std::vector<WithdrawalId> list_withdrawals_since(Tx& tx, WithdrawalState state, Instant before, int limit);

// The oldest of the state first.
std::vector<Withdrawal> list_oldest_withdrawals(Tx& tx, WithdrawalState state, int limit);
// Newest first. At most 1,000.
std::vector<Withdrawal> list_withdrawals_by_ids(Tx& tx, std::span<const WithdrawalId> ids);
// In no order; what does not exist is left out. At most 1,000.
std::vector<Withdrawal> list_withdrawals_by_public_ids(Tx& tx, std::span<const std::string> public_ids);

// What the dealer asked for in the period and got, or may still get.
WithdrawalDay withdrawn_in(Tx& tx, DealerId dealer, const Period& period);
// What was paid of withdrawals asked for in the period.
TaxPast taxed_in(Tx& tx, DealerId dealer, const Period& period);

void insert_approval(Tx& tx, const Approval& approval);
std::vector<Approval> list_approvals(Tx& tx, WithdrawalId withdrawal, int round);
// Of the round that each is in. At most 1,000 withdrawals.
std::vector<Approval> list_approvals_of(Tx& tx, std::span<const Withdrawal> withdrawals);
// All who ever put it in review or asked for another transfer of it, by the notes of its life, which nobody
// can change.
std::set<StaffId> list_editors(Tx& tx, WithdrawalId withdrawal);
std::map<WithdrawalId, std::set<StaffId>> list_editors_of(Tx& tx, std::span<const Withdrawal> withdrawals);

struct WithdrawalNote {
  WithdrawalId withdrawal;
  PayoutId payout;  // not set: the withdrawal's own
  Instant at;
  std::string actor;
  std::string what;
  std::string state;
  std::string note;
};
void note_withdrawal(Tx& tx, const WithdrawalNote& note);
std::vector<WithdrawalNote> list_withdrawal_notes(Tx& tx, WithdrawalId withdrawal);

}  // namespace fenrun::db
