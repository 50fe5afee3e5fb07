#include "domain/consumer/masking.hpp"

#include <algorithm>
#include <cstddef>

namespace fenrun {

std::string mask_phone(std::string_view phone) {
  constexpr std::size_t kShortest = 8;
  constexpr std::size_t kLongest = 20;
  if (phone.size() < kShortest || phone.size() > kLongest) return "****";
  std::string masked(phone);
  std::fill(masked.begin() + 3, masked.end() - 4, '*');
  return masked;
}

}  // namespace fenrun
