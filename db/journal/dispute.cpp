#include "db/journal/dispute.hpp"

#include <stdexcept>

#define DISPUTE_COLUMNS                                                                                  \
  "id, public_id, dealer_id, commission_id, amount_fen, reason, evidence, state, opened_by, opened_at, " \
  "resolved_by, resolved_at, resolution_reason, settled_fen"

namespace fenrun::db {
namespace {

Dispute read_dispute(const Row& row) {
  const auto state = dispute_state_from(row.text(7));
  if (!state) throw std::logic_error("no such state of a dispute: " + row.text(7));
  return Dispute{row.id<DisputeId>(0), row.text(1), row.id<DealerId>(2), row.id<CommissionId>(3),
                 row.fen(4),           row.text(5), row.text(6),         *state,
                 row.id<StaffId>(8),   row.time(9), row.id<StaffId>(10), row.maybe_time(11),
                 row.text(12),         row.fen(13)};
}

std::optional<Dispute> read_dispute(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_dispute(*row);
}

Page<Dispute> dispute_page(const std::vector<Row>& rows, const PageRequest& page) {
  std::vector<Dispute> disputes;
  disputes.reserve(rows.size());
  for (const Row& row : rows) disputes.push_back(read_dispute(row));
  return cut_page(std::move(disputes), page, [](const Dispute& one) { return one.id.value; });
}

}  // namespace

bool insert_dispute(Tx& tx, const Dispute& dispute) {
  return tx.insert_new(
      "INSERT INTO dispute (public_id, dealer_id, commission_id, amount_fen, reason, evidence, state, "
      "is_open, opened_by, opened_at) VALUES (?, ?, ?, ?, ?, ?, 'open', 1, ?, ?)",
      {dispute.public_id, dispute.dealer, dispute.commission, dispute.amount, dispute.reason,
       dispute.evidence, dispute.opened_by, dispute.opened_at});
}

std::optional<Dispute> lock_dispute(Tx& tx, const std::string& public_id) {
  return read_dispute(
      tx.one("SELECT " DISPUTE_COLUMNS " FROM dispute WHERE public_id = ? FOR UPDATE", {public_id}));
}

std::optional<Dispute> find_dispute(Tx& tx, const std::string& public_id) {
  return read_dispute(tx.one("SELECT " DISPUTE_COLUMNS " FROM dispute WHERE public_id = ?", {public_id}));
}

void resolve_dispute(Tx& tx, const Dispute& dispute) {
  tx.execute_one(
      "UPDATE dispute SET state = ?, is_open = NULL, resolved_by = ?, resolved_at = ?, "
      "resolution_reason = ?, settled_fen = ? WHERE id = ? AND state = 'open'",
      {to_word(dispute.state), dispute.resolved_by, dispute.resolved_at, dispute.resolution_reason,
       dispute.settled, dispute.id});
}

Page<Dispute> list_disputes(Tx& tx, DisputeState state, const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  return dispute_page(
      tx.all("SELECT " DISPUTE_COLUMNS " FROM dispute WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
             {to_word(state), below, page.rows() + 1}),
      page);
}

Page<Dispute> list_disputes_of(Tx& tx, DealerId dealer, const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  return dispute_page(tx.all("SELECT " DISPUTE_COLUMNS
                             " FROM dispute WHERE dealer_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                             {dealer, below, page.rows() + 1}),
                      page);
}

}  // namespace fenrun::db
