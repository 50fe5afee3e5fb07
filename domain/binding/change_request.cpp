#include "domain/binding/change_request.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {

std::string_view to_text(ChangeState state) {
  switch (state) {
    case ChangeState::open:
      return "open";
    case ChangeState::approved:
      return "approved";
    case ChangeState::refused:
      return "refused";
    case ChangeState::withdrawn:
      return "withdrawn";
  }
  FENRUN_ASSERT(false);
}

std::optional<ChangeState> change_state_from(std::string_view text) {
  for (const auto state :
       {ChangeState::open, ChangeState::approved, ChangeState::refused, ChangeState::withdrawn}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

Done check_evidence(std::string_view evidence) {
  if (!is_one_line(evidence, 1, kEvidenceMax)) return kEvidenceInvalid;
  return {};
}

}  // namespace fenrun
