// A tier (等级) is a rank with rights. Its id is a key, its rank an order among tiers: two numbers that never
// stand in for each other, which is why the id has a type of its own.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/ids.hpp"

namespace fenrun {

struct Tier {
  TierId id;
  std::string code;
  std::string name_zh;
  std::string name_en;
  int rank = 0;  // 1 is the lowest
};

// Lowest rank first: those that the migrations write; nothing adds others yet.
inline constexpr std::string_view kTierCodes[] = {"junior", "middle", "senior", "gold"};

inline constexpr ErrorCode kTierNotFound{ErrorKind::not_found, "tier.not_found", "等级不存在",
                                         "There is no such tier"};
inline constexpr ErrorCode kTierUnchanged{ErrorKind::conflict, "tier.unchanged", "该经销商已是此等级",
                                          "The dealer has this tier already"};

}  // namespace fenrun
