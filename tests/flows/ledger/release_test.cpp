#include "flows/ledger/release.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "db/journal/subject.hpp"
#include "tests/flows/ledger/ledger_world.hpp"

namespace fenrun::testing {
namespace {

constexpr DealerId kReleaseDealer{7};
constexpr std::chrono::hours kHold{24 * 7};

class ReleaseTest : public LedgerWorld {
 protected:
  static std::string release(const std::set<std::string>& commissions) {
    const auto posted = connection().transact(
        [&](db::Tx& tx) { return flows::release(tx, commissions, kLedgerNow + kHold); });
    return posted ? std::to_string(posted->posted) : std::string(posted.error().code());
  }
  static int release_due(Instant now, int limit = 100) {
    return database().run([&](db::Tx& tx) { return flows::release_due(tx, now, limit); });
  }
};

TEST_F(ReleaseTest, commissions_are_released_when_their_time_has_come_and_not_a_moment_before) {
  EXPECT_EQ(post({flows::accrue("c1", kReleaseDealer, Fen{100}, kLedgerNow + kHold),
                  flows::accrue("c2", kReleaseDealer, Fen{30})}),
            "posted");
  EXPECT_EQ(release_due(kLedgerNow + kHold - std::chrono::microseconds(1)), 0);
  EXPECT_EQ(release_due(kLedgerNow + kHold), 1);
  EXPECT_EQ(release_due(kLedgerNow + kHold), 0);
  EXPECT_EQ(balance(kReleaseDealer), (Balance{Fen{30}, Fen{100}, {}, {}, {}}));
  database().run([](db::Tx& tx) -> Result<int> {
    db::set_maturity(tx, {"c1", "c2"}, kLedgerNow);
    return 0;
  });
  EXPECT_EQ(release_due(kLedgerNow + kHold), 1);
  EXPECT_EQ(balance(kReleaseDealer), (Balance{{}, Fen{130}, {}, {}, {}}));
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(ReleaseTest, releasing_by_name_is_harmless_to_repeat) {
  EXPECT_EQ(post({flows::accrue("c1", kReleaseDealer, Fen{100}), flows::accrue("c2", kReleaseDealer, Fen{50}),
                  flows::claw_back("r2", "c2", kReleaseDealer, Fen{50})}),
            "posted");
  EXPECT_EQ(release({"c1", "c2"}), "1");
  EXPECT_EQ(release({"c1", "c2"}), "0");
  EXPECT_EQ(release({"c1", "c9"}), "ledger.commission_unknown");
  EXPECT_EQ(balance(kReleaseDealer), (Balance{{}, Fen{100}, {}, {}, {}}));
}

TEST_F(ReleaseTest, what_is_in_dispute_stays_frozen_until_the_dispute_ends) {
  EXPECT_EQ(post({flows::accrue("c1", kReleaseDealer, Fen{100}),
                  flows::accrue("c2", kReleaseDealer, Fen{50}),
                  {MovementKind::freeze, "d1", kReleaseDealer, Fen{40}, "c1"},
                  {MovementKind::freeze, "d2", kReleaseDealer, Fen{50}, "c2"}}),
            "posted");
  EXPECT_EQ(release({"c1", "c2"}), "1");
  EXPECT_EQ(balance(kReleaseDealer), (Balance{{}, Fen{60}, {}, Fen{90}, {}}));
  EXPECT_EQ(post({{MovementKind::unfreeze, "d2", kReleaseDealer, Fen{50}, "c2"}}), "posted");
  EXPECT_EQ(balance(kReleaseDealer), (Balance{{}, Fen{110}, {}, Fen{40}, {}}));
  EXPECT_EQ(contradictions(), 0);
}

// A peer's settlement job that overlapped itself paid twice (600 rows, 5,619.00 due, 11,238.00 credited).
TEST_F(ReleaseTest, eight_runs_at_once_release_each_commission_once) {
  constexpr int kDue = 240;
  std::int64_t due_fen = 0;
  std::vector<Movement> sales;
  for (int n = 1; n <= kDue; ++n) {
    sales.push_back(flows::accrue("c" + std::to_string(n), DealerId{1 + n % 9}, Fen{n}, kLedgerNow));
    due_fen += n;
  }
  EXPECT_EQ(post(sales), "posted");
  std::atomic<int> claimed{0};
  std::vector<std::thread> runs;
  std::barrier together(8);
  for (int n = 0; n < 8; ++n) {
    runs.emplace_back([&] {
      db::Connection mine(database().options());
      mine.connect();
      together.arrive_and_wait();
      for (int found = 1; found > 0;) {
        found = mine.transact([](db::Tx& tx) { return flows::release_due(tx, kLedgerNow, 20); }).value();
        claimed += found;
      }
    });
  }
  for (std::thread& run : runs) run.join();
  // A run may leave early while others still hold what is left; nothing stays behind.
  while (const int found = release_due(kLedgerNow)) claimed += found;
  EXPECT_EQ(claimed, kDue);
  EXPECT_EQ(count("SELECT CAST(SUM(available_fen) AS SIGNED) FROM ledger_sheet"), due_fen);
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_txn WHERE kind = 'release'"), kDue);
  EXPECT_EQ(contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
