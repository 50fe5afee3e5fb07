// Rows of `reconciliation_day` with their figures.
#pragma once

#include <optional>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/reconciliation/reconciliation_day.hpp"

namespace fenrun::db {

// False when it is there already.
[[nodiscard]] bool insert_reconciliation_day(Tx& tx, BillDay day, std::optional<Instant> due_at);
std::optional<ReconciliationDay> find_reconciliation_day(Tx& tx, BillDay day);
std::optional<ReconciliationDay> lock_reconciliation_day(Tx& tx, BillDay day);
// Everything but the figures.
void save_reconciliation_day(Tx& tx, const ReconciliationDay& day);
void save_bill_figures(Tx& tx, BillDay day, BillKind account, const BillFigures& figures);

std::optional<BillDay> newest_reconciliation_day(Tx& tx);
// Locked; what somebody else is taking is passed over.
std::vector<ReconciliationDay> take_due_reconciliation_days(Tx& tx, Instant now, int limit);
// Newest first, at most `limit` that come before `before`.
std::vector<ReconciliationDay> list_reconciliation_days(Tx& tx, std::optional<ReconciliationState> state,
                                                        std::optional<BillDay> before, int limit);

}  // namespace fenrun::db
