#include "domain/money_text.hpp"

#include <cstdint>

namespace fenrun {
namespace {

// The sign is taken off in unsigned arithmetic: the smallest number of all has no positive twin.
std::string unsigned_yuan(Fen fen) {
  const auto bits = static_cast<std::uint64_t>(fen.value);
  const std::uint64_t size = fen.value < 0 ? 0 - bits : bits;
  std::string cents = std::to_string(size % 100);
  if (cents.size() < 2) cents.insert(0, 1, '0');
  return std::to_string(size / 100) + "." + cents;
}

const char* sign_of(Fen fen) { return fen.value < 0 ? "-" : ""; }

}  // namespace

std::string decimal_yuan(Fen fen) { return sign_of(fen) + unsigned_yuan(fen); }

std::string yuan_text(Fen fen) { return std::string(sign_of(fen)) + "¥" + unsigned_yuan(fen); }

}  // namespace fenrun
