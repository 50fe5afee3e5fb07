// Reconciled days and their differences as the console sees them, and as a workbook.
#pragma once

#include <vector>

#include "domain/reconciliation/reconciliation_day.hpp"
#include "domain/table_row.hpp"
#include "server/api/json/writer.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server {

json::Writer reconciliation_json(const ReconciliationDay& day, StaffNames& staff);
json::Writer difference_json(const FiledDifference& difference, StaffNames& staff);

// The figures of each bill, then each difference.
std::vector<TableRow> reconciliation_rows(const ReconciliationDay& day,
                                          const std::vector<FiledDifference>& differences);

}  // namespace fenrun::server
