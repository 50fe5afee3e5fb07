#include "flows/ledger/verify_commissions.hpp"

#include "db/journal/booked_commission.hpp"
#include "domain/commission/explanation.hpp"

namespace fenrun::flows {
namespace {

// The columns that pages and simulations read are those of the explanation.
bool is_explained(const db::BookedCommission& it) {
  const auto explanation = explanation_from(it.explanation);
  if (!explanation) return false;
  const auto fen = replay(*explanation);
  return fen && *fen == it.amount && number_of(explanation->level) == it.level &&
         explanation->plan_number == it.plan_number && explanation->tier == it.tier &&
         explanation->base_fen == it.base && explanation->paid_at == it.paid_at &&
         explanation->upline[index_of(explanation->level)] == it.dealer;
}

const char* wrong_with(const db::BookedCommission& it) {
  if (!is_explained(it)) return "accrued a commission that its explanation does not give";
  if (!it.is_booked) return "accrued a commission that is not what the ledger has of it";
  if (!it.is_due_in_time) return "accrued a commission that is not due within the hold of its order";
  return nullptr;
}

}  // namespace

std::optional<LedgerFault> verify_commissions(db::Tx& tx, CommissionId& after, int limit,
                                              std::int64_t& commissions) {
  for (const db::BookedCommission& it : db::read_booked_commissions(tx, after, limit)) {
    if (const char* wrong = wrong_with(it)) {
      const std::int64_t number = db::accrual_number(tx, "c" + std::to_string(it.id.value));
      return LedgerFault{sheet_of(it.dealer), number, wrong};
    }
    after = it.id;
    ++commissions;
  }
  return std::nullopt;
}

}  // namespace fenrun::flows
