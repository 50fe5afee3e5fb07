#include "domain/tax/tax.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

// Taxes are computed in thousandths of a fen: 80 % of whole fen at whole percents is then exact.
constexpr std::int64_t kMilli = 1000;
constexpr std::int64_t kYuan = 100 * kMilli;

struct TaxBand {
  std::int64_t up_to_yuan;
  std::int64_t percent;
  std::int64_t quick_yuan;
};
constexpr TaxBand kOrdinaryBands[] = {{20'000, 20, 0}, {50'000, 30, 2'000}, {INT64_MAX / kYuan, 40, 7'000}};
constexpr TaxBand kCumulativeBands[] = {
    {36'000, 3, 0},        {144'000, 10, 2'520},  {300'000, 20, 16'920},           {420'000, 25, 31'920},
    {660'000, 30, 52'920}, {960'000, 35, 85'920}, {INT64_MAX / kYuan, 45, 181'920}};

std::int64_t banded(std::span<const TaxBand> bands, std::int64_t taxable_milli) {
  for (const TaxBand& band : bands) {
    if (taxable_milli > band.up_to_yuan * kYuan) continue;
    return taxable_milli / 100 * band.percent - band.quick_yuan * kYuan;
  }
  FENRUN_UNREACHABLE("an income without a band");
}

Fen half_up(std::int64_t milli) { return Fen{(milli + kMilli / 2) / kMilli}; }

constexpr Fen kTaxableMax{1'000'000'000'000};  // ten billion yuan: what the ledger moves at most

}  // namespace

std::string_view to_word(TaxMethod method) {
  switch (method) {
    case TaxMethod::none:
      return "none";
    case TaxMethod::ordinary:
      return "ordinary";
    case TaxMethod::cumulative:
      return "cumulative";
  }
  FENRUN_UNREACHABLE("no such method of taxation");
}

std::optional<TaxMethod> tax_method_from(std::string_view word) {
  for (const auto method : {TaxMethod::none, TaxMethod::ordinary, TaxMethod::cumulative}) {
    if (to_word(method) == word) return method;
  }
  return std::nullopt;
}

TaxMethod tax_method_at(std::span<const TaxPolicy> policies, Instant at) {
  const TaxPolicy* newest = nullptr;
  for (const TaxPolicy& policy : policies) {
    if (policy.from > at) continue;
    if (newest == nullptr || policy.from > newest->from) newest = &policy;
  }
  return newest == nullptr ? TaxMethod::none : newest->method;
}

Fen ordinary_tax(Fen income) {
  FENRUN_ASSERT(income.value >= 0 && income <= kTaxableMax);
  constexpr Fen kFree{800'00};
  constexpr Fen kFlat{4'000'00};
  if (income <= kFree) return Fen{0};
  const std::int64_t taxable =
      income <= kFlat ? (income.value - kFree.value) * kMilli : income.value * kMilli / 100 * 80;
  return half_up(banded(kOrdinaryBands, taxable));
}

Fen cumulative_tax(Fen income, int months) {
  FENRUN_ASSERT(income.value >= 0 && income <= kTaxableMax && months >= 1 && months <= 12);
  constexpr std::int64_t kMonthFree = 5'000 * kYuan;
  const std::int64_t taxable = income.value * kMilli / 100 * 80 - kMonthFree * months;
  if (taxable <= 0) return Fen{0};
  return half_up(banded(kCumulativeBands, taxable));
}

Fen tax_now(TaxMethod method, Fen gross, const TaxPast& past) {
  const Fen income{past.income.value + gross.value};
  std::int64_t due = 0;
  switch (method) {
    case TaxMethod::none:
      return Fen{0};
    case TaxMethod::ordinary:
      due = ordinary_tax(income).value;
      break;
    case TaxMethod::cumulative:
      due = cumulative_tax(income, past.months).value;
      break;
  }
  return Fen{std::max<std::int64_t>(0, due - past.withheld.value)};
}

int months_without_gap(std::span<const int> paid_months, int month) {
  FENRUN_ASSERT(month >= 1 && month <= 12);
  int count = 1;
  while (month - count >= 1 && std::ranges::find(paid_months, month - count) != paid_months.end()) ++count;
  return count;
}

TaxRecord withhold(TaxMethod method, std::string_view period, Fen gross, const TaxPast& past) {
  if (method == TaxMethod::none) return {};
  return {method, std::string(period), past, tax_now(method, gross, past)};
}

}  // namespace fenrun
