// One turn at WeChat's receipt of a transfer: ask what there is, then apply for it or fetch it. Moves no
// money, so an unsigned refusal is believed.
#pragma once

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "domain/withdrawal/payout_receipt.hpp"
#include "flows/payout/fetch_receipt.hpp"
#include "payout/governor.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::payout {

struct ReceiptTools {
  wechat::PayClient& pay;
  const crypto::Sealer& sealer;
  Governor& governor;
  const Clock& clock;
  boost::asio::io_context& context;
};

// At most two calls, each once; what came of them, without its random number.
flows::RecordReceipt take_receipt_turn(const ReceiptTools& tools, const PayoutReceipt& receipt);

}  // namespace fenrun::payout
