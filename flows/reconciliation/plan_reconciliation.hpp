// Which days are reconciled when: every morning the day before, and those that were missed.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/reconciliation/bill_day.hpp"

namespace fenrun::flows {

inline constexpr std::string_view kReconciliationJob = "reconciliation";

// A day that was not reached is tried again after this; WeChat may still be making its bills.
inline constexpr std::chrono::hours kReconciliationRetry{1};

// Makes the rows of the days that have become due since the newest one that is known, a month of them at
// most; the first time only of yesterday.
void open_reconciliation_days(db::Tx& tx, Instant now);

// Days that are due, each put off by kReconciliationRetry: whoever took them tries them meanwhile.
std::vector<BillDay> take_due_days(db::Tx& tx, Instant now, int limit);

}  // namespace fenrun::flows
