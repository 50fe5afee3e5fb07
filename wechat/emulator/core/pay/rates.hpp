// How often a call may be made in one second.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

class PayRates {
 public:
  // Counts one call of the route; false when it is one too many in this second of virtual time.
  bool take(std::string_view route, int per_second, Instant now) {
    auto found = counted_.find(route);
    if (found == counted_.end()) found = counted_.emplace(std::string(route), Second{}).first;
    auto& [second, calls] = found->second;
    if (const auto this_second = unix_seconds(now); this_second != second) {
      second = this_second;
      calls = 0;
    }
    return ++calls <= per_second;
  }

 private:
  struct Second {
    std::int64_t number = 0;
    int calls = 0;
  };
  std::map<std::string, Second, std::less<>> counted_;
};

}  // namespace fenrun::emulator
