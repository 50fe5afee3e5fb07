#include "flows/withdrawal/decide_withdrawal.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "db/withdrawal/withdrawal_set.hpp"
#include "flows/withdrawal/withdrawal_set.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class DecideWithdrawalTest : public WithdrawalWorld {
 protected:
  static std::string outcome(const Result<Withdrawal>& done) {
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string reject(const Withdrawal& withdrawal, StaffId staff,
                            const std::string& reason = "资料不全") {
    const flows::JudgeWithdrawal command{withdrawal.public_id, staff, reason};
    return outcome(
        connection().transact([&](db::Tx& tx) { return flows::reject_withdrawal(tx, command, kLedgerNow); }));
  }
  static std::string review(const Withdrawal& withdrawal, StaffId staff) {
    const flows::JudgeWithdrawal command{withdrawal.public_id, staff, "核对"};
    return outcome(
        connection().transact([&](db::Tx& tx) { return flows::review_withdrawal(tx, command, kLedgerNow); }));
  }
  int expire(Instant now) const {
    return database().run([&](db::Tx& tx) { return flows::expire_withdrawals(tx, rules_, now, 100); });
  }
  WithdrawalSet preview(const std::vector<std::string>& ids, StaffId staff) const {
    flows::PreviewSet command;
    command.public_id = fresh_id();
    command.staff = staff;
    command.withdrawals = ids;
    return database().run([&](db::Tx& tx) -> Result<WithdrawalSet> {
      return flows::preview_set(tx, rules_, command, kLedgerNow);
    });
  }
  static std::vector<std::string> exclusions(const WithdrawalSet& set) {
    const auto page = database().run([&](db::Tx& tx) -> Result<Page<db::SetRow>> {
      return db::list_set_rows(tx, set.id, SetOutcome::excluded, {0, 100});
    });
    std::vector<std::string> codes;
    for (const auto& row : page.items) codes.push_back(row.code);
    return codes;
  }
};

