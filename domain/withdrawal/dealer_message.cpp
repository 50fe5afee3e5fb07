#include "domain/withdrawal/dealer_message.hpp"

#include <algorithm>

namespace fenrun {

std::string_view to_word(DealerMessageKind kind) {
  switch (kind) {
    case DealerMessageKind::paid:
      return "paid";
    case DealerMessageKind::failed:
      return "failed";
  }
  return "";
}

std::optional<DealerMessageKind> dealer_message_kind_from(std::string_view word) {
  for (const DealerMessageKind kind : {DealerMessageKind::paid, DealerMessageKind::failed}) {
    if (to_word(kind) == word) return kind;
  }
  return std::nullopt;
}

std::optional<DealerMessageKind> message_about(WithdrawalState state) {
  switch (state) {
    case WithdrawalState::paid:
      return DealerMessageKind::paid;
    case WithdrawalState::returned:
    case WithdrawalState::rejected:
    case WithdrawalState::expired:
      return DealerMessageKind::failed;
    case WithdrawalState::requested:
    case WithdrawalState::review:
    case WithdrawalState::approved_1:
    case WithdrawalState::approved:
    case WithdrawalState::paying:
    case WithdrawalState::cancelled:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string_view to_word(DealerMessageState state) {
  switch (state) {
    case DealerMessageState::waiting:
      return "waiting";
    case DealerMessageState::sent:
      return "sent";
    case DealerMessageState::refused:
      return "refused";
    case DealerMessageState::failed:
      return "failed";
  }
  return "";
}

bool is_too_late(const DealerMessage& message, Instant now) {
  return now - message.created_at > kDealerMessageLife;
}

std::chrono::seconds pause_before_next_try(const DealerMessage& message) {
  constexpr int kDoublingsMax = 7;
  const int doublings = std::clamp(message.tries - 1, 0, kDoublingsMax);
  return std::min<std::chrono::seconds>(std::chrono::seconds{30} * (1 << doublings), std::chrono::hours{1});
}

std::string_view to_word(GrantAnswer answer) {
  switch (answer) {
    case GrantAnswer::accept:
      return "accept";
    case GrantAnswer::reject:
      return "reject";
    case GrantAnswer::ban:
      return "ban";
    case GrantAnswer::filter:
      return "filter";
  }
  return "";
}

}  // namespace fenrun
