// What the orders and refunds of a day say, and rows of `statistic_sales_day`: what a day was drawn from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "db/mysql/tx.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::db {

// The sales and refunds of a day, told by their number and the sum of their ids: both only grow.
struct SalesMark {
  std::int64_t sales = 0;
  std::int64_t sale_ids = 0;
  std::int64_t refunds = 0;
  std::int64_t refund_ids = 0;

  friend bool operator==(const SalesMark&, const SalesMark&) = default;
};
using SalesMarks = std::map<BillDay, SalesMark>;

// As orders and refunds are now; from indexes alone.
SalesMarks mark_sales(Tx& tx, const DaySpan& span);
// As the days were drawn.
SalesMarks drawn_sales(Tx& tx, const DaySpan& span);
void save_sales_mark(Tx& tx, BillDay day, const SalesMark& mark);

// The day of the first payment or refund of all.
std::optional<BillDay> first_day_of_sales(Tx& tx);

// Adds what was paid on the day and what was refunded on it.
void count_sales(Tx& tx, BillDay day, StatisticCells& cells);
void count_refunds(Tx& tx, BillDay day, StatisticCells& cells);

}  // namespace fenrun::db
