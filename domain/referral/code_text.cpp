#include "domain/referral/code_text.hpp"

#include <algorithm>
#include <span>

namespace fenrun {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kBytes = kReferralRandomBytes + kReferralCheckBytes;
constexpr unsigned kBitsPerCharacter = 5;
static_assert(kBytes * 8 == kReferralTextLength * kBitsPerCharacter);

using Raw = std::array<std::uint8_t, kBytes>;

// The value of one character, or nothing.
std::optional<unsigned> value_of(char character) {
  if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
  if (character == 'O') return 0;
  if (character == 'I' || character == 'L') return 1;
  const auto at = kAlphabet.find(character);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

// Characters straddle bytes, so both directions walk the same 80 bits one at a time.
bool bit(const Raw& raw, std::size_t index) { return ((raw[index / 8] >> (7 - index % 8)) & 1U) != 0; }
void set_bit(Raw& raw, std::size_t index) {
  raw[index / 8] = static_cast<std::uint8_t>(raw[index / 8] | (1U << (7 - index % 8)));
}

}  // namespace

std::string write_referral_text(const ReferralParts& parts) {
  Raw raw{};
  std::copy(parts.check.begin(), parts.check.end(),
            std::copy(parts.random.begin(), parts.random.end(), raw.begin()));
  std::string text;
  for (std::size_t character = 0; character < kReferralTextLength; ++character) {
    unsigned value = 0;
    for (std::size_t i = 0; i < kBitsPerCharacter; ++i) {
      value = value * 2 + (bit(raw, character * kBitsPerCharacter + i) ? 1U : 0U);
    }
    text.push_back(kAlphabet[value]);
  }
  return text;
}

std::optional<ReferralParts> read_referral_text(std::string_view text) {
  if (text.size() != kReferralTextLength) return std::nullopt;
  Raw raw{};
  for (std::size_t character = 0; character < kReferralTextLength; ++character) {
    const auto value = value_of(text[character]);
    if (!value) return std::nullopt;
    for (std::size_t i = 0; i < kBitsPerCharacter; ++i) {
      if (((*value >> (kBitsPerCharacter - 1 - i)) & 1U) != 0)
        set_bit(raw, character * kBitsPerCharacter + i);
    }
  }
  ReferralParts parts;
  const auto middle = raw.begin() + kReferralRandomBytes;
  std::copy(raw.begin(), middle, parts.random.begin());
  std::copy(middle, raw.end(), parts.check.begin());
  return parts;
}

}  // namespace fenrun
