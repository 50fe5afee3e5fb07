// Thirty-two workers on a handful of dealers: sales, releases, refunds, withdrawals and repeats of all of
// them at once. No deadlock comes out, nothing is lost, nothing is booked twice, and whoever looks meanwhile
// sees books that add up.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "db/journal/seal.hpp"
#include "tests/flows/ledger/ledger_world.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

constexpr int kLedgerWorkers = 32;
constexpr int kStoriesPerWorker = 24;
constexpr std::int64_t kLedgerDealers = 6;

class LedgerRaceTest : public LedgerWorld {
 protected:
  // One worker's life: what it sold, it later releases, refunds and repeats.
  void work(int worker, std::uint64_t seed) {
    std::mt19937_64 engine(seed + static_cast<std::uint64_t>(worker));
    const auto below = [&](std::int64_t bound) {
      return static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(bound));
    };
    const auto dealer = [&] { return DealerId{1 + below(kLedgerDealers)}; };
    db::Connection mine(database().options());
    std::vector<std::vector<Movement>> done;
    std::vector<Movement> sold;
    for (int n = 0; n < kStoriesPerWorker; ++n) {
      const std::string name = std::to_string(worker) + "." + std::to_string(n);
      std::vector<Movement> story;
      switch (below(6)) {
        case 0:
        case 1:
          // Two dealers earn from one sale, in an order that is not that of their sheets.
          story = {flows::accrue("a" + name, dealer(), Fen{1 + below(1000)}),
                   flows::accrue("b" + name, dealer(), Fen{1 + below(1000)}),
                   flows::keep_unclaimed("u" + name, Fen{1 + below(9)})};
          sold.insert(sold.end(), story.begin(), story.begin() + 2);
          break;
        case 2:
          if (sold.empty()) continue;
          story = {sold[static_cast<std::size_t>(below(std::ssize(sold)))]};
          story[0].kind = MovementKind::release;
          break;
        case 3:
          if (sold.empty()) continue;
          story = {sold[static_cast<std::size_t>(below(std::ssize(sold)))]};
          story = {flows::claw_back("r" + name, story[0].subject, story[0].dealer,
                                    Fen{1 + below(story[0].amount.value)})};
          break;
        case 4:
          story = {flows::hold("w" + name, dealer(), Fen{1 + below(800)})};
          break;
        default:
          if (done.empty()) continue;
          story = done[static_cast<std::size_t>(below(std::ssize(done)))];
      }
      run_story(mine, story, done);
    }
  }

  void run_story(db::Connection& mine, const std::vector<Movement>& story,
                 std::vector<std::vector<Movement>>& done) {
    try {
      const std::string outcome = post_on(mine, story);
      if (outcome == "posted") done.push_back(story);
      const std::lock_guard lock(mutex_);
      ++outcomes_[outcome];
      if (outcome != "posted") return;
      expected_movements_ += std::ssize(story);
      for (const Movement& movement : story) {
        ++posted_[movement.kind];
        moved_[movement.dealer][movement.kind] += movement.amount.value;
      }
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex_);
      escaped_.emplace_back(error.what());
    }
  }

  // As somebody else sees it, in one snapshot.
  static std::int64_t imbalance(db::Connection& reader) {
    return reader
        .transact([](db::Tx& tx) -> Result<std::int64_t> {
          return tx
              .one(
                  "SELECT CAST(ABS((SELECT COALESCE(SUM(pending_fen + available_fen + held_fen + "
                  "disputed_fen - "
                  "owed_fen), 0) FROM ledger_sheet) - (SELECT COALESCE(SUM((debit IN ('commission', "
                  "'in_flight', 'wechat')) * amount_fen - (credit IN ('commission', 'in_flight', 'wechat')) "
                  "* "
                  "amount_fen - (credit = 'unclaimed') * amount_fen), 0) FROM posting)) AS SIGNED)")
              ->integer(0);
        })
        .value();
  }

  // Of each dealer's money, what the workers were told was posted and nothing else.
  void expect_what_was_posted() {
    for (std::int64_t n = 1; n <= kLedgerDealers; ++n) {
      auto& moved = moved_[DealerId{n}];
      const Balance end = balance(DealerId{n});
      EXPECT_EQ(end.net().value, moved[MovementKind::accrue] - moved[MovementKind::claw_back]) << n;
      EXPECT_EQ(end.held.value, moved[MovementKind::hold]) << n;
    }
    const auto totals =
        database().run([](db::Tx& tx) -> Result<db::Totals> { return db::journal_totals(tx); });
    EXPECT_EQ(totals.at(Account::unclaimed), -moved_[DealerId{}][MovementKind::keep_unclaimed]);
  }

  std::mutex mutex_;
  std::map<std::string, int> outcomes_;
  std::map<MovementKind, int> posted_;
  std::map<DealerId, std::map<MovementKind, std::int64_t>> moved_;  // fen; the company's under no dealer
  std::vector<std::string> escaped_;
  std::int64_t expected_movements_ = 0;
};

