// Matches the bills of a day against our books. It may be repeated: the same bills and books give the same
// differences, what two people closed stays closed, what has been put right is gone.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/reconciliation/reconciliation_day.hpp"

namespace fenrun::flows {

// A stored file in pieces, each of which lives until the next; empty at the end.
using FilePieces = std::function<std::string_view()>;
// Goes through the lines of a bill as it was stored, which are those that it had when it was fetched.
using WalkLines = std::function<void(BillKind bill, const FilePieces& packed, const LineVisitor& visit)>;

struct ReconcileDay {
  BillDay day;
  std::string mchid;
  WalkLines walk;
};

// All bills must have been stored. Where the day before is open and has differences it is matched again,
// for this day's bill may hold what was missing there. Refuses with kReconciliationClosed and
// kReconciliationBillMissing.
Result<ReconciliationDay> reconcile_day(db::Tx& tx, const ReconcileDay& command, Instant now);

// What is stored, while a bill is missing: the day is not reconciled by that, but what a bill has against us
// is found and stops payouts as ever. Does nothing to a closed day.
void match_stored_bills(db::Tx& tx, const ReconcileDay& command, Instant now);

}  // namespace fenrun::flows
