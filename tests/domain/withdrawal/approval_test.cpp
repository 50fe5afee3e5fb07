#include "domain/withdrawal/approval.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

namespace fenrun {
namespace {

using namespace std::chrono_literals;

constexpr StaffId kFirst{1};
constexpr StaffId kSecond{2};

Instant now() { return Instant{} + 500'000h; }

Withdrawal asked() {
  Withdrawal withdrawal;
  withdrawal.id = WithdrawalId{4};
  withdrawal.public_id = "01J0000000000000000000000W";
  withdrawal.dealer = DealerId{7};
  withdrawal.amounts = {Fen{1'000}, Fen{10}, Fen{40}, Fen{950}};
  withdrawal.payee = {ConsumerId{9}, "wx01", std::string(32, 'i'), "sealed", ""};
  withdrawal.approvals_needed = 2;
  withdrawal.version = 3;
  return withdrawal;
}

Approval approval_of(StaffId staff, Instant at) { return {WithdrawalId{4}, 1, staff, at, "mac"}; }

TEST(ApprovalPolicyTest, bands_by_amount_and_newness) {
  ApprovalPolicy policy;
  policy.bands = {{Fen{1'000}, 1, 1}, {Fen{20'000}, 1, 2}};
  policy.beyond = 3;
  struct Row {
    std::int64_t gross;
    std::chrono::hours known_for;
    int needed;
  };
  const Row rows[] = {
      {1, 0h, 1},       {1'000, 0h, 1},    {1'001, 0h, 2},    {1'001, 168h, 2},
      {1'001, 169h, 1}, {20'000, 169h, 1}, {20'001, 169h, 3}, {20'001, 0h, 3},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(approvals_needed(policy, Fen{row.gross}, now() - row.known_for, now()), row.needed)
        << row.gross;
  }
}

TEST(ApprovalPolicyTest, the_default_is_one_person_up_to_200_yuan_and_two_above_or_for_the_new) {
  const ApprovalPolicy policy;
  EXPECT_EQ(approvals_needed(policy, Fen{20'000}, now() - 200h, now()), 1);
  EXPECT_EQ(approvals_needed(policy, Fen{20'001}, now() - 200h, now()), 2);
  EXPECT_EQ(approvals_needed(policy, Fen{100}, now() - 1h, now()), 2);
}

TEST(ApprovalTest, refusals_come_in_their_order) {
  const auto outcome = [](Withdrawal withdrawal, std::int64_t seen, StaffId staff,
                          const std::vector<Approval>& approvals, const std::set<StaffId>& editors = {}) {
    const Done done = check_approval(withdrawal, seen, staff, approvals, editors);
    return done ? "ok" : std::string(done.error().code());
  };
  Withdrawal closed = asked();
  closed.state = WithdrawalState::rejected;
  EXPECT_EQ(outcome(closed, 2, kFirst, {}, {kFirst}), "withdrawal.state_conflict");
  Withdrawal edited = asked();
  edited.state = WithdrawalState::review;
  const StaffId third{kSecond.value + 1};
  EXPECT_EQ(outcome(edited, 2, kFirst, {}, {kFirst}), "withdrawal.changed");
  EXPECT_EQ(outcome(edited, 3, kFirst, {}, {kFirst}), "withdrawal.own");
  EXPECT_EQ(outcome(edited, 3, kFirst, {}, {kFirst, third}), "withdrawal.own")
      << "whoever edited it after them";
  EXPECT_EQ(outcome(edited, 3, kSecond, {}, {kFirst, third}), "ok");
  EXPECT_EQ(outcome(asked(), 3, kSecond, {approval_of(kSecond, now())}), "withdrawal.approved_by_you");
  EXPECT_EQ(outcome(asked(), 3, kSecond, {approval_of(kFirst, now())}), "ok");
}

TEST(ApprovalTest, only_different_people_and_fresh_approvals_count) {
  const ApprovalPolicy policy;
  const std::vector<Approval> approvals{approval_of(kFirst, now() - 24h), approval_of(kSecond, now() - 23h),
                                        approval_of(kSecond, now())};
  EXPECT_EQ(valid_approvals(approvals, policy, now()), 1);
  EXPECT_EQ(valid_approvals(approvals, policy, now() - 1h), 2);
  EXPECT_EQ(valid_approvals({}, policy, now()), 0);
}

TEST(ApprovalTest, the_text_under_the_mac_changes_with_everything_that_was_seen) {
  std::set<std::string> texts;
  const auto add = [&](const std::function<void(Withdrawal&, Approval&)>& change) {
    Withdrawal withdrawal = asked();
    Approval approval = approval_of(kFirst, now());
    change(withdrawal, approval);
    texts.insert(approval_text(withdrawal, approval));
  };
  add([](Withdrawal&, Approval&) {});
  add([](Withdrawal& w, Approval&) { w.public_id.back() = 'X'; });
  add([](Withdrawal& w, Approval&) { w.dealer.value = 8; });
  add([](Withdrawal& w, Approval&) { w.amounts.gross.value = 1'001; });
  add([](Withdrawal& w, Approval&) { w.amounts.net.value = 951; });
  add([](Withdrawal& w, Approval&) { w.payee.consumer.value = 10; });
  add([](Withdrawal& w, Approval&) { w.payee.appid = "wx02"; });
  add([](Withdrawal& w, Approval&) { w.payee.openid_index[5] = 'j'; });
  add([](Withdrawal& w, Approval&) { w.payee.name_sealed = "n"; });
  add([](Withdrawal& w, Approval&) { w.approvals_needed = 1; });
  add([](Withdrawal&, Approval& a) { a.round = 2; });
  add([](Withdrawal&, Approval& a) { a.staff = kSecond; });
  add([](Withdrawal&, Approval& a) { a.at += std::chrono::microseconds(1); });
  EXPECT_EQ(texts.size(), 13U);
}

}  // namespace
}  // namespace fenrun
