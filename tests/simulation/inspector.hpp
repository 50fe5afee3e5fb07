// Whoever looks from outside: after every step, at every call that leaves, and when all is at rest. Knows
// what the dealers asked for and what WeChat did, and holds the rows to it. The names are those of the
// invariants in README.md.
#pragma once

#include <map>
#include <set>
#include <string>

#include "flows/payout/claim_payout.hpp"
#include "tests/simulation/house.hpp"

namespace fenrun::simulation {

class Inspector {
 public:
  explicit Inspector(House& house) : house_(house) {}

  // A worker has committed a claim.
  void see_claim(const flows::ClaimedPayout& claimed, bool was_fuse_blown, bool was_breaker_open);
  // A post leaves for WeChat; `claimed_at` and `now` by the same steady clock.
  void see_post(const flows::ClaimedPayout& claimed, const Letter& letter, Instant claimed_at);
  // The post has arrived at WeChat.
  void see_arrival(PayoutId payout, const Letter& letter);
  void see_call(const std::string& number);
  // A reply was written down under the fence of its claim.
  void see_record(PayoutId payout, std::int64_t fence, const Payout& before);

  void after_step();
  void at_rest();

 private:
  void see_leases_end();
  void check_payouts();
  void check_payout(const Payout& payout);
  void check_withdrawals();
  void check_sheets();
  void check_messages();
  void check_sums();
  void check_journal();
  void check_approvals(const Payout& payout, Instant now);

  House& house_;
  std::map<std::int64_t, PayoutState> last_states_;
  std::map<std::int64_t, WithdrawalState> last_withdrawals_;
  std::map<std::string, std::string> bodies_;
  std::int64_t seen_version_ = -1;
  std::size_t journal_seen_ = 0;
};

}  // namespace fenrun::simulation
