#include "domain/withdrawal/offline_payout.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {

std::string_view to_word(OfflineMethod method) {
  switch (method) {
    case OfflineMethod::bank:
      return "bank";
    case OfflineMethod::alipay:
      return "alipay";
    case OfflineMethod::cash:
      return "cash";
    case OfflineMethod::other:
      return "other";
  }
  FENRUN_UNREACHABLE("no such method");
}

std::optional<OfflineMethod> offline_method_from(std::string_view word) {
  for (const auto method :
       {OfflineMethod::bank, OfflineMethod::alipay, OfflineMethod::cash, OfflineMethod::other}) {
    if (to_word(method) == word) return method;
  }
  return std::nullopt;
}

std::string_view to_word(OfflinePayoutState state) {
  switch (state) {
    case OfflinePayoutState::proposed:
      return "proposed";
    case OfflinePayoutState::paid:
      return "paid";
    case OfflinePayoutState::refused:
      return "refused";
  }
  FENRUN_UNREACHABLE("no such state of an offline payout");
}

std::optional<OfflinePayoutState> offline_payout_state_from(std::string_view word) {
  for (const auto state :
       {OfflinePayoutState::proposed, OfflinePayoutState::paid, OfflinePayoutState::refused}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

Done check_offline_payout(const OfflinePayout& payout, Instant requested_at, Instant now) {
  const bool is_told = is_one_line(payout.reference, 1, kOfflineReferenceMax) &&
                       is_one_line(payout.evidence, 1, kOfflineEvidenceMax);
  const bool is_in_time = payout.paid_at >= requested_at && payout.paid_at <= now;
  if (!is_told || !is_in_time) return kOfflinePayoutInvalid;
  return {};
}

Done check_offline_confirmed_by(const OfflinePayout& payout, StaffId staff) {
  if (payout.state != OfflinePayoutState::proposed) return kOfflinePayoutDecided;
  if (payout.proposed_by == staff) return kOfflinePayoutBySame;
  return {};
}

// Reference and evidence are one line each.
std::string offline_payout_text(const OfflinePayout& payout) {
  const auto paid_at_us =
      std::chrono::duration_cast<std::chrono::microseconds>(payout.paid_at.time_since_epoch()).count();
  std::string text = "fenrun offline payout v1";
  for (const std::string& part :
       {payout.public_id, payout.withdrawal_public_id, std::to_string(payout.amount.value),
        std::string(to_word(payout.method)), payout.reference, std::to_string(paid_at_us), payout.evidence,
        std::to_string(payout.proposed_by.value)}) {
    text += '\n';
    text += part;
  }
  return text;
}

}  // namespace fenrun
