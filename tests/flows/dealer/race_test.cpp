// Many at once: nothing is taken twice, nothing is lost, and the tree stays a tree.
#include <atomic>
#include <barrier>
#include <chrono>
#include <map>
#include <random>
#include <thread>

#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"
#include "flows/dealer/find_upline.hpp"
#include "flows/dealer/move_branches.hpp"
#include "flows/dealer/preview_moves.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

constexpr std::chrono::microseconds kTick{1};

struct Change {
  std::int64_t seq;
  DealerId dealer;
  DealerId parent_id;
  Instant at;
};

class RaceTest : public DealerTest {
 protected:
  void SetUp() override {
    DealerTest::SetUp();
    first_seq_ = next_of("tree_change");
    first_dealer_ = next_of("dealer");
  }

  // Runs `work(connection, worker)` on `workers` threads that start together, each with a connection of its
  // own.
  template <class Work>
  static void together(int workers, const Work& work) {
    std::barrier start(workers);
    std::vector<std::thread> threads;
    for (int worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        db::Connection own(database().options());
        own.connect();
        start.arrive_and_wait();
        work(own, worker);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  static std::int64_t next_of(const std::string& sequence) {
    return run([&](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT next_value FROM sequence_counter WHERE name = ?", {sequence})->integer(0);
    });
  }
  static std::vector<Change> stream() {
    return run([](db::Tx& tx) -> Result<std::vector<Change>> {
      std::vector<Change> changes;
      for (const db::Row& row :
           tx.all("SELECT seq, dealer_id, parent_id, at FROM tree_change ORDER BY seq")) {
        changes.push_back({row.integer(0), row.id<DealerId>(1), row.id<DealerId>(2), row.time(3)});
      }
      return changes;
    });
  }
  void expect_gapless_in_order(const std::vector<Change>& changes) const {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      ASSERT_EQ(changes[i].seq, first_seq_ + static_cast<std::int64_t>(i));
      ASSERT_LE(changes[i == 0 ? 0 : i - 1].at, changes[i].at);
    }
    EXPECT_EQ(next_of("tree_change"), first_seq_ + static_cast<std::int64_t>(changes.size()));
  }
  static std::vector<Dealer> all_dealers() {
    return run([](db::Tx& tx) -> Result<std::vector<Dealer>> {
      std::vector<Dealer> dealers;
      PageRequest page{0, PageRequest::kLimitMax};
      do {
        auto read = db::list_dealers(tx, {}, page);
        dealers.insert(dealers.end(), read.items.begin(), read.items.end());
        page.after = read.next;
      } while (page.after != 0);
      return dealers;
    });
  }

  std::int64_t first_seq_ = 0;
  std::int64_t first_dealer_ = 0;
};

TEST_F(RaceTest, of_200_approvals_of_an_invite_with_one_use_exactly_one_goes_through) {
  const Invite shared = invite(nullptr, 1);
  std::vector<Application> applications;
  for (int i = 0; i < 200; ++i) applications.push_back(apply(person(), shared.code));
  constexpr int kWorkers = 20;
  std::atomic<int> approved{0};
  std::atomic<int> used_up{0};
  together(kWorkers, [&](db::Connection& own, int worker) {
    for (std::size_t i = static_cast<std::size_t>(worker); i < applications.size(); i += kWorkers) {
      const flows::ApproveApplicationCommand command{kOperator, applications[i].public_id, ulid(), ""};
      const auto result =
          own.transact([&](db::Tx& tx) { return flows::approve_application(tx, command, kNow); });
      approved += result.has_value() ? 1 : 0;
      used_up += result.refused_with(kInviteUsedUp) ? 1 : 0;
    }
  });
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(used_up, 199);
  EXPECT_EQ(all_dealers().size(), 1U);
  run([&](db::Tx& tx) -> Done {
    EXPECT_EQ(db::find_invite(tx, shared.code)->uses_left, 0);
    return {};
  });
}

TEST_F(RaceTest, one_application_approved_by_many_operators_at_once_makes_one_dealer) {
  const Application application = apply(person());
  std::atomic<int> approved{0};
  together(16, [&](db::Connection& own, int) {
    const flows::ApproveApplicationCommand command{kOperator, application.public_id, ulid(), ""};
    const auto result =
        own.transact([&](db::Tx& tx) { return flows::approve_application(tx, command, kNow); });
    approved += result.has_value() ? 1 : 0;
  });
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(next_of("dealer"), first_dealer_ + 1);
}

TEST_F(RaceTest, many_applications_of_one_person_at_once_leave_one_open) {
  const ConsumerId applicant = person();
  std::atomic<int> made{0};
  std::atomic<int> refused{0};
  together(16, [&](db::Connection& own, int) {
    const auto command = application_of(applicant);
    const auto result =
        own.transact([&](db::Tx& tx) { return flows::apply_for_dealership(tx, command, kNow); });
    made += result.has_value() ? 1 : 0;
    refused += result.refused_with(kApplicationAlreadyOpen) ? 1 : 0;
  });
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, 15);
}

