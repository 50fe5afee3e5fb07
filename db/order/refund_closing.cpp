#include "db/order/refund_closing.hpp"

#include <stdexcept>
#include <vector>

#include "base/crypto/encoding.hpp"

#define REFUND_CLOSING_COLUMNS                                                                        \
  "id, public_id, refund_id, ending, reference, reason, state, proposed_by, proposed_at, absent_at, " \
  "decided_by, decided_at"

namespace fenrun::db {
namespace {

RefundClosing read_refund_closing(const Row& row) {
  const auto ending = refund_ending_from(row.text(3));
  const auto state = refund_closing_state_from(row.text(6));
  if (!ending || !state) throw std::logic_error("no such closing of a refund: " + row.text(1));
  RefundClosing closing;
  closing.id = row.id<RefundClosingId>(0);
  closing.public_id = row.text(1);
  closing.refund = row.id<OrderRefundId>(2);
  closing.ending = *ending;
  closing.reference = row.text(4);
  closing.reason = row.text(5);
  closing.state = *state;
  closing.proposed_by = row.id<StaffId>(7);
  closing.proposed_at = row.time(8);
  closing.absent_at = row.maybe_time(9);
  closing.decided_by = row.id<StaffId>(10);
  closing.decided_at = row.maybe_time(11);
  return closing;
}

std::optional<RefundClosing> read_one(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_refund_closing(*row);
}

}  // namespace

bool insert_refund_closing(Tx& tx, const RefundClosing& closing) {
  return tx.insert_new(
      "INSERT INTO refund_closing (public_id, refund_id, ending, reference, reason, state, is_open, "
      "is_payment, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?, 'open', 1, IF(? = 'paid_elsewhere', 1, "
      "NULL), ?, ?)",
      {closing.public_id, closing.refund, to_word(closing.ending), closing.reference, closing.reason,
       to_word(closing.ending), closing.proposed_by, closing.proposed_at});
}

std::optional<RefundClosing> find_refund_closing(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_one(
      tx.one("SELECT " REFUND_CLOSING_COLUMNS " FROM refund_closing WHERE public_id = ?", {public_id}));
}

std::optional<RefundClosing> find_open_refund_closing(Tx& tx, OrderRefundId refund) {
  return read_one(tx.one(
      "SELECT " REFUND_CLOSING_COLUMNS " FROM refund_closing WHERE refund_id = ? AND is_open = 1", {refund}));
}

void note_refund_absent(Tx& tx, RefundClosingId id, Instant heard_at) {
  tx.execute("UPDATE refund_closing SET absent_at = ? WHERE id = ? AND state = 'open'", {heard_at, id});
}

void decide_refund_closing(Tx& tx, const RefundClosing& closing) {
  tx.execute_one(
      "UPDATE refund_closing SET is_payment = IF(? = 'refused', NULL, is_payment), state = ?, is_open = "
      "NULL, "
      "decided_by = ?, decided_at = ? WHERE id = ? AND state = 'open'",
      {to_word(closing.state), to_word(closing.state), closing.decided_by, closing.decided_at, closing.id});
}

Page<RefundClosing> list_refund_closings(Tx& tx, RefundClosingState state, const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  std::vector<RefundClosing> found;
  for (const Row& row : tx.all("SELECT " REFUND_CLOSING_COLUMNS
                               " FROM refund_closing WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                               {to_word(state), below, page.rows() + 1})) {
    found.push_back(read_refund_closing(row));
  }
  return cut_page(std::move(found), page, [](const RefundClosing& one) { return one.id.value; });
}

}  // namespace fenrun::db

#undef REFUND_CLOSING_COLUMNS
