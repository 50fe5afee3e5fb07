// Rows of `withdrawal_set` and of what is in one.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/withdrawal/withdrawal.hpp"
#include "domain/withdrawal/withdrawal_set.hpp"

namespace fenrun::db {

struct SetRow {
  std::int64_t position = 0;
  SetMember member;
  SetOutcome outcome = SetOutcome::waiting;
  std::string code;  // why it is not done; empty otherwise, as the texts
  std::string reason_zh;
  std::string reason_en;
};

WithdrawalSetId insert_withdrawal_set(Tx& tx, const WithdrawalSet& set);
void insert_set_rows(Tx& tx, WithdrawalSetId set, std::span<const SetRow> rows);
std::optional<WithdrawalSet> find_withdrawal_set(Tx& tx, std::string_view public_id);
std::optional<WithdrawalSet> lock_withdrawal_set(Tx& tx, std::string_view public_id);
void start_withdrawal_set(Tx& tx, WithdrawalSetId set, std::string_view reason, Instant now);

// The first at or after `position` that waits.
std::optional<SetRow> next_waiting_row(Tx& tx, WithdrawalSetId set, std::int64_t position);
void save_set_outcome(Tx& tx, WithdrawalSetId set, const SetRow& row);
// In order; the cursor is the position of the last one seen, plus one. Without an outcome: all.
Page<SetRow> list_set_rows(Tx& tx, WithdrawalSetId set, std::optional<SetOutcome> outcome,
                           const PageRequest& page);
// Of those that are not excluded, the largest first.
struct LargeSetRow {
  std::string public_id;
  Fen gross;
  std::string dealer_name;
};
std::vector<LargeSetRow> largest_set_rows(Tx& tx, WithdrawalSetId set, int limit);
struct SetCount {
  std::int64_t rows = 0;
  Fen sum;
};
std::map<SetOutcome, SetCount> count_set_rows(Tx& tx, WithdrawalSetId set);
// Sets that nobody started, with their rows: at most `limit` made before `before`. Returns how many went.
std::uint64_t sweep_withdrawal_sets(Tx& tx, Instant before, int limit);

// What decides about the payment of many at once.
struct DealerStanding {
  bool is_active = false;
  Fen owed;
};
std::map<DealerId, DealerStanding> standings_of(Tx& tx, std::span<const Withdrawal> withdrawals);

}  // namespace fenrun::db
