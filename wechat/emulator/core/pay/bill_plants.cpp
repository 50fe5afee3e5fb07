#include "wechat/emulator/core/pay/bill_plants.hpp"

#include <algorithm>

namespace fenrun::emulator::pay {
namespace {

constexpr std::string_view kTradeBill = "trade";

std::vector<std::string_view> numbers_of(const TradeRow& row) {
  if (row.refund) return {row.refund->out_refund_no, row.refund->refund_id};
  return {row.out_trade_no, row.transaction_id};
}

std::vector<std::string_view> numbers_of(const FundEntry& entry) {
  return {entry.business.voucher_no, entry.business.business_no};
}

void add_amount(TradeRow& row, Fen amount) { (row.refund ? row.refund->amount : row.total) += amount; }
void add_amount(FundEntry& entry, Fen amount) { entry.amount += amount; }

// Puts a row into its day's bill, as its plant says.
template <class Row>
void emit(std::deque<Row>& rows, const Row& row, const Plant* plant, bool is_own_day) {
  const bool is_late = plant != nullptr && plant->kind == PlantKind::late;
  if (is_own_day == is_late) return;
  if (plant != nullptr && plant->kind == PlantKind::missing) return;
  rows.push_back(row);
  if (plant == nullptr) return;
  if (plant->kind == PlantKind::duplicate) rows.push_back(row);
  if (plant->kind == PlantKind::changed_amount) add_amount(rows.back(), plant->amount);
}

Instant noon_of(Day day) { return start_of(day) + std::chrono::hours(12); }

TradeRow invented_row(const Plant& plant) {
  TradeRow row;
  row.at = noon_of(plant.day);
  row.transaction_id = "42000000009999" + std::to_string(1'000'000'000'000 + plant.id);
  row.out_trade_no = plant.number;
  row.openid = "o000000000000000000000000000";
  row.total = plant.amount;
  if (plant.is_refund) {
    row.refund =
        TradeRefund{"5000000000" + std::to_string(plant.id), plant.number, plant.amount, row.at, "SUCCESS"};
    row.out_trade_no = plant.number + "P";
  }
  return row;
}

FundEntry invented_entry(const Plant& plant, Account account) {
  const auto number = "1330009999" + std::to_string(1'000'000'000'000 + plant.id);
  return {9'000'000'000 + plant.id,
          noon_of(plant.day),
          account,
          plant.is_refund ? Movement::debit : Movement::credit,
          plant.amount,
          {},
          {"其他", "其他", number, plant.number, {}}};
}

}  // namespace

std::string_view name_of(PlantKind kind) {
  switch (kind) {
    case PlantKind::missing:
      return "missing";
    case PlantKind::duplicate:
      return "duplicate";
    case PlantKind::changed_amount:
      return "changed_amount";
    case PlantKind::late:
      return "late";
    case PlantKind::extra:
      return "extra";
  }
  return {};
}

std::optional<PlantKind> plant_kind_named(std::string_view name) {
  for (const auto kind : {PlantKind::missing, PlantKind::duplicate, PlantKind::changed_amount,
                          PlantKind::late, PlantKind::extra}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::int64_t BillPlants::add(Plant plant) {
  plant.id = ++last_id_;
  plants_.push_back(std::move(plant));
  return last_id_;
}

const Plant* BillPlants::find(std::string_view bill, const std::vector<std::string_view>& numbers) const {
  for (const auto& plant : plants_) {
    const bool is_of_row = plant.kind != PlantKind::extra && plant.bill == bill;
    if (is_of_row && std::find(numbers.begin(), numbers.end(), plant.number) != numbers.end()) return &plant;
  }
  return nullptr;
}

std::deque<TradeRow> BillPlants::trade_rows(const TradeBook& book, Day day) const {
  std::deque<TradeRow> rows;
  for (const auto* row : book.rows_on(day)) {
    emit(rows, *row, plants_.empty() ? nullptr : find(kTradeBill, numbers_of(*row)), true);
  }
  if (plants_.empty()) return rows;
  for (const auto* row : book.rows_on(day - std::chrono::days(1)))
    emit(rows, *row, find(kTradeBill, numbers_of(*row)), false);
  for (const auto& plant : plants_) {
    if (plant.kind == PlantKind::extra && plant.bill == kTradeBill && plant.day == day)
      rows.push_back(invented_row(plant));
  }
  return rows;
}

std::deque<FundEntry> BillPlants::fund_rows(const FundBook& book, Day day, Account account) const {
  std::deque<FundEntry> rows;
  const auto bill = name_of(account);
  for (const auto* entry : book.entries_on(day, account)) {
    emit(rows, *entry, plants_.empty() ? nullptr : find(bill, numbers_of(*entry)), true);
  }
  if (plants_.empty()) return rows;
  for (const auto* entry : book.entries_on(day - std::chrono::days(1), account))
    emit(rows, *entry, find(bill, numbers_of(*entry)), false);
  for (const auto& plant : plants_) {
    if (plant.kind == PlantKind::extra && plant.bill == bill && plant.day == day)
      rows.push_back(invented_entry(plant, account));
  }
  return rows;
}

}  // namespace fenrun::emulator::pay
