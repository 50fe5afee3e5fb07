#include "domain/dealer/dealer.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {

std::string_view to_text(DealerState state) {
  switch (state) {
    case DealerState::active:
      return "active";
    case DealerState::suspended:
      return "suspended";
    case DealerState::ended:
      return "ended";
  }
  FENRUN_UNREACHABLE("a dealer's state is one of three");
}

std::optional<DealerState> dealer_state_from(std::string_view text) {
  for (const auto state : {DealerState::active, DealerState::suspended, DealerState::ended}) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

Done check_reason(std::string_view reason) {
  if (!is_one_line(reason, 1, kReasonMax)) return kReasonInvalid;
  return {};
}

Done check_active(const Dealer& dealer) {
  switch (dealer.state) {
    case DealerState::active:
      return {};
    case DealerState::suspended:
      return kDealerSuspended;
    case DealerState::ended:
      return kDealerEnded;
  }
  FENRUN_UNREACHABLE("a dealer's state is one of three");
}

Done decide_suspension(const Dealer& dealer, std::string_view reason) {
  if (const Done checked = check_reason(reason); !checked) return checked;
  return check_active(dealer);
}

Done decide_resumption(const Dealer& dealer, std::string_view reason) {
  if (const Done checked = check_reason(reason); !checked) return checked;
  if (dealer.state == DealerState::ended) return kDealerEnded;
  if (dealer.is_active()) return kDealerNotSuspended;
  return {};
}

}  // namespace fenrun
