// Electronic receipts of transfers: applied for, asked about until they are made, downloaded and compared
// with the signed hash. Only for a success whose body had a user name, within six months.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "wechat/pay/wire/caller.hpp"
#include "wechat/pay/wire/download.hpp"

namespace fenrun::wechat {

enum class ReceiptState { generating, finished, failed };
std::span<const PayWord<ReceiptState>> receipt_state_words();

// By which of its two numbers a transfer is meant.
enum class TransferNumber { ours, wechats };

struct Receipt {
  ReceiptState state{};
  std::string hash_type;     // SHA256 or SM3; in state finished
  std::string hash_value;    // hex
  std::string download_url;  // lives ten minutes: ask again for a fresh one
  std::string fail_reason;
};

class PayReceipts {
 public:
  PayReceipts(std::shared_ptr<PayCaller> caller, FileHosts hosts)
      : caller_(std::move(caller)), hosts_(std::move(hosts)) {}

  Awaitable<PayOutcome<Receipt>> apply(TransferNumber kind, std::string number);
  Awaitable<PayOutcome<Receipt>> query(TransferNumber kind, std::string number);
  // The PDF; a file with another hash than SHA256 or SM3 is not fetched, for it could not be believed.
  Awaitable<PayOutcome<std::string>> download(Receipt receipt);

 private:
  std::shared_ptr<PayCaller> caller_;
  FileHosts hosts_;
};

}  // namespace fenrun::wechat
