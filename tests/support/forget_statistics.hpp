// As docs/statistics.md says it is done: everything is drawn anew afterwards.
#pragma once

#include "db/mysql/tx.hpp"

namespace fenrun::testing {

inline void forget_statistics(db::Tx& tx) {
  tx.execute("DELETE FROM statistic_day");
  tx.execute("DELETE FROM statistic_sales_day");
  tx.execute(
      "UPDATE statistic_place SET last_seal = 0, sales_as_of = NULL, ledger_as_of = NULL, "
      "funnel_as_of = NULL");
}

}  // namespace fenrun::testing
