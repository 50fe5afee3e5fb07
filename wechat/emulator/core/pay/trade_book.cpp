#include "wechat/emulator/core/pay/trade_book.hpp"

namespace fenrun::emulator::pay {

void TradeBook::add(TradeRow row) {
  by_day_[day_of(row.at)].push_back(rows_.size());
  rows_.push_back(std::move(row));
}

std::vector<const TradeRow*> TradeBook::rows_on(Day day) const {
  std::vector<const TradeRow*> found;
  const auto places = by_day_.find(day);
  if (places == by_day_.end()) return found;
  found.reserve(places->second.size());
  for (const auto place : places->second) found.push_back(&rows_[place]);
  return found;
}

}  // namespace fenrun::emulator::pay
