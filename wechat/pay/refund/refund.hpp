// Money back to the payer of an order.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "domain/money.hpp"
#include "wechat/pay/wire/fields.hpp"

namespace fenrun::wechat {

struct RefundRequest {
  std::string out_refund_no;     // 1-64: digits, letters, _-|*@; a new number is a second refund
  std::string transaction_id{};  // exactly one of this
  std::string out_trade_no{};    // and this
  Fen refund{};
  Fen total{};               // of the order
  std::string reason{};      // up to 80 characters, shown to the user
  std::string notify_url{};  // empty: none
  // Where the money comes from: "AVAILABLE" or "UNSETTLED"; empty: WeChat decides.
  std::string funds_account{};
};

enum class RefundState { processing, success, closed, abnormal };
std::span<const PayWord<RefundState>> refund_state_words();

struct Refund {
  std::string mchid;  // only in a callback
  std::string refund_id;
  std::string out_refund_no;
  std::string transaction_id;
  std::string out_trade_no;
  RefundState state{};
  std::string channel;  // empty in a callback
  std::string user_received_account;
  std::string funds_account;  // empty in a callback
  std::optional<Instant> create_time;
  std::optional<Instant> success_time;
  Fen total;
  Fen refund;
  Fen payer_refund;
};

// Of an API reply, whose state is called "status".
Refund read_refund(Fields& fields);
// Of a callback, whose state is called "refund_status".
Refund read_notified_refund(Fields& fields);

enum class AbnormalRefundTarget { user_bank_card, merchant_bank_card };

// A refund in state abnormal: the bank could not take it back. The card is needed for user_bank_card.
struct AbnormalRefundRequest {
  std::string refund_id;
  std::string out_refund_no;
  AbnormalRefundTarget target{};
  std::string bank_type{};
  SecretText bank_account{};
  SecretText real_name{};
};

}  // namespace fenrun::wechat
