// What a list says of all its rows under one filter.
#pragma once

#include <cstdint>

#include "domain/money.hpp"

namespace fenrun {

// Rows beyond are not counted: reading millions of them would keep everybody else waiting.
inline constexpr std::int64_t kTotalRowsMax = 100'000;

struct ListTotal {
  std::int64_t count = 0;  // above kTotalRowsMax: there are more than that many
  Fen sum;                 // of nothing in particular then

  [[nodiscard]] bool is_whole() const { return count <= kTotalRowsMax; }

  friend bool operator==(const ListTotal&, const ListTotal&) = default;
};

}  // namespace fenrun
