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
  }
  FENRUN_UNREACHABLE("a dealer's state is one of two");
}

std::optional<DealerState> dealer_state_from(std::string_view text) {
  if (text == "active") return DealerState::active;
  if (text == "suspended") return DealerState::suspended;
  return std::nullopt;
}

Done check_reason(std::string_view reason) {
  if (!is_one_line(reason, 1, kReasonMax)) return kReasonInvalid;
  return {};
}

Done decide_suspension(const Dealer& dealer, std::string_view reason) {
  if (const Done checked = check_reason(reason); !checked) return checked;
  if (!dealer.is_active()) return kDealerSuspended;
  return {};
}

Done decide_resumption(const Dealer& dealer, std::string_view reason) {
  if (const Done checked = check_reason(reason); !checked) return checked;
  if (dealer.is_active()) return kDealerNotSuspended;
  return {};
}

}  // namespace fenrun
