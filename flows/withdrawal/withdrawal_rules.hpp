// Everything that the configuration says about withdrawals.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "domain/tax/tax.hpp"
#include "domain/tax/taxpayer.hpp"
#include "domain/withdrawal/approval.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun::flows {

struct WithdrawalRules {
  WithdrawalTerms terms;
  std::map<std::string, TierLimits, std::less<>> tiers;  // by the tier's code
  ApprovalPolicy approval;
  // Ordinary withholding unless told otherwise: the cautious choice until an accountant has decided.
  std::vector<TaxPolicy> tax{{Instant{}, TaxMethod::ordinary}};
  IdentityNeed identity = IdentityNeed::taxed;
};

}  // namespace fenrun::flows
