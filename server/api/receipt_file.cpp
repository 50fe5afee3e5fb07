#include "server/api/receipt_file.hpp"

#include <stdexcept>
#include <utility>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_receipt.hpp"
#include "flows/withdrawal/sealed_payout.hpp"
#include "server/api/attachment.hpp"

namespace fenrun::server {
namespace {

// What was archived, byte for byte.
std::string open_archived(const Call& call, db::Tx& tx, const PayoutReceipt& receipt) {
  auto file = flows::open_receipt(call.app.sealer, receipt.number, db::receipt_file(tx, receipt.payout));
  const bool is_same = file && crypto::equal_in_constant_time(
                                   crypto::as_text(crypto::sha256(std::string_view(*file))), receipt.sha256);
  if (!is_same) throw std::runtime_error("the receipt of a transfer is not what was archived");
  return *std::move(file);
}

}  // namespace

Result<Reply> receipt_file(const Call& call, db::Tx& tx, const Withdrawal& withdrawal) {
  const auto payout = db::find_payout_of(tx, withdrawal.id);
  const auto receipt = payout ? db::find_receipt(tx, payout->id) : std::nullopt;
  if (!receipt || receipt->state != PayoutReceiptState::archived) return kReceiptNotThere;
  std::string bytes = open_archived(call, tx, *receipt);
  Reply reply = attachment("application/pdf", "receipt-" + withdrawal.public_id + ".pdf", bytes);
  reply.body = std::move(bytes);
  return reply;
}

json::Writer receipt_json(const PayoutReceipt& receipt) {
  json::Writer body;
  body.text("state", to_word(receipt.state))
      .integer("turns", receipt.turns)
      .integer("refusals", receipt.refusals)
      .text("problem", receipt.problem)
      .text("sha256", crypto::to_hex(crypto::as_bytes(receipt.sha256)))
      .time("wanted_at", receipt.wanted_at)
      .maybe_time("archived_at", receipt.archived_at)
      .maybe_time("due_at", receipt.due_at);
  return body;
}

}  // namespace fenrun::server
