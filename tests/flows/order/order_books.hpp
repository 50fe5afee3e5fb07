// A shop with a plan in force of 10 %, 5 % and 2 %, and what the ledger says of its three dealers.
#pragma once

#include <string>

#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {

// pending, available and owed fen of a dealer's sheet, as text.
using Books = std::string;

class OrderBooksTest : public OrderWorld {
 protected:
  void SetUp() override {
    OrderWorld::SetUp();
    publish_plan(kNow - kDay);
  }

  // 10 % to the seller, 5 % to the one above, 2 % to the third.
  static CommissionPlan three_levels() {
    CommissionPlan plan;
    plan.name = "three levels";
    plan.deepest_level = PaidLevel::third;
    constexpr std::int64_t kRates[] = {100'000, 50'000, 20'000};
    for (const PaidLevel level : kPaidLevels) {
      CommissionRule rule;
      rule.number = number_of(level);
      rule.level = level;
      rule.rate = Ppm{kRates[index_of(level)]};
      plan.rules.push_back(rule);
    }
    return plan;
  }

  static void publish_plan(Instant from, const CommissionPlan& plan = three_levels()) {
    const auto id = fresh_ulid();
    const auto simulation = fresh_ulid();
    run([&](db::Tx& tx) { return flows::draft_plan(tx, {id, StaffId{1}, plan}, from); });
    run([&](db::Tx& tx) {
      return flows::start_simulation(tx, {simulation, id, StaffId{1}, from - kDay, from}, from);
    });
    const auto bite = [&](db::Tx& tx) { return flows::advance_simulation(tx, simulation, 100, from); };
    while (!run(bite).is_finished) {
    }
    if (plan.deepest_level == PaidLevel::third)
      run([&](db::Tx& tx) { return flows::acknowledge_plan(tx, {id, StaffId{2}}, from); });
    run([&](db::Tx& tx) {
      return flows::publish_plan(tx, {id, StaffId{3}, simulation, std::nullopt}, from);
    });
  }

  static Books books_of(DealerId dealer) {
    return run([&](db::Tx& tx) -> Result<Books> {
      const auto row =
          tx.one("SELECT pending_fen, available_fen, owed_fen FROM ledger_sheet WHERE sheet = ?", {dealer});
      if (!row) return Books("none");
      return std::to_string(row->integer(0)) + " " + std::to_string(row->integer(1)) + " " +
             std::to_string(row->integer(2));
    });
  }
  Books all_books() { return books_of(seller_) + " | " + books_of(middle_) + " | " + books_of(top_); }

  // What the sheets say, what the postings add up to, and what the commissions are worth: one number.
  static void expect_balanced() {
    run([&](db::Tx& tx) -> Result<int> {
      const auto net = tx.one(
          "SELECT COALESCE(CAST(SUM(pending_fen + available_fen + held_fen + disputed_fen - "
          "owed_fen) AS SIGNED), 0) FROM ledger_sheet WHERE sheet > 0");
      const auto earned =
          tx.one("SELECT COALESCE(CAST(SUM(amount_fen - clawed_back_fen) AS SIGNED), 0) FROM commission");
      const auto expense = tx.one(
          "SELECT COALESCE(CAST(SUM(CASE WHEN debit = 'commission' THEN amount_fen WHEN credit = "
          "'commission' THEN "
          "-amount_fen ELSE 0 END) AS SIGNED), 0) - COALESCE(CAST(SUM(CASE WHEN credit = 'unclaimed' THEN "
          "amount_fen "
          "WHEN debit = 'unclaimed' THEN -amount_fen ELSE 0 END) AS SIGNED), 0) FROM posting");
      EXPECT_EQ(net->integer(0), earned->integer(0));
      EXPECT_EQ(net->integer(0), expense->integer(0));
      return 0;
    });
  }

  OrderWithLines place_tea(Instant now = kNow) {
    const auto command = order_by(buyer_, {{tea_, 1}}, Fen{9'900});
    return run([&](db::Tx& tx) { return flows::place_order(tx, command, now); });
  }
};

}  // namespace fenrun::testing
