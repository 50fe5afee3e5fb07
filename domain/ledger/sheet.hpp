// A sheet (账页) holds the movements of one dealer in their order. The company's own movements are spread
// over a few sheets by reference, so that two of them seldom wait for each other.
#pragma once

#include "domain/ids.hpp"
#include "domain/ledger/movement.hpp"

namespace fenrun {

using SheetId = Id<struct SheetNoun>;

inline constexpr std::int64_t kCompanySheets = 16;  // -1 .. -16

SheetId sheet_of(DealerId dealer);
SheetId sheet_of(const Movement& movement);

}  // namespace fenrun
