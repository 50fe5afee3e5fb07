// Personal income tax on commissions (facts §12), withheld from a withdrawal. Which method applies is decided
// by law and by the company's accountants, so a method is in force from a day on, and every withdrawal keeps
// what its tax was computed from.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/money.hpp"

namespace fenrun {

enum class TaxMethod {
  none,        // the payee settles by invoice, or the company withholds elsewhere
  ordinary,    // 61号 of 2018: all income of a month is one time of labour remuneration
  cumulative,  // 16号 of 2025: cumulative withholding by internet platform enterprises
};

std::string_view to_word(TaxMethod method);
std::optional<TaxMethod> tax_method_from(std::string_view word);

struct TaxPolicy {
  Instant from;
  TaxMethod method = TaxMethod::none;

  friend bool operator==(const TaxPolicy&, const TaxPolicy&) = default;
};

// In any order; the newest that has begun wins. `none` before the first.
TaxMethod tax_method_at(std::span<const TaxPolicy> policies, Instant at);

// What was paid to the person before, in the method's period: the month, or the year so far.
struct TaxPast {
  Fen income;
  Fen withheld;
  int months = 1;  // cumulative: of this year, without a gap up to this one, this one included

  friend bool operator==(const TaxPast&, const TaxPast&) = default;
};

// The tax on all income of a period. Rounded half up to the fen, once, at the end.
Fen ordinary_tax(Fen income);
Fen cumulative_tax(Fen income, int months);

// What is to be withheld from `gross` now. Never below zero: what was withheld too much is settled with the
// tax office, not here.
Fen tax_now(TaxMethod method, Fen gross, const TaxPast& past);

// The months of the year (1 to 12) in which something was paid, in any order: how many there are without a
// gap up to `month`, which counts itself.
int months_without_gap(std::span<const int> paid_months, int month);

// What stays with the withdrawal, so that the same numbers give the same tax again.
struct TaxRecord {
  TaxMethod method = TaxMethod::none;
  std::string period;  // "2026-11" or "2026"; empty for none
  TaxPast past;
  Fen tax;

  friend bool operator==(const TaxRecord&, const TaxRecord&) = default;
};
TaxRecord withhold(TaxMethod method, std::string_view period, Fen gross, const TaxPast& past);

}  // namespace fenrun
