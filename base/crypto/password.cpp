#include "base/crypto/password.hpp"

#include <openssl/evp.h>

#include <charconv>
#include <stdexcept>
#include <vector>

#include "base/crypto/digest.hpp"

namespace fenrun::crypto {
namespace {

constexpr std::string_view kScheme = "scrypt";
constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kStepsOfSkew = 1;

// The pepper is mixed in before scrypt, so that a stolen table alone is worth nothing to a guesser.
Sha256 peppered(std::string_view password, const SecretText& pepper) {
  return hmac_sha256(as_bytes(pepper.reveal()), password);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

template <class Number>
std::optional<Number> parse(std::string_view text, Number max) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > max)
    return std::nullopt;
  return value;
}

// A stored form that asks for more than this was not written by us.
std::optional<ScryptCost> parse_cost(std::string_view n, std::string_view r, std::string_view p) {
  const auto parsed_n = parse<std::uint64_t>(n, 1U << 20U);
  const auto parsed_r = parse<std::uint32_t>(r, 16);
  const auto parsed_p = parse<std::uint32_t>(p, 16);
  if (!parsed_n || !parsed_r || !parsed_p || *parsed_n < 2 || (*parsed_n & (*parsed_n - 1)) != 0)
    return std::nullopt;
  return ScryptCost{*parsed_n, *parsed_r, *parsed_p};
}

}  // namespace

std::array<std::uint8_t, 32> scrypt(Bytes password, Bytes salt, const ScryptCost& cost) {
  std::array<std::uint8_t, 32> out{};
  // OpenSSL refuses above 32 MiB unless told otherwise; this is what the algorithm needs and a little over.
  const std::uint64_t memory_max = 128 * std::uint64_t{cost.r} * (cost.n + cost.p + 2) + 4096;
  const std::string_view text = as_text(password);
  if (EVP_PBE_scrypt(text.data(), text.size(), salt.data(), salt.size(), cost.n, cost.r, cost.p, memory_max,
                     out.data(), out.size()) != 1) {
    throw std::runtime_error("scrypt failed");
  }
  return out;
}

std::string hash_password(std::string_view password, const SecretText& pepper,
                          const std::array<std::uint8_t, 16>& salt, const ScryptCost& cost) {
  const auto hash = scrypt(peppered(password, pepper), salt, cost);
  std::string stored(kScheme);
  stored += '$' + std::to_string(cost.n) + '$' + std::to_string(cost.r) + '$' + std::to_string(cost.p);
  stored += '$' + to_base64url(salt) + '$' + to_base64url(hash);
  return stored;
}

bool verify_password(std::string_view password, const SecretText& pepper, std::string_view stored) {
  const std::vector<std::string_view> parts = split(stored, '$');
  if (parts.size() != 6 || parts[0] != kScheme) return false;
  const auto cost = parse_cost(parts[1], parts[2], parts[3]);
  const auto salt = from_base64url(parts[4]);
  const auto expected = from_base64url(parts[5]);
  if (!cost || !salt || !expected) return false;
  const auto hash = scrypt(peppered(password, pepper), as_bytes(*salt), *cost);
  return equal_in_constant_time(as_text(hash), *expected);
}

std::int64_t totp_step(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count() / kStepSeconds;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<std::uint8_t, 8> counter{};
  auto rest = static_cast<std::uint64_t>(step);
  for (auto byte = counter.rbegin(); byte != counter.rend(); ++byte, rest >>= 8U) {
    *byte = static_cast<std::uint8_t>(rest);
  }
  const Sha1 mac = hmac_sha1(as_bytes(secret), as_text(counter));
  const std::size_t offset = mac.back() & 0x0FU;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | mac[offset + i];
  const std::string digits = std::to_string((number & 0x7FFFFFFFU) % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::int64_t last_used_step) {
  const std::int64_t current = totp_step(now);
  std::optional<std::int64_t> matched;
  for (std::int64_t step = current - kStepsOfSkew; step <= current + kStepsOfSkew; ++step) {
    // Every step is computed, so that the time says nothing about which one matched.
    const bool matches = equal_in_constant_time(totp_code(secret, step), code);
    if (matches && step > last_used_step && !matched) matched = step;
  }
  return matched;
}

}  // namespace fenrun::crypto
