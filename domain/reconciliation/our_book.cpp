#include "domain/reconciliation/our_book.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace fenrun {

void OurBook::add(const OurEntry& entry) {
  FENRUN_ASSERT(rows_.size() < std::numeric_limits<std::uint32_t>::max());
  const auto place = static_cast<std::uint32_t>(rows_.size());
  const auto number = places_.add(entry.number, place);
  if (!number.is_new) return;
  Row row{};
  row.flow = entry.flow;
  row.settled = entry.settled.value_or(Fen{});
  row.number = number.place;
  row.has_channel_number = !entry.channel_number.empty();
  if (row.has_channel_number) row.channel_number = places_.add(entry.channel_number, place).place;
  row.state = place_of_state(entry.state);
  row.expected = entry.expected;
  row.is_of_day = entry.is_of_day;
  row.is_long_paid = entry.is_long_paid;
  row.is_in_ledger = entry.is_in_ledger;
  row.is_settled = entry.settled.has_value();
  rows_.push_back(row);
}

std::optional<std::size_t> OurBook::find(const BillLine& line) const {
  for (const std::string* number : {&line.voucher_number, &line.channel_number}) {
    if (const auto found = places_.find(*number)) return *found;
  }
  return std::nullopt;
}

OurEntry OurBook::entry(std::size_t place) const {
  const Row& row = rows_[place];
  OurEntry entry;
  entry.number = places_.text_at(row.number);
  if (row.has_channel_number) entry.channel_number = places_.text_at(row.channel_number);
  entry.state = states_[row.state];
  entry.flow = row.flow;
  entry.expected = row.expected;
  entry.is_of_day = row.is_of_day;
  entry.is_long_paid = row.is_long_paid;
  entry.is_in_ledger = row.is_in_ledger;
  if (row.is_settled) entry.settled = row.settled;
  return entry;
}

// Few words for many rows.
std::uint8_t OurBook::place_of_state(std::string_view state) {
  const auto found = std::ranges::find(states_, state);
  const auto place = found - states_.begin();
  if (found == states_.end()) states_.emplace_back(state);
  FENRUN_ASSERT(place <= std::numeric_limits<std::uint8_t>::max());
  return static_cast<std::uint8_t>(place);
}

}  // namespace fenrun
