// What dealers are told, on a real database: written with the end of the withdrawal, taken by one server at a
// time, ended once.
#include "db/withdrawal/dealer_message.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "db/withdrawal/message_grant.hpp"
#include "flows/consumer/delete_account.hpp"
#include "flows/withdrawal/record_message_grants.hpp"
#include "tests/flows/withdrawal/offline_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class DealerMessageTest : public OfflineWorld {
 protected:
  // "kind state tries" of every row, in the order of the withdrawals.
  static std::string messages() {
    std::string all;
    database().run([&](db::Tx& tx) -> Result<bool> {
      for (const db::Row& row : tx.all("SELECT kind, state, tries, last_code FROM dealer_message "
                                       "ORDER BY withdrawal_id, kind")) {
        if (!all.empty()) all += ", ";
        all += row.text(0) + " " + row.text(1) + " " + std::to_string(row.integer(2));
        if (!row.text(3).empty()) all += " " + row.text(3);
      }
      return true;
    });
    return all;
  }
  static std::vector<DealerMessage> take(Instant now, int limit = 100) {
    return database().run([&](db::Tx& tx) -> Result<std::vector<DealerMessage>> {
      return db::take_due_dealer_messages(tx, now, limit);
    });
  }
  static bool end(const DealerMessage& message, DealerMessageState state, std::string_view code = "") {
    return database().run([&](db::Tx& tx) -> Result<bool> {
      return db::end_dealer_message(tx, message, state, code, kLedgerNow);
    });
  }
  static bool postpone(const DealerMessage& message, Instant due_at) {
    return database().run([&](db::Tx& tx) -> Result<bool> {
      return db::postpone_dealer_message(tx, message, "wechat.busy", due_at);
    });
  }
  // Accepted by WeChat and waiting for the dealer; then what WeChat says of it.
  void hear(const Withdrawal& withdrawal, PayoutNews news) const {
    const auto post = claim();
    ASSERT_TRUE(post.claimed.has_value());
    reply(*post.claimed, {create_says(ChannelState::wait), "1330" + payout_of(withdrawal).number, "",
                          FailBlame::ours, true, 0s});
    const auto question = claim(kLedgerNow + 2min);
    ASSERT_TRUE(question.claimed.has_value());
    reply(*question.claimed, std::move(news), kLedgerNow + 2min);
  }
  static bool reject(const Withdrawal& withdrawal) {
    const flows::JudgeWithdrawal command{withdrawal.public_id, kFinanceOne, "资料不全"};
    return connection()
        .transact([&](db::Tx& tx) { return flows::reject_withdrawal(tx, command, kLedgerNow); })
        .has_value();
  }
  static std::string answer(ConsumerId consumer, std::vector<flows::MessageAnswer> answers) {
    const flows::RecordMessageGrants command{consumer, std::move(answers), {"paid-id", "failed-id"}};
    const auto wanted = connection().transact(
        [&](db::Tx& tx) { return flows::record_message_grants(tx, command, kLedgerNow); });
    if (!wanted) return std::string(wanted.error().code());
    std::string all;
    for (const std::string& id : *wanted) all += id + " ";
    return all;
  }
};

TEST_F(DealerMessageTest, a_paid_withdrawal_leaves_one_message) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{1'000});
  EXPECT_EQ(messages(), "");
  hear(withdrawal, {query_says(ChannelState::success), "", "", FailBlame::ours});
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(messages(), "paid waiting 0");
}

