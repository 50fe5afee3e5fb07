// kill -9 of the worker wherever a crash would be interesting: the heir finishes, and the emulator's books
// say that nothing was paid twice.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {
namespace {

class CrashTest : public PayoutStage {
 protected:
  // Works in a process of its own, with a connection and a client of its own; `mark` may end it.
  pid_t start_worker(std::function<void(std::string_view)> mark) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    pay_ = make_client();
    payout::Lane lane = make_lane(std::move(mark));
    settle_all(lane, 10);
    ::_exit(0);
  }
  // The signal that ended it; 0 when it came to its end.
  static int end_of(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }
  void finish_as_heir() {
    follow_emulated_time();
    end_leases();
    payout::Lane heir = make_lane();
    settle_all(heir);
  }
  void expect_paid_once(const Withdrawal& withdrawal, std::int64_t fen, const std::string& where) {
    EXPECT_EQ(state_of(withdrawal), "paid") << where;
    const auto all = transfers();
    int of_this = 0;
    for (const auto& transfer : all) {
      if (transfer.at("openid") == openid_) ++of_this;
    }
    EXPECT_EQ(of_this, 1) << where;
    paid_ += fen;
    EXPECT_EQ(paid_by_wechat(), paid_) << where;
    EXPECT_EQ(paid_in_books(), paid_) << where;
    EXPECT_EQ(balance_of("in_flight"), 0) << where;
    EXPECT_EQ(payout_contradictions(), 0) << where;
    EXPECT_FALSE(is_fuse_blown()) << where;
  }
  Withdrawal next_withdrawal() {
    openid_ = emulator_.add_user();
    return approved(dealer_with(Fen{1'000}, openid_), Fen{1'000});
  }

  std::string openid_;
  std::int64_t paid_ = 0;
};

TEST_F(CrashTest, killed_at_every_step_of_a_life_it_is_paid_once) {
  int kills = 0;
  for (int kill_at = 1;; ++kill_at) {
    ASSERT_LT(kill_at, 40);
    const Withdrawal withdrawal = next_withdrawal();
    std::string where = "step " + std::to_string(kill_at);
    const pid_t child = start_worker([&, count = 0](std::string_view) mutable {
      if (++count == kill_at) ::raise(SIGKILL);
    });
    const int signal = end_of(child);
    finish_as_heir();
    expect_paid_once(withdrawal, 1'000, where);
    if (signal == 0) break;  // the life has fewer steps
    EXPECT_EQ(signal, SIGKILL);
    ++kills;
  }
  EXPECT_GE(kills, 8);  // intent, post and query, before and after each
}

TEST_F(CrashTest, killed_while_the_post_is_on_its_way_it_is_paid_once) {
  for (const char* const kind : {"hang_before", "hang_after"}) {
    const Withdrawal withdrawal = next_withdrawal();
    const std::size_t before = emulator_.requests(kCreatePath).size();
    emulator_.add_fault(kind, kCreatePath, 1, {{"pace_ms", 20'000}});
    const pid_t child = start_worker([](std::string_view) {});
    for (int i = 0; i < 200 && emulator_.requests(kCreatePath).size() == before; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(child, SIGKILL);
    EXPECT_EQ(end_of(child), SIGKILL);
    EXPECT_EQ(payout_state(withdrawal), "submitting");
    finish_as_heir();
    expect_paid_once(withdrawal, 1'000, kind);
  }
}

// The fence, and WeChat's own memory of numbers: a worker that was frozen beyond its lease wakes up.
TEST_F(CrashTest, a_frozen_worker_that_wakes_up_changes_nothing) {
  const Withdrawal withdrawal = next_withdrawal();
  const pid_t child = start_worker([this](std::string_view word) {
    if (word != "claimed") return;
    ::raise(SIGSTOP);
    follow_emulated_time();
  });
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, WUNTRACED), child);
  ASSERT_TRUE(WIFSTOPPED(status));
  finish_as_heir();
  expect_paid_once(withdrawal, 1'000, "the heir");
  ::kill(child, SIGCONT);
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  ::kill(child, SIGKILL);
  end_of(child);
  paid_ = 0;
  expect_paid_once(withdrawal, 1'000, "after it woke");
}

}  // namespace
}  // namespace fenrun::testing
