// Rows of `payout` and the calls made for them. Whoever changes one holds its lock, and comes with the fence
// of its claim or with a message of WeChat's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/payout.hpp"

namespace fenrun::db {

// What is sent for it by one of its routes, always these very bytes. Sealed.
struct PayoutBody {
  std::string sealed;
  std::string hash;  // SHA-256 of the bytes
  std::string sealing_serial;
};
struct PayoutBodies {
  PayoutBody confirmed;
  std::optional<PayoutBody> direct{};  // of a transfer that begins by the direct route
};

// False when the number or the try is there already, or another of the withdrawal is open.
[[nodiscard]] bool insert_payout(Tx& tx, const Payout& payout, const PayoutBodies& bodies);

std::optional<Payout> find_payout(Tx& tx, PayoutId id);
// 0 before the first.
PayoutId newest_payout_id(Tx& tx);
// The newest of the withdrawal.
std::optional<Payout> find_payout_of(Tx& tx, WithdrawalId withdrawal);
std::vector<Payout> list_payouts_of(Tx& tx, WithdrawalId withdrawal);
std::optional<Payout> lock_payout(Tx& tx, PayoutId id);
std::optional<Payout> lock_payout_by_number(Tx& tx, std::string_view number);
// Of the route that it takes now.
PayoutBody payout_body(Tx& tx, PayoutId id);
std::optional<std::string> payout_package(Tx& tx, PayoutId id);
// How many of the withdrawal there were: the next try's count.
int count_payouts_of(Tx& tx, WithdrawalId withdrawal);

// The oldest that is due and that nobody else has: locked here, or leased to a worker that still lives by the
// database's clock. Without `may_post` only those that WeChat has heard of.
std::optional<Payout> claim_due_payout(Tx& tx, Instant now, bool may_post);
// Leased by the database's clock.
void save_claim(Tx& tx, const Payout& payout, std::chrono::seconds lease);
// Everything that a message changes. Ends the lease when `ends_lease`.
void save_payout(Tx& tx, const Payout& payout, bool ends_lease);
// Once and for all: a later, empty one does not take it away.
void save_package(Tx& tx, PayoutId id, std::string_view sealed);

struct PayoutAttempt {
  PayoutId payout;
  std::int64_t fence = 0;
  PayoutStep step = PayoutStep::query;
  std::string body_hash;
  Instant started_at;
  std::optional<Instant> finished_at;
  std::string outcome;  // empty while it may be under way
  std::string note;
};
void insert_attempt(Tx& tx, const PayoutAttempt& attempt);
void finish_attempt(Tx& tx, const PayoutAttempt& attempt);
std::vector<PayoutAttempt> list_attempts(Tx& tx, PayoutId payout);

std::string_view to_word(PayoutStep step);

}  // namespace fenrun::db
