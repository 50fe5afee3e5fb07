// One thing that the check-up looked at, in words an engineer can follow.
#pragma once

#include <string>
#include <string_view>

namespace fenrun::wechat {

enum class FindingLevel { good, warning, bad };

// `fix` is empty when it is good.
struct PayFinding {
  FindingLevel level{};
  std::string_view zh;
  std::string_view en;
  std::string_view fix_zh;
  std::string_view fix_en;
  std::string detail;  // serials, codes, seconds; no secret
};

}  // namespace fenrun::wechat
