// The end that every bill has: one row of totals, and nothing behind it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "wechat/pay/bill/bill_fields.hpp"

namespace fenrun::wechat {

// Of a reader behind the last row of the first section. Refuses with kBillUnreadable.
template <class Totals>
Result<Totals> read_bill_totals(BillReader& reader, Totals (*read)(BillFields&)) {
  const auto unreadable = [](std::string why) {
    return Error(kBillUnreadable).internal_note(std::move(why));
  };
  if (!reader.problem().empty() || !reader.open_section()) return unreadable(reader.problem());
  if (!reader.next_row()) return unreadable("there is not one row of totals");
  BillFields fields(reader);
  Totals totals = read(fields);
  if (!fields.problem().empty()) return unreadable("totals: " + fields.problem());
  if (reader.next_row()) return unreadable("there is not one row of totals");
  if (!reader.is_at_end()) return unreadable("something follows the totals");
  return totals;
}

}  // namespace fenrun::wechat
