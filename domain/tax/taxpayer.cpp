#include "domain/tax/taxpayer.hpp"

#include <algorithm>
#include <chrono>

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

constexpr std::size_t kRealNameMin = 2;
constexpr std::string_view kCheckCharacters = "10X98765432";
constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

bool is_digit(char character) { return character >= '0' && character <= '9'; }

int number_in(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

bool is_birthday(std::string_view eight, Instant today) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const std::chrono::year_month_day date{year{number_in(eight.substr(0, 4))},
                                         month{static_cast<unsigned>(number_in(eight.substr(4, 2)))},
                                         day{static_cast<unsigned>(number_in(eight.substr(6, 2)))}};
  return date.ok() && date.year() >= year{1900} && std::chrono::sys_days{date} < today;
}

char check_character(std::string_view seventeen) {
  int sum = 0;
  for (std::size_t i = 0; i < seventeen.size(); ++i) sum += (seventeen[i] - '0') * kWeights[i];
  return kCheckCharacters[static_cast<std::size_t>(sum % 11)];
}

}  // namespace

Done check_identity_number(std::string_view number, Instant today) {
  const std::string_view digits = number.substr(0, kIdentityNumberLength - 1);
  const bool is_good = number.size() == kIdentityNumberLength && std::ranges::all_of(digits, is_digit) &&
                       digits.front() != '0' && is_birthday(digits.substr(6, 8), today) &&
                       check_character(digits) == number.back();
  if (!is_good) return kIdentityNumberInvalid;
  return {};
}

Done check_real_name(std::string_view name) {
  if (!is_one_line(name, kRealNameMin, kRealNameMax)) return kRealNameInvalid;
  return {};
}

std::string mask_identity_number(std::string_view number) {
  constexpr std::size_t first = 3;
  constexpr std::size_t last = 4;
  FENRUN_ASSERT(number.size() == kIdentityNumberLength);
  std::string masked(number);
  std::fill(masked.begin() + first, masked.end() - last, '*');
  return masked;
}

bool needs_identity(IdentityNeed need, Fen tax) {
  switch (need) {
    case IdentityNeed::never:
      return false;
    case IdentityNeed::taxed:
      return tax.value > 0;
    case IdentityNeed::always:
      return true;
  }
  FENRUN_UNREACHABLE("no such need of an identity");
}

std::string_view to_word(IdentityNeed need) {
  switch (need) {
    case IdentityNeed::never:
      return "never";
    case IdentityNeed::taxed:
      return "taxed";
    case IdentityNeed::always:
      return "always";
  }
  FENRUN_UNREACHABLE("no such need of an identity");
}

}  // namespace fenrun
