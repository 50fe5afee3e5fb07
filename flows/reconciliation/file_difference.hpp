// A difference is filed once, however often its day is reconciled.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/reconciliation/difference.hpp"

namespace fenrun::flows {

// Files it unless it is there. A new one that says so (stops_payouts()) stops all payouts, and money that
// nothing of ours explains is put into suspense, by the number of its line.
void file_difference(db::Tx& tx, BillDay day, const Difference& found, Instant now);

// One that is there, found again, or nothing where it was not. What was closed stays closed while the figures
// are those that were explained; an open one without money in suspense is gone when it is not found.
// One that has changed stops payouts as a new one does.
void refile_difference(db::Tx& tx, const FiledDifference& filed, const Difference* found, Instant now);

}  // namespace fenrun::flows
