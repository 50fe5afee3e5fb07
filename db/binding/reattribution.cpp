#include "db/binding/reattribution.hpp"

#include <limits>

namespace fenrun::db {

void insert_reattribution(Tx& tx, const Reattribution& bulk, std::span<const ReattributionRow> rows) {
  const auto id = tx.insert_id(
      "INSERT INTO reattribution (public_id, to_dealer_id, staff_id, reason, evidence, row_count, created_at)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)",
      {bulk.public_id, bulk.to_dealer_id, bulk.staff_id, bulk.reason, bulk.evidence, bulk.row_count,
       bulk.created_at});
  std::vector<Param> params;
  params.reserve(rows.size() * 4);
  for (const auto& row : rows) {
    params.insert(params.end(),
                  {Param(id), Param(row.consumer_id), Param(row.from_binding_id), Param(row.to_binding_id)});
  }
  tx.execute_rows(
      "INSERT INTO reattribution_row (reattribution_id, consumer_id, from_binding_id, to_binding_id) VALUES",
      "(?,?,?,?)", params);
}

Page<Reattribution> list_reattributions(Tx& tx, const PageRequest& request) {
  const auto before = request.after == 0 ? std::numeric_limits<std::int64_t>::max() : request.after;
  std::vector<Reattribution> bulks;
  for (const auto& row :
       tx.all("SELECT id, public_id, to_dealer_id, staff_id, reason, evidence, row_count, created_at"
              " FROM reattribution WHERE id < ? ORDER BY id DESC LIMIT ?",
              {before, request.rows() + 1})) {
    bulks.push_back({row.integer(0), row.text(1), row.id<DealerId>(2), row.id<StaffId>(3), row.text(4),
                     row.text(5), row.integer(6), row.time(7)});
  }
  return cut_page(std::move(bulks), request, [](const Reattribution& bulk) { return bulk.id; });
}

std::vector<ReattributionRow> reattribution_rows(Tx& tx, std::int64_t reattribution_id) {
  std::vector<ReattributionRow> rows;
  for (const auto& row : tx.all("SELECT consumer_id, from_binding_id, to_binding_id FROM reattribution_row"
                                " WHERE reattribution_id = ? ORDER BY consumer_id",
                                {reattribution_id})) {
    rows.push_back({row.id<ConsumerId>(0), row.id<BindingId>(1), row.id<BindingId>(2)});
  }
  return rows;
}

}  // namespace fenrun::db
