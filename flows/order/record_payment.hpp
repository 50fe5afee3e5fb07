// WeChat says that an order was paid, by a notice or in answer to our question. The payment is recorded, the
// sale stamped and its commissions booked in one transaction, once, however often it is said.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/money.hpp"
#include "domain/order/order_terms.hpp"

namespace fenrun::flows {

struct RecordPayment {
  std::string out_trade_no;
  std::string transaction_id;
  std::string appid;
  std::string mchid;
  std::string currency;
  std::string payer_index;  // blind index of the openid
  Fen amount_fen;           // the whole, before WeChat's coupons
  Instant paid_at;
  // What they must be.
  std::string our_appid;
  std::string our_mchid;
  OrderTerms terms;
};

enum class PaymentEffect {
  recorded,
  repeated,       // recorded before
  unknown_order,  // these and the following: nothing was booked, finance must look
  wrong_appid,
  wrong_mchid,
  wrong_currency,
  wrong_amount,
  wrong_payer,
  second_payment,  // the order was paid by another transaction before
};

[[nodiscard]] std::string_view to_word(PaymentEffect effect);
// Whether somebody must look.
[[nodiscard]] bool is_alarming(PaymentEffect effect);

// Never refuses: a report that does not fit is put in suspense, because WeChat could do nothing about it.
Result<PaymentEffect> record_payment(db::Tx& tx, const RecordPayment& report, Instant now);

}  // namespace fenrun::flows
