// A database that was put back to an earlier time.
#include "payout/watermark.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "payout/worker.hpp"
#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {
namespace {

class WatermarkTest : public PayoutStage {
 protected:
  WatermarkTest() : path_(::testing::TempDir() + database().name() + ".watermark") {
    std::filesystem::remove(path_);
  }
  ~WatermarkTest() override { std::filesystem::remove(path_); }

  // A process's life, until `is_over` or ten seconds have passed.
  void work(const std::function<bool()>& is_over) {
    payout::Watermark watermark(path_);
    payout::PayoutTools tools{*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_};
    tools.watermark = &watermark;
    payout::Worker worker(tools, database().options());
    for (int i = 0; i < 200 && !is_over(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  static bool has_transfer() { return count("SELECT COUNT(*) FROM payout WHERE state = 'await_user'") > 0; }

  std::string path_;
};

TEST_F(WatermarkTest, the_highest_number_survives_the_process_and_may_be_lowered) {
  {
    payout::Watermark mark(path_);
    EXPECT_FALSE(mark.is_above(0));
    mark.set(7);
    EXPECT_FALSE(mark.is_above(7));
    EXPECT_TRUE(mark.is_above(6));
  }
  payout::Watermark again(path_);
  EXPECT_TRUE(again.is_above(6));
  again.set(3);
  EXPECT_FALSE(payout::Watermark(path_).is_above(3));
  std::ofstream(path_) << "7x\n";
  EXPECT_THROW(payout::Watermark{path_}, std::runtime_error);
  EXPECT_THROW(payout::Watermark("/nowhere/mark").set(1), std::runtime_error);
  payout::Watermark none("");
  none.set(9);
  EXPECT_FALSE(none.is_above(1));
}

// What was paid after the backup is on the books no more, and would be paid again.
TEST_F(WatermarkTest, beside_a_database_that_has_forgotten_transfers_nothing_is_paid) {
  std::ofstream(path_) << "100\n";
  const Withdrawal withdrawal = approved(Fen{1'000});
  work([] { return is_fuse_blown(); });
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(state_of(withdrawal), "approved");
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout"), 0);

  // Two people have found out and close it: the next process goes on.
  close_fuse();
  work(has_transfer);
  EXPECT_FALSE(is_fuse_blown());
  EXPECT_EQ(payout_state(withdrawal), "await_user");
}

TEST_F(WatermarkTest, what_was_paid_is_remembered_by_the_next_process) {
  approved(Fen{1'000});
  work(has_transfer);
  work([] { return false; });
  EXPECT_TRUE(payout::Watermark(path_).is_above(0));
  EXPECT_FALSE(is_fuse_blown());
}

// Nobody is paid before it is known what was seen.
TEST_F(WatermarkTest, a_mark_that_cannot_be_written_lets_nobody_begin) {
  path_ = "/nowhere/fenrun.watermark";
  approved(Fen{1'000});
  work([] { return false; });
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout"), 0) << "at the start";
}

}  // namespace
}  // namespace fenrun::testing
