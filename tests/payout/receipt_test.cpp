// Electronic receipts of transfers, at the emulated WeChat: fetched, compared with the signed hash, kept.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include "flows/payout/fetch_receipt.hpp"
#include "payout/receipts.hpp"
#include "payout/worker.hpp"
#include "tests/payout/receipt_stage.hpp"

namespace fenrun::testing {
namespace {

constexpr std::chrono::seconds kTestLease{100};

class ReceiptTest : public ReceiptStage {
 protected:
  static std::int64_t leased_seconds() {
    return count(
        "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), lease_until) FROM payout_receipt "
        "WHERE lease_until IS NOT NULL");
  }
};

TEST_F(ReceiptTest, a_receipt_is_applied_for_once_waited_for_and_archived_sealed) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = paid(lane);
  EXPECT_EQ(receipt_state(withdrawal), "wanted");
  EXPECT_TRUE(lane.take_receipt());
  EXPECT_EQ(receipt_state(withdrawal), "applied");
  EXPECT_FALSE(lane.take_receipt());  // it is being made
  fetch(lane, withdrawal);
  expect_archived(withdrawal, "");
  EXPECT_EQ(applications(), 1);
  const Payout payout = payout_of(withdrawal);
  const auto stored =
      database().run([&](db::Tx& tx) -> Result<std::string> { return db::receipt_file(tx, payout.id); });
  EXPECT_EQ(stored.find("%PDF"), std::string::npos);
  // Another row's file does not open.
  EXPECT_FALSE(flows::open_receipt(sealer(), "P" + payout.number.substr(1) + "X", stored).has_value());
  advance(1'000'000);
  EXPECT_FALSE(lane.take_receipt());
  expect_rest(1'000);
}

TEST_F(ReceiptTest, a_transfer_without_the_payees_name_has_none) {
  const Withdrawal withdrawal = approved(Fen{1'000});
  payout::Lane lane = make_lane();
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(receipt_state(withdrawal), "none");
  EXPECT_TRUE(emulator_.requests(kApplyPath).empty());
}

TEST_F(ReceiptTest, whatever_the_wire_does_it_is_applied_for_once_and_archived) {
  const struct {
    const char* kind;
    nlohmann::json more;
  } faults[] = {
      {"close_before", nlohmann::json::object()},
      {"close_after", nlohmann::json::object()},
      {"hang_after", nlohmann::json{{"pace_ms", 3'000}}},
      {"truncated_body", nlohmann::json::object()},
      {"http_500", nlohmann::json::object()},
      {"http_502", nlohmann::json::object()},
      {"error_before", nlohmann::json{{"http_status", 429}, {"code", "RATELIMIT_EXCEEDED"}}},
  };
  payout::Lane lane = make_lane();
  int receipts = 0;
  for (const auto& fault : faults) {
    for (const char* const path : {kApplyPath, kAskPath, kFilePath}) {
      const std::string where = std::string(fault.kind) + " at " + path;
      const Withdrawal withdrawal = paid(lane);
      emulator_.add_fault(fault.kind, path, 1, fault.more);
      fetch(lane, withdrawal);
      expect_archived(withdrawal, where);
      EXPECT_EQ(applications(), ++receipts) << where;
      EXPECT_EQ(receipt_of(withdrawal)->refusals, 0) << where;
      emulator_.clear_faults();
    }
  }
}

TEST_F(ReceiptTest, a_file_with_another_hash_is_refused_and_fetched_again) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = paid(lane);
  emulator_.add_fault("truncated_body", kFilePath, 2);
  EXPECT_TRUE(lane.take_receipt());
  for (int spoilt = 1; spoilt <= 2; ++spoilt) {
    advance(60);
    EXPECT_TRUE(lane.take_receipt());
    EXPECT_EQ(receipt_state(withdrawal), "applied") << spoilt;
    EXPECT_NE(receipt_of(withdrawal)->problem.find("another hash"), std::string::npos)
        << receipt_of(withdrawal)->problem;
    EXPECT_EQ(archived_file(withdrawal), "");
  }
  fetch(lane, withdrawal);
  expect_archived(withdrawal, "");
  EXPECT_EQ(receipt_of(withdrawal)->problem, "");
  EXPECT_EQ(emulator_.requests(kFilePath).size(), 3U);
  EXPECT_EQ(applications(), 1);
}

TEST_F(ReceiptTest, one_that_wechat_could_not_make_is_applied_for_again_later) {
  payout::Lane lane = make_lane();
  emulator_.post("/pay/receipts", {{"next_fail_reason", "系统繁忙"}});
  const Withdrawal withdrawal = paid(lane);
  EXPECT_TRUE(lane.take_receipt());
  advance(60);
  EXPECT_TRUE(lane.take_receipt());
  EXPECT_EQ(receipt_of(withdrawal)->refusals, 1);
  EXPECT_EQ(receipt_of(withdrawal)->problem, "系统繁忙");
  EXPECT_FALSE(lane.take_receipt());
  fetch(lane, withdrawal);
  expect_archived(withdrawal, "");
  EXPECT_EQ(applications(), 2);
}

TEST_F(ReceiptTest, what_wechat_will_not_make_ends_as_unavailable) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = paid(lane);
  emulator_.add_fault("error_before", kApplyPath, 0, {{"http_status", 400}, {"code", "INVALID_REQUEST"}});
  fetch(lane, withdrawal, 110'000);
  EXPECT_EQ(receipt_state(withdrawal), "unavailable");
  EXPECT_EQ(receipt_of(withdrawal)->refusals, kReceiptRefusalsMax);
  EXPECT_EQ(emulator_.requests(kApplyPath).size(), static_cast<std::size_t>(kReceiptRefusalsMax));
  EXPECT_NE(receipt_of(withdrawal)->problem.find("INVALID_REQUEST"), std::string::npos);
  EXPECT_EQ(state_of(withdrawal), "paid");
}

TEST_F(ReceiptTest, an_unreachable_wechat_is_asked_a_bounded_number_of_times) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = paid(lane);
  emulator_.add_fault("close_before", kAskPath, 0);
  fetch(lane, withdrawal, 30'000, 100);
  EXPECT_EQ(receipt_state(withdrawal), "unavailable");
  EXPECT_EQ(receipt_of(withdrawal)->turns, kReceiptTurnsMax);
  EXPECT_TRUE(emulator_.requests(kApplyPath).empty());
}

// A file host that hangs, or a worker that dies in each of its turns: nothing is ever recorded.
TEST_F(ReceiptTest, turns_that_never_end_come_less_often_and_end_as_unavailable) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = paid(lane);
  const auto claim = [&] {
    return database().run([&](db::Tx& tx) { return flows::claim_receipt(tx, kTestLease, clock_.now()); });
  };
  for (int turn = 1; turn <= kReceiptTurnsMax; ++turn) {
    const auto claimed = claim();
    ASSERT_TRUE(claimed.has_value()) << turn;
    EXPECT_EQ(claimed->turns, turn);
    end_receipt_leases();
    EXPECT_FALSE(claim().has_value()) << turn;  // not at once
    advance(6 * 3'600 + 10);
  }
  EXPECT_FALSE(claim().has_value());
  EXPECT_EQ(receipt_state(withdrawal), "unavailable");
  EXPECT_EQ(receipt_of(withdrawal)->turns, kReceiptTurnsMax);
  EXPECT_FALSE(receipt_of(withdrawal)->due_at.has_value());
}

TEST_F(ReceiptTest, the_lease_outlives_the_longest_turn) {
  wechat::PayOptions slow;
  slow.http.call_ms_max = std::chrono::milliseconds(120'000);
  slow.file_ms_max = std::chrono::milliseconds(600'000);
  EXPECT_GT(payout::receipt_lease(slow), std::chrono::seconds(720));
  EXPECT_EQ(payout::receipt_lease({}), std::chrono::seconds(100));
  EXPECT_EQ(payout::with_quick_files({}).file_ms_max, std::chrono::milliseconds(10'000));

  payout::Lane lane = make_lane();
  paid(lane);
  std::int64_t leased = 0;
  payout::PayoutTools tools{*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_};
  tools.receipt_lease = payout::receipt_lease(slow);
  tools.mark = [&](std::string_view where) {
    if (where == "receipt_claimed") leased = leased_seconds();
  };
  payout::Lane slow_lane(tools, database().options());
  EXPECT_TRUE(slow_lane.take_receipt());
  EXPECT_GT(leased, 720);
}

// Receipts are one lane's: a file that hangs holds up no payment.
TEST_F(ReceiptTest, while_files_hang_the_worker_goes_on_paying) {
  payout::Lane lane = make_lane();
  std::vector<Withdrawal> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(paid(lane));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(lane.take_receipt());
  advance(60);
  emulator_.add_fault("hang_before", kFilePath, 0, {{"pace_ms", 8'000}});
  options_.lanes = 2;
  const auto begun = std::chrono::steady_clock::now();
  payout::Worker worker({*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_},
                        database().options());
  while (emulator_.requests(kFilePath).empty() &&
         std::chrono::steady_clock::now() - begun < std::chrono::seconds(5)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const Withdrawal next = approved();
  const auto approved_at = std::chrono::steady_clock::now();
  while (state_of(next) != "paying" || payout_state(next) != "await_user") {
    ASSERT_LT(std::chrono::steady_clock::now() - approved_at, std::chrono::seconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_LE(emulator_.requests(kFilePath).size(), 1U);
  for (const Withdrawal& one : waiting) EXPECT_EQ(receipt_state(one), "applied");
  worker.stop();
}

// The fence: a worker that was frozen in its turn changes nothing when it wakes up.
TEST_F(ReceiptTest, what_an_older_turn_brings_is_not_kept) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = paid(lane);
  const auto claimed =
      database().run([&](db::Tx& tx) { return flows::claim_receipt(tx, kTestLease, clock_.now()); });
  ASSERT_TRUE(claimed.has_value());
  EXPECT_FALSE(lane.take_receipt());  // leased
  end_receipt_leases();
  fetch(lane, withdrawal);
  expect_archived(withdrawal, "");
  flows::RecordReceipt late;
  late.payout = claimed->payout;
  late.turn = claimed->turns;
  late.news = ReceiptNews::archived;
  late.file_sealed = "another file";
  late.sha256 = std::string(32, 'x');
  const auto kept = database().run([&](db::Tx& tx) { return flows::record_receipt(tx, late, clock_.now()); });
  EXPECT_FALSE(kept.has_value());
  expect_archived(withdrawal, "late");
}

// kill -9 wherever a crash would be interesting: before and after the application and the download.
TEST_F(ReceiptTest, killed_at_every_step_the_heir_goes_on_and_applies_no_second_time) {
  payout::Lane lane = make_lane();
  int kills = 0;
  for (int kill_at = 1;; ++kill_at) {
    ASSERT_LT(kill_at, 20);
    const std::string where = "step " + std::to_string(kill_at);
    const Withdrawal withdrawal = paid(lane);
    const pid_t child = ::fork();
    if (child == 0) {
      pay_ = make_client();
      payout::Lane dying = make_lane([&, count = 0](std::string_view) mutable {
        if (++count == kill_at) ::raise(SIGKILL);
      });
      fetch(dying, withdrawal);
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    follow_emulated_time();
    end_receipt_leases();
    fetch(lane, withdrawal);
    expect_archived(withdrawal, where);
    EXPECT_EQ(applications(), kill_at) << where;
    if (!WIFSIGNALED(status)) break;
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    ++kills;
  }
  EXPECT_GE(kills, 6);  // two turns: claimed, called, recorded
}

}  // namespace
}  // namespace fenrun::testing
