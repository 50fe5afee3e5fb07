// Ten thousand binds at once, by dealers and consumers alike, in every mode: whatever order the database
// chooses, nothing is lost, nobody has two referrers, no history overlaps and no line of dealers leads back
// to itself.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

constexpr int kThreads = 16;
constexpr int kBinds = 10'000;
constexpr std::int64_t kDealers = 240;      // a third on each level
constexpr std::int64_t kConsumers = 1'200;  // the first kDealers of them are the dealers themselves

DealerId parent_of(std::int64_t dealer) {
  const auto third = kDealers / 3;
  return DealerId{dealer <= third ? 0 : dealer - third};
}

class BindRaceTest : public ConsumerWorld {
 protected:
  void SetUp() override {
    ConsumerWorld::SetUp();
    run([this](db::Tx& tx) -> Result<int> {
      insert_people(tx);
      insert_dealers(tx);
      return 0;
    });
  }

  // Consumer n is dealer n for n up to kDealers.
  static void insert_people(db::Tx& tx) {
    std::vector<std::string> ids;
    for (std::int64_t n = 1; n <= kConsumers; ++n) ids.push_back(fresh_ulid());
    std::vector<db::Param> params;
    for (std::int64_t n = 1; n <= kConsumers; ++n) {
      const auto& id = ids[static_cast<std::size_t>(n - 1)];
      params.insert(params.end(), {db::Param(n), db::Param(id), db::Param(kNow), db::Param(kNow)});
    }
    tx.execute_rows("INSERT INTO consumer (id, public_id, appid, state, created_at, last_login_at) VALUES",
                    "(?,?,'wx1','active',?,?)", params);
  }
  void insert_dealers(db::Tx& tx) {
    SeededRandom random(3);
    for (std::int64_t n = 1; n <= kDealers; ++n) {
      const auto parent = parent_of(n);
      const int level = n <= kDealers / 3 ? 1 : n <= 2 * kDealers / 3 ? 2 : 3;
      tx.execute_one(
          "INSERT INTO dealer (id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, "
          "state, joined_at)"
          " VALUES (?, ?, ?, ?, ?, ?, 1, 'd', 'active', ?)",
          {n, fresh_ulid(), n, parent, parent, level, kNow});
      tx.execute_one("INSERT INTO dealer_gate (dealer_id, is_open) VALUES (?, 1)", {n});
      codes_.push_back(test_codec().make(random.bytes<kReferralRandomBytes>()));
      tx.execute_one(
          "INSERT INTO referral_code (code, dealer_id, campaign_id, live, created_at) VALUES (?, ?, 0, 1, ?)",
          {codes_.back(), n, kNow});
    }
  }

  flows::BindConsumer random_bind(std::mt19937_64& engine) const {
    const auto below = [&](std::int64_t bound) {
      return static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(bound));
    };
    // One bind in ten is by a dealer; as many are by a few consumers who are fought over by everyone.
    const auto dice = below(10);
    const auto consumer = dice == 0   ? below(kDealers)
                          : dice == 1 ? kDealers + below(5)
                                      : kDealers + below(kConsumers - kDealers);
    static constexpr BindingRule kRules[] = {kLastTouch, kLastTouch, kFirstTouch, kProtected30, kNewUsers};
    return {ConsumerId{consumer + 1},
            {codes_[static_cast<std::size_t>(below(kDealers))], EvidenceKind::scan},
            kRules[below(5)],
            below(4) == 0};
  }

  struct Tally {
    std::map<BindOutcome, int> outcomes;
    std::map<std::string, int> refusals;
  };

  // Each thread's clock drifts on its own, so that a later bind may carry an earlier time.
  Tally bind_all(std::uint64_t seed) const {
    Tally total;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        std::mt19937_64 engine(seed + static_cast<std::uint64_t>(thread));
        db::Connection connection(database().options());
        Tally tally;
        for (int i = 0; i < kBinds / kThreads; ++i) {
          const auto command = random_bind(engine);
          const auto now = kNow + std::chrono::hours(engine() % (24 * 90));
          const auto report =
              connection.transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, now); });
          if (report) {
            ++tally.outcomes[report->outcome];
          } else {
            ++tally.refusals[std::string(report.error().code())];
          }
        }
        const std::lock_guard lock(mutex);
        for (const auto& [outcome, n] : tally.outcomes) total.outcomes[outcome] += n;
        for (const auto& [code, n] : tally.refusals) total.refusals[code] += n;
      });
    }
    for (auto& thread : threads) thread.join();
    return total;
  }

  std::vector<std::string> codes_;
};

struct StoredBinding {
  std::int64_t consumer;
  std::int64_t dealer;
  bool is_active;
  Instant bound_at;
  std::optional<Instant> ended_at;
};

std::vector<StoredBinding> stored_bindings(db::Tx& tx) {
  std::vector<StoredBinding> bindings;
  for (const auto& row :
       tx.all("SELECT consumer_id, dealer_id, active, bound_at, ended_at FROM binding ORDER BY id")) {
    bindings.push_back({row.integer(0), row.integer(1), !row.is_null(2), row.time(3), row.maybe_time(4)});
  }
  return bindings;
}

