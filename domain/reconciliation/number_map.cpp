#include "domain/reconciliation/number_map.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>

#include "base/assert.hpp"

namespace fenrun {
namespace {

constexpr std::size_t kNumberBlockBytes = 1U << 20U;
constexpr std::size_t kNumberSlotsMin = 1024;
constexpr unsigned kOnlyDigits = 0x80;
constexpr std::size_t kLengthMask = 0x7f;

bool is_number_digit(char c) { return c >= '0' && c <= '9'; }

// One byte says how long the text is and whether it is of digits only; what follows is the text.
class PackedNumber {
 public:
  explicit PackedNumber(std::string_view text) {
    const bool is_digits = std::ranges::all_of(text, is_number_digit);
    put(static_cast<unsigned>(text.size()) | (is_digits ? kOnlyDigits : 0U));
    if (!is_digits) {
      std::ranges::copy(text, bytes_.begin() + 1);
      size_ += text.size();
      return;
    }
    for (std::size_t i = 0; i < text.size(); i += 2) {
      const unsigned second = i + 1 < text.size() ? digit(text[i + 1]) : 0;
      put((digit(text[i]) << 4U) | second);
    }
  }
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), size_}; }

 private:
  static unsigned digit(char c) { return static_cast<unsigned>(c - '0'); }
  void put(unsigned byte) { bytes_[size_++] = static_cast<char>(byte); }

  std::array<char, NumberMap::kTextMax + 1> bytes_{};
  std::size_t size_ = 0;
};

unsigned head_of(const char* packed) { return static_cast<unsigned char>(*packed); }

std::size_t packed_size(const char* packed) {
  const std::size_t length = head_of(packed) & kLengthMask;
  return 1 + ((head_of(packed) & kOnlyDigits) != 0 ? (length + 1) / 2 : length);
}

std::size_t hash_of(std::string_view packed) { return std::hash<std::string_view>()(packed); }

}  // namespace

NumberMap::Kept NumberMap::add(std::string_view text, std::uint32_t value) {
  FENRUN_ASSERT(text.size() <= kTextMax);
  if ((size_ + 1) * 3 > slots_.size() * 2) grow();
  const PackedNumber packed(text);
  const std::size_t slot = slot_of(packed.bytes());
  if (slots_[slot] != 0) return {slots_[slot] - 1, false};
  const Place place = keep(packed.bytes(), value);
  slots_[slot] = place + 1;
  ++size_;
  return {place, true};
}

std::optional<std::uint32_t> NumberMap::find(std::string_view text) const {
  if (size_ == 0 || text.size() > kTextMax) return std::nullopt;
  const PackedNumber packed(text);
  const Place found = slots_[slot_of(packed.bytes())];
  if (found == 0) return std::nullopt;
  std::uint32_t value = 0;
  std::memcpy(&value, at(found - 1) + packed.bytes().size(), sizeof value);
  return value;
}

std::string NumberMap::text_at(Place place) const {
  const char* const packed = at(place);
  const std::size_t length = head_of(packed) & kLengthMask;
  if ((head_of(packed) & kOnlyDigits) == 0) return {packed + 1, length};
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    const auto pair = static_cast<unsigned char>(packed[1 + i / 2]);
    text += static_cast<char>('0' + (i % 2 == 0 ? pair >> 4U : pair & 0x0fU));
  }
  return text;
}

const char* NumberMap::at(Place place) const {
  return blocks_[place / kNumberBlockBytes].get() + place % kNumberBlockBytes;
}

std::size_t NumberMap::slot_of(std::string_view packed) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(packed) & mask;
  while (slots_[slot] != 0) {
    const char* const kept = at(slots_[slot] - 1);
    const bool is_same =
        packed_size(kept) == packed.size() && std::memcmp(kept, packed.data(), packed.size()) == 0;
    if (is_same) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

NumberMap::Place NumberMap::keep(std::string_view packed, std::uint32_t value) {
  const std::size_t needed = packed.size() + sizeof value;
  if (blocks_.empty() || used_ + needed > kNumberBlockBytes) {
    FENRUN_ASSERT(blocks_.size() < (1U << 12U) - 1);
    blocks_.push_back(std::make_unique<char[]>(kNumberBlockBytes));
    used_ = 0;
  }
  char* const kept = blocks_.back().get() + used_;
  std::ranges::copy(packed, kept);
  std::memcpy(kept + packed.size(), &value, sizeof value);
  const auto place = static_cast<Place>((blocks_.size() - 1) * kNumberBlockBytes + used_);
  used_ += needed;
  return place;
}

void NumberMap::grow() {
  std::vector<Place> before(std::max(slots_.size() * 2, kNumberSlotsMin));
  before.swap(slots_);
  for (const Place kept : before) {
    if (kept == 0) continue;
    const char* const packed = at(kept - 1);
    slots_[slot_of({packed, packed_size(packed)})] = kept;
  }
}

}  // namespace fenrun
