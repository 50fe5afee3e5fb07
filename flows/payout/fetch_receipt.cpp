#include "flows/payout/fetch_receipt.hpp"

#include <utility>

#include "base/assert.hpp"
#include "db/payout/payout_receipt.hpp"

namespace fenrun::flows {

Result<std::optional<PayoutReceipt>> claim_receipt(db::Tx& tx, std::chrono::seconds lease, Instant now) {
  while (const auto due = db::claim_due_receipt(tx, now)) {
    PayoutReceipt begun = begin_receipt_turn(*due, now);
    if (begun.due_at) {
      db::save_receipt_claim(tx, begun, lease);
      return std::optional(std::move(begun));
    }
    db::save_receipt(tx, begun);
  }
  return std::optional<PayoutReceipt>();
}

Result<std::optional<PayoutReceipt>> record_receipt(db::Tx& tx, const RecordReceipt& command, Instant now) {
  const auto before = db::lock_receipt(tx, command.payout);
  FENRUN_ASSERT(before.has_value());
  if (before->turns != command.turn || !before->due_at) return std::optional<PayoutReceipt>();
  PayoutReceipt after = change_receipt(*before, command.news, now, command.random_permille, command.wait);
  after.problem = command.problem;
  if (after.state == PayoutReceiptState::archived) {
    FENRUN_ASSERT(!command.file_sealed.empty() && command.sha256.size() == 32);
    after.sha256 = command.sha256;
    db::insert_receipt_file(tx, after.payout, command.file_sealed);
  }
  db::save_receipt(tx, after);
  return std::optional(std::move(after));
}

}  // namespace fenrun::flows
