// Rows of `order_import_outcome`.
#pragma once

#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/job/job.hpp"
#include "domain/order/import_effect.hpp"

namespace fenrun::db {

struct ImportOutcome {
  std::int64_t position = 0;  // of the order in its file, from 0
  ImportEffect effect = ImportEffect::booked;
  std::string reason_zh;  // of a refusal
  std::string reason_en;
};

void insert_import_outcome(Tx& tx, JobId job, const ImportOutcome& outcome);
// In the order of their positions.
std::vector<ImportOutcome> import_outcomes(Tx& tx, JobId job);

}  // namespace fenrun::db
