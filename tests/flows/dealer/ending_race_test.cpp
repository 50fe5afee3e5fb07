// A dealership ends while people pay, are bound, join, are moved and withdraw: whichever comes first, nothing
// is left of a dealership that has ended, and every refusal has its reason.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "domain/referral/referral.hpp"
#include "flows/dealer/move_branches.hpp"
#include "flows/dealer/preview_moves.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "tests/flows/dealer/ending_world.hpp"

namespace fenrun::testing {
namespace {

using EndingDeed = std::function<void(db::Connection&)>;

class EndingRaceTest : public EndingWorld {
 protected:
  // All at once, each on a connection and after a pause of its own.
  static void together(const std::vector<EndingDeed>& deeds, std::mt19937& random) {
    std::barrier start(static_cast<std::ptrdiff_t>(deeds.size()));
    std::vector<std::thread> threads;
    for (const EndingDeed& deed : deeds) {
      const std::chrono::microseconds pause(random() % 8'000);
      threads.emplace_back([&start, &deed, pause] {
        db::Connection own(database().options());
        own.connect();
        start.arrive_and_wait();
        std::this_thread::sleep_for(pause);
        deed(own);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  EndingDeed payment(DealerId dealer) {
    buyer_ = person();
    EXPECT_TRUE(bind(buyer_, dealer));
    const auto report = payment_of(place().order);
    return [report](db::Connection& own) {
      EXPECT_TRUE(own.transact([&](db::Tx& tx) { return flows::record_payment(tx, report, kNow); }));
    };
  }
  static EndingDeed binding(DealerId dealer) {
    const flows::BindConsumer command{person(), touch_of(dealer), kFirstTouch, false};
    return [command](db::Connection& own) {
      const auto bound = own.transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, kNow); });
      EXPECT_TRUE(bound || bound.refused_with(kReferralRevoked) ||
                  bound.refused_with(kReferralDealerSuspended));
    };
  }
  // The renewal locks a binding that the end wants to end.
  static EndingDeed renewal(DealerId dealer) {
    const flows::BindConsumer command{person(), touch_of(dealer), kProtected30, false};
    EXPECT_TRUE(transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, kNow - 60 * kDay); }));
    return [command](db::Connection& own) {
      const auto bound = own.transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, kNow); });
      EXPECT_TRUE(bound || bound.refused_with(kReferralRevoked) ||
                  bound.refused_with(kReferralDealerSuspended));
    };
  }
  static EndingDeed joining(DealerId dealer) {
    const auto application = apply(invite_by(dealer).code);
    EXPECT_TRUE(application);
    const flows::ApproveApplicationCommand command{kOperator, application->public_id, fresh_ulid(), ""};
    return [command](db::Connection& own) {
      const auto joined =
          own.transact([&](db::Tx& tx) { return flows::approve_application(tx, command, kNow); });
      EXPECT_TRUE(joined || joined.refused_with(kInviteRevoked));
    };
  }
  static EndingDeed move_below(DealerId parent) {
    flows::MoveBranchesCommand command;
    command.staff = kOperator;
    command.moves = {{public_id_of(dealer()), public_id_of(parent)}};
    command.reason = "区域调整";
    command.preview_version =
        run([&](db::Tx& tx) { return flows::preview_moves(tx, {command.moves}, kNow); }).version;
    return [command](db::Connection& own) {
      const auto moved = own.transact([&](db::Tx& tx) { return flows::move_branches(tx, command, kNow); });
      EXPECT_TRUE(moved || moved.refused_with(kMovesStale));
    };
  }
  static EndingDeed inviting(DealerId dealer) {
    const flows::CreateInviteCommand command{consumer_of(dealer), fresh_ulid().substr(6), {1, kNow + kDay}};
    return [command](db::Connection& own) {
      const auto made = own.transact([&](db::Tx& tx) { return flows::create_invite(tx, command, kNow); });
      EXPECT_TRUE(made || made.refused_with(kDealerEnded));
    };
  }
  static EndingDeed new_code(DealerId dealer) {
    const flows::EnsureReferralCode command{dealer, "", fresh_code()};
    return [command](db::Connection& own) {
      const auto made =
          own.transact([&](db::Tx& tx) { return flows::ensure_referral_code(tx, command, kNow); });
      EXPECT_TRUE(made || made.refused_with(kReferralDealerSuspended));
    };
  }
  static EndingDeed withdrawal(DealerId dealer) {
    const std::string commission = "c" + fresh_ulid();
    const std::vector<Movement> earned{flows::accrue(commission, dealer, Fen{500}),
                                       {MovementKind::release, commission, dealer, Fen{500}, commission}};
    run([&](db::Tx& tx) { return flows::post(tx, earned, kNow); });
    const flows::RequestWithdrawal command{fresh_ulid(), dealer, Fen{500}, fresh_ulid(), ""};
    return [command](db::Connection& own) {
      const auto asked =
          own.transact([&](db::Tx& tx) { return flows::request_withdrawal(tx, {}, command, kNow); });
      EXPECT_TRUE(asked || asked.refused_with(kWithdrawalAlreadyOpen));
    };
  }

  // One to three of the deeds above, chosen by lot.
  std::vector<EndingDeed> deeds_around(DealerId dealer, std::mt19937& random) {
    std::vector<EndingDeed> deeds;
    for (unsigned i = 0; i < 1 + random() % 3; ++i) {
      switch (random() % 8) {
        case 0:
          deeds.push_back(payment(dealer));
          break;
        case 1:
          deeds.push_back(binding(dealer));
          break;
        case 2:
          deeds.push_back(renewal(dealer));
          break;
        case 3:
          deeds.push_back(joining(dealer));
          break;
        case 4:
          deeds.push_back(move_below(dealer));
          break;
        case 5:
          deeds.push_back(inviting(dealer));
          break;
        case 6:
          deeds.push_back(new_code(dealer));
          break;
        default:
          if (random() % 3 == 0) deeds.push_back(withdrawal(dealer));
          break;
      }
    }
    return deeds;
  }
};

