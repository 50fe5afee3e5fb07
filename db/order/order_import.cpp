#include "db/order/order_import.hpp"

#include "base/assert.hpp"

namespace fenrun::db {

void insert_import_outcome(Tx& tx, JobId job, const ImportOutcome& outcome) {
  tx.execute(
      "INSERT INTO order_import_outcome (job_id, position, effect, reason_zh, reason_en) "
      "VALUES (?, ?, ?, ?, ?)",
      {job, outcome.position, to_text(outcome.effect), outcome.reason_zh, outcome.reason_en});
}

std::vector<ImportOutcome> import_outcomes(Tx& tx, JobId job) {
  std::vector<ImportOutcome> outcomes;
  for (const Row& row : tx.all("SELECT position, effect, reason_zh, reason_en FROM order_import_outcome "
                               "WHERE job_id = ? ORDER BY position",
                               {job})) {
    const auto effect = import_effect_from(row.text(1));
    FENRUN_ASSERT(effect);
    outcomes.push_back({row.integer(0), *effect, row.text(2), row.text(3)});
  }
  return outcomes;
}

}  // namespace fenrun::db
