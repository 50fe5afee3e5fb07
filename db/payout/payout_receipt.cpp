#include "db/payout/payout_receipt.hpp"

#include <stdexcept>

#define RECEIPT_COLUMNS \
  "payout_id, number, state, turns, refusals, problem, sha256, wanted_at, archived_at, due_at"

namespace fenrun::db {
namespace {

constexpr std::size_t kReceiptPartBytes = 256 * 1024;

std::optional<PayoutReceipt> read_receipt_row(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  const auto state = payout_receipt_state_from(row->text(2));
  if (!state) throw std::logic_error("no such state of a receipt: " + row->text(2));
  PayoutReceipt receipt;
  receipt.payout = row->id<PayoutId>(0);
  receipt.number = row->text(1);
  receipt.state = *state;
  receipt.turns = static_cast<int>(row->integer(3));
  receipt.refusals = static_cast<int>(row->integer(4));
  receipt.problem = row->text(5);
  receipt.sha256 = row->text(6);
  receipt.wanted_at = row->time(7);
  receipt.archived_at = row->maybe_time(8);
  receipt.due_at = row->maybe_time(9);
  return receipt;
}

}  // namespace

void want_receipt(Tx& tx, PayoutId payout, Instant now) {
  tx.execute(
      "INSERT INTO payout_receipt (payout_id, number, state, wanted_at, due_at) "
      "SELECT p.id, p.number, 'wanted', ?, ? FROM payout p LEFT JOIN payout_receipt r ON r.payout_id = p.id "
      "WHERE p.id = ? AND p.sealing_serial <> '' AND r.payout_id IS NULL",
      {now, now, payout});
}

std::optional<PayoutReceipt> find_receipt(Tx& tx, PayoutId payout) {
  return read_receipt_row(
      tx.one("SELECT " RECEIPT_COLUMNS " FROM payout_receipt WHERE payout_id = ?", {payout}));
}

std::optional<PayoutReceipt> lock_receipt(Tx& tx, PayoutId payout) {
  return read_receipt_row(
      tx.one("SELECT " RECEIPT_COLUMNS " FROM payout_receipt WHERE payout_id = ? FOR UPDATE", {payout}));
}

std::optional<PayoutReceipt> claim_due_receipt(Tx& tx, Instant now) {
  return read_receipt_row(
      tx.one("SELECT " RECEIPT_COLUMNS
             " FROM payout_receipt WHERE due_at <= ? AND (lease_until IS NULL OR lease_until < "
             "UTC_TIMESTAMP(6)) ORDER BY due_at, payout_id LIMIT 1 FOR UPDATE SKIP LOCKED",
             {now}));
}

void save_receipt_claim(Tx& tx, const PayoutReceipt& begun, std::chrono::seconds lease) {
  tx.execute_one(
      "UPDATE payout_receipt SET turns = ?, due_at = ?, lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND "
      "WHERE payout_id = ?",
      {begun.turns, begun.due_at, lease.count(), begun.payout});
}

void save_receipt(Tx& tx, const PayoutReceipt& receipt) {
  tx.execute_one(
      "UPDATE payout_receipt SET state = ?, refusals = ?, problem = ?, sha256 = ?, archived_at = ?, "
      "due_at = ?, lease_until = NULL WHERE payout_id = ? AND turns = ?",
      {to_word(receipt.state), receipt.refusals, receipt.problem, receipt.sha256, receipt.archived_at,
       receipt.due_at, receipt.payout, receipt.turns});
}

void insert_receipt_file(Tx& tx, PayoutId payout, std::string_view content_sealed) {
  int number = 0;
  for (std::size_t at = 0; at < content_sealed.size(); at += kReceiptPartBytes) {
    tx.execute_one("INSERT INTO payout_receipt_part (payout_id, number, content_sealed) VALUES (?, ?, ?)",
                   {payout, number++, content_sealed.substr(at, kReceiptPartBytes)});
  }
}

std::string receipt_file(Tx& tx, PayoutId payout) {
  std::string content;
  for (const Row& part : tx.all(
           "SELECT content_sealed FROM payout_receipt_part WHERE payout_id = ? ORDER BY number", {payout})) {
    content += part.text(0);
  }
  return content;
}

}  // namespace fenrun::db
