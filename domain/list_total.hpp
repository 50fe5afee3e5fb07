// What a list says of all its rows under one filter.
#pragma once

#include <cstdint>

#include "domain/money.hpp"

namespace fenrun {

struct ListTotal {
  std::int64_t count = 0;
  Fen sum;

  friend bool operator==(const ListTotal&, const ListTotal&) = default;
};

}  // namespace fenrun
