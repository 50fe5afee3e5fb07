#include "domain/reconciliation/our_book.hpp"

namespace fenrun {

void OurBook::add(OurEntry entry) {
  if (places_.contains(entry.number)) return;
  const std::size_t place = entries_.size();
  const OurEntry& kept = entries_.emplace_back(std::move(entry));
  places_.emplace(kept.number, place);
  if (!kept.channel_number.empty()) places_.emplace(kept.channel_number, place);
}

std::optional<std::size_t> OurBook::find(const BillLine& line) const {
  for (const std::string* number : {&line.voucher_number, &line.channel_number}) {
    const auto found = places_.find(*number);
    if (found != places_.end()) return found->second;
  }
  return std::nullopt;
}

}  // namespace fenrun
