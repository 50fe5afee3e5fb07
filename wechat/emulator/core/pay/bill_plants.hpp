// Differences planted into bills, so that a reconciliation can show what it finds.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/emulator/core/pay/fund_book.hpp"
#include "wechat/emulator/core/pay/trade_book.hpp"

namespace fenrun::emulator::pay {

enum class PlantKind {
  missing,         // the row is left out
  duplicate,       // the row comes twice
  changed_amount,  // the row's amount is another
  late,            // the row is left out of its day and comes with the next
  extra,           // a row of nothing that happened
};
std::string_view name_of(PlantKind kind);
std::optional<PlantKind> plant_kind_named(std::string_view name);

struct Plant {
  std::int64_t id = 0;
  PlantKind kind = PlantKind::missing;
  std::string bill;        // "trade", or the account of a fund bill: "BASIC", "OPERATION", "FEES"
  std::string number;      // any number of the row: the merchant's or WeChat's
  Fen amount = 0;          // what is added to the row's amount, or the extra row's amount
  Day day{};               // of an extra row
  bool is_refund = false;  // an extra row is a refund, or an expense
};

class BillPlants {
 public:
  std::int64_t add(Plant plant);
  void clear() { plants_.clear(); }
  [[nodiscard]] const std::deque<Plant>& all() const { return plants_; }

  // The day's rows of a bill as the bill tells them, in the bill's order.
  [[nodiscard]] std::deque<TradeRow> trade_rows(const TradeBook& book, Day day) const;
  [[nodiscard]] std::deque<FundEntry> fund_rows(const FundBook& book, Day day, Account account) const;

 private:
  [[nodiscard]] const Plant* find(std::string_view bill, const std::vector<std::string_view>& numbers) const;

  std::deque<Plant> plants_;
  std::int64_t last_id_ = 0;
};

}  // namespace fenrun::emulator::pay
