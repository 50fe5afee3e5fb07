// Rows of `reattribution` (one for each bulk by staff) and `reattribution_row` (one for each consumer in it).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct Reattribution {
  std::int64_t id = 0;
  std::string public_id;
  DealerId to_dealer_id;
  StaffId staff_id;
  std::string reason;
  std::string evidence;
  std::int64_t row_count = 0;
  Instant created_at;
};

struct ReattributionRow {
  ConsumerId consumer_id;
  BindingId from_binding_id;  // unset: the consumer had no referrer
  BindingId to_binding_id;
};

void insert_reattribution(Tx& tx, const Reattribution& bulk, std::span<const ReattributionRow> rows);
// Newest first.
Page<Reattribution> list_reattributions(Tx& tx, const PageRequest& request);
// All rows of a bulk, by consumer; at most kReattributionRowsMax.
std::vector<ReattributionRow> reattribution_rows(Tx& tx, std::int64_t reattribution_id);

}  // namespace fenrun::db
