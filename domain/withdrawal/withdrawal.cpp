#include "domain/withdrawal/withdrawal.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

constexpr std::int64_t kWholePpm = 1'000'000;

// gross is at most 10^12 fen and the share at most 2·10^5: the product stays below 2^63.
Fen fee_of(Fen gross, const WithdrawalTerms& terms) {
  FENRUN_ASSERT(terms.fee_ppm >= 0 && terms.fee_ppm <= kFeePpmMax && terms.fee_fixed.value >= 0);
  return Fen{gross.value * terms.fee_ppm / kWholePpm + terms.fee_fixed.value};
}

}  // namespace

WithdrawalTerms terms_for(WithdrawalTerms everybody, const TierLimits& tier) {
  everybody.min = tier.min.value_or(everybody.min);
  everybody.max = tier.max.value_or(everybody.max);
  everybody.day_max = tier.day_max.value_or(everybody.day_max);
  everybody.day_count_max = tier.day_count_max.value_or(everybody.day_count_max);
  return everybody;
}

Done check_withdrawal_amount(Fen gross, const WithdrawalDay& day, const WithdrawalTerms& terms) {
  if (gross < terms.min) return kWithdrawalAmountLow;
  if (gross > terms.max) return kWithdrawalAmountHigh;
  const bool is_day_full =
      gross.value > terms.day_max.value - day.gross.value || day.count >= terms.day_count_max;
  if (is_day_full) return kWithdrawalDayFull;
  return {};
}

Result<WithdrawalAmounts> split_withdrawal(Fen gross, Fen tax, bool has_name, const WithdrawalTerms& terms) {
  FENRUN_ASSERT(gross.value > 0 && tax.value >= 0);
  const Fen fee = fee_of(gross, terms);
  const Fen net{gross.value - fee.value - tax.value};
  if (net.value <= 0 || net < terms.transfer_min) return kWithdrawalNothingLeft;
  if (!has_name && net >= terms.name_required_from) return kWithdrawalNameNeeded;
  return WithdrawalAmounts{gross, fee, tax, net};
}

Done check_withdrawal_reason(std::string_view reason) {
  if (!is_one_line(reason, 1, kWithdrawalReasonMax)) return kWithdrawalReasonInvalid;
  return {};
}

}  // namespace fenrun
