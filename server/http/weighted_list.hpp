// The items of a field such as Accept-Language or Accept-Encoding.
#pragma once

#include <string_view>

namespace fenrun::server {

struct WeightedItem {
  std::string_view name;  // without its parameters
  int weight = 0;         // thousandths; 1000 without a weight, 0 for one that cannot be read
};

// Takes the first item off `list`; an empty item has an empty name.
WeightedItem take_weighted(std::string_view& list);

// Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

}  // namespace fenrun::server