TEST_F(LedgerRaceTest, nothing_is_lost_and_no_deadlock_escapes) {
  const std::uint64_t seed = test_seed();
  std::atomic<bool> is_over{false};
  std::int64_t samples = 0;
  std::int64_t wrong_samples = 0;
  {
    std::vector<std::thread> workers;
    std::barrier together(kLedgerWorkers);
    for (int n = 0; n < kLedgerWorkers; ++n) {
      workers.emplace_back([&, n] {
        together.arrive_and_wait();
        work(n, seed);
      });
    }
    std::thread watcher([&] {
      db::Connection reader(database().options());
      while (!is_over) {
        ++samples;
        if (imbalance(reader) != 0) ++wrong_samples;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    });
    for (std::thread& worker : workers) worker.join();
    is_over = true;
    watcher.join();
  }
  for (const auto& [outcome, times] : outcomes_) std::cout << outcome << ": " << times << '\n';
  std::cout << samples << " samples of the trial balance\n";
  EXPECT_TRUE(escaped_.empty()) << escaped_.size() << " escaped, one of them: " << escaped_.front();
  EXPECT_GT(outcomes_["repeated"], 0);
  for (const MovementKind kind : {MovementKind::accrue, MovementKind::keep_unclaimed, MovementKind::release,
                                  MovementKind::claw_back, MovementKind::hold}) {
    std::cout << to_word(kind) << ": " << posted_[kind] << '\n';
    EXPECT_GT(posted_[kind], 0) << to_word(kind);
  }
  EXPECT_GE(samples, 10);
  EXPECT_EQ(wrong_samples, 0);
  expect_what_was_posted();
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_txn"), expected_movements_);
  EXPECT_EQ(contradictions(), 0);
}

// In the end every kind of movement touches an account of the company. None of them is a row that another
// dealer waits for: the second one's life is booked and committed while the first one's is still open.
TEST_F(LedgerRaceTest, no_account_of_the_company_makes_one_dealer_wait_for_another) {
  const auto life = [](DealerId dealer) -> std::vector<Movement> {
    const std::string c = "c" + std::to_string(dealer.value);
    const std::string w = "w" + std::to_string(dealer.value);
    const std::string bill = "b" + std::to_string(dealer.value);
    return {flows::accrue(c, dealer, Fen{1'000}),
            {MovementKind::release, c, dealer, Fen{1'000}, c},
            {MovementKind::freeze, "d1" + c, dealer, Fen{100}, c},
            {MovementKind::forfeit, "d1" + c, dealer, Fen{100}, c},
            flows::hold(w, dealer, Fen{900}),
            {MovementKind::lock, bill, dealer, Fen{700}, ""},
            flows::settle(bill, w, dealer, Fen{700}),
            {MovementKind::withhold_tax, w, dealer, Fen{100}, w},
            {MovementKind::pay_offline, w, dealer, Fen{50}, w},
            flows::return_hold(w, w, dealer, Fen{50}),
            flows::claw_back("r" + c, c, dealer, Fen{400}),
            {MovementKind::write_off, "o" + c, dealer, Fen{350}, ""}};
  };
  db::Connection second(database().options());
  second.connect();
  second.run_script_statement("SET innodb_lock_wait_timeout = 1");
  const auto first = connection().transact([&](db::Tx& tx) -> Result<flows::Posted> {
    auto posted = flows::post(tx, life(DealerId{1}), kLedgerNow);
    EXPECT_TRUE(posted) << posted.error().code();
    EXPECT_EQ(post_on(second, life(DealerId{2})), "posted");
    return posted;
  });
  ASSERT_TRUE(first);
  EXPECT_EQ(balance(DealerId{1}), balance(DealerId{2}));
  EXPECT_EQ(balance(DealerId{1}), Balance{});
  EXPECT_EQ(contradictions(), 0);
}

// Peers' confirmed defects: sixteen withdrawals at once, four refunds at once, four rejections at once.
TEST_F(LedgerRaceTest, of_sixteen_simultaneous_withdrawals_exactly_one_fits) {
  ASSERT_EQ(post({flows::accrue("c1", DealerId{1}, Fen{10'000}),
                  {MovementKind::release, "c1", DealerId{1}, Fen{10'000}, "c1"}}),
            "posted");
  std::atomic<int> accepted{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  std::barrier together(16);
  for (int n = 0; n < 16; ++n) {
    threads.emplace_back([&, n] {
      db::Connection mine(database().options());
      mine.connect();
      together.arrive_and_wait();
      const auto outcome = post_on(mine, {flows::hold("w" + std::to_string(n), DealerId{1}, Fen{8'000})});
      if (outcome == "posted") ++accepted;
      if (outcome == "ledger.available_short") ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(refused, 15);
  EXPECT_EQ(balance(DealerId{1}), (Balance{{}, Fen{2'000}, Fen{8'000}, {}, {}}));
}

TEST_F(LedgerRaceTest, the_same_refund_or_rejection_at_once_takes_effect_once) {
  const DealerId dealer{1};
  ASSERT_EQ(post({flows::accrue("c1", dealer, Fen{10'000}),
                  {MovementKind::release, "c1", dealer, Fen{10'000}, "c1"},
                  flows::hold("w1", dealer, Fen{6'000})}),
            "posted");
  const Movement twice[] = {flows::claw_back("refund1:c1", "c1", dealer, Fen{1'000}),
                            flows::return_hold("w1", "w1", dealer, Fen{6'000}),
                            flows::keep_unclaimed("l1", Fen{5})};
  for (const Movement& movement : twice) {
    std::atomic<int> posted{0};
    std::atomic<int> repeated{0};
    std::vector<std::thread> threads;
    std::barrier together(4);
    for (int n = 0; n < 4; ++n) {
      threads.emplace_back([&] {
        db::Connection mine(database().options());
        mine.connect();
        together.arrive_and_wait();
        const auto outcome = post_on(mine, {movement});
        if (outcome == "posted") ++posted;
        if (outcome == "repeated") ++repeated;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(posted, 1);
    EXPECT_EQ(repeated, 3);
  }
  EXPECT_EQ(balance(dealer), (Balance{{}, Fen{9'000}, {}, {}, {}}));
  EXPECT_EQ(contradictions(), 0);
}

// A release and a refund of the same commission race: whoever wins, the fen end where they belong (D-17).
TEST_F(LedgerRaceTest, a_release_and_a_refund_of_one_commission_cannot_pass_each_other) {
  for (int round = 0; round < 10; ++round) {
    const DealerId dealer{1 + round};
    const std::string commission = "c" + std::to_string(round);
    ASSERT_EQ(post({flows::accrue(commission, dealer, Fen{1'000})}), "posted");
    std::string released;
    std::string refunded;
    std::barrier together(2);
    std::thread releasing([&] {
      db::Connection mine(database().options());
      mine.connect();
      together.arrive_and_wait();
      released = post_on(mine, {{MovementKind::release, commission, dealer, Fen{1'000}, commission}});
    });
    std::thread refunding([&] {
      db::Connection mine(database().options());
      mine.connect();
      together.arrive_and_wait();
      refunded = post_on(mine, {flows::claw_back("r" + commission, commission, dealer, Fen{1'000})});
    });
    releasing.join();
    refunding.join();
    EXPECT_EQ(refunded, "posted");
    EXPECT_TRUE(released == "posted" || released == "ledger.commission_short") << released;
    EXPECT_EQ(balance(dealer), Balance{});
  }
  EXPECT_EQ(contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
