#include "wechat/pay/receipt/receipts.hpp"

#include <array>

#include "base/crypto/digest.hpp"
#include "base/crypto/sm3.hpp"
#include "wechat/http/url.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::array kReceiptStates{PayWord<ReceiptState>{"GENERATING", ReceiptState::generating},
                                    PayWord<ReceiptState>{"FINISHED", ReceiptState::finished},
                                    PayWord<ReceiptState>{"FAILED", ReceiptState::failed}};

std::string receipt_target(TransferNumber kind) {
  return std::string("/v3/fund-app/mch-transfer/elecsign/") +
         (kind == TransferNumber::ours ? "out-bill-no" : "transfer-bill-no");
}

Receipt read_receipt(Fields& fields) {
  Receipt receipt;
  receipt.state = fields.word("state", receipt_state_words());
  receipt.hash_type = fields.text_or_none("hash_type");
  receipt.hash_value = fields.text_or_none("hash_value");
  receipt.download_url = fields.text_or_none("download_url");
  receipt.fail_reason = fields.text_or_none("fail_reason");
  return receipt;
}

// In hex; nothing for a hash that cannot be taken here.
std::optional<std::string> receipt_hash(std::string_view type, std::string_view file) {
  if (type == "SHA256") return crypto::to_hex(crypto::sha256(file));
  const auto hash = type == "SM3" ? crypto::sm3(file) : std::nullopt;
  if (!hash) return std::nullopt;
  return crypto::to_hex(*hash);
}

}  // namespace

std::span<const PayWord<ReceiptState>> receipt_state_words() { return kReceiptStates; }

Awaitable<PayOutcome<Receipt>> PayReceipts::apply(TransferNumber kind, std::string number) {
  if (!is_pay_number(number, 1, 64)) co_return not_sent("the transfer's number");
  const char* const name = kind == TransferNumber::ours ? "out_bill_no" : "transfer_bill_no";
  PayCall call{PayApi::apply_receipt, HttpMethod::post, receipt_target(kind), to_text(Json{{name, number}})};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, read_receipt);
}

Awaitable<PayOutcome<Receipt>> PayReceipts::query(TransferNumber kind, std::string number) {
  PayCall call{PayApi::query_receipt, HttpMethod::get, receipt_target(kind) + "/" + percent_encode(number)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, [](Fields& fields) {
    Receipt receipt = read_receipt(fields);
    const bool has_file = !receipt.hash_value.empty() && !receipt.download_url.empty();
    if (receipt.state == ReceiptState::finished && !has_file) fields.fail("hash_value or download_url");
    return receipt;
  });
}

Awaitable<PayOutcome<std::string>> PayReceipts::download(Receipt receipt) {
  if (receipt.state != ReceiptState::finished) co_return not_sent("the receipt is not finished");
  if (!receipt_hash(receipt.hash_type, "")) {
    co_return PayUnknown{PayDoubt::not_verified, "hash " + receipt.hash_type};
  }
  PayOutcome<std::string> file = co_await download_file(caller_, hosts_, receipt.download_url);
  if (!file.is_done()) co_return file;
  const auto hash = receipt_hash(receipt.hash_type, file.done());
  if (!hash || !is_same_hash(*hash, receipt.hash_value)) {
    co_return PayUnknown{PayDoubt::not_verified, "the file has another hash"};
  }
  co_return file;
}

}  // namespace fenrun::wechat
