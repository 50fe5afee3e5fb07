// Settlement, rows 4, 5, 19 and 21 of docs/performance.md, and "Against a running peer": what a paid order
// costs, with its commissions and its ledger, and whether that stays so as history grows.
//   settlement_bench [HISTORY...]     orders of history to measure at; default 20000 100000 1000000
//   settlement_bench grow [HISTORY...]  only that, without the comparisons before it
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "bench/harness/compare.hpp"
#include "bench/settlement/crew.hpp"
#include "bench/settlement/shop.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/simulate_plan.hpp"

namespace fenrun::bench {
namespace {

constexpr testing::LoadShape kShopShape{10'000, 100'000, 2'000, 50, 30};
constexpr std::uint64_t kShopSeed = 20261128;
constexpr std::size_t kOrdersEach = 2'000;

// The rows that settled orders left behind, copied by the server into tables of the same shape: what is left
// when nobody reads, decides or computes.
class RowsAlone {
 public:
  explicit RowsAlone(Shop& shop) : shop_(shop) {
    for (const std::string table :
         {"order_payment", "commission_sale", "commission", "journal_txn", "posting", "commission_money"}) {
      shop.run("CREATE TABLE copy_" + table + " LIKE " + table);
    }
    shop.run(
        "CREATE TABLE copied_entry (order_id BIGINT NOT NULL, sheet BIGINT NOT NULL, number BIGINT NOT NULL, "
        "money "
        "BIGINT NOT NULL, PRIMARY KEY (order_id, sheet, number))");
  }

  // Of orders that were just settled.
  void look_at(const std::vector<PlacedOrder>& orders) {
    first_ = orders.front().id.value;
    last_ = orders.back().id.value;
    shop_.run("DELETE FROM copied_entry");
    for (const std::string table :
         {"order_payment", "commission_sale", "commission", "journal_txn", "posting", "commission_money"}) {
      shop_.run("TRUNCATE copy_" + table);
    }
    shop_.run(
        "INSERT INTO copied_entry SELECT c.order_id, j.sheet, j.number, m.id FROM commission c JOIN "
        "journal_txn j ON "
        "j.reference = CONCAT('c', c.id) AND j.kind = 'accrue' JOIN commission_money m ON m.reference = "
        "j.reference "
        "WHERE c.order_id BETWEEN " +
        std::to_string(first_) + " AND " + std::to_string(last_));
  }

  Sample copy_one_by_one(Crew& crew, std::size_t count) {
    shop_.run("TRUNCATE copy_order_payment");
    return crew.run(count, 1, kWorkers, [&](db::Connection& connection, std::size_t i, std::size_t) {
      const auto id = first_ + static_cast<std::int64_t>(i);
      (void)connection.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
        tx.execute("INSERT INTO copy_order_payment SELECT * FROM order_payment WHERE order_id = ?", {id});
        tx.execute("INSERT INTO copy_commission_sale SELECT * FROM commission_sale WHERE order_id = ?", {id});
        tx.execute("INSERT INTO copy_commission SELECT * FROM commission WHERE order_id = ?", {id});
        tx.execute(
            "INSERT INTO copy_journal_txn SELECT j.* FROM copied_entry e JOIN journal_txn j ON j.sheet = "
            "e.sheet AND "
            "j.number = e.number WHERE e.order_id = ?",
            {id});
        tx.execute(
            "INSERT INTO copy_posting SELECT p.* FROM copied_entry e JOIN posting p ON p.sheet = e.sheet AND "
            "p.number = e.number WHERE e.order_id = ?",
            {id});
        return tx.execute(
            "INSERT INTO copy_commission_money SELECT m.* FROM copied_entry e JOIN commission_money m ON "
            "m.id = e.money WHERE e.order_id = ?",
            {id});
      });
    });
  }

  Sample copy_at_once(std::size_t count) {
    const std::string range = " BETWEEN " + std::to_string(first_) + " AND " + std::to_string(last_);
    Sample sample = measure(1, [&] {
      shop_.run("INSERT INTO copy_order_payment SELECT * FROM order_payment WHERE order_id" + range);
      shop_.run("INSERT INTO copy_commission_sale SELECT * FROM commission_sale WHERE order_id" + range);
      shop_.run("INSERT INTO copy_commission SELECT * FROM commission WHERE order_id" + range);
      shop_.run(
          "INSERT INTO copy_journal_txn SELECT j.* FROM copied_entry e JOIN journal_txn j ON j.sheet = "
          "e.sheet AND "
          "j.number = e.number");
      shop_.run(
          "INSERT INTO copy_posting SELECT p.* FROM copied_entry e JOIN posting p ON p.sheet = e.sheet AND "
          "p.number "
          "= e.number");
      shop_.run(
          "INSERT INTO copy_commission_money SELECT m.* FROM copied_entry e JOIN commission_money m ON m.id "
          "= e.money");
    });
    sample.operations = count;
    return sample;
  }

