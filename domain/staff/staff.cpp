#include "domain/staff/staff.hpp"

#include <algorithm>

namespace fenrun {

bool is_login_name(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto allowed = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return text.size() >= 3 && text.size() <= 32 && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace fenrun
