#include "domain/withdrawal/payout_number.hpp"

#include <algorithm>

namespace fenrun {
namespace {

constexpr std::string_view kPayoutNumberLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kPayoutNumberLength = 32;

}  // namespace

std::string payout_number_text(std::string_view withdrawal_public_id, int reissue) {
  return "payout " + std::string(withdrawal_public_id) + " " + std::to_string(reissue);
}

std::string payout_number(const std::array<std::uint8_t, 32>& mac) {
  std::string number = "P";
  for (std::size_t letter = 0; letter + 1 < kPayoutNumberLength; ++letter) {
    // Five bits from the 16 that begin with the byte they begin in.
    const std::size_t bit = letter * 5;
    const unsigned two_bytes = unsigned{mac[bit / 8]} << 8U | mac[bit / 8 + 1];
    number += kPayoutNumberLetters[(two_bytes >> (11U - bit % 8)) & 31U];
  }
  return number;
}

bool is_payout_number(std::string_view text) {
  return text.size() == kPayoutNumberLength && text.front() == 'P' &&
         std::ranges::all_of(text.substr(1),
                             [](char c) { return kPayoutNumberLetters.find(c) != std::string_view::npos; });
}

}  // namespace fenrun