 private:
  Shop& shop_;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
};

void compare_settling(Shop& shop, Crew& crew) {
  RowsAlone rows(shop);
  std::vector<PlacedOrder> settled;
  Contender one_by_one{"record_payments, one order each, 16 connections", [&] {
                         settled = shop.place(kOrdersEach);
                         return settle(shop, crew, settled, 1, kWorkers);
                       }};
  Contender by_tens{"record_payments, 10 orders each, 4 connections", [&] {
                      settled = shop.place(kOrdersEach);
                      return settle(shop, crew, settled, 10, 4);
                    }};
  Contender copied{"the same rows, one transaction each, 16 connections", [&] {
                     rows.look_at(settled);
                     return rows.copy_one_by_one(crew, settled.size());
                   }};
  compare(4, "paid order to commissions and ledger", one_by_one, copied);
  compare(4, "paid orders to commissions and ledger, as the keeper takes them", by_tens, copied);

  Contender in_batches{"record_payments, 100 orders together, 1 connection", [&] {
                         settled = shop.place(kOrdersEach);
                         return settle(shop, crew, settled, flows::kPaymentsTogetherMax, 1);
                       }};
  Contender at_once{"INSERT..SELECT of the same rows", [&] {
                      rows.look_at(settled);
                      return rows.copy_at_once(settled.size());
                    }};
  compare(5, "settlement in batches", in_batches, at_once);

  const auto clawback = [&](std::size_t together, std::size_t workers) {
    settled = shop.place(kOrdersEach);
    (void)settle(shop, crew, settled, flows::kPaymentsTogetherMax, 1);
    return refund(shop, crew, settled, together, workers);
  };
  Contender alone{"record_refunds, one order each, 16 connections", [&] { return clawback(1, kWorkers); }};
  Contender together{"record_refunds, 10 orders each, 4 connections", [&] { return clawback(10, 4); }};
  compare(19, "whole orders refunded and clawed back", alone, copied);
  compare(19, "the same, as the keeper takes them", together, copied);
}

// One dealer sells everything: every order waits for its sheet.
void compare_hot(Shop& shop, Crew& crew) {
  std::vector<double> rates;
  const auto busiest = std::to_string(
      shop.number("SELECT dealer_id FROM binding GROUP BY dealer_id ORDER BY COUNT(*) DESC LIMIT 1"));
  shop.run("CREATE TABLE binding_kept AS SELECT id, dealer_id FROM binding");
  shop.run("UPDATE binding SET dealer_id = " + busiest);
  for (int i = 0; i < 3; ++i) {
    const auto orders = shop.place(kOrdersEach);
    rates.push_back(settle(shop, crew, orders, 10, 4).per_second());
  }
  shop.run("UPDATE binding b JOIN binding_kept k ON k.id = b.id SET b.dealer_id = k.dealer_id");
  report(4, "all orders of one dealer, 10 orders each, 4 connections", "orders/s", rates);
}

template <class T>
T done(Result<T> result) {
  if (!result) throw std::runtime_error("refused: " + std::string(result.error().code()));
  return *std::move(result);
}

void measure_simulation(Shop& shop) {
  const std::string plan = "01BENCHP1AN000000000000001";
  const std::string simulation = "01BENCHS1MV000000000000001";
  auto& connection = shop.connection();
  CommissionPlan draft;
  draft.name = "two levels";
  draft.deepest_level = PaidLevel::second;
  for (const PaidLevel level : {PaidLevel::first, PaidLevel::second}) {
    CommissionRule rule;
    rule.number = number_of(level);
    rule.level = level;
    rule.rate = Ppm{80'000};
    draft.rules.push_back(rule);
  }
  const Instant until = shop.now() + std::chrono::hours(1);
  const Instant from = until - kSimulationDaysMin;
  done(connection.transact([&](db::Tx& tx) {
    return flows::draft_plan(tx, {plan, StaffId{1}, draft}, until);
  }));
  done(connection.transact([&](db::Tx& tx) {
    return flows::start_simulation(tx, {simulation, plan, StaffId{1}, from, until}, until);
  }));
  const std::int64_t sales = shop.number("SELECT COUNT(*) FROM commission_sale");
  const Sample sample = measure(1, [&] {
    const auto bite = [&](db::Tx& tx) { return flows::advance_simulation(tx, simulation, 1'000, until); };
    while (!done(connection.transact(bite)).is_finished) {
    }
  });
  report(21, "a draft plan over " + std::to_string(sales) + " past orders", "orders/s",
         {static_cast<double>(sales) / sample.seconds});
}

void run_at(Shop& shop, Crew& crew, std::int64_t history) {
  shop.grow_history(history);
  std::vector<double> settled;
  std::vector<double> refunded;
  for (int i = 0; i < 3; ++i) {
    const auto orders = shop.place(kOrdersEach);
    settled.push_back(settle(shop, crew, orders, 10, 4).per_second());
    refunded.push_back(refund(shop, crew, orders, 10, 4).per_second());
  }
  const std::string title = " at " + std::to_string(shop.orders_settled()) + " settled orders of history";
  report(27, "orders paid and settled" + title, "orders/s", settled);
  report(27, "orders refunded whole" + title, "orders/s", refunded);
}

void run_all(const std::vector<std::int64_t>& histories, bool only_grows) {
  log::set_level(log::Level::error);
  Shop shop("fenrun_bench_settlement", kShopShape, kShopSeed);
  Crew crew(shop.options());
  if (only_grows) {
    (void)settle(shop, crew, shop.place(kOrdersEach), flows::kPaymentsTogetherMax, 1);
  } else {
    compare_settling(shop, crew);
    compare_hot(shop, crew);
  }
  for (const std::int64_t history : histories) run_at(shop, crew, history);
  measure_simulation(shop);
}

}  // namespace
}  // namespace fenrun::bench

int main(int argc, char** argv) {
  try {
    std::vector<std::int64_t> histories;
    const bool only_grows = argc > 1 && std::string_view(argv[1]) == "grow";
    for (int i = only_grows ? 2 : 1; i < argc; ++i) histories.push_back(std::atoll(argv[i]));
    if (histories.empty()) histories = {20'000, 100'000, 1'000'000};
    fenrun::bench::run_all(histories, only_grows);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "settlement_bench: " << error.what() << "\n";
    return 1;
  }
}
