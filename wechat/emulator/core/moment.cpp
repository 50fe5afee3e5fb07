#include "wechat/emulator/core/moment.hpp"

#include <string_view>

namespace fenrun::emulator {
namespace {

std::string draw(std::size_t length, std::string_view alphabet, Random& random) {
  std::string text;
  text.reserve(length);
  while (text.size() < length) text.push_back(alphabet[random.below(alphabet.size())]);
  return text;
}

}  // namespace

std::int64_t unix_seconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count();
}

std::string random_text(std::size_t length, Random& random) {
  return draw(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", random);
}

std::string random_hex(std::size_t length, Random& random) {
  return draw(length, "0123456789abcdef", random);
}

std::string random_digits(std::size_t length, Random& random) {
  if (length == 0) return {};
  return draw(1, "123456789", random) + draw(length - 1, "0123456789", random);
}

}  // namespace fenrun::emulator