// Each consumer's bindings follow each other without a gap or an overlap, and only the last is in force.
void expect_unbroken_histories(const std::vector<StoredBinding>& bindings) {
  std::map<std::int64_t, const StoredBinding*> last;
  for (const auto& binding : bindings) {
    if (binding.ended_at) {
      EXPECT_LE(binding.bound_at, *binding.ended_at) << "consumer " << binding.consumer;
    }
    EXPECT_EQ(binding.is_active, !binding.ended_at.has_value());
    const auto*& before = last[binding.consumer];
    if (before != nullptr) {
      EXPECT_EQ(before->ended_at, std::optional(binding.bound_at)) << "consumer " << binding.consumer;
    }
    before = &binding;
  }
  for (const auto& [consumer, binding] : last) EXPECT_TRUE(binding->is_active) << "consumer " << consumer;
}

// Edges of the relation graph in force: dealer -> parent, dealer -> its own referrer.
bool has_cycle(const std::vector<StoredBinding>& bindings) {
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> up;
  for (std::int64_t dealer = 1; dealer <= kDealers; ++dealer) {
    if (parent_of(dealer).is_set()) up[dealer].push_back(parent_of(dealer).value);
  }
  for (const auto& binding : bindings) {
    if (binding.is_active && binding.consumer <= kDealers) up[binding.consumer].push_back(binding.dealer);
  }
  enum class Mark { none, open, done };
  std::unordered_map<std::int64_t, Mark> marks;
  const std::function<bool(std::int64_t)> meets_itself = [&](std::int64_t dealer) {
    if (marks[dealer] == Mark::open) return true;
    if (marks[dealer] == Mark::done) return false;
    marks[dealer] = Mark::open;
    for (const auto above : up[dealer]) {
      if (meets_itself(above)) return true;
    }
    marks[dealer] = Mark::done;
    return false;
  };
  for (std::int64_t dealer = 1; dealer <= kDealers; ++dealer) {
    if (meets_itself(dealer)) return true;
  }
  return false;
}

TEST_F(BindRaceTest, ten_thousand_binds_at_once_lose_nothing_and_make_no_cycle) {
  const char* given = std::getenv("FENRUN_TEST_SEED");
  const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
  SCOPED_TRACE("FENRUN_TEST_SEED=" + std::to_string(seed));
  std::printf("FENRUN_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed));

  const auto tally = bind_all(seed);
  int answered = 0;
  std::size_t written = 0;
  for (const auto& [outcome, n] : tally.outcomes) {
    answered += n;
    if (is_written(outcome)) written += static_cast<std::size_t>(n);
    std::printf("%-20s %d\n", std::string(to_text(outcome)).c_str(), n);
  }
  for (const auto& [code, n] : tally.refusals) {
    answered += n;
    std::printf("%-20s %d\n", code.c_str(), n);
    EXPECT_TRUE(code == kBindOwnCode.code || code == kBindOwnDownline.code) << code;
  }
  EXPECT_EQ(answered, kBinds);
  EXPECT_GT(tally.refusals.at(std::string(kBindOwnDownline.code)), 0);

  const auto bindings =
      run([](db::Tx& tx) -> Result<std::vector<StoredBinding>> { return stored_bindings(tx); });
  EXPECT_EQ(bindings.size(), written) << "every acknowledged bind is on the books, and no other";
  expect_unbroken_histories(bindings);
  EXPECT_FALSE(has_cycle(bindings));
}

// Three dealers of whom each is about to be bound to the next: by the referrer alone every one of the three
// binds looks harmless, and only who walks the whole line under the lock sees the third close the ring.
TEST_F(BindRaceTest, of_three_dealers_closing_a_ring_at_the_same_moment_exactly_one_is_refused) {
  constexpr std::size_t kRings = 5;
  constexpr std::size_t kRounds = 16;
  static_assert(kRings * kRounds * 3 <= kDealers);
  std::vector<std::atomic<int>> refused(kRings * kRounds);
  std::barrier start(static_cast<std::ptrdiff_t>(kRings * 3));
  std::vector<std::thread> threads;
  const auto bind_rounds = [&](std::size_t ring, std::size_t place) {
    db::Connection connection(database().options());
    connection.connect();
    for (std::size_t round = 0; round < kRounds; ++round) {
      const auto first = (round * kRings + ring) * 3;
      const flows::BindConsumer command{ConsumerId{static_cast<std::int64_t>(first + place + 1)},
                                        {codes_[first + (place + 1) % 3], EvidenceKind::scan},
                                        kLastTouch,
                                        false};
      start.arrive_and_wait();
      const auto report =
          connection.transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, kNow); });
      if (report.refused_with(kBindOwnDownline)) ++refused[round * kRings + ring];
    }
  };
  run([](db::Tx& tx) -> Result<int> {
    tx.execute("UPDATE dealer SET parent_id = 0, level = 1");
    return 0;
  });
  for (std::size_t ring = 0; ring < kRings; ++ring) {
    for (std::size_t place = 0; place < 3; ++place) threads.emplace_back(bind_rounds, ring, place);
  }
  for (auto& thread : threads) thread.join();
  for (const auto& count : refused) EXPECT_EQ(count.load(), 1);
}

}  // namespace
}  // namespace fenrun::testing
