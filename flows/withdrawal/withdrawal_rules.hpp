// Everything that the configuration says about withdrawals.
#pragma once

#include <vector>

#include "domain/withdrawal/approval.hpp"
#include "domain/withdrawal/tax.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun::flows {

struct WithdrawalRules {
  WithdrawalTerms terms;
  ApprovalPolicy approval;
  // Ordinary withholding unless told otherwise: the cautious choice until an accountant has decided.
  std::vector<TaxPolicy> tax{{Instant{}, TaxMethod::ordinary}};
};

}  // namespace fenrun::flows
