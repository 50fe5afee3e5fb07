#include "domain/ledger/movement.hpp"

#include <gtest/gtest.h>

#include <set>

namespace fenrun {
namespace {

Movement well_formed(MovementKind kind) {
  const MovementRow& row = row_of(kind);
  Movement movement{kind, "r1", DealerId{row.owner == Owner::dealer ? 7 : 0}, Fen{100}, {}};
  if (row.subject != Subject::none) movement.subject = "r1";
  return movement;
}

TEST(MovementTest, every_movement_has_a_legal_posting_a_word_of_its_own_and_both_texts) {
  std::set<std::string_view> words;
  for (const MovementRow& row : legal_movements()) {
    EXPECT_TRUE(words.insert(row.word).second) << row.word;
    EXPECT_LE(row.word.size(), 20U) << "the column's width";
    EXPECT_EQ(movement_from(row.word), row.kind);
    EXPECT_FALSE(row.zh.empty() || row.en.empty() || row.reference.empty()) << row.word;
    int postings = 0;
    for (const LegalPosting& posting : legal_postings()) postings += posting.kind == row.kind ? 1 : 0;
    EXPECT_GT(postings, 0) << row.word;
  }
  EXPECT_EQ(movement_from("gift"), std::nullopt);
}

TEST(MovementTest, a_movement_on_the_companys_sheet_touches_no_account_of_a_dealer) {
  for (const LegalPosting& posting : legal_postings()) {
    EXPECT_NE(posting.debit, posting.credit);
    if (row_of(posting.kind).owner == Owner::dealer) continue;
    EXPECT_EQ(row_of(posting.debit).owner, Owner::company) << to_word(posting.kind);
    EXPECT_EQ(row_of(posting.credit).owner, Owner::company) << to_word(posting.kind);
  }
}

TEST(MovementTest, every_account_has_a_word_of_its_own) {
  for (const AccountRow& row : chart_of_accounts()) {
    EXPECT_EQ(account_from(row.word), row.account);
    EXPECT_LE(row.word.size(), 12U) << "the column's width";
  }
  EXPECT_EQ(account_from("cash"), std::nullopt);
}

TEST(MovementTest, every_kind_has_a_well_formed_movement) {
  for (const MovementRow& row : legal_movements()) EXPECT_TRUE(check_movement(well_formed(row.kind)));
}

TEST(MovementTest, a_malformed_movement_is_refused) {
  const auto with = [](auto change) {
    Movement movement = well_formed(MovementKind::claw_back);
    change(movement);
    const Done done = check_movement(movement);
    return done ? std::string_view("ok") : done.error().code();
  };
  EXPECT_EQ(with([](Movement& m) { m.reference = ""; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.reference = std::string(96, 'r'); }), "ok");
  EXPECT_EQ(with([](Movement& m) { m.reference = std::string(97, 'r'); }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.reference = "a b"; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.reference = "退款"; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.subject = ""; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.dealer = DealerId{}; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.dealer = DealerId{-1}; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.matures_at = Instant{}; }), "ledger.movement_invalid");
  EXPECT_EQ(with([](Movement& m) { m.amount = Fen{0}; }), "ledger.amount_invalid");
  EXPECT_EQ(with([](Movement& m) { m.amount = Fen{-1}; }), "ledger.amount_invalid");
  EXPECT_EQ(with([](Movement& m) { m.amount = kMovementMax; }), "ok");
  EXPECT_EQ(with([](Movement& m) { m.amount = Fen{kMovementMax.value + 1}; }), "ledger.amount_invalid");

  Movement unclaimed = well_formed(MovementKind::keep_unclaimed);
  unclaimed.dealer = DealerId{7};
  EXPECT_TRUE(Result<void>(check_movement(unclaimed)).refused_with(kMovementInvalid));
  Movement renamed = well_formed(MovementKind::release);
  renamed.subject = "another";
  EXPECT_TRUE(check_movement(renamed).refused_with(kMovementInvalid));
}

}  // namespace
}  // namespace fenrun
