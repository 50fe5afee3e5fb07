#include "flows/reconciliation/plan_reconciliation.hpp"

#include <algorithm>

#include "db/reconciliation/reconciliation_day.hpp"

namespace fenrun::flows {
namespace {

using std::chrono::days;

constexpr days kMissedDaysMax{30};

}  // namespace

void open_reconciliation_days(db::Tx& tx, Instant now) {
  const BillDay newest = newest_bill_day(now);
  const BillDay known = db::newest_reconciliation_day(tx).value_or(newest - days(1));
  for (BillDay day = std::max(known + days(1), newest - kMissedDaysMax); day <= newest; day += days(1)) {
    (void)db::insert_reconciliation_day(tx, day, now);
  }
}

std::vector<BillDay> take_due_days(db::Tx& tx, Instant now, int limit) {
  std::vector<BillDay> due;
  for (ReconciliationDay& day : db::take_due_reconciliation_days(tx, now, limit)) {
    due.push_back(day.day);
    day.due_at = now + kReconciliationRetry;
    db::save_reconciliation_day(tx, day);
  }
  return due;
}

}  // namespace fenrun::flows
