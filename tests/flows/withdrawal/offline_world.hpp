// Withdrawals that WeChat will not pay, and two people of finance who pay them otherwise.
#pragma once

#include <string>

#include "db/payout/offline_payout.hpp"
#include "db/staff/step_up.hpp"
#include "flows/withdrawal/pay_offline.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {

class OfflineWorld : public WithdrawalWorld {
 protected:
  // Its transfer was seen closed unpaid, for a reason on our side: the money is still held.
  [[nodiscard]] Withdrawal closed_unpaid(DealerId dealer, Fen gross) const {
    const Withdrawal withdrawal = prepared(dealer, gross);
    const auto post = claim();
    EXPECT_TRUE(post.claimed.has_value());
    reply(*post.claimed, {create_says(ChannelState::wait), "1330" + payout_of(withdrawal).number, "",
                          FailBlame::ours, true, std::chrono::seconds(0)});
    const Instant later = kLedgerNow + std::chrono::minutes(2);
    const auto question = claim(later);
    EXPECT_TRUE(question.claimed.has_value());
    reply(*question.claimed, {query_says(ChannelState::fail), "", "MERCHANT_NOT_CONFIRM", FailBlame::ours},
          later);
    EXPECT_EQ(payout_state(withdrawal), "failed");
    EXPECT_EQ(state_of(withdrawal), "paying");
    return withdrawal;
  }

  static flows::ProposeOfflinePayout wish(const Withdrawal& withdrawal, const std::string& reference) {
    flows::ProposeOfflinePayout command;
    command.public_id = fresh_id();
    command.withdrawal = withdrawal.public_id;
    command.reference = reference;
    command.paid_at = kOfflineNow - std::chrono::hours(1);
    command.evidence = "网银回单已核对";
    command.staff = kFinanceOne;
    return command;
  }
  // The public id, or the code of the refusal.
  static std::string propose_offline(const flows::ProposeOfflinePayout& command) {
    const auto done = connection().transact(
        [&](db::Tx& tx) { return flows::propose_offline_payout(tx, command, kOfflineNow); });
    return done ? done->public_id : std::string(done.error().code());
  }
  static std::string propose_offline(const Withdrawal& withdrawal, const std::string& reference) {
    return propose_offline(wish(withdrawal, reference));
  }
  // With a confirmation of exactly this, as a step-up makes it.
  static std::string confirm_offline(const std::string& public_id, StaffId staff) {
    const std::string token = "given " + fresh_id();
    const auto done = connection().transact([&](db::Tx& tx) -> Result<OfflinePayout> {
      db::StepUp given;
      given.confirmation = crypto::sha256(token);
      given.staff = staff;
      given.digest = flows::offline_payout_digest(*db::find_offline_payout(tx, public_id));
      given.confirmed_at = kOfflineNow;
      db::insert_step_up(tx, given);
      return flows::confirm_offline_payout(tx, keys(), {public_id, staff, {}, token}, kOfflineNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string refuse_offline(const std::string& public_id, StaffId staff,
                                    const std::string& reason = "未付款") {
    const auto done = connection().transact([&](db::Tx& tx) {
      return flows::refuse_offline_payout(tx, {public_id, staff, reason}, kOfflineNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string judge(const Withdrawal& withdrawal, bool is_reissue) {
    const flows::JudgeWithdrawal command{withdrawal.public_id, kFinanceTwo, "处理"};
    const auto done = connection().transact([&](db::Tx& tx) {
      return is_reissue ? flows::reissue_withdrawal(tx, command, kOfflineNow)
                        : flows::return_withdrawal(tx, command, kOfflineNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }

  static constexpr Instant kOfflineNow = kLedgerNow + std::chrono::days(2);
};

}  // namespace fenrun::testing
