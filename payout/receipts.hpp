// One turn at WeChat's receipt of a transfer: ask what there is, then apply for it or fetch it. Moves no
// money, so an unsigned refusal is believed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "domain/withdrawal/payout_receipt.hpp"
#include "flows/payout/fetch_receipt.hpp"
#include "payout/governor.hpp"
#include "wechat/pay/client.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::payout {

struct ReceiptTools {
  wechat::PayClient& pay;
  const crypto::Sealer& sealer;
  Governor& governor;
  const Clock& clock;
  boost::asio::io_context& context;
};

// Longer than a turn may take: its two calls, the waits for their tokens, and what is written of it.
std::chrono::seconds receipt_lease(const wechat::PayOptions& options);
// As the worker has them: a receipt is a page and no bill, so that it takes no longer than any other call,
// and neither lanes nor the end of the process wait for it longer.
wechat::PayOptions with_quick_files(wechat::PayOptions options);

// At most two calls, each once; what came of them, without its random number.
flows::RecordReceipt take_receipt_turn(const ReceiptTools& tools, const PayoutReceipt& receipt);

}  // namespace fenrun::payout
