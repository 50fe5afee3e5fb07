// The payout worker's turns at a receipt: each is claimed and committed before WeChat is asked, and what came
// of it is recorded afterwards. A worker that dies in between leaves a lease that ends, and the next turn
// begins with the question what WeChat knows.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/payout_receipt.hpp"

namespace fenrun::flows {

// The oldest that is due, with its turn counted and its next one put off; nothing: none is. One whose turns
// are used up is unavailable. The lease is longer than a turn may take. Never refuses.
Result<std::optional<PayoutReceipt>> claim_receipt(db::Tx& tx, std::chrono::seconds lease, Instant now);

struct RecordReceipt {
  PayoutId payout;
  int turn = 0;  // as it was claimed
  ReceiptNews news = ReceiptNews::fault;
  std::string problem;           // a word for people; empty: there was none
  std::chrono::seconds wait{0};  // WeChat asked us to
  std::string file_sealed;       // when it is archived
  std::string sha256;            // of the file, 32 bytes
  int random_permille = 0;
};
// Nothing when somebody else has begun another turn meanwhile: nothing was changed. Never refuses.
Result<std::optional<PayoutReceipt>> record_receipt(db::Tx& tx, const RecordReceipt& command, Instant now);

}  // namespace fenrun::flows
