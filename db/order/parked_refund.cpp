#include "db/order/parked_refund.hpp"

#include <algorithm>
#include <span>

#include "base/assert.hpp"

#define PARKED_COLUMNS "source, external_no, refund_no, amount_fen, parts, channel_refund_id"
#define WAITS "applied_at IS NULL AND dismissed_at IS NULL"

namespace fenrun::db {
namespace {

constexpr std::size_t kMarkedTogether = 500;

ParkedRefund read_parked_refund(const Row& row) {
  auto parts = sku_refund_parts_from(row.text(4));
  FENRUN_ASSERT(parts);
  return {row.text(0), row.text(1), row.text(2), row.fen(3), *std::move(parts), row.text(5)};
}

void mark_applied(Tx& tx, std::span<const ParkedRefund> refunds, Instant now) {
  while (!refunds.empty()) {
    const auto some = refunds.first(std::min(refunds.size(), kMarkedTogether));
    refunds = refunds.subspan(some.size());
    std::vector<Param> keys;
    for (const ParkedRefund& one : some)
      keys.insert(keys.end(), {one.source, one.external_no, one.refund_no});
    tx.execute_of("UPDATE parked_refund SET applied_at = ? WHERE (source, external_no, refund_no) IN (",
                  {now}, "(?,?,?)", keys, ")");
  }
}

}  // namespace

bool park_refund(Tx& tx, const ParkedRefund& refund, Instant now) {
  return tx.insert_new(
      "INSERT INTO parked_refund (source, external_no, refund_no, amount_fen, parts, channel_refund_id, "
      "parked_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {refund.source, refund.external_no, refund.refund_no, refund.amount_fen, to_text(refund.parts),
       refund.channel_refund_id, now});
}

std::optional<ParkedRefund> find_parked_refund(Tx& tx, std::string_view source, std::string_view external_no,
                                               std::string_view refund_no) {
  const auto row = tx.one("SELECT " PARKED_COLUMNS
                          " FROM parked_refund WHERE source = ? AND external_no = ? AND refund_no = ?",
                          {source, external_no, refund_no});
  if (!row) return std::nullopt;
  return read_parked_refund(*row);
}

std::int64_t count_parked_refunds_of(Tx& tx, std::string_view source, std::string_view external_no) {
  return tx
      .one("SELECT COUNT(*) FROM parked_refund WHERE " WAITS " AND source = ? AND external_no = ?",
           {source, external_no})
      ->integer(0);
}

std::vector<ParkedRefund> take_parked_refunds(Tx& tx,
                                              const std::set<std::pair<std::string, std::string>>& orders,
                                              Instant now) {
  std::vector<Param> keys;
  for (const auto& [source, external_no] : orders) keys.insert(keys.end(), {source, external_no});
  std::vector<ParkedRefund> waiting;
  for (const Row& row :
       tx.all_of("SELECT " PARKED_COLUMNS " FROM parked_refund FORCE INDEX (PRIMARY) WHERE " WAITS
                 " AND (source, external_no) IN (",
                 "(?,?)", keys, ") ORDER BY source, external_no, refund_no FOR UPDATE")) {
    waiting.push_back(read_parked_refund(row));
  }
  mark_applied(tx, waiting, now);
  return waiting;
}

Page<WaitingRefund> list_parked_refunds(Tx& tx, const PageRequest& request) {
  std::vector<WaitingRefund> waiting;
  for (const Row& row : tx.all("SELECT " PARKED_COLUMNS ", id, parked_at FROM parked_refund WHERE " WAITS
                               " AND id > ? ORDER BY id LIMIT ?",
                               {request.after, request.rows() + 1})) {
    waiting.push_back({row.integer(6), read_parked_refund(row), row.time(7)});
  }
  return cut_page(std::move(waiting), request, [](const WaitingRefund& it) { return it.id; });
}

std::optional<ParkedRefundState> lock_parked_refund(Tx& tx, std::int64_t id) {
  const auto row = tx.one(
      "SELECT " PARKED_COLUMNS ", id, parked_at, " WAITS " FROM parked_refund WHERE id = ? FOR UPDATE", {id});
  if (!row) return std::nullopt;
  return ParkedRefundState{{row->integer(6), read_parked_refund(*row), row->time(7)}, row->boolean(8)};
}

void dismiss_parked_refund(Tx& tx, std::int64_t id, StaffId by, std::string_view reason, Instant now) {
  tx.execute_one(
      "UPDATE parked_refund SET dismissed_at = ?, dismissed_by = ?, dismissal_reason = ? WHERE id = ?",
      {now, by, reason, id});
}

Waiting count_parked_refunds(Tx& tx) {
  const auto row = tx.one("SELECT COUNT(*), MIN(parked_at) FROM parked_refund WHERE " WAITS);
  return {row->integer(0), row->maybe_time(1)};
}

}  // namespace fenrun::db

#undef PARKED_COLUMNS
#undef WAITS
