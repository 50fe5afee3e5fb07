#include <gtest/gtest.h>

#include "flows/ledger/write_off_debt.hpp"
#include "tests/flows/ledger/ledger_world.hpp"

namespace fenrun::testing {
namespace {

constexpr DealerId kDebtor{7};
constexpr StaffId kAsker{1};
constexpr StaffId kDecider{2};

std::string write_off_ulid(int n) { return std::string("01J00000000000000000000") + std::to_string(100 + n); }

class WriteOffTest : public LedgerWorld {
 protected:
  void SetUp() override {
    LedgerWorld::SetUp();
    ASSERT_EQ(post({flows::accrue("c1", kDebtor, Fen{1000}),
                    {MovementKind::release, "c1", kDebtor, Fen{1000}, "c1"},
                    flows::hold("w1", kDebtor, Fen{1000}),
                    flows::settle("b1", "w1", kDebtor, Fen{1000})},
                   kLedgerNow - std::chrono::days(100)),
              "posted");
    ASSERT_EQ(post({flows::claw_back("r1", "c1", kDebtor, Fen{500})}, kLedgerNow - std::chrono::days(95)),
              "posted");
    ASSERT_EQ(post({flows::claw_back("r2", "c1", kDebtor, Fen{300})}, kLedgerNow - std::chrono::days(45)),
              "posted");
  }
  static std::string request(int n, std::int64_t fen, const std::string& reason = "失联") {
    const flows::RequestWriteOff command{write_off_ulid(n), kAsker, kDebtor, Fen{fen}, reason};
    const auto done =
        connection().transact([&](db::Tx& tx) { return flows::request_write_off(tx, command, kLedgerNow); });
    return done ? "asked" : std::string(done.error().code());
  }
  static std::string decide(int n, StaffId staff, bool is_approved) {
    const flows::DecideWriteOff command{write_off_ulid(n), staff, is_approved};
    const auto done =
        connection().transact([&](db::Tx& tx) { return flows::decide_write_off(tx, command, kLedgerNow); });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
};

TEST_F(WriteOffTest, a_debt_is_given_up_by_two_people_and_never_by_one) {
  EXPECT_EQ(request(1, 801), "write_off.amount_invalid");
  EXPECT_EQ(request(1, 0), "write_off.amount_invalid");
  EXPECT_EQ(request(1, 600, ""), "write_off.reason_invalid");
  EXPECT_EQ(request(1, 600), "asked");
  EXPECT_EQ(request(2, 100), "write_off.already_open");
  EXPECT_EQ(decide(9, kDecider, true), "write_off.not_found");
  EXPECT_EQ(decide(1, kAsker, true), "write_off.own");
  EXPECT_EQ(decide(1, kAsker, false), "write_off.own");
  EXPECT_EQ(balance(kDebtor).owed, Fen{800});
  EXPECT_EQ(decide(1, kDecider, true), "approved");
  EXPECT_EQ(decide(1, kDecider, true), "write_off.closed");
  EXPECT_EQ(balance(kDebtor).owed, Fen{200});
  EXPECT_EQ(request(3, 200), "asked");
  EXPECT_EQ(decide(3, kDecider, false), "refused");
  EXPECT_EQ(balance(kDebtor).owed, Fen{200});
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(WriteOffTest, what_was_repaid_meanwhile_cannot_be_written_off_any_more) {
  EXPECT_EQ(request(1, 800), "asked");
  EXPECT_EQ(
      post({flows::accrue("c2", kDebtor, Fen{1}), {MovementKind::release, "c2", kDebtor, Fen{1}, "c2"}}),
      "posted");
  EXPECT_EQ(decide(1, kDecider, true), "ledger.owed_short");
  EXPECT_EQ(balance(kDebtor).owed, Fen{799});
}

TEST_F(WriteOffTest, a_debt_is_aged_from_its_newest_pieces) {
  const auto debt = [] {
    return database().run(
        [](db::Tx& tx) -> Result<flows::Debt> { return flows::debt_of(tx, kDebtor, kLedgerNow); });
  };
  EXPECT_EQ(debt().ages, (DebtAges{{}, Fen{300}, {}, Fen{500}}));
  EXPECT_EQ(debt().since, kLedgerNow - std::chrono::days(95));
  EXPECT_EQ(
      post({flows::accrue("c2", kDebtor, Fen{450}), {MovementKind::release, "c2", kDebtor, Fen{450}, "c2"}}),
      "posted");
  EXPECT_EQ(debt().ages, (DebtAges{{}, Fen{300}, {}, Fen{50}}));
}

}  // namespace
}  // namespace fenrun::testing