TEST_F(DecideWithdrawalTest, above_the_band_two_different_people_approve) {
  const DealerId dealer = dealer_with(Fen{100'000});
  const Withdrawal withdrawal = request(dealer, Fen{20'001});
  EXPECT_EQ(withdrawal.approvals_needed, 2);
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved_1");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "withdrawal.approved_by_you");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved");
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "withdrawal.state_conflict");
}

TEST_F(DecideWithdrawalTest, whoever_edited_it_does_not_approve_it_and_earlier_approvals_are_void) {
  const DealerId dealer = dealer_with(Fen{100'000});
  const Withdrawal withdrawal = request(dealer, Fen{20'001});
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved_1");
  EXPECT_EQ(review(withdrawal, kFinanceOne), "review");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "withdrawal.own");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved_1");
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "approved");
}

// Whoever edits it afterwards frees nobody.
TEST_F(DecideWithdrawalTest, none_of_those_who_ever_edited_it_approves_it) {
  const Withdrawal withdrawal = request(dealer_with(Fen{100'000}), Fen{20'001});
  EXPECT_EQ(review(withdrawal, kFinanceOne), "review");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved_1");
  EXPECT_EQ(review(withdrawal, StaffId{9}), "review");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "withdrawal.own");
  EXPECT_EQ(approve(withdrawal, StaffId{9}), "withdrawal.own");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved_1");
  EXPECT_EQ(approve(withdrawal, StaffId{3}), "approved");
}

TEST_F(DecideWithdrawalTest, what_changed_since_it_was_seen_is_not_approved) {
  const Withdrawal withdrawal = request(dealer_with(Fen{10'000}), Fen{5'000});
  EXPECT_EQ(review(withdrawal, kFinanceOne), "review");
  const flows::ApproveWithdrawal stale{withdrawal.public_id, withdrawal.version, kFinanceTwo};
  const auto done = connection().transact(
      [&](db::Tx& tx) { return flows::approve_withdrawal(tx, rules_, keys(), stale, kLedgerNow); });
  EXPECT_TRUE(done.refused_with(kWithdrawalChanged));
}

TEST_F(DecideWithdrawalTest, dealers_who_owe_or_are_suspended_are_not_approved) {
  const DealerId dealer = dealer_with(Fen{0});
  ASSERT_EQ(post({flows::accrue("k1", dealer, Fen{5'000}),
                  {MovementKind::release, "k1", dealer, Fen{5'000}, "k1"}}),
            "posted");
  const Withdrawal withdrawal = request(dealer, Fen{5'000});
  ASSERT_EQ(post({flows::claw_back("kr", "k1", dealer, Fen{1})}), "posted");
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "withdrawal.dealer_owes");
  const DealerId suspended = dealer_with(Fen{5'000});
  const Withdrawal other = request(suspended, Fen{5'000});
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::update_dealer_state(tx, suspended, DealerState::suspended, "停用", kLedgerNow);
    return true;
  });
  EXPECT_EQ(approve(other, kFinanceOne), "dealer.suspended");
}

// D-07 and row 2: a rejection credits once, whoever repeats it.
TEST_F(DecideWithdrawalTest, a_rejection_gives_the_money_back_once) {
  const DealerId dealer = dealer_with(Fen{10'000});
  const Withdrawal withdrawal = request(dealer, Fen{6'000});
  EXPECT_EQ(reject(withdrawal, kFinanceOne, ""), "withdrawal.reason_invalid");
  EXPECT_EQ(reject(withdrawal, kFinanceOne), "rejected");
  EXPECT_EQ(reject(withdrawal, kFinanceOne), "withdrawal.state_conflict");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo), "withdrawal.state_conflict");
  EXPECT_EQ(balance(dealer).available, Fen{10'000});
  EXPECT_EQ(reload(withdrawal).reason, "资料不全");
  const Withdrawal approved = request(dealer, Fen{6'000});
  EXPECT_EQ(approve(approved, kFinanceOne), "approved");
  EXPECT_EQ(reject(approved, kFinanceTwo), "rejected");  // before a transfer exists
  EXPECT_EQ(balance(dealer).available, Fen{10'000});
  EXPECT_EQ(payout_contradictions(), 0);
}

// Rows 4 and 5: four at once.
TEST_F(DecideWithdrawalTest, decisions_at_once_make_one) {
  for (int round = 0; round < 4; ++round) {
    const DealerId dealer = dealer_with(Fen{10'000});
    const Withdrawal withdrawal = request(dealer, Fen{6'000});
    std::atomic<int> approved{0};
    std::atomic<int> rejected{0};
    std::vector<std::thread> people;
    for (int i = 0; i < 4; ++i) {
      people.emplace_back([&, i] {
        db::Connection own(database().options());
        const flows::ApproveWithdrawal approval{withdrawal.public_id, withdrawal.version, StaffId{10 + i}};
        const flows::JudgeWithdrawal rejection{withdrawal.public_id, StaffId{20 + i}, "否"};
        if (i % 2 == 0) {
          if (own.transact([&](db::Tx& tx) {
                return flows::approve_withdrawal(tx, rules_, keys(), approval, kLedgerNow);
              })) {
            ++approved;
          }
        } else if (own.transact(
                       [&](db::Tx& tx) { return flows::reject_withdrawal(tx, rejection, kLedgerNow); })) {
          ++rejected;
        }
      });
    }
    for (auto& person : people) person.join();
    EXPECT_LE(approved, 1);
    EXPECT_EQ(rejected, 1);  // also of what was approved a moment before
    EXPECT_EQ(state_of(withdrawal), "rejected");
    EXPECT_EQ(balance(dealer).available, Fen{10'000});
  }
  EXPECT_EQ(payout_contradictions(), 0);
}

TEST_F(DecideWithdrawalTest, approvals_lapse_after_a_day_and_requests_after_a_week) {
  const DealerId dealer = dealer_with(Fen{100'000});
  const Withdrawal withdrawal = request(dealer, Fen{20'001});
  EXPECT_EQ(approve(withdrawal, kFinanceOne), "approved_1");
  EXPECT_EQ(expire(kLedgerNow + 24h), 0);
  EXPECT_EQ(expire(kLedgerNow + 24h + 1s), 1);
  EXPECT_EQ(state_of(withdrawal), "requested");
  // The same person may approve in the new round.
  EXPECT_EQ(approve(withdrawal, kFinanceOne, kLedgerNow + 25h), "approved_1");
  EXPECT_EQ(approve(withdrawal, kFinanceTwo, kLedgerNow + 50h), "approved_1");  // the first has lapsed
  EXPECT_EQ(approve(withdrawal, kFinanceOne, kLedgerNow + 51h), "approved");
  EXPECT_EQ(expire(kLedgerNow + 80h), 1);
  EXPECT_EQ(state_of(withdrawal), "requested");
  EXPECT_EQ(expire(kLedgerNow + 80h + 168h), 0);
  EXPECT_EQ(expire(kLedgerNow + 80h + 168h + 1s), 1);
  EXPECT_EQ(state_of(withdrawal), "expired");
  EXPECT_EQ(balance(dealer).available, Fen{100'000});
}

TEST_F(DecideWithdrawalTest, a_preview_says_what_would_be_approved_and_why_the_rest_not) {
  const Withdrawal small = request(dealer_with(Fen{5'000}), Fen{5'000});
  const Withdrawal large = request(dealer_with(Fen{30'000}), Fen{30'000});
  const Withdrawal mine = request(dealer_with(Fen{40'000}), Fen{40'000});
  EXPECT_EQ(approve(mine, kFinanceOne), "approved_1");
  const Withdrawal gone = request(dealer_with(Fen{5'000}), Fen{5'000});
  EXPECT_EQ(reject(gone, kFinanceOne), "rejected");
  const auto seen = preview({small.public_id, large.public_id, small.public_id, mine.public_id,
                             gone.public_id, "01J00000000000000000000000"},
                            kFinanceOne);
  EXPECT_EQ(seen.sums.count, 2);
  EXPECT_EQ(seen.sums.sum, Fen{35'000});
  EXPECT_EQ(seen.sums.largest, Fen{30'000});
  EXPECT_EQ(seen.completed, 1);
  EXPECT_EQ(seen.selected, 5);
  EXPECT_EQ(exclusions(seen),
            (std::vector<std::string>{"withdrawal.approved_by_you", "withdrawal.state_conflict",
                                      "withdrawal.not_found"}));
  EXPECT_EQ(preview({mine.public_id}, kFinanceTwo).completed, 1);
}

}  // namespace
}  // namespace fenrun::testing