TEST_F(EndingRaceTest, whatever_happens_at_the_same_moment_leaves_nothing_of_an_ended_dealership) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  std::map<std::string, int> outcomes;
  for (int round = 0; round < 40; ++round) {
    const DealerId leaving = dealer();
    auto deeds = deeds_around(leaving, random);
    std::string outcome;
    deeds.emplace_back([&](db::Connection& own) {
      const auto ended = try_end_on(own, leaving);
      outcome = ended ? "ended" : std::string(ended.error().code());
    });
    together(deeds, random);
    ++outcomes[outcome];
    ASSERT_EQ(remains(), 0) << "round " << round << " " << outcome;
  }
  for (const auto& [outcome, times] : outcomes) std::cout << outcome << " " << times << '\n';
  EXPECT_GT(outcomes["ended"], 0);
}

// Two operators, or one who presses twice: one end, and one row of it.
TEST_F(EndingRaceTest, many_who_end_it_at_once_end_it_once) {
  std::mt19937 random(1);
  std::atomic<int> ended{0};
  const EndingDeed deed = [&](db::Connection& own) {
    const auto done = try_end_on(own, seller_);
    ended += done ? 1 : 0;
    EXPECT_TRUE(done || done.refused_with(kDealerEnded));
  };
  together(std::vector<EndingDeed>(8, deed), random);
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(remains(), 0);
}

// The payment is in flight: its order is locked and the dealer held, and the end has to wait for it.
TEST_F(EndingRaceTest, a_payment_that_came_first_is_seen_by_the_end_that_waited_for_it) {
  const auto report = payment_of(place().order);
  std::string outcome;
  std::atomic<bool> has_answer{false};
  std::thread ending;
  run([&](db::Tx& tx) {
    const auto paid = flows::record_payment(tx, report, kNow);
    ending = std::thread([&] {
      db::Connection own(database().options());
      const auto ended = try_end_on(own, seller_);
      outcome = ended ? "ended" : std::string(ended.error().code());
      has_answer = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_FALSE(has_answer) << "the end did not wait";
    return paid;
  });
  ending.join();
  EXPECT_EQ(outcome, "dealer_ending.money_pending");
  EXPECT_EQ(books_of(seller_), "1320 0 0");
}

}  // namespace
}  // namespace fenrun::testing