TEST_F(DealerMessageTest, a_returned_one_says_that_it_failed) {
  const Withdrawal withdrawal = prepared(dealer_with(Fen{5'000}), Fen{1'000});
  hear(withdrawal, {query_says(ChannelState::fail), "", "ACCOUNT_FROZEN", FailBlame::dealer});
  EXPECT_EQ(state_of(withdrawal), "returned");
  EXPECT_EQ(messages(), "failed waiting 0");
}

TEST_F(DealerMessageTest, so_does_a_rejected_and_an_expired_one_and_none_that_the_dealer_cancelled) {
  const Withdrawal rejected = request(dealer_with(Fen{5'000}), Fen{1'000});
  EXPECT_TRUE(reject(rejected));
  EXPECT_FALSE(reject(rejected)) << "it has ended";
  EXPECT_EQ(messages(), "failed waiting 0");
  const Withdrawal undecided = request(dealer_with(Fen{5'000}), Fen{1'000});
  database().run([&](db::Tx& tx) { return flows::expire_withdrawals(tx, rules_, kLedgerNow + 240h, 100); });
  EXPECT_EQ(state_of(undecided), "expired");
  EXPECT_EQ(messages(), "failed waiting 0, failed waiting 0");
  const Withdrawal cancelled = request(dealer_with(Fen{5'000}), Fen{1'000});
  const flows::CancelWithdrawal command{cancelled.public_id, cancelled.dealer};
  EXPECT_TRUE(
      connection().transact([&](db::Tx& tx) { return flows::cancel_withdrawal(tx, command, kLedgerNow); }));
  EXPECT_EQ(messages(), "failed waiting 0, failed waiting 0");
}

TEST_F(DealerMessageTest, money_that_is_held_leaves_no_message_and_paid_otherwise_leaves_one) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{5'000}), Fen{1'000});
  EXPECT_EQ(messages(), "") << "its fate is open";
  const std::string proposed = propose_offline(withdrawal, "2024-0001");
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "paid");
  EXPECT_EQ(messages(), "paid waiting 0");
}

TEST_F(DealerMessageTest, what_is_rolled_back_leaves_none) {
  const Withdrawal withdrawal = request(dealer_with(Fen{5'000}), Fen{1'000});
  const flows::JudgeWithdrawal command{withdrawal.public_id, kFinanceOne, "资料不全"};
  const auto refused = connection().transact([&](db::Tx& tx) -> Result<Withdrawal> {
    EXPECT_TRUE(flows::reject_withdrawal(tx, command, kLedgerNow));
    return kWithdrawalNotFound;
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(messages(), "");
  EXPECT_EQ(state_of(withdrawal), "requested");
}

TEST_F(DealerMessageTest, a_message_that_exists_does_not_stop_the_money) {
  const Withdrawal withdrawal = request(dealer_with(Fen{5'000}), Fen{1'000});
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::insert_dealer_message(tx, withdrawal.id, DealerMessageKind::failed, kLedgerNow);
    return true;
  });
  EXPECT_TRUE(reject(withdrawal));
  EXPECT_EQ(state_of(withdrawal), "rejected");
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(DealerMessageTest, who_takes_one_has_it_alone_until_the_lease_is_over) {
  EXPECT_TRUE(reject(request(dealer_with(Fen{5'000}), Fen{1'000})));
  const auto first = take(kLedgerNow);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].tries, 1);
  EXPECT_EQ(first[0].created_at, kLedgerNow);
  EXPECT_TRUE(take(kLedgerNow + kDealerMessageLease - 1s).empty());
  const auto second = take(kLedgerNow + kDealerMessageLease);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_FALSE(end(first[0], DealerMessageState::failed)) << "it was taken since";
  EXPECT_FALSE(postpone(first[0], kLedgerNow));
  EXPECT_TRUE(end(second[0], DealerMessageState::sent));
  EXPECT_FALSE(end(second[0], DealerMessageState::refused)) << "once";
  EXPECT_EQ(messages(), "failed sent 2");
  EXPECT_TRUE(take(kLedgerNow + 240h).empty());
}

TEST_F(DealerMessageTest, one_that_is_put_off_comes_again) {
  EXPECT_TRUE(reject(request(dealer_with(Fen{5'000}), Fen{1'000})));
  EXPECT_TRUE(postpone(take(kLedgerNow).at(0), kLedgerNow + 30s));
  EXPECT_EQ(messages(), "failed waiting 1 wechat.busy");
  EXPECT_TRUE(take(kLedgerNow + 29s).empty());
  const auto waiting =
      database().run([](db::Tx& tx) -> Result<db::Waiting> { return db::count_waiting_dealer_messages(tx); });
  EXPECT_EQ(waiting.count, 1);
  EXPECT_EQ(waiting.oldest, kLedgerNow);
  EXPECT_EQ(take(kLedgerNow + 30s).at(0).tries, 2);
}

TEST_F(DealerMessageTest, of_many_takers_each_message_has_one) {
  constexpr int kMessages = 40;
  for (int i = 0; i < kMessages; ++i) EXPECT_TRUE(reject(request(dealer_with(Fen{5'000}), Fen{1'000})));
  std::vector<std::vector<DealerMessage>> taken(4);
  std::vector<std::thread> takers;
  for (auto& mine : taken) {
    takers.emplace_back([&mine] {
      db::Connection own(database().options());
      for (int empty = 0; empty < 20;) {
        const auto some = own.transact([](db::Tx& tx) -> Result<std::vector<DealerMessage>> {
          return db::take_due_dealer_messages(tx, kLedgerNow, 3);
        });
        mine.insert(mine.end(), some->begin(), some->end());
        empty = some->empty() ? empty + 1 : 0;
      }
    });
  }
  for (auto& taker : takers) taker.join();
  std::set<std::int64_t> seen;
  std::size_t all = 0;
  for (const auto& mine : taken) {
    all += mine.size();
    for (const DealerMessage& one : mine) seen.insert(one.withdrawal.value);
  }
  EXPECT_EQ(all, static_cast<std::size_t>(kMessages));
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kMessages));
}

TEST_F(DealerMessageTest, an_acceptance_counts_one_message_and_is_used_up_by_one) {
  const ConsumerId consumer = request(dealer_with(Fen{5'000}), Fen{1'000}).payee.consumer;
  EXPECT_EQ(answer(consumer, {}), "paid-id failed-id ");
  EXPECT_EQ(answer(consumer, {{"paid-id", GrantAnswer::accept}, {"failed-id", GrantAnswer::reject}}),
            "failed-id ");
  EXPECT_EQ(answer(consumer, {{"paid-id", GrantAnswer::accept}, {"failed-id", GrantAnswer::accept}}), "");
  EXPECT_EQ(answer(consumer, {{"other-id", GrantAnswer::accept}}), "message.template_unknown");
  const auto use = [&](const std::string& id) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      db::use_message_grant(tx, consumer, id);
      return true;
    });
    return answer(consumer, {});
  };
  EXPECT_EQ(use("paid-id"), "") << "a second one is left";
  EXPECT_EQ(use("paid-id"), "paid-id ");
  EXPECT_EQ(use("paid-id"), "paid-id ") << "never below none";
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::clear_message_grants(tx, consumer, "failed-id");
    return true;
  });
  EXPECT_EQ(answer(consumer, {}), "paid-id failed-id ");
}

TEST_F(DealerMessageTest, acceptances_beyond_a_thousand_are_not_counted) {
  const ConsumerId consumer = request(dealer_with(Fen{5'000}), Fen{1'000}).payee.consumer;
  answer(consumer, {{"paid-id", GrantAnswer::accept}});
  connection().run_script_statement("UPDATE message_grant SET grants = 1000");
  EXPECT_EQ(answer(consumer, {{"paid-id", GrantAnswer::accept}}), "failed-id ");
  EXPECT_EQ(count("SELECT grants FROM message_grant"), 1'000);
}

TEST_F(DealerMessageTest, who_deletes_the_account_takes_the_grants_along) {
  const ConsumerId consumer = request(dealer_with(Fen{5'000}), Fen{1'000}).payee.consumer;
  answer(consumer, {{"paid-id", GrantAnswer::accept}});
  connection().run_script_statement("UPDATE dealer SET state = 'ended'");
  EXPECT_TRUE(
      connection().transact([&](db::Tx& tx) { return flows::delete_account(tx, {consumer}, kLedgerNow); }));
  EXPECT_EQ(count("SELECT COUNT(*) FROM message_grant"), 0);
}

}  // namespace
}  // namespace fenrun::testing
