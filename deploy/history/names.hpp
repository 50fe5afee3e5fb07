// Names of people and goods that nobody is meant by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fenrun::history {

// Different for each number below 2,000.
std::string shop_name(std::uint32_t number);
std::string nickname(std::uint32_t number);

struct Goods {
  std::string_view category;
  std::string_view name;
};
inline constexpr std::uint32_t kGoodsCount = 24;
// number: 0..kGoodsCount-1
Goods goods(std::uint32_t number);

}  // namespace fenrun::history
