#include "wechat/pay/bill/yuan.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace fenrun::wechat {
namespace {

constexpr std::size_t kDecimalsMax = 5;

bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The digits as a number; nothing when it does not fit.
std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) {
    const int digit = c - '0';
    if (value > (std::numeric_limits<std::int64_t>::max() - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

// `text` times ten to the power of `scale`; what lies beyond must be zeros.
std::optional<std::int64_t> scaled(std::string_view text, std::size_t scale) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (!are_digits(whole)) return std::nullopt;
  if (point != std::string_view::npos && (!are_digits(decimals) || decimals.size() > kDecimalsMax)) {
    return std::nullopt;
  }
  std::string digits(whole);
  for (std::size_t i = 0; i < scale; ++i) digits += i < decimals.size() ? decimals[i] : '0';
  const auto beyond = decimals.substr(std::min(scale, decimals.size()));
  if (std::any_of(beyond.begin(), beyond.end(), [](char c) { return c != '0'; })) return std::nullopt;
  const auto value = whole_number(digits);
  if (!value) return std::nullopt;
  return is_negative ? -*value : *value;
}

}  // namespace

std::optional<Fen> read_yuan(std::string_view text) {
  const auto fen = scaled(text, 2);
  if (!fen) return std::nullopt;
  return Fen{*fen};
}

std::optional<std::int64_t> read_yuan_e5(std::string_view text) { return scaled(text, kDecimalsMax); }

std::optional<std::int64_t> read_count(std::string_view text) { return scaled(text, 0); }

}  // namespace fenrun::wechat
