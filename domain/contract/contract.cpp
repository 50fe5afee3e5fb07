#include "domain/contract/contract.hpp"

#include "domain/text.hpp"

namespace fenrun {

Result<Instant> decide_publication(const ContractDraft& draft, std::optional<Instant> last_effective_from,
                                   Instant now) {
  if (!is_one_line(draft.title, 1, kContractTitleMax)) return kContractTextInvalid;
  if (!is_text(draft.body, kContractBodyMax)) return kContractTextInvalid;
  const Instant effective_from = draft.effective_from.value_or(now);
  if (effective_from < now) return kContractBackdated;
  if (last_effective_from && effective_from < *last_effective_from) return kContractOutOfOrder;
  return effective_from;
}

Done check_acceptance(const std::optional<Contract>& in_force, int number) {
  if (!in_force) return kContractNone;
  if (in_force->number != number) return kContractNotCurrent;
  return {};
}

}  // namespace fenrun