TEST_F(RaceTest, a_hundred_who_join_at_once_get_dense_ids_and_a_gapless_stream) {
  std::vector<Application> applications;
  for (int i = 0; i < 100; ++i) applications.push_back(apply(person()));
  constexpr int kWorkers = 20;
  together(kWorkers, [&](db::Connection& own, int worker) {
    for (std::size_t i = static_cast<std::size_t>(worker); i < applications.size(); i += kWorkers) {
      const flows::ApproveApplicationCommand command{kOperator, applications[i].public_id, ulid(), ""};
      const auto result =
          own.transact([&](db::Tx& tx) { return flows::approve_application(tx, command, kNow); });
      EXPECT_TRUE(result.has_value());
    }
  });
  const auto dealers = all_dealers();
  ASSERT_EQ(dealers.size(), 100U);
  for (std::size_t i = 0; i < dealers.size(); ++i) {
    EXPECT_EQ(dealers[i].id.value, first_dealer_ + static_cast<std::int64_t>(i));
  }
  const auto changes = stream();
  EXPECT_EQ(changes.size(), 100U);
  expect_gapless_in_order(changes);
}

// Who stood below whom, as the change stream tells it: the recorded model.
class Replay {
 public:
  void apply(const Change& change) { parents_[change.dealer] = change.parent_id; }
  [[nodiscard]] flows::Upline upline(DealerId dealer) const {
    flows::Upline upline;
    for (DealerId above = parents_.at(dealer); above != kProducer; above = parents_.at(above)) {
      upline.push_back(above);
      if (upline.size() > 10) throw std::logic_error("cycle");
    }
    return upline;
  }
  [[nodiscard]] const std::map<DealerId, DealerId>& parents() const { return parents_; }

 private:
  std::map<DealerId, DealerId> parents_;
};

TEST_F(RaceTest, random_moves_and_joins_by_eight_threads_keep_the_tree_sound_and_its_past_known) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::vector<Dealer> dealers;
  for (int i = 0; i < 4; ++i) dealers.push_back(join());
  for (std::size_t i = 0; i < 8; ++i) dealers.push_back(join(&dealers[i % 4]));
  for (std::size_t i = 0; i < 12; ++i) dealers.push_back(join(&dealers[4 + i % 8]));
  std::vector<Application> waiting;
  for (int i = 0; i < 16; ++i)
    waiting.push_back(apply(person(), invite(&dealers[static_cast<std::size_t>(i) % 12]).code));

  std::atomic<int> moved{0};
  std::atomic<std::int64_t> ticks{0};
  together(8, [&](db::Connection& own, int worker) {
    std::mt19937 random(seed + static_cast<unsigned>(worker));
    for (int step = 0; step < 40; ++step) {
      // Clocks of several machines: forwards on the whole, now and then behind.
      const Instant now = kNow + kTick * (ticks.fetch_add(1) * 10 - static_cast<int>(random() % 100));
      if (step % 20 == 7) {
        const Application& next = waiting[static_cast<std::size_t>(worker * 2 + step / 20)];
        const flows::ApproveApplicationCommand command{kOperator, next.public_id, ulid(), ""};
        static_cast<void>(
            own.transact([&](db::Tx& tx) { return flows::approve_application(tx, command, now); }));
        continue;
      }
      std::vector<flows::MoveRequest> moves;
      for (unsigned i = 0; i < 1 + random() % 3; ++i) {
        const std::size_t to = random() % (dealers.size() + 1);
        moves.push_back({dealers[random() % dealers.size()].public_id,
                         to == dealers.size() ? "" : dealers[to].public_id});
      }
      const auto plan = own.transact([&](db::Tx& tx) { return flows::preview_moves(tx, {moves}, now); });
      ASSERT_TRUE(plan.has_value());
      const flows::MoveBranchesCommand command{kOperator, moves, "随机", plan->version};
      const auto done = own.transact([&](db::Tx& tx) { return flows::move_branches(tx, command, now); });
      if (done) {
        ++moved;
        EXPECT_TRUE(plan->can_be_made());
        EXPECT_EQ(done->changes, plan->changes);  // what was seen is what was done
      } else {
        EXPECT_TRUE(done.refused_with(kMovesRefused) || done.refused_with(kMovesStale))
            << done.error().code();
      }
    }
  });
  EXPECT_GT(moved, 0);

  const auto changes = stream();
  expect_gapless_in_order(changes);
  Replay replay;
  std::size_t checked = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    replay.apply(changes[i]);
    const bool ends_story = i + 1 == changes.size() || changes[i + 1].at != changes[i].at;
    if (!ends_story || ++checked % 5 != 0) continue;
    run([&](db::Tx& tx) -> Done {
      for (const auto& [dealer, parent] : replay.parents()) {
        const auto upline = flows::find_upline_as_of(tx, {dealer, changes[i].at}, kNow);
        EXPECT_TRUE(upline.has_value() && *upline == replay.upline(dealer)) << dealer.value;
        EXPECT_LT(replay.upline(dealer).size(), std::size_t{kLevelMax});
      }
      return {};
    });
  }
  for (const Dealer& dealer : all_dealers()) {
    EXPECT_EQ(dealer.parent_id, replay.parents().at(dealer.id));
    EXPECT_EQ(dealer.level, static_cast<int>(replay.upline(dealer.id).size()) + 1);
  }
}

}  // namespace
}  // namespace fenrun::testing
