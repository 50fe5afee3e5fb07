#include "domain/tax/tax_file.hpp"

#include <algorithm>

namespace fenrun {
namespace {

constexpr std::size_t kQuarterLength = 7;  // "2026-Q4"

std::optional<TaxPeriod> parse_quarter(std::string_view text) {
  if (text.size() != kQuarterLength || text.substr(4, 2) != "-Q" || text[6] < '1' || text[6] > '4')
    return std::nullopt;
  const int last = (text[6] - '0') * 3;
  const auto month = [&](int number) {
    return parse_month(std::string(text.substr(0, 5)) + (number < 10 ? "0" : "") + std::to_string(number));
  };
  const auto first_month = month(last - 2);
  const auto last_month = month(last);
  if (!first_month || !last_month) return std::nullopt;
  return TaxPeriod{std::string(text), {first_month->from, last_month->until}, true};
}

}  // namespace

std::optional<TaxPeriod> parse_tax_period(std::string_view text) {
  if (const auto month = parse_month(text)) return TaxPeriod{std::string(text), *month, false};
  return parse_quarter(text);
}

TaxBasis tax_basis(const TaxFileRow& row) {
  constexpr Fen kMonthFree{5'000'00};
  constexpr Fen kFlatUntil{4'000'00};
  constexpr Fen kFlat{800'00};
  TaxBasis basis;
  basis.income = Fen{row.last.past.income.value + row.last_gross.value};
  basis.withheld = Fen{row.last.past.withheld.value + row.last.tax.value};
  const Fen fifth{basis.income.value - (basis.income.value * 8 + 5) / 10};
  switch (row.last.method) {
    case TaxMethod::none:
      return basis;
    case TaxMethod::ordinary:
      basis.expenses = basis.income <= kFlatUntil ? std::min(basis.income, kFlat) : fifth;
      basis.due = ordinary_tax(basis.income);
      break;
    case TaxMethod::cumulative:
      basis.expenses = fifth;
      basis.basic = Fen{kMonthFree.value * row.last.past.months};
      basis.due = cumulative_tax(basis.income, row.last.past.months);
      break;
  }
  basis.taxable =
      Fen{std::max<std::int64_t>(0, basis.income.value - basis.expenses.value - basis.basic.value)};
  return basis;
}

}  // namespace fenrun
