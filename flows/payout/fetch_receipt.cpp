#include "flows/payout/fetch_receipt.hpp"

#include "base/assert.hpp"
#include "db/payout/payout_receipt.hpp"

namespace fenrun::flows {

Result<std::optional<PayoutReceipt>> claim_receipt(db::Tx& tx, Instant now) {
  auto receipt = db::claim_due_receipt(tx, now);
  if (!receipt) return receipt;
  db::save_receipt_claim(tx, receipt->payout, kReceiptLease);
  ++receipt->turns;
  return receipt;
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
