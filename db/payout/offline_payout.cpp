#include "db/payout/offline_payout.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#define OFFLINE_COLUMNS                                                                                 \
  "id, public_id, withdrawal_id, withdrawal, amount_fen, method, reference, paid_at, evidence, state, " \
  "proposed_by, proposed_at, decided_by, decided_at, mac, reason"

namespace fenrun::db {
namespace {

OfflinePayout read_offline_payout(const Row& row) {
  const auto method = offline_method_from(row.text(5));
  const auto state = offline_payout_state_from(row.text(9));
  if (!method || !state) throw std::logic_error("no such word in an offline payout: " + row.text(9));
  OfflinePayout payout;
  payout.id = row.id<OfflinePayoutId>(0);
  payout.public_id = row.text(1);
  payout.withdrawal = row.id<WithdrawalId>(2);
  payout.withdrawal_public_id = row.text(3);
  payout.amount = row.fen(4);
  payout.method = *method;
  payout.reference = row.text(6);
  payout.paid_at = row.time(7);
  payout.evidence = row.text(8);
  payout.state = *state;
  payout.proposed_by = row.id<StaffId>(10);
  payout.proposed_at = row.time(11);
  payout.decided_by = row.id<StaffId>(12);
  payout.decided_at = row.maybe_time(13);
  payout.mac = row.text(14);
  payout.reason = row.text(15);
  return payout;
}

std::optional<OfflinePayout> maybe_offline_payout(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_offline_payout(*row);
}

}  // namespace

bool insert_offline_payout(Tx& tx, const OfflinePayout& payout) {
  return tx.insert_new(
      "INSERT INTO offline_payout (public_id, withdrawal_id, withdrawal, amount_fen, method, reference, "
      "paid_at, evidence, state, is_live, proposed_by, proposed_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'proposed', 1, ?, ?)",
      {payout.public_id, payout.withdrawal, payout.withdrawal_public_id, payout.amount,
       to_word(payout.method), payout.reference, payout.paid_at, payout.evidence, payout.proposed_by,
       payout.proposed_at});
}

std::optional<OfflinePayout> find_offline_payout(Tx& tx, std::string_view public_id) {
  return maybe_offline_payout(
      tx.one("SELECT " OFFLINE_COLUMNS " FROM offline_payout WHERE public_id = ?", {public_id}));
}

std::optional<OfflinePayout> lock_offline_payout(Tx& tx, std::string_view public_id) {
  return maybe_offline_payout(
      tx.one("SELECT " OFFLINE_COLUMNS " FROM offline_payout WHERE public_id = ? FOR UPDATE", {public_id}));
}

std::optional<OfflinePayout> find_live_offline_payout(Tx& tx, WithdrawalId withdrawal) {
  return maybe_offline_payout(tx.one("SELECT " OFFLINE_COLUMNS
                                     " FROM offline_payout WHERE withdrawal_id = ? AND is_live = 1",
                                     {withdrawal}));
}

void save_offline_payout(Tx& tx, const OfflinePayout& payout) {
  const bool is_live = payout.state != OfflinePayoutState::refused;
  tx.execute_one(
      "UPDATE offline_payout SET state = ?, is_live = IF(?, 1, NULL), decided_by = ?, decided_at = ?, "
      "mac = ?, reason = ? WHERE id = ?",
      {to_word(payout.state), is_live, payout.decided_by, payout.decided_at, payout.mac, payout.reason,
       payout.id});
}

Page<OfflinePayout> list_offline_payouts(Tx& tx, std::optional<OfflinePayoutState> state,
                                         const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  const std::string_view word = state ? to_word(*state) : "";
  std::vector<OfflinePayout> found;
  for (const Row& row : tx.all("SELECT " OFFLINE_COLUMNS
                               " FROM offline_payout WHERE (? = '' OR state = ?) AND id < ? ORDER BY id DESC "
                               "LIMIT ?",
                               {word, word, below, page.rows() + 1})) {
    found.push_back(read_offline_payout(row));
  }
  return cut_page(std::move(found), page, [](const OfflinePayout& one) { return one.id.value; });
}

std::vector<BookedOfflinePayout> read_paid_offline_payouts(Tx& tx, OfflinePayoutId after, int limit) {
  constexpr std::size_t kBooked = 16;  // behind the columns of the payout
  std::vector<BookedOfflinePayout> found;
  for (const Row& row : tx.all("SELECT o.*, w.dealer_id, t.number, t.amount_fen FROM (SELECT " OFFLINE_COLUMNS
                               " FROM offline_payout WHERE state = 'paid' AND id > ? ORDER BY id LIMIT ?) AS "
                               "o LEFT JOIN withdrawal w ON w.id = o.withdrawal_id LEFT JOIN journal_txn t "
                               "ON t.reference = w.public_id AND t.kind = 'pay_offline' AND t.sheet = "
                               "w.dealer_id ORDER BY o.id",
                               {after, limit})) {
    BookedOfflinePayout booked;
    booked.payout = read_offline_payout(row);
    if (!row.is_null(kBooked)) booked.sheet = row.id<SheetId>(kBooked);
    if (!row.is_null(kBooked + 1)) {
      booked.number = row.integer(kBooked + 1);
      booked.posted = row.fen(kBooked + 2);
    }
    found.push_back(std::move(booked));
  }
  return found;
}

std::optional<Orphan> find_unregistered_offline(Tx& tx) {
  return read_orphan(
      tx.one("SELECT t.sheet, t.number FROM journal_txn t LEFT JOIN withdrawal w ON w.public_id = "
             "t.reference LEFT JOIN offline_payout o ON o.withdrawal_id = w.id AND o.state = 'paid' "
             "WHERE t.kind = 'pay_offline' AND o.id IS NULL LIMIT 1"));
}

bool was_told_paid(Tx& tx, WithdrawalId withdrawal) {
  const auto row = tx.one(
      "SELECT COUNT(*) FROM transfer_notice n JOIN payout p ON p.number = n.number WHERE p.withdrawal_id = ? "
      "AND n.state = 'success'",
      {withdrawal});
  return row->integer(0) > 0;
}

}  // namespace fenrun::db
