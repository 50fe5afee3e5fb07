#include "base/crypto/encoding.hpp"

#include <array>
#include <cstddef>

#include "base/assert.hpp"

namespace fenrun::crypto {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// Packs bytes, most significant bit first, into digits of `bits` bits; the last digit is filled up with zero
// bits.
std::string encode(Bytes bytes, std::string_view alphabet, unsigned bits) {
  const std::uint32_t mask = (1U << bits) - 1;
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const std::uint8_t byte : bytes) {
    pending = pending << 8U | byte;
    for (pending_bits += 8; pending_bits >= bits; pending_bits -= bits) {
      text += alphabet[pending >> (pending_bits - bits) & mask];
    }
    pending &= (1U << pending_bits) - 1;
  }
  if (pending_bits > 0) text += alphabet[pending << (bits - pending_bits) & mask];
  return text;
}

using DigitValues = std::array<std::int8_t, 256>;

constexpr DigitValues digit_values(std::string_view alphabet) {
  DigitValues values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

// The reverse of encode() for base 64. Leftover bits must be zero, so that each value has one spelling.
std::optional<std::string> decode_base64(std::string_view text, const DigitValues& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  const auto value_at = [&](std::size_t place) -> std::int32_t {
    return values[static_cast<unsigned char>(text[place])];
  };
  std::string out(text.size() * 3 / 4, '\0');
  char* place = out.data();
  const std::size_t whole = text.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::int32_t a = value_at(i), b = value_at(i + 1), c = value_at(i + 2), d = value_at(i + 3);
    if ((a | b | c | d) < 0) return std::nullopt;
    *place++ = static_cast<char>(a << 2 | b >> 4);
    *place++ = static_cast<char>(b << 4 | c >> 2);
    *place++ = static_cast<char>(c << 6 | d);
  }
  if (whole == text.size()) return out;
  const bool has_three = text.size() - whole == 3;
  const std::int32_t a = value_at(whole), b = value_at(whole + 1), c = has_three ? value_at(whole + 2) : 0;
  if ((a | b | c) < 0 || (has_three ? c & 3 : b & 15) != 0) return std::nullopt;
  *place++ = static_cast<char>(a << 2 | b >> 4);
  if (has_three) *place = static_cast<char>(b << 4 | c >> 2);
  return out;
}

int hex_value(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

}  // namespace

Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string to_hex(Bytes bytes) { return encode(bytes, kHex, 4); }

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string to_base64(Bytes bytes) {
  std::string text = encode(bytes, kBase64, 6);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  static constexpr DigitValues kValues = digit_values(kBase64);
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode_base64(text, kValues);
}

std::string to_base64url(Bytes bytes) { return encode(bytes, kBase64Url, 6); }

std::optional<std::string> from_base64url(std::string_view text) {
  static constexpr DigitValues kValues = digit_values(kBase64Url);
  return decode_base64(text, kValues);
}

std::string to_base32(Bytes bytes) { return encode(bytes, kCrockford, 5); }

std::string to_rfc4648_base32(Bytes bytes) { return encode(bytes, kBase32, 5); }

std::string make_ulid(std::int64_t unix_ms, std::span<const std::uint8_t, 10> random) {
  FENRUN_ASSERT(unix_ms >= 0 && unix_ms < std::int64_t{1} << 48U);
  std::string text(10, '0');
  auto rest = static_cast<std::uint64_t>(unix_ms);
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, rest >>= 5U)
    *digit = kCrockford[rest & 31U];
  return text + to_base32(random);
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text.front() <= '7' &&
         text.find_first_not_of(kCrockford) == std::string_view::npos;
}

}  // namespace fenrun::crypto
