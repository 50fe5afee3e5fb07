#include "db/order/suspense.hpp"

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/ascii.hpp"

#define SUSPENSE_QUERY                                                                                 \
  "SELECT id, source, reason, out_trade_no, reference, amount_fen, created_at, closed_at, closed_by, " \
  "closing_reason FROM order_suspense "
#define BEFORE "id < COALESCE(NULLIF(?, 0), 9223372036854775807) ORDER BY id DESC LIMIT ?"

namespace fenrun::db {
namespace {

NotedSuspense read_suspense(const Row& row) {
  NotedSuspense noted;
  noted.id = row.integer(0);
  noted.source = row.text(1);
  noted.reason = row.text(2);
  noted.out_trade_no = row.text(3);
  noted.reference = row.text(4);
  noted.amount_fen = row.fen(5);
  noted.created_at = row.time(6);
  noted.closed_at = row.maybe_time(7);
  noted.closed_by = row.id<StaffId>(8);
  noted.closing_reason = row.text(9);
  return noted;
}

// Each list has a literal of its own, so that each is served by its own index.
std::vector<Row> read_page(Tx& tx, const SuspenseFilter& filter, std::int64_t after, int limit) {
  if (filter.is_open && filter.reason)
    return tx.all(SUSPENSE_QUERY "WHERE closed_at IS NULL AND reason = ? AND " BEFORE,
                  {*filter.reason, after, limit});
  if (filter.is_open) return tx.all(SUSPENSE_QUERY "WHERE closed_at IS NULL AND " BEFORE, {after, limit});
  if (filter.reason)
    return tx.all(SUSPENSE_QUERY "WHERE closed_at IS NOT NULL AND reason = ? AND " BEFORE,
                  {*filter.reason, after, limit});
  return tx.all(SUSPENSE_QUERY "WHERE closed_at IS NOT NULL AND " BEFORE, {after, limit});
}

}  // namespace

bool note_suspense(Tx& tx, const Suspense& suspense, Instant now) {
  const auto key = crypto::sha256(std::string(suspense.reason) + "\n" + std::string(suspense.source) + "\n" +
                                  suspense.out_trade_no + "\n" + suspense.reference + "\n" +
                                  std::to_string(suspense.amount_fen.value));
  return tx.insert_new(
      "INSERT INTO order_suspense (dedupe_key, reason, source, out_trade_no, reference, amount_fen, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {crypto::as_text(key), suspense.reason, suspense.source, suspense.out_trade_no, suspense.reference,
       suspense.amount_fen, now});
}

Page<NotedSuspense> list_suspense(Tx& tx, const SuspenseFilter& filter, const PageRequest& request) {
  if (filter.reason && !is_ascii(*filter.reason)) return {};
  std::vector<NotedSuspense> noted;
  for (const Row& row : read_page(tx, filter, request.after, request.rows() + 1))
    noted.push_back(read_suspense(row));
  return cut_page(std::move(noted), request, [](const NotedSuspense& it) { return it.id; });
}

std::optional<NotedSuspense> lock_suspense(Tx& tx, std::int64_t id) {
  const auto row = tx.one(SUSPENSE_QUERY "WHERE id = ? FOR UPDATE", {id});
  if (!row) return std::nullopt;
  return read_suspense(*row);
}

void close_suspense(Tx& tx, std::int64_t id, StaffId by, std::string_view reason, Instant now) {
  tx.execute_one("UPDATE order_suspense SET closed_at = ?, closed_by = ?, closing_reason = ? WHERE id = ?",
                 {now, by, reason, id});
}

Waiting count_open_suspense(Tx& tx) {
  const auto row = tx.one("SELECT COUNT(*), MIN(created_at) FROM order_suspense WHERE closed_at IS NULL");
  return {row->integer(0), row->maybe_time(1)};
}

}  // namespace fenrun::db

#undef SUSPENSE_QUERY
#undef BEFORE
