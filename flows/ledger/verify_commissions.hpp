// Every commission replayed from its explanation, page by page.
#pragma once

#include <cstdint>
#include <optional>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "flows/ledger/walk_sheet.hpp"

namespace fenrun::flows {

// Those after `after`: each explanation gives the stored fen from the stored inputs, the ledger has the
// money, and it is due when the hold of its order ends. `after` is moved to the last one read, and how many
// there were is added to `commissions`. The fault is the movement that accrued the first that is wrong.
std::optional<LedgerFault> verify_commissions(db::Tx& tx, CommissionId& after, int limit,
                                              std::int64_t& commissions);

}  // namespace fenrun::flows
